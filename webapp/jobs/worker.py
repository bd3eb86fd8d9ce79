"""The worker: takes jobs under a lease and keeps their progress; reminders and mail have loops beside it."""

import os
import socket
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from uuid import UUID

import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from webapp.config import Settings
from webapp.database import writing
from webapp.jobs.heartbeat import Heartbeat
from webapp.jobs.loops import Loop
from webapp.models import Job
from webapp.models.kernel.enums import JobState
from webapp.services.kernel import queue
from webapp.services.kernel.queue import LostLeaseError

log = structlog.get_logger()
Progress = Callable[[int, int], None]
LEAVING_SECONDS = 8.0  # how long a mail that is being sent may take when the worker leaves
STORING_SECONDS = 60.0  # for which a claim is renewed along with what is stored: a transaction may wait for its turn
LET_OTHERS_WRITE = 0.05  # seconds between two parts: the one lock of SQLite goes to whoever asks just then


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
    """Claims jobs one after another until it is told to stop; what else is to be done runs beside, in its own loops.

    Two things renew a claim. The heartbeat does from a thread, so that work which is silent for long keeps its job;
    `progress` does from the work itself, and is where the work learns that it is to stop: nobody else can end it. Work
    whose claim is lost goes on until it says something next, is refused, and ends without a word, because the job is
    another worker's by then.
    """

    def __init__(
        self, engine: Engine, settings: Settings, handlers: dict[str, Handler], *, loops: Sequence[Loop] = ()
    ) -> None:
        """Know the database, the settings, what each kind of job does, and what is done beside them."""
        self.engine = writing(engine)
        self.settings = settings
        self.handlers = handlers
        self.loops = tuple(loops)
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.stopping = threading.Event()

    def run_forever(self) -> None:
        """Work until `stop`."""
        beside = [
            threading.Thread(target=loop.run, args=(self.stopping,), name=loop.name, daemon=True) for loop in self.loops
        ]
        for thread in beside:
            thread.start()
        Loop("jobs", self.run_one, self.settings.worker_poll_seconds).run(self.stopping)
        end = time.monotonic() + LEAVING_SECONDS
        for thread in beside:
            thread.join(max(0.0, end - time.monotonic()))

    def run_until_idle(self) -> None:
        """Do what waits now, the jobs first, then what is done beside them."""
        while self.run_one():
            pass
        for loop in self.loops:
            while loop.step():
                pass

    def stop(self, *_signal: object) -> None:
        """Ask the loops to end after the present step."""
        self.stopping.set()

    def run_one(self, only: UUID | None = None) -> bool:
        """Do one job, or that one; return False when none waits."""
        with Session(self.engine.execution_options(write=False)) as session:  # looking alone keeps nobody from writing
            if not queue.waits(session):
                return False
        with Session(self.engine, expire_on_commit=False) as session:
            job = queue.claim(session, self.name, lease=self.settings.job_lease_seconds, only=only)
            session.commit()
        if job is None:
            return False
        handler = self.handlers[job.kind]
        if job.attempt > job.max_attempts:  # the last attempt ended with its worker, so that nobody has noted the end
            self._end(handler, job, JobState.FAILED, "the work was begun several times and never finished")
            return True
        try:
            with Heartbeat(lambda: self._renew(job), lease=self.settings.job_lease_seconds):
                handler.work(self.engine, job, lambda done, total: self._progress(handler, job, done, total))
                self._end(handler, job, JobState.DONE)
        except StopRequestedError:
            self._end(handler, job, JobState.CANCELLED)
        except WorkerLeavesError:  # back at once, and not when the lease is over: the next worker need not wait
            self._end(handler, job, JobState.QUEUED)
        except LostLeaseError:
            log.warning("lease_lost", job=str(job.id))
        except Exception as error:
            log.exception("job_failed", job=str(job.id), kind=job.kind)
            details = "".join(traceback.format_exception(error))
            last = job.attempt >= job.max_attempts
            self._end(handler, job, JobState.FAILED if last else JobState.QUEUED, details)
        return True

    def _renew(self, job: Job) -> bool:
        with Session(self.engine) as session:
            stop = queue.renew(session, job, lease=self.settings.job_lease_seconds)
            session.commit()
        return stop

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
