"""Who may see whose contacts, and when: the one owner of the rule.

Where a post names nobody who can be called, its contact is the person of its organisation who made it, or another one.

The contact of a post is for its owner and, once it was handed in, for the coordinators who lead its round:
`DEMAND_CONFIDENTIAL` and `OFFERING_CONFIDENTIAL` of the policies. Beyond these, the two parties of a pair read each
other's once the result is published and as long as the pair stands, on whatever page, and nobody else does.
"""

from dataclasses import astuple, dataclass

from sqlmodel import Session, col, select

from webapp.models import Agreement, AgreementLine, Allocation, Demand, MatchingRound, Offering, Person, Program
from webapp.models.agreements.enums import AgreementState
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


def contact_of(session: Session, row: Allocation, viewer: Person) -> Contact | None:
    """Return whom the viewer calls about a pair: the other side, where the viewer is a party and the pair stands."""
    own = viewer.organisation_id
    if own is None or not _is_known(session, row):
        return None
    if row.demand.enterprise_id == own:
        return _of(session, row.offering)
    return _of(session, row.demand) if row.offering.program.school_id == own else None


def contacts_of_agreement(session: Session, agreement: Agreement, viewer: Person) -> dict[Side, list[Contact]]:
    """Return whom to call on both sides about the pairs of an agreement that stand; nobody for who is no party."""
    by_side: dict[Side, set[Contact]] = {side: set() for side in (Side.ENTERPRISE, Side.SCHOOL)}
    is_party = viewer.organisation_id in (agreement.enterprise_id, agreement.school_id)
    if is_party and agreement.state is not AgreementState.BROKEN_OFF:
        query = select(Allocation).join(AgreementLine, col(AgreementLine.allocation_id) == col(Allocation.id))
        for row in session.exec(query.where(AgreementLine.agreement_id == agreement.id)):
            if _is_known(session, row):
                by_side[Side.ENTERPRISE].add(_of(session, row.demand))
                by_side[Side.SCHOOL].add(_of(session, row.offering))
    return {
        side: sorted((contact for contact in contacts if contact.name or contact.phone), key=astuple)
        for side, contacts in by_side.items()
    }


def _is_known(session: Session, row: Allocation) -> bool:
    stands = row.state is AllocationState.SETTLED and row.seats > 0
    return stands and are_open(session.get_one(MatchingRound, row.round_id))


def _of(session: Session, post: Demand | Offering) -> Contact:
    """Return whom a post names; one of its organisation's people where it names nobody who can be called."""
    if post.contact_phone:
        return Contact(post.contact_name, post.contact_phone)
    own = post.enterprise_id if isinstance(post, Demand) else post.program.school_id
    query = select(Person).where(Person.organisation_id == own, col(Person.is_active))
    people = sorted(
        session.exec(query), key=lambda person: (person.id != post.made_by_id, not person.phone, person.name)
    )
    if not people:
        return Contact(post.contact_name, "")
    return Contact(people[0].name, people[0].phone or people[0].email)
