"""Places that a fallen pair has freed go to the next in line, once, if both sides say yes in time."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, select

from tests.market import CLOUD, LIFT, ROBOT, TUNER, Market, the_allocation
from tests.stage import person, the_round, the_suggestion
from webapp import clock
from webapp.models import AgreementLine, AlternateOffer, Capacity, Choice, Organisation, Person
from webapp.models.accounts.enums import Role
from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.kernel.enums import Side
from webapp.models.posts.enums import PostStatus
from webapp.models.seats.enums import AllocationOrigin, AllocationState, AlternateState
from webapp.services.kernel.errors import DomainError
from webapp.services.seats import alternates, capacity


@pytest.fixture
def fallen(contested: Market) -> Market:
    """Return the market after the lift post's pair fell: the tuner's had accepted more than it got."""
    fall(contested)
    return contested


@pytest.fixture
def contested(market_anywhere: Market) -> Market:
    """Return the market after choosing: two posts have asked for more of one programme than it has."""
    market_anywhere.choose(LIFT, CLOUD, 20, 20, (1, 2))
    market_anywhere.choose(TUNER, CLOUD, 30, 25, (1, 1))
    market_anywhere.end_choosing()
    with market_anywhere.stage.session() as session:
        owner = session.exec(select(Organisation).where(Organisation.name == "恒捷装备有限公司")).one()
        session.add(
            Person(
                email="hui@example.cn", name="Hui", password_hash="-", role=Role.ENTERPRISE, organisation_id=owner.id
            )
        )
    return market_anywhere


def fall(market: Market) -> None:
    """Let the lift post's pair fall."""
    with market.stage.session() as session:
        row = the_allocation(session, LIFT)
        alternates.let_fall(session, row, "企业撤回用人计划", by=person(session, "Noor"))


def lapse_all(session: Session) -> int:
    """End the offers as the worker does once their date has passed; return how many."""
    overdue = alternates.overdue_offers(session, today=date.today() + timedelta(days=40))
    for key in overdue:
        alternates.lapse_offer(session, key)
    return len(overdue)


def the_offer(session: Session) -> AlternateOffer:
    """Return the open offer of the lift programme's places."""
    rows = session.exec(select(AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)).all()
    return next(row for row in rows if row.offering.program.school.name == CLOUD)


def answer(market: Market, name: str, *, accepts: bool) -> None:
    """Answer the open offer."""
    with market.stage.session() as session:
        alternates.answer_offer(session, the_offer(session), accepts=accepts, by=person(session, name))


def test_the_next_in_line_is_offered_what_became_free(fallen: Market) -> None:
    with fallen.stage.session() as session:
        offer = the_offer(session)
        assert (offer.demand.position, offer.seats) == (TUNER, 5)
        assert the_allocation(session, LIFT).state is AllocationState.FALLEN


def test_nobody_is_offered_more_of_a_school_than_one_enterprise_may_take(contested: Market) -> None:
    with contested.stage.session() as session:
        the_round(session).cap_enterprise_pct = 1
    fall(contested)

    assert open_offers_of_the_programme(contested) == []


def test_organisations_of_one_name_share_what_one_enterprise_may_take_of_a_school(contested: Market) -> None:
    def room(session: Session) -> int:
        return capacity.room_for_alternate(session, the_suggestion(session, TUNER, CLOUD), the_round(session), 1000)

    with contested.stage.session() as session:
        the_round(session).cap_enterprise_pct = 99
        lift, tuner = the_allocation(session, LIFT), the_allocation(session, TUNER)
        tuner.seats = 0
        session.flush()
        alone = room(session)
        lift.demand.enterprise.name = "恒捷装备（云川）有限公司"
        tuner.demand.enterprise.name = "恒捷装备 (云川) 有限公司"
        session.flush()

        assert lift.seats > 0
        assert room(session) == alone - lift.seats


def test_a_class_below_its_least_size_is_not_offered(contested: Market) -> None:
    with contested.stage.session() as session:
        the_allocation(session, LIFT).offering.batch_min = 500
        the_allocation(session, LIFT).offering.batch_max = None
    fall(contested)

    assert open_offers_of_the_programme(contested) == []


