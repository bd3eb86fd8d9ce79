"""Reminders: before choosing ends, people are told which suggestions still wait for an answer; silence is never yes."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from webapp.models import Choice, Demand, MatchingRound, Offering, Program, Run, Suggestion
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.base import now
from webapp.models.kernel.enums import Side
from webapp.models.notices.enums import NoticeEvent
from webapp.models.rounds.enums import RoundStatus
from webapp.services.notices.notices import people_of, tell

HOURS = (72, 48, 24)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def remind_choosers(session: Session, *, moment: datetime | None = None) -> int:
    """Tell those who have not answered everything that the deadline comes near; return how many were told."""
    moment = moment or now()
    last = moment.astimezone(SHANGHAI).date() + timedelta(hours=HOURS[0])
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
    return datetime.combine(choose_until + timedelta(days=1), time(), SHANGHAI)


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
