"""Checking a long list in the background, with its progress."""

from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session

from webapp.jobs.worker import Handler, Progress, StopRequestedError
from webapp.models import Job
from webapp.models.imports.imports import ImportState
from webapp.models.kernel.enums import JobState
from webapp.services.imports import imports
from webapp.services.kernel import queue

STORING_SECONDS = 60.0


class ImportHandler(Handler):
    """Checks lists; one that is taken up again starts afresh and stores its findings once."""

    def work(self, engine: Engine, job: Job, progress: Progress) -> None:
        """Look at every row without holding the database up, then store what was found, all or nothing."""
        today = date.fromisoformat(job.args["today"])
        with Session(engine.execution_options(write=False)) as session:
            batch = imports.batch_of_job(session, job)
            if batch is None or batch.state is not ImportState.CHECKING:
                return
            found = imports.look_at(session, batch, today=today, progress=progress)
        with Session(engine) as session:
            if queue.renew(session, job, lease=STORING_SECONDS):
                raise StopRequestedError
            batch = imports.batch_of_job(session, job)
            if batch is not None and batch.state is ImportState.CHECKING:
                imports.store_check(session, batch, found)
            session.commit()

    def save_progress(self, session: Session, job: Job, done: int, total: int) -> None:
        """Note how many rows are done."""
        batch = imports.batch_of_job(session, job)
        if batch is not None and batch.state is ImportState.CHECKING:
            batch.rows_done = min(max(batch.rows_done, done), batch.rows_total)
            session.add(batch)

    def ended(self, session: Session, job: Job, state: JobState, error: str) -> None:
        """Tell the list that nothing was found."""
        batch = imports.batch_of_job(session, job)
        if batch is not None:
            imports.fail_check(session, batch)
