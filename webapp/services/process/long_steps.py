"""Steps of a round that take long: asked for in a request, taken by a worker, watched on the round's page.

What a step stores is computed before, outside of any transaction that writes, and stored in a short one that checks
whether everything it was computed from still stands. What follows from it is done in pieces; a worker that takes the
step over goes on where the other one stopped.
"""

from typing import Any, Final
from uuid import UUID

from sqlmodel import Session

from webapp.clock import now
from webapp.models import Job, MatchingRound, Person, RoundStep
from webapp.models.kernel.enums import JobState
from webapp.models.notices.enums import NoticeEvent
from webapp.services.kernel import queue
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.notices.notices import PLAIN, tell
from webapp.services.process import phases
from webapp.services.rounds import rounds

JOB_KIND: Final = "round_step"
PLANNED, TAKEN, WHOLE = 30, 50, 100  # percent


def ask_for(
    session: Session,
    round_: MatchingRound,
    step: str,
    *,
    facts: dict[str, Any] | None = None,
    seen_version: int | None = None,
    by: Person | None,
) -> RoundStep | None:
    """Take a step at once, or queue one that takes long; one at a time in each round. Its pieces are told the facts."""
    if not phases.STEPS[step].is_long:
        phases.move(session, round_, step, seen_version=seen_version, by=by)
        return None
    lock(session, round_, seen_version=seen_version)
    phases.refuse(session, round_, step, by=by)
    asked = RoundStep(round_id=round_.id, step=step, asked_by_id=by.id if by else None, facts=facts or {})
    session.add(asked)
    session.flush()
    asked.job_id = queue.enqueue(session, JOB_KIND, step_id=str(asked.id)).id
    session.flush()
    return asked


def resume(session: Session, asked: RoundStep) -> None:
    """Queue what is left of a step that moved the round and then failed."""
    round_ = lock(session, session.get_one(MatchingRound, asked.round_id))
    lock(session, asked)
    if not may_resume(asked) or rounds.step_under_way(session, round_.id) is not None:
        raise DomainError("round_step_under_way" if asked.is_active else "round_step_over")
    asked.state, asked.ended_at, asked.error = JobState.QUEUED, None, ""
    asked.job_id = queue.enqueue(session, JOB_KIND, step_id=str(asked.id)).id
    session.flush()


def may_resume(asked: RoundStep) -> bool:
    """Tell whether something is left of a step that nobody is at."""
    return asked.state is JobState.FAILED and asked.taken_at is not None


def step_of_job(session: Session, job: Job) -> RoundStep | None:
    """Return the step that a job takes."""
    return session.get(RoundStep, UUID(str(job.args["step_id"])))


def plan(session: Session, asked: RoundStep) -> Any:
    """Compute what the step is to store."""
    line, round_ = phases.STEPS[asked.step], session.get_one(MatchingRound, asked.round_id)
    phases.refuse(session, round_, asked.step, within=asked, by=_by(session, asked))
    return line.plan(session, round_) if line.plan is not None else None


def take(session: Session, asked: RoundStep, planned: Any) -> None:
    """Move the round to its new phase; raise Outdated where the plan no longer fits."""
    round_, by = session.get_one(MatchingRound, asked.round_id), _by(session, asked)
    phases.take(session, round_, asked.step, planned, within=asked, by=by)
    asked.taken_at = now()
    note_percent(session, asked, TAKEN)


def go_on(session: Session, asked: RoundStep) -> bool:
    """Do the next piece of what follows; return whether there is more."""
    piece = phases.STEPS[asked.step].piece
    if piece is None:
        return False
    round_ = session.get_one(MatchingRound, asked.round_id)
    asked.place, left = piece(session, round_, _by(session, asked), asked.place, asked.facts)
    note_percent(session, asked, TAKEN + (WHOLE - 1 - TAKEN) * asked.place // max(asked.place + left, 1))
    return left > 0


def note_percent(session: Session, asked: RoundStep, percent: int) -> None:
    """Note how far the step is; it never goes back."""
    asked.state = JobState.RUNNING
    asked.percent = max(asked.percent, percent)
    session.add(asked)
    session.flush()


def end(session: Session, asked: RoundStep) -> None:
    """Give the step its end, and tell who asked for it."""
    asked.state, asked.percent, asked.ended_at = JobState.DONE, WHOLE, now()
    session.add(asked)
    session.flush()
    _tell(session, asked)


def fail(session: Session, asked: RoundStep, refusal: DomainError) -> None:
    """Note why the step was not taken, and tell who asked for it."""
    asked.state, asked.ended_at, asked.error = JobState.FAILED, now(), refusal.code
    said = {name: fact if isinstance(fact, PLAIN) else str(fact) for name, fact in refusal.facts.items()}
    asked.facts = asked.facts | said
    session.add(asked)
    session.flush()
    _tell(session, asked)


def _by(session: Session, asked: RoundStep) -> Person | None:
    return session.get_one(Person, asked.asked_by_id) if asked.asked_by_id is not None else None


def _tell(session: Session, asked: RoundStep) -> None:
    by, round_ = _by(session, asked), session.get_one(MatchingRound, asked.round_id)
    tell(
        session,
        NoticeEvent.WORK_ENDED,
        [by] if by is not None else [],
        path=f"/rounds/{round_.id}",
        thing_id=round_.id,
        key=f"step:{asked.id}:{asked.job_id}",
        work=asked.step,
        state=asked.state.value,
        round=round_.title,
    )
