"""How many places a post still has: each way to count, and what it takes off."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from tests.webapp.bare import bare_session
from webapp.clock import today
from webapp.models import Allocation, AlternateOffer, Capacity, Demand, MatchingRound, Offering, Program, Suggestion
from webapp.models.seats.enums import AlternateState
from webapp.services.kernel.errors import DomainError
from webapp.services.posts.places import declared, left_of
from webapp.services.seats import capacity

DEMAND, OFFERING, SCHOOL, ENTERPRISE = uuid4(), uuid4(), uuid4(), uuid4()
OF_DEMAND, OF_OFFERING = {"headcount": 30, "given": 20}, {"seats": 40, "given": 20}


@pytest.fixture
def session() -> Iterator[Session]:
    """Return a session on a round with one demand of 30 and one offering of 40, of which 20 are given."""
    with bare_session() as opened:
        program = Program(school_id=SCHOOL, name="电梯工程技术", level="higher")
        opened.add(program)
        opened.add(
            Demand(
                id=DEMAND, number="D-1", enterprise_id=ENTERPRISE, made_by_id=uuid4(), position="安装工", **OF_DEMAND
            )
        )
        opened.add(
            Offering(id=OFFERING, number="P-1", program_id=program.id, made_by_id=uuid4(), batch_min=10, **OF_OFFERING)
        )
        round_ = a_round()
        opened.add(round_)
        opened.flush()
        opened.add(Capacity(round_id=round_.id, demand_id=DEMAND, places=30, given=20))
        opened.add(Capacity(round_id=round_.id, offering_id=OFFERING, places=40, given=20))
        opened.flush()
        yield opened


def a_round(cap: int = 100) -> MatchingRound:
    days = {name: today() for name in ("collect_from", "collect_until", "choose_from", "choose_until")}
    return MatchingRound(
        id=UUID(int=7),
        code="R1",
        title="春季",
        term="2027-1",
        host_id=uuid4(),
        weights={},
        cap_enterprise_pct=cap,
        **days,
    )


def given(session: Session, seats: int) -> Allocation:
    row = Allocation(round_id=UUID(int=7), demand_id=DEMAND, offering_id=OFFERING, seats=seats)
    session.add(row)
    session.flush()
    return row


def offered(session: Session, seats: int, state: AlternateState = AlternateState.OPEN) -> None:
    session.add(
        AlternateOffer(
            round_id=UUID(int=7), fallen_id=uuid4(), suggestion_id=uuid4(), demand_id=DEMAND, offering_id=OFFERING,
            seats=seats, until=today(), state=state,
        )
    )  # fmt: skip
    session.flush()


def suggestion(session: Session) -> Suggestion:
    return Suggestion(
        demand=session.get_one(Demand, DEMAND), offering=session.get_one(Offering, OFFERING),
        demand_id=DEMAND, offering_id=OFFERING, run_id=uuid4(), score=80,
    )  # fmt: skip


def test_what_is_given_is_not_free(session: Session) -> None:
    assert capacity.free_of(session, UUID(int=7), {DEMAND, OFFERING}) == {DEMAND: 10, OFFERING: 20}


def test_pairs_may_keep_what_they_hold_themselves(session: Session) -> None:
    assert capacity.free_for(session, UUID(int=7), [given(session, 15)]) == {DEMAND: 25, OFFERING: 35}


def test_what_alternates_are_being_offered_is_not_offered_again(session: Session) -> None:
    offered(session, 4)
    offered(session, 5, AlternateState.REFUSED)

    assert capacity.free_beside_offers(session, UUID(int=7), {DEMAND, OFFERING}) == {DEMAND: 6, OFFERING: 16}


def test_another_round_counts_for_itself(session: Session) -> None:
    assert capacity.free_of(session, uuid4(), {DEMAND, OFFERING}) == {}


def test_nobody_is_given_more_than_both_posts_have_left(session: Session) -> None:
    row = given(session, 15)
    places, left = capacity.lock_places(session, [row])

    capacity.check_places(places, left, [row], {row.id: 25})
    with pytest.raises(DomainError) as refused:
        capacity.check_places(places, left, [row], {row.id: 26})
    assert (refused.value.code, refused.value.field) == ("seats_beyond_places", "seats_0")
    assert refused.value.facts == {"free": 25, "wanted": 26}


@pytest.mark.parametrize(
    ("cap", "held", "on_offer", "room"), [(100, 0, 0, 20), (50, 0, 0, 20), (50, 12, 3, 5), (50, 20, 0, 0)]
)
def test_an_alternate_keeps_to_the_share_of_its_school(
    session: Session, cap: int, held: int, on_offer: int, room: int
) -> None:
    if held:
        given(session, held)
    if on_offer:
        offered(session, on_offer)

    with session.no_autoflush:
        assert capacity.room_for_alternate(session, suggestion(session), a_round(cap), 20) == room


@pytest.mark.parametrize(("held", "free", "room"), [(0, 9, 0), (0, 10, 10), (6, 4, 4), (6, 3, 0)])
def test_an_alternate_opens_no_class_below_its_least_size(session: Session, held: int, free: int, room: int) -> None:
    if held:
        given(session, held)

    with session.no_autoflush:
        assert capacity.room_for_alternate(session, suggestion(session), a_round(), free) == room


def test_a_share_is_one_at_the_least() -> None:
    assert [capacity.share_of(seats, 20) for seats in (3, 10, 45)] == [1, 2, 9]


def test_capacities_are_written_once_as_the_freeze_has_kept_them(session: Session) -> None:
    later = a_round().model_copy(update={"id": uuid4()})
    post = uuid4()
    session.add(Demand(id=post, number="D-2", enterprise_id=ENTERPRISE, made_by_id=uuid4(), headcount=12))
    session.flush()

    assert not capacity.are_written(session, later)
    capacity.write_places(session, later, demands={str(post): 12}, offerings={})
    assert capacity.are_written(session, later)
    assert capacity.free_of(session, later.id, {post}) == {post: 12}


def test_posts_whose_count_is_wrong_are_told(session: Session) -> None:
    row = given(session, 20)
    assert capacity.count_wrong(session, a_round()) == 0

    row.seats = 21
    session.flush()
    assert capacity.count_wrong(session, a_round()) == 2


def test_what_other_rounds_have_given_is_not_free_here(session: Session) -> None:
    session.get_one(Demand, DEMAND).given = 26
    session.get_one(Offering, OFFERING).given = 40
    session.flush()

    assert capacity.free_of(session, UUID(int=7), {DEMAND, OFFERING}) == {DEMAND: 4, OFFERING: 0}


def test_a_post_that_says_nothing_has_no_places() -> None:
    assert declared(Demand(headcount=12)) == 12
    assert declared(Offering(seats=40)) == 40
    assert declared(Demand()) == declared(Offering()) == 0


def test_what_is_left_is_never_below_nothing() -> None:
    assert left_of(Demand(headcount=12, given=5)) == 7
    assert left_of(Offering(seats=40, given=41)) == 0
