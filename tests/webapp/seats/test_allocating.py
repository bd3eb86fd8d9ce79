"""The end of choosing: seats are given within capacities, what is clear is settled, the rest becomes conflicts."""

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from tests.market import CLOUD, EAST, LIFT, ROBOT, TUNER, Market, the_allocation
from tests.stage import person, the_round
from webapp.models import AuditEvent, Capacity, Notice
from webapp.models.conflicts.enums import ConflictKind
from webapp.models.notices.enums import NoticeEvent
from webapp.models.seats.enums import AllocationState
from webapp.services.kernel.errors import DomainError
from webapp.services.seats import allocations


def test_what_both_sides_accepted_and_fits_is_settled_at_once(market_anywhere: Market) -> None:
    market_anywhere.choose(LIFT, CLOUD, 20, 18)
    market_anywhere.choose(ROBOT, EAST, 10, 10)
    market_anywhere.end_choosing()

    assert market_anywhere.seats() == {(LIFT, CLOUD): 18, (ROBOT, EAST): 10}
    assert market_anywhere.conflicts() == []
    states = market_anywhere.stage.ask(
        lambda session: {row.state for row in allocations.allocations_of(session, the_round(session))}
    )
    assert states == {AllocationState.SETTLED}


def test_two_posts_that_want_more_than_a_programme_has_wait_for_a_ruling(market_anywhere: Market) -> None:
    market_anywhere.contend()

    assert market_anywhere.conflicts() == [(ConflictKind.MANY_TO_ONE, sorted([LIFT, TUNER]))]
    assert sum(market_anywhere.seats().values()) == 45
    assert market_anywhere.seats()[TUNER, CLOUD] == 30  # the school's first wish


def test_every_post_of_the_round_has_its_capacity_and_what_is_given_is_counted(market_anywhere: Market) -> None:
    market_anywhere.contend()

    with market_anywhere.stage.session() as session:
        held = session.exec(select(Capacity).order_by(col(Capacity.places), col(Capacity.id))).all()
        assert [(row.places, row.given) for row in held if row.offering_id] == [(30, 0), (45, 45)]
        assert sum(row.given for row in held if row.demand_id) == 45


def test_the_database_refuses_a_seat_too_many(market_anywhere: Market) -> None:
    market_anywhere.contend()

    def give_one_more(session: Session) -> None:
        the_allocation(session, LIFT).seats += 1
        session.flush()

    with pytest.raises(DBAPIError):
        market_anywhere.stage.ask(give_one_more)

    assert sum(market_anywhere.seats().values()) == 45


def test_silence_is_never_yes(market: Market) -> None:
    market.choose(LIFT, CLOUD, 20, None)
    market.end_choosing()

    assert market.seats() == {(LIFT, CLOUD): 0}
    assert market.conflicts() == [(ConflictKind.ONE_SIDED, [LIFT])]


def test_seats_are_dealt_out_once(market: Market) -> None:
    market.contend()

    with Session(market.stage.place.engine()) as session, pytest.raises(DomainError) as refused:
        allocations.plan_allocation(session, the_round(session))

    assert refused.value.code == "round_allocated"


def test_the_parties_of_a_conflict_are_told_and_the_record_knows(market: Market) -> None:
    market.contend()

    with market.stage.session() as session:
        told = session.exec(select(Notice.person_id).where(Notice.event == NoticeEvent.CONFLICT)).all()
        assert set(told) == {person(session, "Mei").id, person(session, "Ines").id}
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "round.allocated")).one()
        assert event.after == {"pairs": 2, "seats": 45, "conflicts": 1}
