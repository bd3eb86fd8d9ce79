"""The small city, on SQLite or on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import Databases
from tests.webapp.rounds.stage import Stage


@pytest.fixture
def stage(databases: Databases, tmp_path: Path) -> Iterator[Stage]:
    """Return the city on SQLite."""
    with databases.place("stage", "sqlite", tmp_path / "var") as place:
        yield Stage(place)


@pytest.fixture(params=("sqlite", "postgresql"))
def stage_anywhere(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Stage]:
    """Return the city on each engine."""
    with databases.place("stage", request.param, tmp_path / "var") as place:
        yield Stage(place)
