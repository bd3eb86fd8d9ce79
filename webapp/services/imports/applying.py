"""Storing rows that passed, and taking them back, in the caller's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from webapp.models import ImportRow, Person
from webapp.models.imports.imports import RowDeed, RowOutcome, TwinChoice
from webapp.models.kernel.base import Keyed
from webapp.models.posts.enums import GoneReason, PostStatus
from webapp.services.imports.checking import checked
from webapp.services.imports.memory import recall, remembered
from webapp.services.imports.rows.row_book import RowBook
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.posts import freezing
from webapp.services.posts.tombstones import leave_tombstone
from webapp.services.sheets.refusals import ImportChanged


def apply_rows(book: RowBook[Any], rows: Iterable[ImportRow]) -> int:
    """Store the new rows and the duplicates that were chosen; raise ImportChanged where the check no longer holds."""
    stored = 0
    for row in rows:
        if is_wanted(row, book.gaps_as_drafts and book.takes_drafts):
            apply_row(book, row)
            stored += 1
    return stored


def is_wanted(row: ImportRow, drafts: bool) -> bool:
    """Tell whether a row is to be stored: new, there already and chosen, or incomplete and to be a draft."""
    if row.outcome is RowOutcome.TWIN:
        return row.choice is not TwinChoice.SKIP
    return row.outcome is RowOutcome.NEW or (drafts and row.outcome is RowOutcome.GAPS)


def wanted(drafts: bool) -> Any:
    """Return the same as a condition for queries."""
    is_chosen = (col(ImportRow.outcome) == RowOutcome.TWIN) & (col(ImportRow.choice) != TwinChoice.SKIP)
    stored = [RowOutcome.NEW, RowOutcome.GAPS] if drafts else [RowOutcome.NEW]
    return col(ImportRow.outcome).in_(stored) | is_chosen


def apply_row(book: RowBook[Any], row: ImportRow) -> None:
    """Store a row; raise ImportChanged where the check no longer holds.

    The row is looked at once more, by what stands now: others may have written since it was checked, and the rows
    before it have been stored by now. It is stored only if that comes to what the person has read and confirmed. After
    a refusal the session may hold half a row: whoever called rolls back and has the list checked again.
    """
    finding = book.examine(row)
    seen = checked(finding)
    if (seen.outcome, seen.target_id, seen.target_version) != (row.outcome, row.target_id, row.target_version):
        raise ImportChanged(row=row.line)
    target = finding.target if row.choice is TwinChoice.UPDATE else None
    if row.outcome is RowOutcome.TWIN and not book.may(finding, row.choice):
        raise ImportChanged(row=row.line)
    row.before = remembered(target, book.memory_fields) if target is not None else {}
    try:
        thing = book.store(finding, target)
    except (DomainError, IntegrityError):
        raise ImportChanged(row=row.line) from None
    row.deed = RowDeed.CHANGED if target is not None else RowDeed.MADE
    row.thing_id = thing.id
    row.thing_version = thing.version


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many rows were taken back, and how many had to stay."""

    gone: int
    kept: int


def take_back(session: Session, book: RowBook[Any], kind: type[Keyed], rows: list[ImportRow], by: Person) -> TakenBack:
    """Take back what an import stored, last row first; what has been changed or used since stays."""
    gone = 0
    for row in sorted(rows, key=lambda row: (row.sheet, row.line, row.part), reverse=True):
        thing = session.get(kind, row.thing_id)
        if thing is not None and _take_back(session, book, thing, row, by):
            row.deed = RowDeed.TAKEN_BACK
            gone += 1
        else:
            row.deed = RowDeed.TAKEN_BACK if thing is None else RowDeed.KEPT
            gone += thing is None
    return TakenBack(gone, len(rows) - gone)


def _take_back(session: Session, book: RowBook[Any], thing: Any, row: ImportRow, by: Person) -> bool:
    lock(session, thing)
    if thing.version != row.thing_version or not freezing.may_be_taken_back(session, thing):
        return False
    if row.deed is RowDeed.CHANGED:
        was_shown = getattr(thing, "status", None) is PostStatus.SUBMITTED
        if was_shown and row.before.get("status", PostStatus.SUBMITTED) != PostStatus.SUBMITTED:
            leave_tombstone(session, thing, GoneReason.TAKEN_BACK)
        recall(thing, row.before)
        thing.version += 1
        session.add(thing)
        record(session, f"{thing.__tablename__}.restored", thing, by=by)
        session.flush()
        return True
    if not freezing.may_be_deleted(thing, frozen_since=book.is_frozen_since):
        return False
    try:
        with session.begin_nested():
            book.forget(thing)
            record(session, f"{thing.__tablename__}.taken_back", thing, by=by)
            leave_tombstone(session, thing, GoneReason.TAKEN_BACK)
            session.delete(thing)
    except IntegrityError:
        session.refresh(thing)
        return False
    return True
