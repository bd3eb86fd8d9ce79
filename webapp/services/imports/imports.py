"""Imports: a list is received, checked, confirmed as a whole, taken back within a day.

    checking → checked → applying → applied → undoing → undone
    checking → failed: the worker gave up;   checked, failed → checking: once more
    applying → undoing → checking: a row has changed since the check, so what was stored is taken back and checked anew

A short list is checked, stored and taken back in one transaction each, by the request that asks for it: it is never
seen in the states that end in -ing. A long one stays in them while the worker is at it, in many transactions; nothing
calls it imported before its last row is stored. Each row says what became of it (`ImportRow.deed`), so that whoever
goes on, and whoever takes back, asks the rows.

What people ask for happens under the lock on the list, after its state has been looked at again: two people of one
organisation may press two buttons of the same list.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from webapp.clock import now
from webapp.models import (
    Demand,
    ImportBatch,
    ImportFile,
    ImportRow,
    Job,
    Offering,
    Organisation,
    Person,
    Program,
)
from webapp.models.accounts.names import organisation_key
from webapp.models.imports.imports import ImportKind, ImportState, RowDeed, RowOutcome, TwinChoice
from webapp.models.kernel.base import Keyed
from webapp.services.imports import applying, checking
from webapp.services.imports.applying import TakenBack
from webapp.services.imports.checking import Checked, Progress
from webapp.services.imports.heads import Names
from webapp.services.imports.kinds import BOOKS, layout_of, row_book
from webapp.services.imports.reading import Table, read_list
from webapp.services.kernel import queue
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.posts import freezing

JOB_KIND: Final = "import"
CHECKED_AT_ONCE: Final = 100  # rows: a third of a second; longer lists are checked in the background, with progress
KEPT_AT_ONCE: Final = 500  # findings of the background that are written in one transaction
STORED_AT_ONCE: Final = 50  # rows: a third of a second; longer lists are stored and taken back in the background
UNDO_WITHIN: Final = timedelta(hours=24)
LONGEST_NAME: Final = 120
THINGS: Final[dict[ImportKind, type[Keyed]]] = {
    ImportKind.ORGANISATIONS: Organisation,
    ImportKind.DEMANDS: Demand,
    ImportKind.PROGRAMS: Program,
    ImportKind.OFFERINGS: Offering,
}
IN_ORDER: Final[tuple[Any, ...]] = (
    col(ImportRow.sheet), col(ImportRow.line), col(ImportRow.part), col(ImportRow.number),
)  # fmt: skip
Invitations = list[tuple[Organisation, str, str]]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, with the words by which its columns may be called."""

    name: str
    content: bytes
    vocabularies: tuple[Mapping[str, str], ...]
    examples: tuple[Mapping[str, str], ...] = ()
    passed: tuple[str, ...] = ()


def read_upload(kind: ImportKind, upload: Upload, *, by: Person) -> Table:
    """Read an uploaded list; raise FileRefused where it is none."""
    layout = layout_of(kind, by)
    names = Names(layout, upload.vocabularies, upload.passed)
    return read_list(upload.content, layout, names, list(upload.examples))


def receive(
    session: Session, kind: ImportKind, upload: Upload, table: Table, *, language: str, today: date, by: Person
) -> ImportBatch:
    """Keep a list that was read and check it, or queue the check of a long one."""
    if by.organisation_id is None:
        raise DomainError("no_organisation")
    batch = _stored(session, kind, upload, table, by.organisation_id, language=language, by=by)
    begin_check(session, batch, today=today)
    return batch


def _stored(
    session: Session, kind: ImportKind, upload: Upload, table: Table, owner: UUID, *, language: str, by: Person
) -> ImportBatch:
    batch = ImportBatch(
        kind=kind,
        organisation_id=owner,
        made_by_id=by.id,
        file_name=upload.name[-LONGEST_NAME:],
        file_kind=table.kind,
        sha256=hashlib.sha256(upload.content).hexdigest(),
        sheet=table.sheet,
        head_row=table.head.row,
        places=table.head.places,
        language=language,
        warnings=[[code, facts] for code, facts in table.warnings],
        rows_total=len(table.lines),
    )
    rows = [
        ImportRow(
            batch_id=batch.id, number=line.number, line=line.number, cells=line.cells, unreadable=line.unreadable
        ).model_dump()
        for line in table.lines
    ]
    session.add(batch)
    session.flush()
    session.add(ImportFile(batch_id=batch.id, content=upload.content))
    session.execute(insert(ImportRow), rows)
    record(session, "import.received", batch, by=by, after={"kind": kind.value, "rows": len(table.lines)})
    session.flush()
    return batch


