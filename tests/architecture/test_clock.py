"""The day is asked of the clock alone: whoever asks the machine gets another day for eight hours of each."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLOCK = "webapp/clock.py"
ASKED = {"today", "now", "utcnow", "fromtimestamp"}  # of date and datetime
OF_THE_DATABASE = {
    "current_date",
    "current_time",
    "current_timestamp",
    "localtimestamp",
}  # whose server has a zone, too
ZONED = {"ZoneInfo", "localtime", "astimezone"}


def program_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "webapp/*.py", "matching/*.py", "migrations/*.py", "wsgi.py", "gunicorn.conf.py"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def asks_the_machine(source: str) -> Iterator[int]:
    """Yield the lines on which a program asks for the day, the hour or a time zone by itself."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        of = called.value if isinstance(called, ast.Attribute) else None
        owner = of.attr if isinstance(of, ast.Attribute) else getattr(of, "id", "")
        if name in ZONED or name in OF_THE_DATABASE or (name in ASKED and owner in {"date", "datetime", "func"}):
            yield node.lineno


def test_nobody_but_the_clock_asks_the_machine_for_the_day() -> None:
    found = [
        f"{name}:{line}"
        for path in program_files()
        if (name := path.relative_to(ROOT).as_posix()) != CLOCK
        for line in asks_the_machine(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_the_clock_itself_would_be_caught() -> None:
    assert len(list(asks_the_machine((ROOT / CLOCK).read_text(encoding="utf-8")))) >= 3


@pytest.mark.parametrize(
    "source",
    [
        "date.today()", "datetime.date.today()", "datetime.now(UTC)", "datetime.datetime.utcnow()", "ZoneInfo('UTC')",
        "zoneinfo.ZoneInfo('UTC')", "time.localtime()", "func.current_date()",
        "moment.astimezone(zone).date()", "date.fromtimestamp(0)", "func.now()",
    ],
)  # fmt: skip
def test_every_way_to_ask_is_seen(source: str) -> None:
    assert list(asks_the_machine(source)) == [1]


@pytest.mark.parametrize("source", ["clock.today()", "now()", "clock.now()", "date(2026, 1, 1)", "pages.today()"])
def test_asking_the_clock_is_free(source: str) -> None:
    assert list(asks_the_machine(source)) == []
