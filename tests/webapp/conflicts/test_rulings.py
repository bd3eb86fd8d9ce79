"""Rulings settle conflicts within what posts take, and can be taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.market import CLOUD, LIFT, REASON, TUNER, Market, claims_of, the_allocation, the_conflict
from tests.stage import person
from webapp import clock
from webapp.models import Allocation, AlternateOffer, AuditEvent, Conflict, Notice, Organisation
from webapp.models.conflicts.enums import ConflictState, RulingWay
from webapp.models.conflicts.ruling_input import HearingInput, MinutesInput, RulingInput, StatementInput, WhyInput
from webapp.models.notices.enums import NoticeEvent
from webapp.models.seats.enums import AllocationOrigin, AllocationState, AlternateState
from webapp.services.conflicts import conflicts, hearings, rulings
from webapp.services.kernel.errors import DomainError
from webapp.services.posts.freezing import withdraw_from_rounds
from webapp.services.seats import alternates
from webapp.services.seats.capacity import move_seats

WHY = WhyInput(reason="学校更正了班额")


def ruling(way: RulingWay, **seats: int) -> Callable[[Session], Any]:
    """Return what makes a ruling, as Noor: seats by position."""
    wanted = {LIFT: seats.get("lift", 0), TUNER: seats.get("tuner", 0)}

    def make(session: Session) -> None:
        conflict = the_conflict(session)
        order = [claim.demand.position for claim in conflicts.claims_of(session, conflict)]
        data = RulingInput(way=way, seats=[wanted[name] for name in order], reason=REASON, no_interest=True)
        rulings.make_ruling(session, conflict, data, by=person(session, "Noor"))

    return make


def revert(session: Session) -> None:
    """Take the ruling back, as Noor."""
    rulings.revert_ruling(session, the_conflict(session), WHY, by=person(session, "Noor"))


def refusal(market: Market, deed: Callable[[Session], Any]) -> DomainError:
    """Return how a deed is refused."""
    with pytest.raises(DomainError) as refused:
        market.stage.ask(deed)
    return refused.value


def test_what_an_alternate_has_taken_meanwhile_does_not_go_with_the_ruling(contest_anywhere: Market) -> None:
    contest_anywhere.stage.ask(ruling(RulingWay.RULING, lift=10, tuner=30))
    with contest_anywhere.stage.session() as session:
        row = the_allocation(session, LIFT)
        move_seats(session, [row], {row.id: 15})  # the five that were free

    assert refusal(contest_anywhere, revert).code == "revert_places_gone"
    assert contest_anywhere.seats() == {(LIFT, CLOUD): 15, (TUNER, CLOUD): 30}


def test_a_ruling_gives_other_seats_and_the_algorithms_answer_stays_beside_it(contest_anywhere: Market) -> None:
    contest_anywhere.stage.ask(ruling(RulingWay.RULING, lift=20, tuner=25))

    with contest_anywhere.stage.session() as session:
        row = the_allocation(session, LIFT)
        assert (row.seats, row.suggested) == (20, 15)
        assert (row.state, row.origin) == (AllocationState.SETTLED, AllocationOrigin.RULING)
        assert the_conflict(session).state is ConflictState.DECIDED


def test_seats_beyond_the_places_are_refused_with_what_is_free(contest_anywhere: Market) -> None:
    refused = refusal(contest_anywhere, ruling(RulingWay.RULING, lift=20, tuner=30))

    assert (refused.code, refused.facts["free"], refused.facts["wanted"]) == ("seats_beyond_places", 25, 30)
    assert sum(contest_anywhere.seats().values()) == 45


def test_nobody_gets_more_than_both_sides_accepted_without_a_hearing_or_an_exception(contest: Market) -> None:
    assert refusal(contest, ruling(RulingWay.RULING, lift=21, tuner=20)).code == "ruling_needs_consent"


def test_a_way_that_leaves_nothing_open_gives_what_it_computes(contest: Market) -> None:
    assert refusal(contest, ruling(RulingWay.ADOPT, lift=20, tuner=25)).code == "ruling_not_by_way"

    contest.stage.ask(ruling(RulingWay.BY_RANK, lift=15, tuner=30))

    assert contest.seats() == {(LIFT, CLOUD): 15, (TUNER, CLOUD): 30}


def test_a_ruling_by_hearing_needs_its_minutes(contest: Market) -> None:
    deed = ruling(RulingWay.HEARING, lift=20, tuner=25)
    assert refusal(contest, deed).code == "ruling_without_minutes"

    with contest.stage.session() as session:
        called = HearingInput(
            held_on=clock.today() + timedelta(days=3), held_at="09:30", place="市教育局 302", panel="甲\n乙\n丙"
        )
        hearings.set_hearing(session, the_conflict(session), called, by=person(session, "Noor"))
    assert refusal(contest, deed).code == "ruling_without_minutes"

    with contest.stage.session() as session:
        minutes = MinutesInput(minutes="双方陈述了用人计划与班额安排，评议人一致认为可各让一步。")
        hearings.write_minutes(session, the_conflict(session), minutes, by=person(session, "Noor"))
    contest.stage.ask(deed)
    assert contest.seats()[LIFT, CLOUD] == 20


def test_a_conflict_is_settled_once(contest: Market) -> None:
    contest.stage.ask(ruling(RulingWay.RULING, lift=20, tuner=25))

    assert refusal(contest, ruling(RulingWay.RULING, lift=10, tuner=25)).code == "conflict_decided"


def test_a_coordinator_whose_own_organisation_takes_part_does_not_rule(contest: Market) -> None:
    with contest.stage.session() as session:
        conflict = the_conflict(session)
        own = str(person(session, "Noor").organisation_id)
        conflict.facts = {**conflict.facts, "parties": [*conflict.facts["parties"], own]}
        session.add(conflict)

    assert refusal(contest, ruling(RulingWay.RULING, lift=20, tuner=25)).code == "ruling_own_interest"


def test_an_organisation_that_is_not_verified_gets_seats_by_an_exception_only(contest: Market) -> None:
    with contest.stage.session() as session:
        firm = session.exec(select(Organisation).where(Organisation.name == "芯桥电梯有限公司")).one()
        firm.status = "pending"  # type: ignore[assignment]
        session.add(firm)

    assert refusal(contest, ruling(RulingWay.RULING, lift=20, tuner=25)).code == "ruling_not_verified"
    contest.stage.ask(ruling(RulingWay.EXCEPTION, lift=20, tuner=25))


@pytest.mark.parametrize("way", [RulingWay.RULING, RulingWay.EXCEPTION])
def test_a_post_that_was_withdrawn_gets_no_seats_by_any_ruling(contest: Market, way: RulingWay) -> None:
    with contest.stage.session() as session:
        withdraw_from_rounds(session, the_allocation(session, LIFT).demand, "用人计划有变")

    refused = refusal(contest, ruling(way, lift=1, tuner=25))
    assert refused.code == "ruling_post_withdrawn"
    assert contest.seats() == {(LIFT, CLOUD): 15, (TUNER, CLOUD): 30}

    contest.stage.ask(ruling(way, lift=0, tuner=30))
    assert contest.seats() == {(LIFT, CLOUD): 0, (TUNER, CLOUD): 30}


def test_a_withdrawn_programme_gives_no_seats_by_a_ruling(contest: Market) -> None:
    with contest.stage.session() as session:
        withdraw_from_rounds(session, the_allocation(session, LIFT).offering, "用人计划有变")

    assert refusal(contest, ruling(RulingWay.RULING, lift=20, tuner=25)).code == "ruling_post_withdrawn"
    contest.stage.ask(ruling(RulingWay.CANCEL))
    assert set(contest.seats().values()) == {0}


def test_a_ruling_taken_back_leaves_the_seats_of_before_and_says_why(contest_anywhere: Market) -> None:
    contest_anywhere.stage.ask(ruling(RulingWay.RULING, lift=20, tuner=25))

    contest_anywhere.stage.ask(revert)

    assert contest_anywhere.seats() == {(LIFT, CLOUD): 15, (TUNER, CLOUD): 30}
    with contest_anywhere.stage.session() as session:
        row = the_allocation(session, LIFT)
        assert (row.state, row.origin) == (AllocationState.PROPOSED, AllocationOrigin.ALGORITHM)
        assert the_conflict(session).state is ConflictState.OPEN
        old = conflicts.rulings_of(session, the_conflict(session))
        assert [line.revert_reason for line in old] == [WHY.reason]
        actions = [event.action for event in session.exec(select(AuditEvent).order_by(AuditEvent.at))]  # type: ignore[arg-type]
        assert actions[-2:] == ["conflict.ruled", "conflict.reverted"]


def test_a_cancelled_pair_has_fallen_and_holds_nothing(contest: Market) -> None:
    contest.stage.ask(ruling(RulingWay.CANCEL))

    rows = contest.stage.ask(lambda session: session.exec(select(Allocation)).all())
    assert {(row.state, row.seats) for row in rows} == {(AllocationState.FALLEN, 0)}


def test_taking_a_cancellation_back_ends_the_offers_to_the_next_in_line(contest: Market) -> None:
    contest.stage.ask(ruling(RulingWay.CANCEL))

    contest.stage.ask(revert)

    open_ = select(AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)
    assert contest.stage.ask(lambda session: session.exec(open_).all()) == []
    assert sum(contest.seats().values()) == 45


def test_a_party_says_something_once(contest: Market) -> None:
    text = StatementInput(text="我司与该校已合作三年，请优先考虑。")

    def say(session: Session) -> None:
        conflicts.state_case(session, the_conflict(session), text, by=person(session, "Mei"))

    contest.stage.ask(say)

    assert refusal(contest, say).code == "statement_made"


def test_the_parties_are_told_of_the_ruling(contest: Market) -> None:
    contest.stage.ask(ruling(RulingWay.RULING, lift=20, tuner=25))

    with contest.stage.session() as session:
        told = set(session.exec(select(Notice.person_id).where(Notice.event == NoticeEvent.RULING)))
        assert told == {person(session, "Mei").id, person(session, "Ines").id}


def test_a_conflict_knows_its_claims(contest: Market) -> None:
    found = contest.stage.ask(lambda session: sorted(claims_of(session)))

    assert found == sorted([LIFT, TUNER])
    assert contest.stage.ask(lambda session: session.exec(select(Conflict)).one().headcount) == 50


def test_a_pair_that_fell_and_is_given_seats_stands_again(contest_anywhere: Market) -> None:
    with contest_anywhere.stage.session() as session:
        alternates.let_fall(session, the_allocation(session, LIFT), "企业撤回用人计划", by=person(session, "Noor"))

    contest_anywhere.stage.ask(ruling(RulingWay.RULING, lift=10, tuner=25))

    with contest_anywhere.stage.session() as session:
        row = the_allocation(session, LIFT)
        assert (row.state, row.seats, row.fallen_reason) == (AllocationState.SETTLED, 10, "")
        open_offers = select(AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)
        assert session.exec(open_offers).all() == []
