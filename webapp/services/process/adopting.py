"""A run becomes the round's: its suggestions are shown, and answers go over to them."""

from sqlmodel import Session, select

from webapp.clock import now
from webapp.models import Choice, Person, Run, Suggestion
from webapp.models.rounds.enums import RoundStatus
from webapp.models.runs.enums import RunState
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.process import phases
from webapp.services.rounds import rounds
from webapp.services.runs.runs import _round


def adopt_run(session: Session, run: Run, *, by: Person | None) -> None:
    """Make a run's suggestions those of its round; while people choose, their answers go over to it."""
    round_ = lock(session, _round(session, run))
    lock(session, run)
    if run.state is not RunState.DONE:
        raise DomainError("run_not_done")
    step = "refill" if round_.status is RoundStatus.CHOOSING else "adopt"
    if round_.status not in phases.STEPS[step].origins:
        raise DomainError("round_step_impossible", status=round_.status)
    if run.is_adopted:
        raise DomainError("run_already_adopted")
    if round_.frozen_at is not None and run.queued_at < round_.frozen_at:
        raise DomainError("run_before_freeze")
    before = rounds.adopted_run(session, round_.id)
    if before is not None:
        _carry_answers(session, before, run)
        before.adopted_at = None
        session.flush()
    run.adopted_at = now()
    record(
        session,
        "run.adopted",
        round_,
        by=by,
        before={"run": before.number if before else None},
        after={"run": run.number},
    )
    session.flush()
    phases.move(session, round_, step, by=by)


def _carry_answers(session: Session, before: Run, run: Run) -> None:
    """Bring every answer over to the same pair of another run; refuse where one would be lost."""
    answers = list(session.exec(select(Choice).where(Choice.run_id == before.id)))
    if not answers:
        return
    pairs = select(Suggestion.demand_id, Suggestion.offering_id, Suggestion.id)
    new = {(d, o): key for d, o, key in session.exec(pairs.where(Suggestion.run_id == run.id))}
    old = {key: (d, o) for d, o, key in session.exec(pairs.where(Suggestion.run_id == before.id))}
    lost = [answer for answer in answers if old[answer.suggestion_id] not in new]
    if lost:
        raise DomainError("run_loses_answers", answers=len(lost))
    for answer in answers:
        answer.suggestion_id, answer.run_id = new[old[answer.suggestion_id]], run.id
    session.flush()
