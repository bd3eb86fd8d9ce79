"""Who the coordinators of a round are, by who asks."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from tests.webapp.bare import bare_session
from webapp.clock import today
from webapp.models import MatchingRound, Organisation, Person
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.policies import Permission, can
from webapp.services.kernel import coordinators

HOST, OTHER, PENDING = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.fixture
def session() -> Iterator[Session]:
    """Return a session on three bodies, one of them not verified, and their people."""
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
        opened.flush()
        yield opened


def names(people: list[Person]) -> list[str]:
    return [person.name for person in people]


def test_those_of_its_host_are_told_of_a_round_s_dates(session: Session) -> None:
    days = {name: today() for name in ("collect_from", "collect_until", "choose_from", "choose_until")}
    round_ = MatchingRound(code="R1", title="春季", term="2027-1", host_id=HOST, weights={}, **days)

    assert names(coordinators.coordinators_of(session, round_)) == ["ada", "noor"]


def test_all_who_are_active_are_told_of_what_concerns_the_platform(session: Session) -> None:
    assert names(coordinators.all_coordinators(session)) == ["ada", "noor", "other", "pending"]


@pytest.mark.parametrize(
    ("name", "leads", "reads_all"),
    [
        ("noor", True, True),
        ("other", True, True),
        ("pending", False, True),
        ("mei", False, False),
        ("root", False, False),
    ],
)
def test_a_verified_coordinator_leads_every_round_and_the_role_alone_reads_all_lists(
    session: Session, name: str, leads: bool, reads_all: bool
) -> None:
    found = session.exec(select(Person).where(Person.name == name)).one()

    assert coordinators.leads(found) is leads
    assert can(found, Permission.ROUND_RUN) is leads
    assert coordinators.reads_all(found) is reads_all
