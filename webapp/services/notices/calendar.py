"""The dates of rounds: what is due, and the reminder to those who lead them. A date moves no phase by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from webapp.models import MatchingRound, Person, Publication
from webapp.models.accounts.enums import Role
from webapp.models.kernel.base import now
from webapp.models.notices.enums import NoticeEvent
from webapp.models.rounds.enums import RoundStatus
from webapp.services.notices.notices import tell

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Due:
    """A step whose date has come, and the date."""

    step: str
    date: date


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


def remind_of_dates(session: Session, moment: datetime | None = None) -> None:
    """Remind the coordinators of each round whose date has come, once for each date."""
    today = (moment or now()).astimezone(SHANGHAI).date()
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


def coordinators_of(session: Session, round_: MatchingRound) -> list[Person]:
    """Return the active coordinators of the organisation that leads the round."""
    query = select(Person).where(
        Person.organisation_id == round_.host_id, Person.role == Role.COORDINATOR, col(Person.is_active)
    )
    return list(session.exec(query.order_by(col(Person.email))))


def _due_rounds(session: Session, today: date) -> Iterator[tuple[MatchingRound, Due]]:
    query = select(MatchingRound, col(Publication.ends_on)).outerjoin(
        Publication, col(Publication.round_id) == col(MatchingRound.id)
    )
    open_ = query.where(MatchingRound.status != RoundStatus.CLOSED).order_by(col(MatchingRound.code))
    for round_, notice_ends in session.exec(open_).all():
        due = due_step(round_, today, notice_ends)
        if due is not None:
            yield round_, due