def test_who_declined_is_offered_nothing(contested: Market) -> None:
    with contested.stage.session() as session:
        row = the_suggestion(session, TUNER, CLOUD)
        query = select(Choice).where(Choice.suggestion_id == row.id, Choice.side == Side.SCHOOL)
        held = session.exec(query).one()
        held.decision, held.headcount, held.rank = Decision.DECLINE, 0, None
        held.reason = DeclineReason.MAJOR_MISMATCH
    fall(contested)

    assert TUNER not in offered(contested)


def test_a_post_that_was_withdrawn_is_offered_nothing(contested: Market) -> None:
    with contested.stage.session() as session:
        the_allocation(session, TUNER).demand.status = PostStatus.WITHDRAWN
    fall(contested)

    assert TUNER not in offered(contested)


def test_a_pair_that_is_contested_is_offered_nothing(contested: Market) -> None:
    with contested.stage.session() as session:
        the_allocation(session, TUNER).state = AllocationState.PROPOSED
    fall(contested)

    assert TUNER not in offered(contested)


def offered(market: Market) -> list[str]:
    """Return the positions that the lift programme's places are on offer to."""
    with market.stage.session() as session:
        rows = session.exec(select(AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)).all()
        return [row.demand.position for row in rows if row.offering.program.school.name == CLOUD]


def test_a_no_passes_the_places_on_to_the_next_who_was_not_asked(fallen: Market) -> None:
    assert offered(fallen) == [TUNER]

    answer(fallen, "Hui", accepts=False)

    assert offered(fallen) == [ROBOT]


def test_places_on_offer_are_not_offered_twice(fallen: Market) -> None:
    with fallen.stage.session() as session:
        row = the_allocation(session, TUNER)
        alternates.let_fall(session, row, "企业撤回用人计划", by=person(session, "Noor"))

    with fallen.stage.session() as session:
        open_offers = session.exec(select(AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)).all()
        promised = Counter[UUID]()
        for offer in open_offers:
            promised.update({offer.demand_id: offer.seats, offer.offering_id: offer.seats})
        held = {row.demand_id or row.offering_id: row for row in session.exec(select(Capacity))}
    assert max(Counter(offer.offering_id for offer in open_offers).values()) > 1  # two demands wait for one programme
    assert {key: seats for key, seats in promised.items() if held[key].given + seats > held[key].places} == {}


def test_a_pair_falls_once(fallen: Market) -> None:
    with pytest.raises(DomainError, match="pair_fallen"):
        fall(fallen)


def test_the_list_of_offers_shows_everybody_their_own(fallen: Market) -> None:
    key = fallen.stage.ask(lambda session: the_offer(session).id)
    page = f"{fallen.stage.round_url}/alternates"

    shown = [
        name for name in ("Hui", "Ines", "Mei", "Tomas", "Noor") if str(key) in fallen.stage.as_(name).get(page).text
    ]

    assert shown == ["Hui", "Ines", "Noor"]


def open_offers_of_the_programme(market: Market) -> list[int]:
    """Return the places on offer of the lift programme."""
    with market.stage.session() as session:
        rows = session.exec(select(AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)).all()
        return [row.seats for row in rows if row.offering.program.school.name == CLOUD]


def test_both_sides_must_accept_before_a_place_is_taken(fallen: Market) -> None:
    before = fallen.seats()[TUNER, CLOUD]

    answer(fallen, "Hui", accepts=True)
    assert fallen.seats()[TUNER, CLOUD] == before
    answer(fallen, "Ines", accepts=True)

    assert fallen.seats()[TUNER, CLOUD] == before + 5
    with fallen.stage.session() as session:
        assert the_allocation(session, TUNER).origin is AllocationOrigin.ALTERNATE


def test_offers_leave_as_a_file_that_tells_no_open_answer_to_the_other_side(fallen: Market) -> None:
    answer(fallen, "Hui", accepts=True)
    page = f"{fallen.stage.round_url}/alternates?format=csv"

    ines, noor = (fallen.stage.as_(name).get(page).text for name in ("Ines", "Noor"))

    assert TUNER in ines
    assert ("未答复" in ines, "未答复" in noor) == (False, True)


