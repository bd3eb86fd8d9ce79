"""Runs: one computation over a round's snapshot, queued, watched, stopped, compared and adopted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert
from sqlmodel import Session, col, func, select

from webapp.clock import now
from webapp.models import Job, MatchingRound, Person, Run, Suggestion, UnmatchedPost
from webapp.models.rounds.enums import RoundStatus
from webapp.models.runs.enums import RunState
from webapp.models.runs.run_input import RunInput
from webapp.services.kernel import queue
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.rounds import rounds
from webapp.services.runs.rules import policy_of
from webapp.services.runs.snapshots import Draft, draft_snapshot, take_snapshot

JOB_KIND = "run"
RUNNABLE = (RoundStatus.FROZEN, RoundStatus.SCORED, RoundStatus.CHOOSING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a computation found: rows of suggestions and of posts left over, without the run's id, and its figures."""

    suggestions: list[dict[str, Any]] = field(default_factory=list)
    unmatched: list[dict[str, Any]] = field(default_factory=list)
    metrics: dict[str, Any] = field(default_factory=dict)


def prepare(session: Session, round_id: UUID, *, library_version: str) -> Draft | None:
    """Write down what a run would compare, before the lock of writers is taken; None where no run may be queued."""
    round_ = session.get_one(MatchingRound, round_id)
    if round_.status not in RUNNABLE or rounds.active_run(session, round_) is not None:
        return None
    return draft_snapshot(session, round_, library_version=library_version)


def queue_run(
    session: Session,
    round_: MatchingRound,
    *,
    library_version: str,
    trial: RunInput | None = None,
    draft: Draft | None = None,
    by: Person | None,
) -> Run:
    """Queue a computation over the round's posts as they were frozen; one at a time.

    By the rules of the round, or by a trial's own. Pins, and what both sides have accepted already, stand in it. The
    draft spares others the wait while the posts are written down; see `prepare`.
    """
    lock(session, round_)
    if round_.status not in RUNNABLE:
        raise DomainError("run_needs_freeze", status=round_.status)
    if rounds.active_run(session, round_) is not None:
        raise DomainError("run_active")
    if rounds.step_under_way(session, round_.id) is not None:
        raise DomainError("round_step_under_way")
    snapshot = take_snapshot(session, round_, library_version=library_version, draft=draft, by=by)
    last = session.exec(select(func.max(Run.number)).where(Run.round_id == round_.id)).one()
    run = Run(
        round_id=round_.id,
        snapshot_id=snapshot.id,
        number=(last or 0) + 1,
        title=trial.title if trial else "",
        policy=policy_of(session, round_, trial),
        pairs_total=snapshot.demand_count * snapshot.offering_count,
        started_by_id=by.id if by else None,
    )
    session.add(run)
    session.flush()
    run.job_id = queue.enqueue(session, JOB_KIND, run_id=str(run.id)).id
    record(session, "run.queued", round_, by=by, after={"run": run.number, "sha256": snapshot.sha256})
    session.flush()
    return run


def stop_run(session: Session, run: Run, *, by: Person | None) -> None:
    """Ask a run to stop; one that has not begun stops at once."""
    lock(session, run)
    if not run.is_active or run.job_id is None:
        raise DomainError("run_not_active")
    if queue.request_cancel(session, run.job_id):
        run.state, run.ended_at = RunState.CANCELLED, now()
    record(session, "run.stopped", _round(session, run), by=by, after={"run": run.number})
    session.flush()


def begin_run(session: Session, run: Run) -> None:
    """Mark a run as computing; shown progress never goes back."""
    _forget_parts(session, run)
    run.state, run.started_at, run.error = RunState.RUNNING, run.started_at or now(), ""
    session.flush()


def note_progress(session: Session, run: Run, done: int) -> None:
    """Note how many pairs are done; a run taken up again says nothing until it is past where it was."""
    run.pairs_done = max(run.pairs_done, min(done, run.pairs_total))
    session.flush()


def store_part(session: Session, run: Run, suggestions: Sequence[dict[str, Any]]) -> None:
    """Write some of what a run found; nobody sees it before the run is done, and a run that ends otherwise loses it."""
    lock(session, run)
    if run.state is not RunState.RUNNING:
        raise DomainError("run_not_active")
    if suggestions:
        session.execute(insert(Suggestion), [{"run_id": run.id, **row} for row in suggestions])


def store_outcome(session: Session, run: Run, outcome: Outcome) -> None:
    """Write what a run found, or the last part of it; a run whose end stands keeps it."""
    store_part(session, run, outcome.suggestions)
    for row in outcome.unmatched:
        session.add(UnmatchedPost(run_id=run.id, **row))
    run.metrics = outcome.metrics
    run.state, run.ended_at, run.pairs_done = RunState.DONE, now(), run.pairs_total
    session.flush()


def end_run(session: Session, run: Run, state: RunState, error: str = "") -> None:
    """Give a run that found nothing its end: stopped, or failed with one plain line."""
    _forget_parts(session, run)
    run.state, run.ended_at, run.error = state, now(), error[:500]
    session.flush()


def count_suggestions(session: Session, run_ids: list[UUID]) -> dict[UUID, int]:
    """Return how many suggestions each run has."""
    query = select(Suggestion.run_id, func.count()).where(col(Suggestion.run_id).in_(run_ids))
    return dict(session.exec(query.group_by(col(Suggestion.run_id))).all())


def run_of_job(session: Session, job: Job) -> Run | None:
    """Return the run that a job computes."""
    return session.get(Run, UUID(str(job.args["run_id"])))


def _forget_parts(session: Session, run: Run) -> None:
    """Take away what a worker has stored of a run and not finished."""
    session.execute(delete(Suggestion).where(col(Suggestion.run_id) == run.id))


def _round(session: Session, run: Run) -> MatchingRound:
    return session.get_one(MatchingRound, run.round_id)
