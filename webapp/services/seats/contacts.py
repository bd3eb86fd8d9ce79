"""Who may see whose contacts: the parties of a pair that stands, once it is published."""

from sqlmodel import Session, col, select

from webapp.models import Allocation, Demand, MatchingRound, Offering, Person, Program
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationState

OPEN_FROM = (RoundStatus.PUBLISHED, RoundStatus.CLOSED)


def own_pairs(session: Session, round_: MatchingRound, viewer: Person) -> list[tuple[Allocation, Demand, Offering]]:
    """Return the viewer's organisation's pairs that stand, once they are published: whose contacts it may see."""
    if round_.status not in OPEN_FROM or viewer.organisation_id is None:
        return []
    query = (
        select(Allocation, Demand, Offering)
        .join(Demand, col(Demand.id) == col(Allocation.demand_id))
        .join(Offering, col(Offering.id) == col(Allocation.offering_id))
        .join(Program, col(Program.id) == col(Offering.program_id))
        .where(Allocation.round_id == round_.id, Allocation.seats > 0, Allocation.state == AllocationState.SETTLED)
        .where((Demand.enterprise_id == viewer.organisation_id) | (Program.school_id == viewer.organisation_id))
        .order_by(col(Demand.number), col(Offering.number))
    )
    return [(row, demand, offering) for row, demand, offering in session.exec(query)]
