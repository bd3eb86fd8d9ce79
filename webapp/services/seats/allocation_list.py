"""The allocations of a round as far as somebody may read them: coordinators all, parties their own once published."""

from sqlmodel import Session, col, select

from webapp.models import Allocation, Demand, MatchingRound, Offering, Person
from webapp.models.accounts.enums import Role
from webapp.services.seats.contacts import own_pairs

Pair = tuple[Allocation, Demand, Offering]


def allocations_open_to(session: Session, round_: MatchingRound, viewer: Person) -> list[Pair]:
    """Return the allocations that the viewer may read, each with its posts."""
    if viewer.role is not Role.COORDINATOR:
        return own_pairs(session, round_, viewer)
    query = (
        select(Allocation, Demand, Offering)
        .join(Demand, col(Demand.id) == col(Allocation.demand_id))
        .join(Offering, col(Offering.id) == col(Allocation.offering_id))
        .where(Allocation.round_id == round_.id)
        .order_by(col(Demand.number), col(Offering.number))
    )
    return [(row, demand, offering) for row, demand, offering in session.exec(query)]
