"""Answers on the report: what a cell means, what it should say, what is missing, of how many things a row speaks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, func, select

from webapp.models import ImportBatch, ImportRow
from webapp.models.imports.imports import ImportState
from webapp.services.imports import imports
from webapp.services.imports.own.receiving import SEVERAL
from webapp.services.imports.own.remembering import remember_wording
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.sheets.cells import entries_of

LONGEST_CELL: Final = 4000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a cell of a row is to be read as: in this row, or wherever the list says so; kept for later lists or not."""

    number: int
    field: str
    text: str
    everywhere: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Parting:
    """How the positions of a row share its people: None where it is one position after all."""

    number: int
    headcounts: tuple[str, ...] | None


def answer(
    session: Session,
    batch: ImportBatch,
    answers: Iterable[Answer],
    partings: Iterable[Parting] = (),
    *,
    drafts: bool | None = None,
    today: date,
) -> int:
    """Mend, answer and part rows, then check the list anew; return how many cells and rows were dealt with."""
    lock(session, batch)
    if batch.state is not ImportState.CHECKED:
        raise DomainError("import_not_open")
    rows = {row.number: row for row in imports.rows_of(session, batch)}
    done = 0
    for given in answers:
        row = rows.get(given.number)
        if row is not None and _take(session, batch, row, given):
            done += 1
    for parting in partings:
        row = rows.get(parting.number)
        if row is not None and row.unreadable.get("position") == SEVERAL:
            _part(session, batch, row, parting.headcounts)
            done += 1
    if drafts is not None:
        batch.gaps_as_drafts = drafts
    session.add(batch)
    session.flush()
    imports.begin_check(session, batch, today=today)
    return done


def _take(session: Session, batch: ImportBatch, row: ImportRow, given: Answer) -> bool:
    written = row.cells.get(given.field, "").strip()
    text = given.text.strip()[:LONGEST_CELL]
    if given.field not in row.unreadable and text == written:
        return False
    if given.everywhere and written and given.field not in row.unreadable:
        meanings = {name: dict(words) for name, words in batch.rewordings.items()}
        meanings.setdefault(given.field, {})[written] = text
        batch.rewordings = meanings
        if given.kept:
            remember_wording(session, batch, given.field, written, text)
        return True
    row.mended = {given.field: written} | row.mended
    row.cells = {**row.cells, given.field: text}
    row.unreadable = {name: reason for name, reason in row.unreadable.items() if name != given.field}
    session.add(row)
    return True


def _part(session: Session, batch: ImportBatch, row: ImportRow, headcounts: tuple[str, ...] | None) -> None:
    """Make a row for each position of a row, with the people that each asks for; or one row of it after all."""
    positions = positions_of(row)
    readable = {name: reason for name, reason in row.unreadable.items() if name != "position"}
    if headcounts is None or len(headcounts) != len(positions):
        row.unreadable = readable
        session.add(row)
        return
    last = session.exec(select(func.max(ImportRow.number)).where(ImportRow.batch_id == batch.id)).one() or 0
    both = {name: row.cells.get(name, "") for name in ("position", "headcount")}
    for part, (position, headcount) in enumerate(zip(positions, headcounts, strict=True)):
        cells = {**row.cells, "position": position, "headcount": headcount.strip() or row.cells.get("headcount", "")}
        if part == 0:
            row.mended, row.cells, row.unreadable, row.part = {**both, **row.mended}, cells, readable, 1
            session.add(row)
            continue
        more: dict[str, Any] = {"mended": row.mended, "unreadable": readable}
        session.add(
            ImportRow(
                batch_id=batch.id,
                number=last + part,
                sheet=row.sheet,
                line=row.line,
                part=part + 1,
                cells=cells,
                **more,
            )
        )
    batch.rows_total += len(positions) - 1
    session.flush()


def positions_of(row: ImportRow) -> list[str]:
    """Return the positions that a row's cell names."""
    return entries_of(row.cells.get("position", ""))


def gaps_of(row: ImportRow) -> list[Mapping[str, Any]]:
    """Return the remarks on what a row lacks."""
    return [remark for remark in row.remarks if remark["grade"] == "gap"]
