"""What people and programs get from every route that writes is what was recorded: answers, messages and rows.

Each city is a phase of the small city with a thing in every state. The recorder sends the form of every route as it is
drawn, filled in, twice, stale, empty and wrong in each field, as everybody who may and may not, and writes the answers
down, `tests/recorded/answers/<city>.txt`. Where a change is meant, `python -m tests.recorded` writes the files anew;
their difference then shows what has changed for people.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.places import Databases
from tests.recorded.keeping import RENEW, difference, file_of, succeeded
from tests.recorded.plan import NO_SUCCESS, PHASES, home_of
from tests.recorded.recorder import record
from tests.recorded.still import StillTime, still_time
from tests.security.examples import rules

Kept = tuple[Databases, StillTime]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """Return databases and a clock of their own: nobody else's are made on that day."""
    databases, time = Databases(tmp_path_factory.mktemp("recorded")), StillTime()
    yield databases, time
    databases.close()


SHORT = ("running", "contested", "ruled", "drafted", "signed", "over")  # the others take three minutes together


@pytest.mark.parametrize(
    "phase", [pytest.param(name, marks=[] if name in SHORT else pytest.mark.long) for name in PHASES]
)
def test_the_answers_are_those_recorded(phase: str, kept: Kept, tmp_path: Path) -> None:
    databases, time = kept
    with still_time(time):
        found = record(databases, phase, tmp_path / "var", time)
    told = difference(phase, found.text())
    assert not told, f"{told}\n\nIf this is meant: {RENEW} '{phase}'"


def test_every_route_that_writes_succeeds_somewhere(app: Flask) -> None:
    routes = {rule.endpoint for rule in rules(app, unsafe=True)}
    taken = set().union(*(succeeded(file_of(phase).read_text(encoding="utf-8")) for phase in PHASES))
    assert sorted(route for route in routes if not PHASES[home_of(route)].has(route)) == []
    assert sorted(routes - taken - set(NO_SUCCESS)) == []
    assert sorted(set(NO_SUCCESS) - routes) + sorted(set(NO_SUCCESS) & taken) == []


@pytest.fixture
def app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """Return the application."""
    with databases.place("empty", "sqlite", tmp_path / "var") as place:
        yield place.app()


def test_a_difference_names_the_route(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.recorded.keeping.ANSWERS", tmp_path)
    file_of("city").write_text("# demands.submit  POST /demands\n  good: Mei → 303\n", encoding="utf-8")
    assert difference("city", "# demands.submit  POST /demands\n  good: Mei → 303\n") == ""
    assert "+demands.submit:  good: Mei → 409" in difference(
        "city", "# demands.submit  POST /demands\n  good: Mei → 409\n"
    )
