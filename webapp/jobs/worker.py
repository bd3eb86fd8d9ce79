"""The worker: takes jobs under a lease, keeps their progress, sends the outgoing mail. One process, one loop."""

import os
import socket
import threading
import time
import traceback
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from webapp.config import Settings
from webapp.database import writing
from webapp.models import Job
from webapp.models.kernel.enums import JobState
from webapp.services.kernel import queue
from webapp.services.kernel.queue import LostLeaseError
from webapp.services.notices.outbox import deliver_pending, deliverer

log = structlog.get_logger()
Progress = Callable[[int, int], None]
Turn = Callable[[Session], object]  # something to be done from time to time
PAUSE_SECONDS = 30.0  # between two rounds of turns that nobody waits for


class StopRequestedError(Exception):
    """Somebody asked for the job to stop."""


class WorkerLeavesError(Exception):
    """The worker itself is to stop: the job goes back to the queue."""


class Handler:
    """What a kind of job does, and how its subject is told of an end that is not success."""

    def work(self, engine: Engine, job: Job, progress: Progress) -> None:
        """Do the job; `progress(done, total)` renews the lease and raises when the job is to stop."""
        raise AssertionError(f"no work for {job.kind}")

    def save_progress(self, session: Session, job: Job, done: int, total: int) -> None:
        """Note how far the job is."""

    def ended(self, session: Session, job: Job, state: JobState, error: str) -> None:
        """Tell the subject that the job was stopped or has failed for good."""


class Worker:
    """Claims jobs one after another until it is told to stop."""

    def __init__(
        self, engine: Engine, settings: Settings, handlers: dict[str, Handler], *, turns: Sequence[Turn] = (),
        write_mail: Turn | None = None,
    ) -> None:  # fmt: skip
        """Know the database, the settings, what each kind of job does, and what is done from time to time."""
        self.engine = writing(engine)
        self.settings = settings
        self.handlers = handlers
        self.turns = tuple(turns)
        self.write_mail = write_mail
        self.turned_at: float | None = None
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.stopping = threading.Event()

    def run_forever(self) -> None:
        """Work until `stop`."""
        while not self.stopping.is_set():
            try:
                worked = self.run_one()
                if self.turned_at is None or time.monotonic() - self.turned_at >= PAUSE_SECONDS:
                    self.take_turns()
                self.send_mail()
            except Exception:
                log.exception("worker_round_failed")
                worked = False
            if not worked:
                self.stopping.wait(self.settings.worker_poll_seconds)

    def stop(self, *_signal: object) -> None:
        """Ask the loop to end after the present step."""
        self.stopping.set()

    def take_turns(self) -> None:
        """Do what is to be done from time to time; one that fails holds none of the others up."""
        self.turned_at = time.monotonic()
        for turn in self.turns:
            with Session(self.engine) as session:
                try:
                    turn(session)
                    session.commit()
                except Exception:
                    session.rollback()
                    log.exception("turn_failed", turn=getattr(turn, "__name__", "turn"))

    def send_mail(self) -> None:
        """Write the mails about what people have been told, and send what waits in the outbox."""
        if self.write_mail is not None:
            with Session(self.engine) as session:
                self.write_mail(session)
                session.commit()
        with Session(self.engine) as session:
            deliver_pending(session, deliverer(self.settings), sender=self.settings.mail_from)
            session.commit()

    def run_one(self) -> bool:
        """Do one job; return False when none waits."""
        with Session(self.engine, expire_on_commit=False) as session:
            job = queue.claim(session, self.name, lease=self.settings.job_lease_seconds)
            session.commit()
        if job is None:
            return False
        handler = self.handlers[job.kind]
        if job.attempt > job.max_attempts:
            self._end(handler, job, JobState.FAILED, "the work was begun several times and never finished")
            return True
        try:
            handler.work(self.engine, job, lambda done, total: self._progress(handler, job, done, total))
            self._end(handler, job, JobState.DONE)
        except StopRequestedError:
            self._end(handler, job, JobState.CANCELLED)
        except WorkerLeavesError:
            self._end(handler, job, JobState.QUEUED)
        except LostLeaseError:
            log.warning("lease_lost", job=str(job.id))
        except Exception as error:
            log.exception("job_failed", job=str(job.id), kind=job.kind)
            details = "".join(traceback.format_exception(error))
            last = job.attempt >= job.max_attempts
            self._end(handler, job, JobState.FAILED if last else JobState.QUEUED, details)
        return True

    def _progress(self, handler: Handler, job: Job, done: int, total: int) -> None:
        with Session(self.engine) as session:
            stop = queue.renew(session, job, lease=self.settings.job_lease_seconds)
            handler.save_progress(session, job, done, total)
            session.commit()
        if stop:
            raise StopRequestedError
        if self.stopping.is_set():
            raise WorkerLeavesError

    def _end(self, handler: Handler, job: Job, state: JobState, error: str = "") -> None:
        with Session(self.engine) as session:
            queue.finish(session, job, state, error)
            if state in (JobState.CANCELLED, JobState.FAILED):
                handler.ended(session, job, state, error.strip().rsplit("\n", 1)[-1])
            session.commit()
