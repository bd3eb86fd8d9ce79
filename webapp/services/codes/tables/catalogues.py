"""A new edition of an official catalogue: what it adds, renames, moves and leaves out; taking it over as a whole."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Table, delete, insert, update
from sqlmodel import Session, col, select

from webapp.models import (
    ChainSegment,
    Demand,
    Industry,
    IndustryRelation,
    Major,
    MajorClass,
    MatchingRound,
    Offering,
    Organisation,
    Person,
    Program,
    Region,
)
from webapp.models.codes.enums import MajorCatalogue
from webapp.services.codes.editing.history import note_change
from webapp.services.codes.editing.sheets import counted
from webapp.services.codes.tables import reference_data
from webapp.services.codes.tables.versions import hold_tables, stamp
from webapp.services.sheets.complaints import CellComplaint
from webapp.services.sheets.refusals import CellsRefused
from webapp.services.sheets.tables import empty_file, table_rows

Row = dict[str, Any]
DERIVED: Final = frozenset({"pinyin", "initials", "full_name"})
MUCH: Final = 5  # one in so many
DEEPEST: Final = 4
LOCAL: Final = "X-"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue: its table, the columns of its file, and how rows of the file become rows of the table."""

    name: str
    model: Any
    key: str
    parent: str
    columns: tuple[str, ...]
    make: Callable[[Iterable[dict[str, str]]], list[Row]]
    of_catalogue: Callable[[str], bool]
    uses: Callable[[Session], Counter[str]]
    may_be_empty: frozenset[str] = frozenset({"parent_code"})


def _industry_uses(session: Session) -> Counter[str]:
    counts = counted(session, Demand.industry_code, Organisation.industry_code, IndustryRelation.a, IndustryRelation.b)
    for column in (Program.industry_codes, ChainSegment.industry_codes, MajorClass.industry_codes):
        for codes in session.exec(select(column)):
            counts.update(codes)
    return counts


def _major_uses(session: Session) -> Counter[str]:
    return counted(session, Program.major_key)


def _region_uses(session: Session) -> Counter[str]:
    counts = counted(session, Organisation.region, Demand.region, MatchingRound.region)
    for codes in session.exec(select(Offering.regions)):
        counts.update(codes)
    parks = select(Region.parent_code).where(col(Region.code).startswith(LOCAL))
    counts.update(code for code in session.exec(parks) if code)
    return counts


