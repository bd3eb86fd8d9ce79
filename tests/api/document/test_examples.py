"""The examples of docs/api.md, run as a reader would run them against a served installation."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from tests.api.conftest import Give, prepare, program_of
from tests.places import Databases
from tests.serving import PATIENCE
from tests.stage import Stage, raise_stage

DOCUMENT = Path(__file__).parents[3] / "docs" / "api.md"
STAND_IN = Path(__file__).with_name("curl_stand_in.py")
BLOCK = re.compile(r"^```(?P<language>sh|python) as=(?P<role>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
EXAMPLES = [found.groupdict() for found in BLOCK.finditer(DOCUMENT.read_text(encoding="utf-8"))]
PEOPLE = {"enterprise": "Mei", "school": "Ines", "choosing": "Ines", "allocated": "Noor", "coordinator": "Noor"}
PHASES = {"choosing": "choosing", "allocated": "settled", "coordinator": "frozen"}


@contextmanager
def served(stage: Stage) -> Iterator[str]:
    """Serve the city on a free port of this machine, with a worker that computes what is queued."""
    server = make_server("127.0.0.1", 0, stage.app, threaded=True)
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.2):
            stage.place.work()

    threads = [threading.Thread(target=server.serve_forever), threading.Thread(target=work)]
    for thread in threads:
        thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        over.set()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()


def command(language: str, text: str, folder: Path) -> list[str]:
    """Return how an example is run; where curl is missing, a stand-in is put into the folder."""
    if language == "python":
        return [sys.executable, "-c", text]
    if shutil.which("curl") is None:
        stand_in = folder / "curl"
        stand_in.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{STAND_IN}" "$@"\n')
        stand_in.chmod(0o755)
    return ["sh", "-eu", "-c", text]


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{row['role']}-{i}" for i, row in enumerate(EXAMPLES)])
def test_an_example_does_what_it_says(databases: Databases, example: dict[str, str], tmp_path: Path) -> None:
    role = example["role"]
    with raise_stage(databases, tmp_path / "var", {PHASES.get(role, "")}) as city, served(prepare(city)) as url:
        variables = {
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "ZHIQIAO_URL": url,
            "ZHIQIAO_TOKEN": program_of(city)(PEOPLE[role]).token,
            "PYTHONIOENCODING": "utf-8",
        }
        done = subprocess.run(
            command(example["language"], example["text"], tmp_path),
            cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert '"about:blank"' not in done.stdout


def test_the_stand_in_says_what_curl_says(stage: Stage, program: Give) -> None:
    token = program("Mei").token
    with served(stage) as url:
        words = ["-sS", "-H", f"Authorization: Bearer {token}", f"{url}/api/v1/me"]
        said = subprocess.run([sys.executable, STAND_IN, *words], capture_output=True, text=True, check=True).stdout

    assert json.loads(said)["name"] == "Mei"


def test_all_roles_have_examples() -> None:
    assert {row["role"] for row in EXAMPLES} == set(PEOPLE)
    assert {row["language"] for row in EXAMPLES} == {"sh", "python"}
