"""Taking a long step of a round: computed, then stored in a short transaction, then finished in pieces."""

import time
from collections.abc import Callable
from functools import partial

from sqlalchemy import Engine
from sqlmodel import Session

from webapp.jobs.worker import LET_OTHERS_WRITE, STORING_SECONDS, Handler, Progress
from webapp.models import Job, RoundStep
from webapp.models.kernel.enums import JobState
from webapp.services.kernel import queue
from webapp.services.kernel.errors import DomainError, Outdated
from webapp.services.process import long_steps

MOST_PLANS = 5  # how often a step is planned anew because something has changed in between


class StepHandler(Handler):
    """Takes steps; one that is taken up again goes on where it stopped."""

    def work(self, engine: Engine, job: Job, progress: Progress) -> None:
        """Take the job's step; a refusal is its end, with the reason."""
        try:
            if self._take(engine, job, progress):
                while _write(engine, job, long_steps.go_on):
                    progress(0, 0)
                    time.sleep(LET_OTHERS_WRITE)
                _write(engine, job, long_steps.end)
        except DomainError as refusal:
            reason = refusal
            _write(engine, job, lambda session, asked: long_steps.fail(session, asked, reason))

    def ended(self, session: Session, job: Job, state: JobState, error: str) -> None:
        """Give a step its end that nobody could take, with a code that pages put into words."""
        asked = long_steps.step_of_job(session, job)
        if asked is not None and asked.is_active:
            long_steps.fail(session, asked, DomainError("step_unfinished" if asked.taken_at else "step_broken"))

    def _take(self, engine: Engine, job: Job, progress: Progress) -> bool:
        """Move the round, unless that is done; return False where the step has ended already."""
        for attempt in range(MOST_PLANS):
            with Session(engine.execution_options(write=False)) as session:
                asked = long_steps.step_of_job(session, job)
                if asked is None or not asked.is_active:
                    return False
                if asked.taken_at is not None:
                    return True
                planned = long_steps.plan(session, asked)
            progress(0, 0)
            try:
                _write(engine, job, partial(long_steps.take, planned=planned))
            except Outdated:
                if attempt + 1 == MOST_PLANS:
                    raise
            else:
                return True
        raise AssertionError("the last attempt returns or raises")

    def save_progress(self, session: Session, job: Job, done: int, total: int) -> None:
        """Note that the step is being taken."""
        asked = long_steps.step_of_job(session, job)
        if asked is not None and asked.is_active:
            long_steps.note_percent(session, asked, long_steps.PLANNED)


def _write(engine: Engine, job: Job, deed: Callable[[Session, RoundStep], bool | None]) -> bool:
    """Do something to the job's step in a short transaction, as long as the claim on the job stands."""
    with Session(engine) as session:
        queue.renew(session, job, lease=STORING_SECONDS)
        asked = long_steps.step_of_job(session, job)
        more = asked is not None and bool(deed(session, asked))
        session.commit()
    return more
