"""Who the coordinators of a round are, whoever asks: those who are told, those who may, and lists."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from tests.webapp.bare import bare_session
from webapp.clock import today
from webapp.models import CoHost, MatchingRound, Organisation, Person
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.rounds.enums import RoundStatus
from webapp.policies import Permission, can
from webapp.services.kernel import coordinators
from webapp.services.rounds.rounds import list_rounds

HOST, OTHER, PENDING = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.fixture
def session() -> Iterator[Session]:
    """Return a session on three bodies, one of them not verified, their people, and a draft round of the first."""
    with bare_session() as opened:
        verified, pending = OrganisationStatus.VERIFIED, OrganisationStatus.PENDING
        for key, status in ((HOST, verified), (OTHER, verified), (PENDING, pending)):
            kind, code = OrganisationKind.COORDINATOR, str(key)
            opened.add(Organisation(id=key, kind=kind, credit_code=code, name=code, region="330600", status=status))
        for name, key, role, is_active in (
            ("noor", HOST, Role.COORDINATOR, True),
            ("ada", HOST, Role.COORDINATOR, True),
            ("gone", HOST, Role.COORDINATOR, False),
            ("other", OTHER, Role.COORDINATOR, True),
            ("pending", PENDING, Role.COORDINATOR, True),
            ("mei", uuid4(), Role.ENTERPRISE, True),
            ("root", None, Role.ADMINISTRATOR, True),
        ):
            opened.add(
                Person(email=name, name=name, password_hash="-", organisation_id=key, role=role, is_active=is_active)
            )
        days = {name: today() for name in ("collect_from", "collect_until", "choose_from", "choose_until")}
        opened.add(MatchingRound(code="R1", title="春季", term="2027-1", host_id=HOST, weights={}, **days))
        opened.flush()
        yield opened


@pytest.fixture
def round_(session: Session) -> MatchingRound:
    """Return the round."""
    return session.exec(select(MatchingRound)).one()


def names(people: list[Person]) -> list[str]:
    return [person.name for person in people]


def name_co_host(session: Session, round_: MatchingRound, key: UUID) -> None:
    session.add(CoHost(round_id=round_.id, organisation_id=key))
    session.flush()
    session.refresh(round_)


def test_those_of_its_host_and_of_its_co_hosts_are_told(session: Session, round_: MatchingRound) -> None:
    assert names(coordinators.coordinators_of(session, round_)) == ["ada", "noor"]

    name_co_host(session, round_, OTHER)

    assert names(coordinators.coordinators_of(session, round_)) == ["ada", "noor", "other"]


def test_nobody_is_told_whose_organisation_is_not_verified(session: Session, round_: MatchingRound) -> None:
    name_co_host(session, round_, PENDING)
    assert names(coordinators.coordinators_of(session, round_)) == ["ada", "noor"]

    session.get_one(Organisation, HOST).status = OrganisationStatus.PENDING
    session.flush()

    assert coordinators.coordinators_of(session, round_) == []


def test_what_concerns_no_round_concerns_every_verified_coordinator(session: Session) -> None:
    assert names(coordinators.all_coordinators(session)) == ["ada", "noor", "other"]


@pytest.mark.parametrize(("co_host", "leading"), [(None, {"noor", "ada"}), (OTHER, {"noor", "ada", "other"})])
def test_permissions_lists_and_letters_name_the_same_people(
    session: Session, round_: MatchingRound, co_host: UUID | None, leading: set[str]
) -> None:
    if co_host is not None:
        name_co_host(session, round_, co_host)
    people = session.exec(select(Person)).all()

    assert {person.name for person in people if can(person, Permission.ROUND_RUN, round_)} == leading
    assert {person.name for person in people if can(person, Permission.ROUND_VIEW, round_)} == leading
    assert {person.name for person in people if person.is_active and list_rounds(session, person)} == leading
    assert set(names(coordinators.coordinators_of(session, round_))) == leading


def test_a_round_that_is_announced_is_open_to_all_and_led_by_the_same(session: Session, round_: MatchingRound) -> None:
    round_.status = RoundStatus.COLLECTING
    session.flush()

    for person in session.exec(select(Person).where(Person.is_active)):
        assert list_rounds(session, person) == [round_]
        assert can(person, Permission.ROUND_RUN, round_) is (person.name in {"noor", "ada"})


def test_only_the_host_names_co_hosts(session: Session, round_: MatchingRound) -> None:
    name_co_host(session, round_, OTHER)
    people = session.exec(select(Person).where(Person.is_active)).all()

    naming = {person.name for person in people if can(person, Permission.ROUND_NAME_CO_HOSTS, round_)}

    assert naming == {"noor", "ada"}