CATALOGUES: Final = {
    catalogue.name: catalogue
    for catalogue in (
        Catalogue(
            "industries",
            Industry,
            "code",
            "parent_code",
            ("code", "name", "parent_code", "level", "section", "name_en"),
            reference_data.industry_rows,
            lambda _key: True,
            _industry_uses,
            frozenset({"parent_code", "name_en"}),
        ),
        Catalogue(
            "majors",
            Major,
            "key",
            "parent_key",
            ("code", "name", "parent_code", "level", "schooling"),
            reference_data.major_rows,
            lambda key: key.startswith(f"{MajorCatalogue.MOE2021}:"),
            _major_uses,
        ),
        Catalogue(
            "majors-technician",
            Major,
            "key",
            "parent_key",
            ("code", "name", "category"),
            reference_data.technician_major_rows,
            lambda key: key.startswith(f"{MajorCatalogue.MOHRSS}:"),
            _major_uses,
        ),
        Catalogue(
            "regions",
            Region,
            "code",
            "parent_code",
            ("code", "name", "parent_code", "level", "lat", "lon"),
            reference_data.region_rows,
            lambda key: not key.startswith(LOCAL),
            _region_uses,
            frozenset({"parent_code", "lat", "lon"}),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class EditionReport:
    """What a new edition changes: codes with their names, and what became of them."""

    added: list[tuple[str, str]] = field(default_factory=list)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)  # code, was, is
    moved: list[tuple[str, str, str]] = field(default_factory=list)  # code, parent as it was, as it is
    altered: list[tuple[str, str]] = field(default_factory=list)  # other columns differ
    gone: list[tuple[str, str]] = field(default_factory=list)
    gone_used: list[tuple[str, str, int]] = field(default_factory=list)  # still used, and by how many
    same: int = 0


@dataclass(frozen=True, slots=True)
class Edition:
    """A file that has been read, beside what is stored."""

    catalogue: Catalogue
    rows: dict[str, Row]
    stored: dict[str, Row]
    report: EditionReport
    leaving: list[str]  # keys to take away, the deepest first

    @property
    def takes_away_much(self) -> bool:
        """Tell whether so much goes that the file is more likely a piece of the catalogue than a new edition."""
        return bool(self.leaving) and len(self.leaving) * MUCH >= len(self.stored)


def read_edition(session: Session, catalogue: Catalogue, text: str) -> Edition:
    """Read the file of an edition and compare it with what is stored; refuse it with the place of what is wrong.

    Nobody else changes the tables until the transaction ends: what is taken over in it is what was compared.
    """
    hold_tables(session)
    rows = {row[catalogue.key]: row for row in catalogue.make(_checked(catalogue, text))}
    if not rows:
        raise empty_file(catalogue.columns)
    columns = list(next(iter(rows.values())))
    table: Table = catalogue.model.__table__
    stored_rows = session.execute(select(*(table.c[name] for name in columns))).mappings()
    stored = {row[catalogue.key]: dict(row) for row in stored_rows if catalogue.of_catalogue(row[catalogue.key])}
    gone = [key for key in stored if key not in rows]
    uses = catalogue.uses(session)
    staying = _with_parents(catalogue, stored, [key for key in gone if uses[key]])
    leaving = sorted((key for key in gone if key not in staying), key=lambda key: -stored[key]["level"])
    report = EditionReport(
        added=[(key, row["name"]) for key, row in rows.items() if key not in stored],
        gone=[(key, stored[key]["name"]) for key in sorted(leaving)],
        gone_used=[(key, stored[key]["name"], uses[key]) for key in gone if key in staying],
        same=sum(1 for key, row in rows.items() if key in stored and not _differs(stored[key], row)),
    )
    for key, row in rows.items():
        if key in stored:
            _sort_in(report, catalogue, key, stored[key], row)
    return Edition(catalogue, rows, stored, report, leaving)


def _sort_in(report: EditionReport, catalogue: Catalogue, key: str, was: Row, row: Row) -> None:
    differs = _differs(was, row)
    if "name" in differs:
        report.renamed.append((key, was["name"], row["name"]))
    if catalogue.parent in differs or "level" in differs:
        report.moved.append((key, was[catalogue.parent] or "--", row[catalogue.parent] or "--"))
    if differs - {"name", catalogue.parent, "level"}:
        report.altered.append((key, row["name"]))


def _differs(was: Row, row: Row) -> set[str]:
    return {name for name, value in row.items() if name not in DERIVED and value != was[name]}


def _with_parents(catalogue: Catalogue, stored: dict[str, Row], used: list[str]) -> set[str]:
    staying: set[str] = set()
    for key in used:
        above: str | None = key
        while above is not None and above in stored and above not in staying:
            staying.add(above)
            above = stored[above][catalogue.parent]
    return staying


def apply_edition(session: Session, edition: Edition, *, name: str, by: Person | None) -> None:
    """Take an edition over in the transaction that read it: what is new comes in, what differs follows, the rest goes.

    What is gone from the edition but still used stays.
    """
    table: Table = edition.catalogue.model.__table__
    key = table.c[edition.catalogue.key]
    sheet = edition.catalogue.name
    fresh = [row for code, row in edition.rows.items() if code not in edition.stored]
    if fresh:
        session.execute(insert(table), fresh)
    for row in fresh:
        note_change(session, "code.added", sheet, row[key.name], by=by, after={"name": row["name"]})
    for code, row in edition.rows.items():
        was = edition.stored.get(code)
        if was is None or was == row:
            continue
        session.execute(update(table).where(key == code).values(**row))
        differs = sorted(_differs(was, row))
        if differs:
            before = {name: _plain(was[name]) for name in differs}
            after = {name: _plain(row[name]) for name in differs}
            note_change(session, "code.edited", sheet, code, by=by, before=before, after=after)
    for code in edition.leaving:
        session.execute(delete(table).where(key == code))
        note_change(session, "code.removed", sheet, code, by=by, before={"name": edition.stored[code]["name"]})
    session.flush()
    session.expire_all()
    change = {"what": "edition.applied", "sheet": sheet, "key": name}
    stamp(session, change, by=by, editions={sheet: name})


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float) else str(value)


def _checked(catalogue: Catalogue, text: str) -> list[dict[str, str]]:
    blank = dict.fromkeys(catalogue.columns, "")
    numbered_cells = table_rows(text, catalogue.columns, required=catalogue.columns, others=True)
    rows = [(number, {**blank, **cells}) for number, cells in numbered_cells]
    complaints = _complaints(catalogue, rows)
    if complaints:
        raise CellsRefused(complaints)
    return [row for _number, row in rows]


def _complaints(catalogue: Catalogue, rows: list[tuple[int, dict[str, str]]]) -> list[CellComplaint]:
    complaints: list[CellComplaint] = []
    levels = {row["code"]: row.get("level", "") for _number, row in rows}
    longest = catalogue.model.__table__.c.name.type.length
    seen: dict[str, int] = {}
    for number, row in rows:
        empty = [name for name, cell in row.items() if not cell and name not in catalogue.may_be_empty]
        complaints += [CellComplaint(name, "csv_cell_empty", row=number) for name in empty]
        if row["code"] in seen:
            complaints.append(CellComplaint("code", "csv_twice", {"row": seen[row["code"]]}, row=number))
        seen.setdefault(row["code"], number)
        if len(row["name"]) > longest:
            complaints.append(CellComplaint("name", "string_too_long", {"max_length": longest}, row=number))
        if len(row["code"]) > catalogue.model.__table__.c.code.type.length or not row["code"].isalnum():
            complaints.append(CellComplaint("code", "csv_code", row=number))
        if "level" in row and (not row["level"].isdecimal() or not 1 <= int(row["level"]) <= DEEPEST):
            complaints.append(CellComplaint("level", "csv_level", {"most": DEEPEST}, row=number))
        elif row.get("parent_code") and levels.get(row["parent_code"], "9") >= row["level"]:
            complaints.append(CellComplaint("parent_code", "csv_parent", {"entries": row["parent_code"]}, row=number))
        for name in ("lat", "lon"):
            if row.get(name) and not _is_number(row[name]):
                complaints.append(CellComplaint(name, "decimal", row=number))
    return complaints


def _is_number(text: str) -> bool:
    whole, _dot, part = text.removeprefix("-").partition(".")
    return whole.isdecimal() and (part.isdecimal() or not part)
