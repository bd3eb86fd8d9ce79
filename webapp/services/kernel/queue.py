"""Background work under a lease: one table, one path for SQLite and PostgreSQL, no broker.

A worker claims a job for some seconds and renews the claim for as long as it works. A worker that dies stops renewing,
and the next one takes the job up; `attempt` is the fencing token that keeps the dead one's late words out.

    queued → running → done, failed, cancelled;   running → queued: the worker leaves, or the work is tried once more

A lease, and no lock of the database: a lock lasts as long as its transaction, which on SQLite would keep everybody from
writing for as long as the work lasts, and whose end says nothing of a worker that hangs. So the claim is committed
before the work begins, and the work happens in transactions of its own. A worker that was only slow, and not dead, may
therefore find that another works at the same job. That is why nothing is said of a job past `_fenced`: whoever stores
what a job has found renews the claim in the same transaction, and a claim that is gone takes what was stored along.

How long a lease lasts is measured by the clocks of the machines on which workers run; they have to agree on seconds.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, and_, or_, update
from sqlmodel import Session, col, select

from webapp.clock import now
from webapp.models import Job
from webapp.models.kernel.base import Keyed
from webapp.models.kernel.enums import JobState

LONGEST_ERROR = 2000


class LostLeaseError(Exception):
    """Another worker has taken the job over."""


def enqueue(session: Session, kind: str, **args: Any) -> Job:
    """Put a job at the end of the queue; arguments must be plain JSON."""
    job = Job(kind=kind, args=args)
    session.add(job)
    session.flush()
    return job


def request_cancel(session: Session, job_id: UUID) -> bool:
    """Ask for a job to stop; return True when it had not begun and is stopped at once."""
    job = session.get(Job, job_id, with_for_update=True, populate_existing=True)
    if job is None or job.state not in (JobState.QUEUED, JobState.RUNNING):
        return False
    job.cancel_requested = True
    if job.state is JobState.QUEUED:
        job.state = JobState.CANCELLED
    session.flush()
    return job.state is JobState.CANCELLED


def waits(session: Session) -> bool:
    """Tell whether a job is to be done; asked before `claim`, which takes the lock of writers."""
    return session.exec(select(Job.id).where(_due()).limit(1)).first() is not None


def claim(session: Session, worker: str, *, lease: float, only: UUID | None = None) -> Job | None:
    """Take the oldest job that waits, or whose worker has fallen silent, for `lease` seconds; or `only` one of them."""
    wanted = _due() if only is None else and_(_due(), col(Job.id) == only)
    # the row is only locked until the claim is committed: other workers pass it over in the meantime, and do not wait
    oldest = select(Job.id).where(wanted).order_by(col(Job.created_at), col(Job.id)).limit(1)
    job_id = session.exec(oldest.with_for_update(skip_locked=True)).first()
    job = session.get(Job, job_id, populate_existing=True) if job_id else None
    if job is None:
        return None
    job.state, job.worker = JobState.RUNNING, worker
    job.attempt += 1
    job.lease_until = now() + timedelta(seconds=lease)
    session.flush()
    return job


def renew(session: Session, job: Job, *, lease: float) -> bool:
    """Keep the claim; return True when somebody asked for the job to stop. Raises LostLeaseError."""
    _fenced(session, job, lease_until=now() + timedelta(seconds=lease))
    return bool(session.exec(select(Job.cancel_requested).where(Job.id == job.id)).one())


def is_over(session: Session, job_id: UUID | None) -> bool:
    """Tell whether nobody is at a job, nor will be."""
    job = session.get(Job, job_id, populate_existing=True) if job_id is not None else None
    return job is None or job.state not in (JobState.QUEUED, JobState.RUNNING)


def finish(session: Session, job: Job, state: JobState, error: str = "") -> None:
    """Give the job its end, or send it back to the queue. Raises LostLeaseError."""
    _fenced(session, job, state=state, error=error[-LONGEST_ERROR:], lease_until=None)


def _due() -> ColumnElement[bool]:
    return or_(
        col(Job.state) == JobState.QUEUED,
        and_(col(Job.state) == JobState.RUNNING, col(Job.lease_until) < now()),
    )


def _fenced(session: Session, job: Job, **values: Any) -> None:
    is_held = and_(col(Job.attempt) == job.attempt, col(Job.state) == JobState.RUNNING)
    change_held(session, job, is_held, **values)


def change_held(session: Session, row: Keyed, is_held: ColumnElement[bool], **values: Any) -> None:
    """Change a row that is still held under its lease. Raises LostLeaseError where another worker has taken it over.

    One statement looks and writes, so that nothing comes between.
    """
    kind = type(row)
    statement = update(kind).where(col(kind.id) == row.id, is_held).values(**values)
    result = session.execute(statement, execution_options={"synchronize_session": False})
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise LostLeaseError(str(row.id))
