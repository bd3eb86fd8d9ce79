"""Who may see whose contacts, and when."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from tests.webapp.bare import bare_session
from webapp.clock import today
from webapp.models import Agreement, AgreementLine, Allocation, Demand, MatchingRound, Offering, Person, Program
from webapp.models.kernel.enums import Side
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationState
from webapp.services.seats import contacts
from webapp.services.seats.contacts import Contact

ROUND, SCHOOL, ENTERPRISE, OTHER = UUID(int=1), uuid4(), uuid4(), uuid4()
OFFICE, DESK = Contact("校企合作办公室", "0575-1"), Contact("招聘办公室", "0575-2")


@pytest.fixture
def session() -> Iterator[Session]:
    """Return a session on one pair of an enterprise and a school."""
    with bare_session() as opened:
        program = Program(school_id=SCHOOL, name="电梯工程技术", level="higher")
        opened.add(program)
        opened.add(Demand(number="D-1", enterprise_id=ENTERPRISE, made_by_id=uuid4(), **fields(DESK)))
        opened.add(Offering(number="P-1", program_id=program.id, made_by_id=uuid4(), round_id=ROUND, **fields(OFFICE)))
        opened.flush()
        yield opened


def fields(contact: Contact) -> dict[str, str]:
    return {"contact_name": contact.name, "contact_phone": contact.phone}


def a_round(status: RoundStatus) -> MatchingRound:
    days = {name: today() for name in ("collect_from", "collect_until", "choose_from", "choose_until")}
    return MatchingRound(
        id=ROUND, code="R1", title="春季", term="2027-1", host_id=uuid4(), weights={}, status=status, **days
    )


def pair(session: Session, *, seats: int = 20, state: AllocationState = AllocationState.SETTLED) -> None:
    demand, offering = posts(session)
    session.add(Allocation(round_id=ROUND, demand_id=demand.id, offering_id=offering.id, seats=seats, state=state))
    session.flush()


def posts(session: Session) -> tuple[Demand, Offering]:
    return session.exec(select(Demand)).one(), session.exec(select(Offering)).one()


def of(organisation_id: UUID | None) -> Person:
    return Person(organisation_id=organisation_id)


@pytest.mark.parametrize("status", RoundStatus)
@pytest.mark.parametrize("organisation_id", [ENTERPRISE, SCHOOL])
def test_the_parties_of_a_pair_know_each_other_s_contacts_once_it_is_published(
    session: Session, organisation_id: UUID, status: RoundStatus
) -> None:
    pair(session)

    found = contacts.own_pairs(session, a_round(status), of(organisation_id))

    assert bool(found) is (status in (RoundStatus.PUBLISHED, RoundStatus.CLOSED))


@pytest.mark.parametrize("organisation_id", [OTHER, None])
def test_nobody_else_knows_them(session: Session, organisation_id: UUID | None) -> None:
    pair(session)

    assert contacts.own_pairs(session, a_round(RoundStatus.PUBLISHED), of(organisation_id)) == []
    assert contacts.contact_of(*posts(session), of(organisation_id)) is None


@pytest.mark.parametrize(
    ("seats", "state"),
    [(20, AllocationState.PROPOSED), (0, AllocationState.SETTLED), (0, AllocationState.FALLEN)],
)
def test_a_pair_that_does_not_stand_shows_none(session: Session, seats: int, state: AllocationState) -> None:
    pair(session, seats=seats, state=state)

    assert contacts.own_pairs(session, a_round(RoundStatus.PUBLISHED), of(SCHOOL)) == []


def test_each_side_is_told_the_other_s(session: Session) -> None:
    demand, offering = posts(session)

    assert contacts.contact_of(demand, offering, of(ENTERPRISE)) == OFFICE
    assert contacts.contact_of(demand, offering, of(SCHOOL)) == DESK


def test_an_agreement_shows_those_of_both_sides(session: Session) -> None:
    demand, offering = posts(session)
    agreement = Agreement(number="A-1", round_id=ROUND, enterprise_id=ENTERPRISE, school_id=SCHOOL)
    session.add(agreement)
    session.flush()
    line = {"program_title": "电梯工程技术", "position": "安装工", "headcount": 20}
    session.add(AgreementLine(agreement_id=agreement.id, program_id=offering.program_id, demand_id=demand.id, **line))
    session.flush()

    assert contacts.contacts_of_agreement(session, agreement) == {Side.ENTERPRISE: [DESK], Side.SCHOOL: [OFFICE]}
