"""Running the command on a place."""

import json
from typing import Any

from click.testing import CliRunner, Result

from tests.places import SECRET, Place
from webapp.cli import main


def zhiqiao(place: Place, *words: str, typed: str = "") -> Result:
    """Run the command and return what it said."""
    settings = place.settings
    place.let_go()  # the command takes a whole database away, which nobody else may have open
    variables = {
        "ZHIQIAO_SECRET": SECRET,
        "ZHIQIAO_DATABASE_URL": settings.database_url,
        "ZHIQIAO_VAR": str(settings.var),
        "ZHIQIAO_PUBLIC_URL": "https://exchange.example.cn",
    }
    return CliRunner().invoke(main, words, input=typed, env=variables)


def told(place: Place, *words: str) -> Any:
    """Run a command that reads with --json and return its document."""
    answer = zhiqiao(place, *words, "--json")
    assert answer.exit_code == 0, answer.stderr
    return json.loads(answer.stdout)


def refused(answer: Result) -> str:
    """Return the English sentence of a refusal: exit status 1, two lines, nothing on standard output."""
    assert answer.exit_code == 1
    assert answer.stdout == ""
    return answer.stderr.strip().splitlines()[-1]
