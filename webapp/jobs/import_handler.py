"""Long lists in the background, with their progress: checked, stored, taken back."""

import time
from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session

from webapp.jobs.worker import LET_OTHERS_WRITE, STORING_SECONDS, Handler, Progress, StopRequestedError
from webapp.models import Job
from webapp.models.imports.imports import ImportState
from webapp.models.kernel.enums import JobState
from webapp.services.imports import imports, in_pieces
from webapp.services.imports.in_pieces import Storing, WordInvitation
from webapp.services.kernel import queue
from webapp.services.kernel.errors import DomainError

MOST_READINGS = 4  # how often what rows are compared with is read in vain before others have to wait for it


class ImportHandler(Handler):
    """Works at lists; a check that is taken up again starts afresh, what stores or takes back goes on."""

    def __init__(self, word_invitation: WordInvitation | None = None) -> None:
        """Know how the invitations are worded that go out with a list of organisations."""
        self.word_invitation = word_invitation

    def work(self, engine: Engine, job: Job, progress: Progress) -> None:
        """Do what the list waits for."""
        with Session(engine.execution_options(write=False)) as session:
            batch = imports.batch_of_job(session, job)
            state = batch.state if batch is not None else None
        if state is ImportState.CHECKING:
            self._check(engine, job, progress)
        elif state is ImportState.APPLYING:
            self._store(engine, job, progress)
        elif state is ImportState.UNDOING:
            self._take_back(engine, job, progress)

    def _check(self, engine: Engine, job: Job, progress: Progress) -> None:
        """Look at every row without holding the database up, then write down what was found, in pieces."""
        today = date.fromisoformat(job.args["today"])
        with Session(engine.execution_options(write=False)) as session:
            batch = imports.batch_of_job(session, job)
            if batch is None or batch.state is not ImportState.CHECKING:
                return
            findings = imports.look_at(session, batch, today=today, progress=progress)
        for first in range(0, len(findings), imports.KEPT_AT_ONCE):
            with Session(engine) as session:
                if queue.renew(session, job, lease=STORING_SECONDS):
                    raise StopRequestedError
                batch = imports.batch_of_job(session, job)
                if batch is None or batch.state is not ImportState.CHECKING:
                    return
                imports.keep_findings(session, batch, findings, first)
                if first + imports.KEPT_AT_ONCE >= len(findings):
                    imports.finish_check(session, batch)
                session.commit()
            time.sleep(LET_OTHERS_WRITE)

    def _store(self, engine: Engine, job: Job, progress: Progress) -> None:
        """Store the rows in pieces; where one has changed since the check, begin to take all of them back."""
        try:
            tries = 1
            while self._store_what_is_known(engine, job, progress, is_patient=tries % MOST_READINGS != 0):
                tries += 1
        except DomainError as refusal:
            self._turn_back(engine, job, refusal.facts.get("row"))

    def _store_what_is_known(self, engine: Engine, job: Job, progress: Progress, *, is_patient: bool) -> bool:
        """Store rows until others have written what they are compared with; return whether that is so."""
        with Session(engine.execution_options(write=False), expire_on_commit=False) as session:
            batch = imports.batch_of_job(session, job)
            if batch is None:
                return False
            storing = Storing(session, batch, job, self.word_invitation)
            while True:
                session.commit()  # ends what was read, and keeps it
                session.connection(execution_options={"write": True})
                queue.renew(session, job, lease=STORING_SECONDS)
                more = storing.go_on(is_patient=is_patient)
                if more is None:
                    return True
                session.commit()
                if not more:
                    return False
                progress(batch.rows_done, batch.rows_total)
                time.sleep(LET_OTHERS_WRITE)

    def _take_back(self, engine: Engine, job: Job, progress: Progress) -> None:
        more = True
        while more:
            with Session(engine) as session:
                queue.renew(session, job, lease=STORING_SECONDS)
                batch = imports.batch_of_job(session, job)
                more = batch is not None and in_pieces.take_back(session, batch, job)
                session.commit()
            progress(0, 0)
            time.sleep(LET_OTHERS_WRITE)

    def _turn_back(self, engine: Engine, job: Job, changed_row: int | None) -> None:
        with Session(engine) as session:
            queue.renew(session, job, lease=STORING_SECONDS)
            self._begin_to_turn_back(session, job, changed_row)
            session.commit()

    def _begin_to_turn_back(self, session: Session, job: Job, changed_row: int | None) -> None:
        batch = imports.batch_of_job(session, job)
        if batch is not None:
            by, today = str(job.args["by"]), str(job.args["today"])
            in_pieces.turn_back(session, batch, changed_row=changed_row, by_id=by, today=today)

    def save_progress(self, session: Session, job: Job, done: int, total: int) -> None:
        """Note how many rows are done."""
        batch = imports.batch_of_job(session, job)
        if batch is not None and batch.state is ImportState.CHECKING:
            batch.rows_done = min(max(batch.rows_done, done), batch.rows_total)
            session.add(batch)

    def ended(self, session: Session, job: Job, state: JobState, error: str) -> None:
        """Tell the list that nothing was found, or begin to take back what was stored of it."""
        batch = imports.batch_of_job(session, job)
        if batch is not None and batch.state is ImportState.APPLYING:
            self._begin_to_turn_back(session, job, None)
        elif batch is not None:
            imports.fail_check(session, batch)
