"""Reminders of dates: who has not answered before choosing ends, and which step of a round is due.

Silence is never yes, and a date moves no phase by itself: both are told, and people act.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from webapp import clock
from webapp.clock import now
from webapp.models import Choice, Demand, MatchingRound, Notice, Offering, Person, Program, Publication, Run, Suggestion
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


@dataclass(frozen=True, slots=True)
class Reminder:
    """What an organisation is to be reminded of: how many suggestions wait, and how near the end is."""

    round_id: UUID
    organisation_id: UUID
    hours: int
    open: int


def due_reminders(session: Session, *, moment: datetime | None = None) -> list[Reminder]:
    """Return the reminders that somebody has not had yet, of organisations that have not answered everything."""
    moment = moment or now()
    last = clock.day_of(moment) + timedelta(hours=HOURS[0])
    choosing = select(MatchingRound).where(
        MatchingRound.status == RoundStatus.CHOOSING, col(MatchingRound.choose_until) <= last
    )
    reminders = []
    for round_ in session.exec(choosing.order_by(col(MatchingRound.code))).all():
        hours = hours_due(round_.choose_until, moment)
        if hours is not None:
            waiting = count_unanswered(session, round_.id)
            unaware = _unaware(session, waiting, _reminder_key(round_, hours))
            reminders += [Reminder(round_.id, key, hours, waiting[key]) for key in unaware]
    return reminders


def remind_choosers(session: Session, reminder: Reminder) -> int:
    """Tell the people of an organisation that the deadline comes near; return how many were told."""
    round_ = session.get_one(MatchingRound, reminder.round_id)
    notices = tell(
        session,
        NoticeEvent.CHOICE_REMINDER,
        people_of(session, [reminder.organisation_id]),
        path=f"/suggestions?round={round_.id}&state=open",
        thing_id=round_.id,
        key=_reminder_key(round_, reminder.hours),
        round=round_.title,
        hours=reminder.hours,
        open=reminder.open,
        until=str(round_.choose_until),
    )
    return len(notices)


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


def due_dates(session: Session, *, moment: datetime | None = None) -> list[tuple[UUID, Due]]:
    """Return the rounds whose date has come, each with the step that is due."""
    today = clock.day_of(moment or now())
    query = select(MatchingRound, col(Publication.ends_on)).outerjoin(
        Publication, col(Publication.round_id) == col(MatchingRound.id)
    )
    open_ = query.where(MatchingRound.status != RoundStatus.CLOSED).order_by(col(MatchingRound.code))
    steps = ((round_.id, due_step(round_, today, notice_ends)) for round_, notice_ends in session.exec(open_).all())
    return [(key, due) for key, due in steps if due is not None]


def remind_of_date(session: Session, piece: tuple[UUID, Due]) -> None:
    """Remind the coordinators of a round that its date has come, once for each date."""
    round_id, due = piece
    round_ = session.get_one(MatchingRound, round_id)
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


def _reminder_key(round_: MatchingRound, hours: int) -> str:
    return f"choose:{round_.id.hex}:{round_.choose_until}:{hours}"


def _unaware(session: Session, organisations: Iterable[UUID], key: str) -> list[UUID]:
    """Return the organisations some of whose people have not been told under the key."""
    knows = select(Notice.id).where(Notice.person_id == Person.id, Notice.key == key).exists()
    query = select(Person.organisation_id).where(
        col(Person.organisation_id).in_(list(organisations)), col(Person.is_active), ~knows
    )
    return sorted({organisation_id for organisation_id in session.exec(query) if organisation_id is not None}, key=str)
