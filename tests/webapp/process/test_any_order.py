"""Whatever people do, in whatever order: seats stay within capacity, no choice is lost, no contact is shown early."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from tests.market import Market
from tests.stage import person, the_round
from tests.webapp.process.deeds import DEEDS, OPEN, World
from webapp.models import (
    Agreement,
    Allocation,
    Capacity,
    Choice,
    Offering,
    Person,
)
from webapp.models.accounts.enums import OrganisationKind, Role
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationState
from webapp.policies import Permission, can
from webapp.services.kernel.errors import DomainError
from webapp.services.seats.contacts import own_pairs

CHOOSING = ("answer", "answer", "answer", "undo", "withdraw")
ADJUDICATING = ("adopt", "rule", "revert", "fall", "take", "notice", "settle", "publish", "answer")
PUBLISHED = ("fall", "take", "object", "reply", "rule", "adopt", "revert", "settle", "wait", "close", "undo")


def some(names: tuple[str, ...], least: int, most: int) -> Any:
    """Return a few deeds of a phase."""
    deed = st.tuples(st.sampled_from(names), st.integers(0, 9), st.integers(0, 60))
    return st.lists(deed, min_size=least, max_size=most)


ORDERS = st.tuples(some(CHOOSING, 6, 14), some(ADJUDICATING, 0, 8), st.booleans(), some(PUBLISHED, 2, 12))
ONWARD = [("settle", 0, 0), ("notice", 0, 0), ("publish", 0, 0)]


@pytest.fixture
def world_of(market: Market) -> Iterator[Callable[[], World]]:
    """Return what gives the city anew, on one database that is never written to for good."""
    with market.stage.session() as session:
        east = session.exec(select(Person).where(Person.name == "Mei")).one()
        owner = next(row for row in _enterprises(session) if row != east.organisation_id)
        values = {"email": "hong@example.cn", "name": "Hong", "password_hash": "-", "role": Role.ENTERPRISE}
        session.add(Person(organisation_id=owner, **values))
        for row in session.exec(select(Offering)):
            row.contact_phone = "13800138000"
    engine = market.stage.place.engine()
    opened: list[Session] = []

    def anew() -> World:
        while opened:
            opened.pop().close()
        opened.append(Session(engine))  # nobody else writes: seats may be dealt out within it
        return World(opened[0])

    yield anew
    while opened:
        opened.pop().close()
    engine.dispose()


def _enterprises(session: Session) -> list[Any]:
    from webapp.models import Organisation

    return list(session.exec(select(Organisation.id).where(Organisation.kind == OrganisationKind.ENTERPRISE)))


@settings(max_examples=14)
@given(orders=ORDERS)
def test_no_order_of_deeds_breaks_what_is_promised(world_of: Callable[[], World], orders: Any) -> None:
    world = world_of()
    first, second, onward, third = orders
    for name, place, amount in [*first, ("adjudicate", 0, 0), *second, *(ONWARD if onward else []), *third]:
        done = world.session.begin_nested()
        kept = dict(world.chosen)
        try:
            DEEDS[name](world, place, amount)
        except DomainError:
            done.rollback()
            world.chosen = kept
            world.session.expire_all()
        else:
            done.commit()
        seats_are_within_capacity(world.session)
        choices_are_kept(world)
        contacts_wait_for_publication(world.session)


def seats_are_within_capacity(session: Session) -> None:
    """Count the seats of each post anew, apart from what the database counts."""
    session.flush()
    given: dict[Any, int] = {}
    for row in session.exec(select(Allocation)):
        assert row.state is not AllocationState.FALLEN or row.seats == 0
        for key in (row.demand_id, row.offering_id):
            given[key] = given.get(key, 0) + row.seats
    for held in session.exec(select(Capacity).execution_options(populate_existing=True)):
        key = held.demand_id or held.offering_id
        assert held.given == given.get(key, 0) <= held.places


def choices_are_kept(world: World) -> None:
    """Find every answer as its side last gave it, and none beside."""
    held = {(row.suggestion_id, row.side): row.decision for row in world.session.exec(select(Choice))}
    assert held == world.chosen


def contacts_wait_for_publication(session: Session) -> None:
    """Find no way to the other side's contact before the result is out, and afterwards none but a pair's."""
    round_ = the_round(session)
    people = {name: person(session, name) for name in ("Mei", "Hong", "Ines", "Tomas")}
    agreed = session.exec(select(Agreement)).all()
    assert not agreed or round_.status is RoundStatus.CLOSED
    for viewer in people.values():
        pairs = own_pairs(session, round_, viewer)
        assert not pairs or round_.status in OPEN
        for row, demand, offering in pairs:
            assert row.seats > 0
            assert viewer.organisation_id in (demand.enterprise_id, offering.program.school_id)
        for agreement in agreed:
            is_party = viewer.organisation_id in (agreement.enterprise_id, agreement.school_id)
            assert can(viewer, Permission.AGREEMENT_VIEW, agreement) is is_party
        for offering in session.exec(select(Offering)):
            own = offering.program.school_id == viewer.organisation_id
            assert can(viewer, Permission.OFFERING_CONFIDENTIAL, offering) is own