def test_a_no_ends_the_offer(fallen: Market) -> None:
    answer(fallen, "Hui", accepts=False)

    states = fallen.stage.ask(lambda session: [row.state for row in session.exec(select(AlternateOffer))])
    assert AlternateState.REFUSED in states
    assert fallen.seats()[TUNER, CLOUD] == 25


def test_a_side_answers_once(fallen: Market) -> None:
    answer(fallen, "Hui", accepts=True)

    with pytest.raises(DomainError) as refused:
        answer(fallen, "Hui", accepts=False)

    assert refused.value.code == "offer_answered"


def test_an_offer_lapses_when_its_date_has_passed(fallen: Market) -> None:
    with fallen.stage.session() as session:
        ended = lapse_all(session)

    assert ended >= 1
    states = fallen.stage.ask(lambda session: [row.state for row in session.exec(select(AlternateOffer))])
    assert AlternateState.LAPSED in states


def test_an_offer_is_answered_until_its_date_and_not_after(fallen: Market) -> None:
    ends(fallen, clock.today() - timedelta(days=1))
    with pytest.raises(DomainError) as refused:
        answer(fallen, "Hui", accepts=True)
    key = fallen.stage.ask(lambda session: the_offer(session).id)
    hui = fallen.stage.as_("Hui")
    page = hui.get(f"/alternates/{key}")
    assert (refused.value.code, page.status_code) == ("offer_over", 200)
    assert f"/alternates/{key}/accept" not in page.text

    ends(fallen, clock.today())
    assert hui.send(f"/alternates/{key}", to=f"/alternates/{key}/accept").status_code == 303
    answer(fallen, "Ines", accepts=True)
    assert fallen.seats()[TUNER, CLOUD] == 30


def test_an_offer_that_has_ended_is_not_answered(fallen: Market) -> None:
    with fallen.stage.session() as session:
        offer = the_offer(session)
        lapse_all(session)
        with pytest.raises(DomainError, match="offer_over"):
            alternates.answer_offer(session, offer, accepts=True, by=person(session, "Hui"))


def test_nobody_answers_an_offer_for_others(fallen: Market) -> None:
    for name in ("Noor", "Tomas", "Mei"):
        with pytest.raises(DomainError, match="offer_not_yours"):
            answer(fallen, name, accepts=True)


def ends(market: Market, day: date) -> None:
    """Let the open offer be good until a day."""
    with market.stage.session() as session:
        the_offer(session).until = day


def test_an_alternate_has_no_agreement_before_its_round_is_closed(fallen: Market) -> None:
    key = fallen.stage.ask(lambda session: the_offer(session).id)
    for name in ("Hui", "Ines"):
        taken = fallen.stage.as_(name).send(f"/alternates/{key}", to=f"/alternates/{key}/accept")
        assert taken.status_code == 303
    assert fallen.seats()[TUNER, CLOUD] == 30

    assert fallen.stage.ask(lambda session: session.exec(select(AgreementLine)).all()) == []


def test_no_place_is_given_beyond_what_a_post_takes(fallen: Market) -> None:
    answer(fallen, "Hui", accepts=True)
    answer(fallen, "Ines", accepts=True)

    held = fallen.stage.ask(lambda session: session.exec(select(Capacity)).all())
    assert all(row.given <= row.places for row in held)


def test_the_parties_answer_on_a_page(fallen: Market) -> None:
    key = fallen.stage.ask(lambda session: the_offer(session).id)
    hui = fallen.stage.as_("Hui")

    taken = hui.send(f"/alternates/{key}", to=f"/alternates/{key}/accept")

    assert taken.status_code == 303
    assert "接受" in hui.get(f"/alternates/{key}").text
    assert fallen.stage.as_("Tomas").get(f"/alternates/{key}").status_code == 404
    assert f"/alternates/{key}" in fallen.stage.as_("Noor").get(f"{fallen.stage.round_url}/alternates").text