def begin_check(session: Session, batch: ImportBatch, *, today: date) -> None:
    """Check a short list at once, and queue the check of a long one."""
    batch.state, batch.rows_done = ImportState.CHECKING, 0
    if batch.rows_total > CHECKED_AT_ONCE:
        job = queue.enqueue(session, JOB_KIND, batch=str(batch.id), today=today.isoformat())
        batch.job_id = job.id
        session.flush()
        return
    store_check(session, batch, look_at(session, batch, today=today))


def check_again(session: Session, batch: ImportBatch, *, today: date) -> None:
    """Look at a list anew: after an interruption, or because something has changed since."""
    lock(session, batch)
    if batch.state not in (ImportState.CHECKED, ImportState.FAILED):
        raise DomainError("import_not_open")
    begin_check(session, batch, today=today)


def look_at(session: Session, batch: ImportBatch, *, today: date, progress: Progress | None = None) -> list[Checked]:
    """Return what each row would add or change in the database; nothing is stored."""
    by = session.get_one(Person, batch.made_by_id)
    book = row_book(session, batch, by=by, today=today, dry=True)
    with session.no_autoflush:
        return checking.check_rows(book, rows_of(session, batch), progress)


def store_check(session: Session, batch: ImportBatch, findings: list[Checked]) -> None:
    """Write the findings into the rows; the list waits for its confirmation."""
    rows = rows_of(session, batch)
    checking.keep(rows, findings)
    batch.hints = checking.hints_of(rows, findings)
    finish_check(session, batch)


def keep_findings(session: Session, batch: ImportBatch, findings: list[Checked], first: int) -> None:
    """Write a part of the findings into their rows; the list is not checked before the last is written."""
    part = findings[first : first + KEPT_AT_ONCE]
    if not first:
        batch.hints = checking.hints_of(rows_of(session, batch), findings)
    checking.keep(page_of_rows(session, batch, None, offset=first, limit=len(part)), part)
    session.flush()


def finish_check(session: Session, batch: ImportBatch) -> None:
    """Let the list wait for its confirmation."""
    batch.state, batch.rows_done = ImportState.CHECKED, batch.rows_total
    batch.version += 1
    session.add(batch)
    session.flush()


def fail_check(session: Session, batch: ImportBatch) -> None:
    """Note that the check has ended without findings."""
    if batch.state is ImportState.CHECKING:
        batch.state = ImportState.FAILED
        session.add(batch)
        session.flush()


def batch_of_job(session: Session, job: Job) -> ImportBatch | None:
    """Return the import that a job checks."""
    return session.exec(select(ImportBatch).where(ImportBatch.job_id == job.id)).first()


def choose(session: Session, batch: ImportBatch, wanted: Mapping[int, TwinChoice], *, by: Person) -> None:
    """Remember what is to become of rows that are there already; what a row does not allow is left out."""
    lock(session, batch)
    if batch.state is not ImportState.CHECKED:
        raise DomainError("import_not_open")
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.outcome == RowOutcome.TWIN)
    for row in session.exec(query):
        choice = wanted.get(row.number, row.choice)
        if choice in choices_of(batch, row):
            row.choice = choice
            session.add(row)
    session.flush()


def takes_drafts(batch: ImportBatch) -> bool:
    """Tell whether things of a list may be stored that lack something."""
    return BOOKS[batch.kind].takes_drafts


def stores_drafts(batch: ImportBatch) -> bool:
    """Tell whether rows that lack something are stored as drafts."""
    return batch.gaps_as_drafts and takes_drafts(batch)


def choices_of(batch: ImportBatch, row: ImportRow) -> list[TwinChoice]:
    """Return what may become of a row that is there already."""
    codes = {remark["code"] for remark in row.remarks}
    allowed = list(BOOKS[batch.kind].choices)
    if row.target_id is None or "organisation_has_people" in codes:
        allowed = [choice for choice in allowed if choice is not TwinChoice.UPDATE]
    return allowed


