"""Long lists are stored and taken back by the worker, piece by piece: no transaction holds others up for long.

Each row says what became of it, so a worker that takes a list over goes on where the other one stopped. Until the last
row is stored the list is not imported; where a row turns out to have changed since the check, what is stored is taken
back and the list is checked anew.
"""

import time
from collections.abc import Callable
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from webapp.models import ImportBatch, ImportRow, Job, Organisation, Person, Program
from webapp.models.imports.imports import ImportKind, ImportState, RowDeed
from webapp.models.notices.enums import NoticeEvent
from webapp.services.imports import applying, imports
from webapp.services.imports.kinds import kinds_for, row_book
from webapp.services.kernel import queue
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.notices.notices import tell
from webapp.services.notices.outbox import post_mail
from webapp.services.posts import freezing

PIECE_SECONDS: Final = 0.5  # after which a piece ends: others may write
PIECE_ROWS: Final = 400  # that a piece takes at most
UNDONE: Final = (RowDeed.MADE, RowDeed.CHANGED)  # what became of rows that are still to be taken back
WordInvitation = Callable[[Organisation, str, Person], tuple[str, str]]  # for whom, its token, by whom → subject, body


class Storing:
    """The rows of a confirmed list that are not stored yet, with all that storing them needs, read in advance."""

    def __init__(self, session: Session, batch: ImportBatch, job: Job, word: WordInvitation | None) -> None:
        """Read what the list's kind compares its rows with."""
        self.session, self.batch, self.word = session, batch, word
        self.by = session.get_one(Person, UUID(str(job.args["by"])))
        if not self.by.is_active or batch.kind not in kinds_for(self.by):
            raise DomainError("import_not_open")
        self.today = date.fromisoformat(job.args["today"])
        rows = imports.rows_of(session, batch)
        drafts = imports.stores_drafts(batch)
        self.waiting = [row for row in rows if row.deed is None and applying.is_wanted(row, drafts)]
        self.all = sum(applying.is_wanted(row, drafts) for row in rows)
        self._read()

    def _read(self) -> None:
        self.book = row_book(self.session, self.batch, by=self.by, today=self.today)
        self.book.read_ahead()
        self.stands = self._stamp()

    def go_on(self, *, is_patient: bool = True) -> bool | None:
        """Store rows for as long as a piece may last; return whether more wait.

        Where others have written what rows are compared with, return None, or read it anew while they wait.
        """
        lock(self.session, self.batch)
        if self.batch.state is not ImportState.APPLYING:
            return False
        next_rows = self.waiting[:PIECE_ROWS]
        imports.lock_owners(self.session, self.batch, next_rows)
        if self._stamp() != self.stands:
            if is_patient:
                return None
            self._read()
        end, stored = time.monotonic() + PIECE_SECONDS, 0
        for row in next_rows:
            applying.apply_row(self.book, row)
            stored += 1
            if time.monotonic() >= end:
                break
        self.session.flush()
        self._send_invitations()
        self.waiting = self.waiting[stored:]
        self.stands = self._stamp()
        self.batch.rows_done = self.batch.rows_total * (self.all - len(self.waiting)) // max(self.all, 1)
        if not self.waiting:
            imports.finish_confirming(self.session, self.batch, self.all, by=self.by)
            _tell(self.session, self.batch, "import", "done", self.by)
        self.session.flush()
        return bool(self.waiting)

    def _send_invitations(self) -> None:
        for organisation, email, token in imports.take_invitations(self.book):
            if self.word is None:
                raise RuntimeError("nobody words the invitations")
            post_mail(self.session, email, *self.word(organisation, token, self.by))

    def _stamp(self) -> Any:
        """Return what changes when somebody writes a thing that rows are compared with.

        How many there are and the sum of their versions, so that one query takes the place of reading everything anew
        for each piece. Versions only grow: changes cannot cancel each other out. What goes shows in the count, unless
        another thing of the same version has come at the same time.
        """
        table: Any = imports.THINGS[self.batch.kind]
        query = select(func.count(), func.sum(table.version))
        if self.batch.kind in (ImportKind.PROGRAMS, ImportKind.OFFERINGS):
            own = select(Program.id).where(Program.school_id == self.by.organisation_id)
            key: Any = table.id if table is Program else table.program_id
            query = query.where(key.in_(own))
        elif not getattr(self.book, "coordinating", True):
            query = query.where(table.enterprise_id == self.by.organisation_id)
        return tuple(self.session.exec(query).one())


def turn_back(session: Session, batch: ImportBatch, *, changed_row: int | None, by_id: str, today: str) -> None:
    """Begin to take back what was stored of a list that cannot be stored as a whole; it is checked anew after that."""
    lock(session, batch)
    if batch.state is not ImportState.APPLYING:
        return
    batch.state, batch.rows_done, batch.changed_row = ImportState.UNDOING, 0, changed_row
    batch.job_id = queue.enqueue(session, imports.JOB_KIND, batch=str(batch.id), today=today, by=by_id).id
    session.add(batch)
    session.flush()


def take_back(session: Session, batch: ImportBatch, job: Job) -> bool:
    """Take rows back for as long as a piece may last, the last ones first; return whether more wait."""
    lock(session, batch)
    if batch.state is not ImportState.UNDOING:
        return False
    by = session.get_one(Person, UUID(str(job.args["by"])))
    today = date.fromisoformat(job.args["today"])
    book = row_book(session, batch, by=by, today=today)
    book.is_frozen_since = freezing.was_frozen_since(session, batch.applied_at or batch.created_at)
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, col(ImportRow.deed).in_(UNDONE))
    end = time.monotonic() + PIECE_SECONDS
    for row in session.exec(query.order_by(*(place.desc() for place in imports.IN_ORDER)).limit(PIECE_ROWS)).all():
        applying.take_back(session, book, imports.THINGS[batch.kind], [row], by)
        if time.monotonic() >= end:
            break
    session.flush()
    done = imports.count_rows(session, batch, col(ImportRow.deed).is_not(None))
    left = imports.count_rows(session, batch, col(ImportRow.deed).in_(UNDONE))
    batch.rows_done = batch.rows_total * (done - left) // max(done, 1)
    session.flush()
    if left:
        return True
    if batch.applied_at is None:
        _check_anew(session, batch, today, by)
    else:
        imports.finish_undoing(session, batch, by=by)
        _tell(session, batch, "undo", "done", by)
    return False


def _check_anew(session: Session, batch: ImportBatch, today: date, by: Person) -> None:
    """Forget what was stored and taken back, and look at the list again."""
    cleared: dict[str, Any] = {"deed": None, "thing_id": None, "thing_version": None, "before": {}}
    session.execute(update(ImportRow).where(col(ImportRow.batch_id) == batch.id).values(**cleared))
    session.expire_all()
    record(session, "import.turned_back", batch, by=by, after={"row": batch.changed_row})
    imports.begin_check(session, batch, today=today)
    _tell(session, batch, "import", "failed", by)


def _tell(session: Session, batch: ImportBatch, work: str, state: str, by: Person) -> None:
    tell(
        session,
        NoticeEvent.WORK_ENDED,
        [by],
        path=f"/imports/{batch.id}",
        thing_id=batch.id,
        key=f"{work}:{batch.job_id}:{state}",
        work=work,
        state=state,
        file=batch.file_name,
    )
