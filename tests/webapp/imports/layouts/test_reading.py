"""Spreadsheets in layouts of people's own are read as a person would read them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.places import Databases, Place
from tests.webapp.imports.layouts.reading import HERE, differences

FILES = sorted(path.with_suffix("") for path in HERE.parent.glob("layouts*/*.json"))


@pytest.fixture
def bureau(databases: Databases, tmp_path: Path) -> Iterator[Place]:
    """Return a database with the code tables, an office of each kind and the enterprises that are named."""
    with databases.place("bureau", "sqlite", tmp_path / "var") as place:
        yield place


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_spreadsheet_of_its_own_layout_is_read_as_expected(path: Path, bureau: Place) -> None:
    assert differences(bureau, path) == []
