"""Reminders of dates: who has not answered before choosing ends, and which step of a round is due.

Silence is never yes, and a date moves no phase by itself: both are told, and people act.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from webapp import clock
from webapp.clock import now
from webapp.models import Choice, Demand, MatchingRound, Offering, Program, Publication, Run, Suggestion
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.models.notices.enums import NoticeEvent
from webapp.models.rounds.enums import RoundStatus
from webapp.services.kernel.coordinators import coordinators_of
from webapp.services.notices.notices import people_of, tell

HOURS = (72, 48, 24)


@dataclass(frozen=True, slots=True)
class Due:
    """A step whose date has come, and the date."""

    step: str
    date: date


def remind_choosers(session: Session, *, moment: datetime | None = None) -> int:
    """Tell those who have not answered everything that the deadline comes near; return how many were told."""
    moment = moment or now()
    last = clock.day_of(moment) + timedelta(hours=HOURS[0])
    choosing = select(MatchingRound).where(
        MatchingRound.status == RoundStatus.CHOOSING, col(MatchingRound.choose_until) <= last
    )
    told = 0
    for round_ in session.exec(choosing.order_by(col(MatchingRound.code))).all():
        hours = hours_due(round_.choose_until, moment)
        if hours is not None:
            told += _remind(session, round_, hours)
    return told


def deadline(choose_until: date) -> datetime:
    """Return the moment in which choosing is to end: the end of the round's last day."""
    return clock.end_of(choose_until)


def hours_due(choose_until: date, moment: datetime) -> int | None:
    """Return which reminder is due: the nearest whose time has come, none before the first or after the end."""
    left = deadline(choose_until) - moment
    if left <= timedelta():
        return None
    return min((hours for hours in HOURS if left <= timedelta(hours=hours)), default=None)


def count_unanswered(session: Session, round_id: UUID) -> dict[UUID, int]:
    """Return how many suggestions of the round wait for an answer, by organisation; what is put off still waits."""
    counted: dict[UUID, int] = {}
    for side, owner in ((Side.ENTERPRISE, col(Demand.enterprise_id)), (Side.SCHOOL, col(Program.school_id))):
        answer = and_(col(Choice.suggestion_id) == col(Suggestion.id), col(Choice.side) == side)
        query = (
            select(owner, func.count(col(Suggestion.id)))
            .select_from(Suggestion)
            .join(Run, col(Run.id) == col(Suggestion.run_id))
            .join(Demand, col(Demand.id) == col(Suggestion.demand_id))
            .join(Offering, col(Offering.id) == col(Suggestion.offering_id))
            .join(Program, col(Program.id) == col(Offering.program_id))
            .outerjoin(Choice, answer)
            .where(Run.round_id == round_id, col(Run.adopted_at).is_not(None))
            .where(or_(col(Choice.id).is_(None), col(Choice.decision) == Decision.DEFER))
            .group_by(owner)
        )
        counted.update({key: int(count) for key, count in session.exec(query)})
    return counted


def remind_of_dates(session: Session, moment: datetime | None = None) -> None:
    """Remind the coordinators of each round whose date has come, once for each date."""
    today = clock.day_of(moment or now())
    for round_, due in _due_rounds(session, today):
        tell(
            session,
            NoticeEvent.PHASE_DUE,
            coordinators_of(session, round_),
            path=f"/rounds/{round_.id}#next",
            thing_id=round_.id,
            key=f"due:{round_.id}:{due.step}:{due.date.isoformat()}",
            round=round_.title,
            date=due.date.isoformat(),
        )


def due_step(round_: MatchingRound, today: date, notice_ends: date | None = None) -> Due | None:
    """Return the step onwards whose date has come; a phase that ends on a day lasts through it."""
    begins = {RoundStatus.DRAFT: ("open", round_.collect_from), RoundStatus.SCORED: ("choose", round_.choose_from)}
    begins[RoundStatus.FROZEN] = ("adopt", round_.choose_from)
    ends = {
        RoundStatus.COLLECTING: ("freeze", round_.collect_until),
        RoundStatus.CHOOSING: ("adjudicate", round_.choose_until),
        RoundStatus.ADJUDICATING: ("publish", round_.adjudicate_until),
        RoundStatus.PUBLISHED: ("close", notice_ends),
    }
    if round_.status in begins:
        step, day = begins[round_.status]
        return Due(step, day) if day <= today else None
    step, end = ends.get(round_.status, ("", None))
    return Due(step, end) if end is not None and end < today else None


def _remind(session: Session, round_: MatchingRound, hours: int) -> int:
    waiting = count_unanswered(session, round_.id)
    told = 0
    for organisation_id in _ordered(waiting):
        told += len(
            tell(
                session,
                NoticeEvent.CHOICE_REMINDER,
                people_of(session, [organisation_id]),
                path=f"/suggestions?round={round_.id}&state=open",
                thing_id=round_.id,
                key=f"choose:{round_.id.hex}:{round_.choose_until}:{hours}",
                round=round_.title,
                hours=hours,
                open=waiting[organisation_id],
                until=str(round_.choose_until),
            )
        )
    return told


def _ordered(keys: Iterable[UUID]) -> list[UUID]:
    return sorted(keys, key=str)


def _due_rounds(session: Session, today: date) -> Iterator[tuple[MatchingRound, Due]]:
    query = select(MatchingRound, col(Publication.ends_on)).outerjoin(
        Publication, col(Publication.round_id) == col(MatchingRound.id)
    )
    open_ = query.where(MatchingRound.status != RoundStatus.CLOSED).order_by(col(MatchingRound.code))
    for round_, notice_ends in session.exec(open_).all():
        due = due_step(round_, today, notice_ends)
        if due is not None:
            yield round_, due
