"""Who may see whose contacts, and when: the one owner of the rule.

Before a result is published, the contact of a post is for its owner and, once it was handed in, for coordinators:
`DEMAND_CONFIDENTIAL` and `OFFERING_CONFIDENTIAL` of the policies. From its publication on, the parties of a pair that
stands read each other's (`own_pairs`, `contact_of`). An agreement shows those of both its sides, which departs from the
rule in several ways: see `contacts_of_agreement`.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from webapp.models import Agreement, AgreementLine, Allocation, Demand, MatchingRound, Offering, Person, Program
from webapp.models.kernel.enums import Side
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationState

OPEN_FROM = (RoundStatus.PUBLISHED, RoundStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call."""

    name: str
    phone: str


def are_open(round_: MatchingRound) -> bool:
    """Tell whether the parties of the round's pairs may read each other's contacts by now."""
    return round_.status in OPEN_FROM


def own_pairs(session: Session, round_: MatchingRound, viewer: Person) -> list[tuple[Allocation, Demand, Offering]]:
    """Return the viewer's organisation's pairs that stand, once they are published: whose contacts it may see.

    A pair that waits for a ruling does not stand: while it is contested, neither side reads the other's contact.
    """
    if not are_open(round_) or viewer.organisation_id is None:
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


def contact_of(demand: Demand, offering: Offering, viewer: Person) -> Contact | None:
    """Return whom the viewer calls about one of its own pairs: the other side; None where it is no party."""
    if viewer.organisation_id is None:
        return None
    if demand.enterprise_id == viewer.organisation_id:
        return Contact(offering.contact_name, offering.contact_phone)
    if offering.program.school_id == viewer.organisation_id:
        return Contact(demand.contact_name, demand.contact_phone)
    return None


def contacts_of_agreement(session: Session, agreement: Agreement) -> dict[Side, list[Contact]]:
    """Return whom to call on both sides of an agreement: for everybody who may open it, coordinators too.

    Departs from `own_pairs`: nobody asks whether the pairs still stand, so that an agreement that was broken off goes
    on showing contacts. And it asks for offerings by programme and round, not by pair: other offerings of the
    programme in the round are shown too, while a standing offering, which names no round, is missing.
    """
    lines = session.exec(select(AgreementLine).where(AgreementLine.agreement_id == agreement.id)).all()
    asked = [line.demand_id for line in lines if line.demand_id]
    programs = [line.program_id for line in lines]
    demands = session.exec(select(Demand.contact_name, Demand.contact_phone).where(col(Demand.id).in_(asked)))
    offered = select(Offering.contact_name, Offering.contact_phone).where(col(Offering.program_id).in_(programs))
    offerings = session.exec(offered.where(Offering.round_id == agreement.round_id))
    found = {Side.ENTERPRISE: demands, Side.SCHOOL: offerings}
    return {
        side: [Contact(*each) for each in sorted({(name, phone) for name, phone in rows if name or phone})]
        for side, rows in found.items()
    }
