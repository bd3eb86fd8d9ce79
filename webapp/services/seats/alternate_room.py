"""How many places an alternate may take beside what posts have free: the share cap, and the least size of a class."""

from typing import Any

from sqlmodel import Session, col, func, select

from webapp.models import Allocation, AlternateOffer, Capacity, Demand, MatchingRound, Offering, Program, Suggestion
from webapp.models.seats.enums import AlternateState
from webapp.services.seats.dealing import WHOLE, share_of


def room_for(session: Session, suggestion: Suggestion, round_: MatchingRound, free: int) -> int:
    """Return how many of the free places the pair may take; none where a class would stay below its least size."""
    seats = min(free, _share_left(session, suggestion, round_))
    least = suggestion.offering.batch_min or 0
    opened = session.exec(
        select(func.coalesce(func.sum(Allocation.seats), 0)).where(
            Allocation.round_id == round_.id, Allocation.offering_id == suggestion.offering_id
        )
    ).one()
    return seats if seats > 0 and int(opened) + seats >= least else 0


def _share_left(session: Session, suggestion: Suggestion, round_: MatchingRound) -> int:
    """Return how many more places of the school the enterprise may take."""
    school, enterprise = suggestion.offering.program.school_id, suggestion.demand.enterprise_id
    total = session.exec(
        select(func.coalesce(func.sum(Capacity.places), 0))
        .join(Offering, col(Offering.id) == col(Capacity.offering_id))
        .join(Program, col(Program.id) == col(Offering.program_id))
        .where(Capacity.round_id == round_.id, Program.school_id == school)
    ).one()
    if round_.cap_enterprise_pct >= WHOLE:
        return int(total)

    def between(seats: Any, table: Any) -> Any:
        query = select(func.coalesce(func.sum(seats), 0)).select_from(table)
        query = query.join(Demand, col(Demand.id) == table.demand_id)
        query = query.join(Offering, col(Offering.id) == table.offering_id)
        query = query.join(Program, col(Program.id) == col(Offering.program_id))
        return query.where(table.round_id == round_.id, Demand.enterprise_id == enterprise, Program.school_id == school)

    held = session.exec(between(Allocation.seats, Allocation)).one()
    on_offer = between(AlternateOffer.seats, AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)
    return int(share_of(int(total), round_.cap_enterprise_pct) - held - session.exec(on_offer).one())
