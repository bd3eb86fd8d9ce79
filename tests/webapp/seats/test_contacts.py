"""Who may see whose contacts, and when."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from tests.webapp.bare import bare_session
from webapp.clock import today
from webapp.models import Agreement, AgreementLine, Allocation, Demand, MatchingRound, Offering, Person, Program
from webapp.models.agreements.enums import AgreementState
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


def pair(session: Session, *, seats: int = 20, state: AllocationState = AllocationState.SETTLED) -> Allocation:
    demand, offering = posts(session)
    row = Allocation(round_id=ROUND, demand_id=demand.id, offering_id=offering.id, seats=seats, state=state)
    session.add(row)
    session.flush()
    return row


def agree(session: Session, row: Allocation) -> Agreement:
    agreement = Agreement(number="A-1", round_id=ROUND, enterprise_id=ENTERPRISE, school_id=SCHOOL)
    session.add(agreement)
    session.flush()
    line = {"program_title": "电梯工程技术", "position": "安装工", "headcount": row.seats or 1}
    keys = {"program_id": row.offering.program_id, "demand_id": row.demand_id, "allocation_id": row.id}
    session.add(AgreementLine(agreement_id=agreement.id, **keys, **line))
    session.flush()
    return agreement


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
    row = pair(session)
    agreement = agree(session, row)
    session.add(a_round(RoundStatus.PUBLISHED))
    session.flush()
    viewer = of(organisation_id)

    assert contacts.own_pairs(session, session.get_one(MatchingRound, ROUND), viewer) == []
    assert contacts.contact_of(session, row, viewer) is None
    assert contacts.contacts_of_agreement(session, agreement, viewer) == {Side.ENTERPRISE: [], Side.SCHOOL: []}


@pytest.mark.parametrize("status", RoundStatus)
@pytest.mark.parametrize(
    ("seats", "state"),
    [
        (20, AllocationState.SETTLED),
        (20, AllocationState.PROPOSED),
        (0, AllocationState.SETTLED),
        (0, AllocationState.FALLEN),
    ],
)
def test_every_way_to_ask_gives_the_same_answer(
    session: Session, status: RoundStatus, seats: int, state: AllocationState
) -> None:
    row = pair(session, seats=seats, state=state)
    agreement = agree(session, row)
    session.add(a_round(status))
    session.flush()
    round_ = session.get_one(MatchingRound, ROUND)
    known = status in contacts.OPEN_FROM and state is AllocationState.SETTLED and seats > 0

    for organisation_id, other in ((ENTERPRISE, OFFICE), (SCHOOL, DESK)):
        viewer = of(organisation_id)
        both = contacts.contacts_of_agreement(session, agreement, viewer)
        assert bool(contacts.own_pairs(session, round_, viewer)) is known
        assert contacts.contact_of(session, row, viewer) == (other if known else None)
        assert both == {Side.ENTERPRISE: [DESK] if known else [], Side.SCHOOL: [OFFICE] if known else []}


def test_the_contact_of_a_standing_offering_is_shown_to_its_partner(session: Session) -> None:
    _demand, offering = posts(session)
    offering.round_id = None
    session.add(offering)
    row = pair(session)
    agreement = agree(session, row)
    session.add(a_round(RoundStatus.CLOSED))
    session.flush()

    assert contacts.contact_of(session, row, of(ENTERPRISE)) == OFFICE
    assert contacts.contacts_of_agreement(session, agreement, of(ENTERPRISE))[Side.SCHOOL] == [OFFICE]


def test_an_agreement_shows_no_other_offering_of_its_programme(session: Session) -> None:
    _demand, offering = posts(session)
    row = pair(session)
    agreement = agree(session, row)
    other = {**fields(Contact("另一办公室", "0575-3")), "number": "P-2", "round_id": ROUND}
    session.add(Offering(program_id=offering.program_id, made_by_id=uuid4(), **other))
    session.add(a_round(RoundStatus.CLOSED))
    session.flush()

    assert contacts.contacts_of_agreement(session, agreement, of(ENTERPRISE))[Side.SCHOOL] == [OFFICE]


def test_an_agreement_that_was_broken_off_shows_none(session: Session) -> None:
    agreement = agree(session, pair(session))
    agreement.state, agreement.end_reason = AgreementState.BROKEN_OFF, "订单取消"
    session.add_all([agreement, a_round(RoundStatus.CLOSED)])
    session.flush()

    for organisation_id in (ENTERPRISE, SCHOOL):
        found = contacts.contacts_of_agreement(session, agreement, of(organisation_id))
        assert found == {Side.ENTERPRISE: [], Side.SCHOOL: []}