def confirm(session: Session, batch: ImportBatch, *, today: date, by: Person) -> Invitations:
    """Store every row that passed, in the caller's one transaction; return the invitations that go out with it.

    Confirming again what is stored or being stored does nothing: the second of two clicks waits for the lock and finds
    the first one's work. Long lists are queued to be stored in pieces. Raises ImportChanged where the findings no
    longer hold: the caller rolls back and has the list checked again.
    """
    lock(session, batch)
    if batch.state in (ImportState.APPLIED, ImportState.APPLYING):
        return []
    if batch.state is not ImportState.CHECKED:
        raise DomainError("import_not_open")
    wanted = count_rows(session, batch, applying.wanted(stores_drafts(batch)))
    if not wanted:
        raise DomainError("import_nothing")
    batch.changed_row = None
    if wanted > STORED_AT_ONCE:
        _queue(session, batch, ImportState.APPLYING, today=today, by=by)
        return []
    rows = rows_of(session, batch)
    lock_owners(session, batch, rows)
    book = row_book(session, batch, by=by, today=today)
    applying.apply_rows(book, rows)
    finish_confirming(session, batch, wanted, by=by)
    return take_invitations(book)


def finish_confirming(session: Session, batch: ImportBatch, stored: int, *, by: Person) -> None:
    """Note that every row that passed is stored."""
    batch.state, batch.applied_at = ImportState.APPLIED, now()
    batch.version += 1
    session.add(batch)
    record(session, "import.applied", batch, by=by, after={"kind": batch.kind.value, "rows": stored})
    session.flush()


def take_invitations(book: Any) -> Invitations:
    """Return the invitations that go out with what was stored since they were last taken."""
    waiting: Invitations = getattr(book, "invitations", [])
    taken = list(waiting)
    waiting.clear()
    return taken


def _queue(session: Session, batch: ImportBatch, state: ImportState, *, today: date, by: Person) -> None:
    """Leave the rest to the worker."""
    job = queue.enqueue(session, JOB_KIND, batch=str(batch.id), today=today.isoformat(), by=str(by.id))
    batch.state, batch.rows_done, batch.job_id = state, 0, job.id
    batch.version += 1
    session.add(batch)
    session.flush()


def undo(session: Session, batch: ImportBatch, *, today: date, by: Person) -> TakenBack | None:
    """Take back what the import stored, for as long as that is offered; what has been used since stays.

    Return None where that is left to the worker: of long lists, and of what it has not finished.
    """
    lock(session, batch)
    if batch.state is ImportState.UNDOING:
        if is_stuck(session, batch):
            _queue(session, batch, ImportState.UNDOING, today=today, by=by)
        return None
    if batch.state is not ImportState.APPLIED or batch.applied_at is None:
        raise DomainError("import_not_applied")
    if not may_undo(batch, now()):
        raise DomainError("import_undo_late")
    if count_rows(session, batch, col(ImportRow.deed).is_not(None)) > STORED_AT_ONCE:
        _queue(session, batch, ImportState.UNDOING, today=today, by=by)
        return None
    rows = [row for row in rows_of(session, batch) if row.deed is not None]
    book = row_book(session, batch, by=by, today=today)
    book.is_frozen_since = freezing.was_frozen_since(session, batch.applied_at)
    taken = applying.take_back(session, book, THINGS[batch.kind], rows, by)
    finish_undoing(session, batch, by=by)
    return taken


def finish_undoing(session: Session, batch: ImportBatch, *, by: Person) -> None:
    """Note that everything is taken back but what had to stay."""
    session.flush()
    deeds = count_deeds(session, batch)
    batch.state, batch.undone_at = ImportState.UNDONE, now()
    batch.version += 1
    session.add(batch)
    after = {"gone": deeds[RowDeed.TAKEN_BACK], "kept": deeds[RowDeed.KEPT]}
    record(session, "import.undone", batch, by=by, after=after)
    session.flush()


def is_stuck(session: Session, batch: ImportBatch) -> bool:
    """Tell whether taking a list back was given up before its end."""
    return batch.state is ImportState.UNDOING and queue.is_over(session, batch.job_id)


def may_undo(batch: ImportBatch, moment: datetime) -> bool:
    """Tell whether the import can still be taken back."""
    return (
        batch.state is ImportState.APPLIED and batch.applied_at is not None and moment - batch.applied_at <= UNDO_WITHIN
    )


