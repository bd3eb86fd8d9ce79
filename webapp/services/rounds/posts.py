"""What a round has collected: the demands and offerings that take part, and those sent back for changes."""

from datetime import date

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from webapp.models import Demand, MatchingRound, Offering, Organisation, Program
from webapp.models.posts.enums import PostStatus
from webapp.services.rounds.rounds import demand_conditions, offering_conditions


def demands_collected(
    session: Session, round_: MatchingRound, *, words: str, today: date, offset: int, limit: int
) -> tuple[list[Demand], int]:
    """Return a page of the round's demands by their number, and how many there are."""
    query = select(Demand).join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
    sent_back = and_(col(Demand.round_id) == round_.id, col(Demand.status) == PostStatus.RETURNED)
    query = query.where(or_(and_(*demand_conditions(round_, today)), sent_back))
    if words:
        named = (col(Demand.position), col(Demand.number), col(Organisation.name))
        query = query.where(or_(*(name.icontains(words, autoescape=True) for name in named)))
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    return list(session.exec(query.order_by(col(Demand.number)).offset(offset).limit(limit))), total


def offerings_collected(
    session: Session, round_: MatchingRound, *, words: str, offset: int, limit: int
) -> tuple[list[Offering], int]:
    """Return a page of the round's offerings by their number, and how many there are."""
    query = select(Offering).join(Program, col(Program.id) == col(Offering.program_id))
    query = query.join(Organisation, col(Organisation.id) == col(Program.school_id))
    sent_back = and_(col(Offering.round_id) == round_.id, col(Offering.status) == PostStatus.RETURNED)
    query = query.where(or_(and_(*offering_conditions(round_)), sent_back))
    if words:
        named = (col(Program.name), col(Offering.number), col(Organisation.name))
        query = query.where(or_(*(name.icontains(words, autoescape=True) for name in named)))
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    return list(session.exec(query.order_by(col(Offering.number)).offset(offset).limit(limit))), total