def rows_of(session: Session, batch: ImportBatch) -> list[ImportRow]:
    """Return all rows of a list."""
    query = select(ImportRow).where(ImportRow.batch_id == batch.id).order_by(*IN_ORDER)
    return list(session.exec(query))


def count_rows(session: Session, batch: ImportBatch, fits: Any) -> int:
    """Return how many rows of a list fit a condition."""
    return session.exec(select(func.count()).where(ImportRow.batch_id == batch.id, fits)).one()


def page_of_rows(
    session: Session, batch: ImportBatch, outcome: RowOutcome | None, *, offset: int, limit: int
) -> list[ImportRow]:
    """Return a page of the rows with an outcome."""
    query = select(ImportRow).where(ImportRow.batch_id == batch.id)
    if outcome is not None:
        query = query.where(ImportRow.outcome == outcome)
    return list(session.exec(query.order_by(*IN_ORDER).offset(offset).limit(limit)))


def count_outcomes(session: Session, batch: ImportBatch) -> dict[RowOutcome, int]:
    """Return how many rows have each outcome."""
    query = select(ImportRow.outcome, func.count()).where(ImportRow.batch_id == batch.id)
    counts: dict[Any, int] = dict(session.exec(query.group_by(col(ImportRow.outcome))).all())
    return {outcome: counts.get(outcome, 0) for outcome in RowOutcome}


def count_choices(session: Session, batch: ImportBatch) -> dict[TwinChoice, int]:
    """Return how many duplicates are to be skipped, updated, added."""
    query = select(ImportRow.choice, func.count()).where(
        ImportRow.batch_id == batch.id, ImportRow.outcome == RowOutcome.TWIN
    )
    counts: dict[Any, int] = dict(session.exec(query.group_by(col(ImportRow.choice))).all())
    return {choice: counts.get(choice, 0) for choice in TwinChoice}


def count_deeds(session: Session, batch: ImportBatch) -> dict[RowDeed, int]:
    """Return how many rows were added, updated, taken back, kept."""
    query = select(ImportRow.deed, func.count()).where(ImportRow.batch_id == batch.id)
    counts = {deed: count for deed, count in session.exec(query.group_by(col(ImportRow.deed))) if deed}
    return {deed: counts.get(deed, 0) for deed in RowDeed}


def recent(session: Session, organisation_id: UUID, kinds: Iterable[ImportKind], *, limit: int) -> list[ImportBatch]:
    """Return the organisation's newest imports of these kinds."""
    query = select(ImportBatch).where(
        ImportBatch.organisation_id == organisation_id, col(ImportBatch.kind).in_(list(kinds))
    )
    return list(session.exec(query.order_by(col(ImportBatch.created_at).desc(), col(ImportBatch.id)).limit(limit)))


def undoable(
    session: Session, organisation_id: UUID, kinds: Iterable[ImportKind], moment: datetime
) -> list[ImportBatch]:
    """Return the organisation's imports that can still be taken back, newest first."""
    query = select(ImportBatch).where(
        ImportBatch.organisation_id == organisation_id,
        ImportBatch.state == ImportState.APPLIED,
        col(ImportBatch.kind).in_(list(kinds)),
        col(ImportBatch.applied_at) >= moment - UNDO_WITHIN,
    )
    return list(session.exec(query.order_by(col(ImportBatch.applied_at).desc(), col(ImportBatch.id))))


def read_again(session: Session, batch: ImportBatch) -> ImportBatch:
    """Return a list as it stands now, after its session has been let go."""
    return session.get_one(ImportBatch, batch.id)


def file_of(session: Session, batch: ImportBatch) -> bytes | None:
    """Return the uploaded file, for as long as it is kept."""
    file = session.get(ImportFile, batch.id)
    return file.content if file is not None else None


def lock_owners(session: Session, batch: ImportBatch, rows: list[ImportRow]) -> None:
    """Let two imports into the same organisations take turns, so that both cannot find the same place free."""
    codes = {row.cells.get("enterprise_code", "") for row in rows}
    names = {organisation_key(row.cells.get("enterprise_name", "")) for row in rows} - {""}
    owners = select(Organisation.id).where(
        (col(Organisation.id) == batch.organisation_id)
        | col(Organisation.credit_code).in_(codes)
        | col(Organisation.name_key).in_(names)
    )
    session.exec(owners.order_by(col(Organisation.id)).with_for_update(of=Organisation)).all()
