"""Conflicts while they stand and once they are settled: who may say what, hear whom, and ask out of which pair."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from tests.market import CLOUD, LIFT, REASON, TUNER, Market, the_allocation, the_conflict
from tests.stage import person, the_round
from webapp import clock
from webapp.models import Conflict
from webapp.models.conflicts.enums import ConflictKind, ConflictState, RulingWay
from webapp.models.conflicts.ruling_input import HearingInput, MinutesInput, RulingInput, StatementInput, WhyInput
from webapp.models.rounds.enums import RoundStatus
from webapp.services.conflicts import conflicts, hearings, rulings
from webapp.services.kernel.errors import DomainError

SAID = StatementInput(text="我司与该校已合作三年，请优先考虑。")
CALLED = HearingInput(
    held_on=clock.today() + timedelta(days=3), held_at="09:30", place="市教育局 302", panel="甲\n乙\n丙"
)
MINUTES = MinutesInput(minutes="双方陈述了用人计划与班额安排，评议人一致认为可各让一步。")
Deed = Callable[[Session], Any]


def refusal(market: Market, deed: Deed) -> str:
    """Return why a deed is refused."""
    with pytest.raises(DomainError) as refused:
        market.stage.ask(deed)
    return refused.value.code


def say(name: str) -> Deed:
    """Return what lets somebody state the case of their organisation."""
    return lambda session: conflicts.state_case(session, the_conflict(session), SAID, by=person(session, name))


def call(session: Session) -> None:
    """Call the parties to a hearing, as Noor."""
    hearings.set_hearing(session, the_conflict(session), CALLED, by=person(session, "Noor"))


def write(session: Session) -> None:
    """Write the minutes of the hearing, as Noor."""
    hearings.write_minutes(session, the_conflict(session), MINUTES, by=person(session, "Noor"))


def rule(session: Session, seats: tuple[int, ...] = (15, 30), way: RulingWay = RulingWay.ADOPT) -> None:
    """Rule on the conflict, as Noor."""
    data = RulingInput(way=way, seats=list(seats), reason=REASON, no_interest=True)
    rulings.make_ruling(session, the_conflict(session), data, by=person(session, "Noor"))


def settle(session: Session) -> None:
    """Rule as the algorithm suggests."""
    claims = conflicts.claims_of(session, the_conflict(session))
    rule(session, tuple(claim.allocation.suggested for claim in claims))


def be(status: RoundStatus) -> Deed:
    """Return what puts the round into a phase."""
    return lambda session: setattr(the_round(session), "status", status)


def test_only_parties_state_a_case_and_only_until_it_is_settled(contest: Market) -> None:
    assert refusal(contest, say("Tomas")) == "statement_not_yours"
    assert refusal(contest, say("Noor")) == "statement_not_yours"
    contest.stage.ask(say("Mei"))

    contest.stage.ask(settle)

    assert refusal(contest, say("Ines")) == "conflict_decided"


def test_a_hearing_is_moved_until_it_was_held(contest: Market) -> None:
    assert refusal(contest, write) == "hearing_none"
    contest.stage.ask(call)
    contest.stage.ask(call)

    contest.stage.ask(write)
    contest.stage.ask(write)  # minutes may be mended

    assert refusal(contest, call) == "hearing_held"


def test_what_is_settled_is_neither_heard_nor_written_down(contest: Market) -> None:
    contest.stage.ask(call)
    contest.stage.ask(settle)

    assert (refusal(contest, call), refusal(contest, write)) == ("conflict_decided", "conflict_decided")


def test_a_conflict_that_was_heard_waits_for_its_next_ruling_as_heard(contest: Market) -> None:
    contest.stage.ask(call)
    contest.stage.ask(settle)

    contest.stage.ask(revert)

    assert contest.stage.ask(lambda session: the_conflict(session).state) is ConflictState.HEARING


def revert(session: Session) -> None:
    """Take the ruling back, as Noor."""
    why = WhyInput(reason="学校更正了班额")
    rulings.revert_ruling(session, the_conflict(session), why, by=person(session, "Noor"))


def test_a_coordinator_with_an_interest_takes_no_ruling_back(contest: Market) -> None:
    contest.stage.ask(settle)
    with contest.stage.session() as session:
        conflict = the_conflict(session)
        own = str(person(session, "Noor").organisation_id)
        conflict.facts = {**conflict.facts, "parties": [*conflict.facts["parties"], own]}

    assert refusal(contest, revert) == "ruling_own_interest"


def test_rulings_are_made_and_taken_back_while_conflicts_are_settled_and_not_after(contest: Market) -> None:
    for status in (RoundStatus.CHOOSING, RoundStatus.PUBLISHED, RoundStatus.CLOSED):
        contest.stage.ask(be(status))
        assert refusal(contest, settle) == "round_not_adjudicating"

    contest.stage.ask(be(RoundStatus.ADJUDICATING))
    contest.stage.ask(settle)
    contest.stage.ask(be(RoundStatus.PUBLISHED))
    assert refusal(contest, revert) == "round_not_adjudicating"

    contest.stage.ask(be(RoundStatus.ADJUDICATING))
    contest.stage.ask(revert)
    assert refusal(contest, revert) == "ruling_none"


def test_a_party_asks_out_of_a_pair_that_is_published_and_stands(market: Market) -> None:
    market.choose(LIFT, CLOUD, 20, 20, (1, 1))
    market.end_choosing()

    def ask_out(session: Session) -> None:
        conflicts.withdraw_pair(session, the_allocation(session, LIFT), "用人计划有变", by=person(session, "Mei"))

    for status in RoundStatus:
        market.stage.ask(be(status))
        if status is not RoundStatus.PUBLISHED:
            assert refusal(market, ask_out) == "pair_not_published", status
    market.stage.ask(be(RoundStatus.PUBLISHED))
    market.stage.ask(ask_out)
    assert refusal(market, ask_out) == "pair_not_published"  # it is contested already
    assert market.conflicts() == [(ConflictKind.WITHDRAWN, [LIFT])]

    market.stage.ask(lambda session: rule(session, (18,), RulingWay.RULING))
    market.stage.ask(ask_out)
    market.stage.ask(lambda session: settle_last(session, RulingWay.CANCEL))
    assert refusal(market, ask_out) == "pair_not_published"  # it has fallen


def settle_last(session: Session, way: RulingWay) -> None:
    """Rule on the newest conflict about one pair, as Noor."""
    newest = max(session.exec(select(Conflict)), key=lambda row: row.number)
    data = RulingInput(way=way, seats=[0], reason=REASON, no_interest=True)
    rulings.make_ruling(session, newest, data, by=person(session, "Noor"))


def test_a_late_ruling_is_for_what_came_up_late(contest: Market) -> None:
    contest.stage.ask(settle)
    contest.stage.ask(be(RoundStatus.PUBLISHED))
    with contest.stage.session() as session:
        row = the_allocation(session, TUNER)
        conflicts.open_conflict(session, the_round(session), ConflictKind.OBJECTION, [row], by=None)

    contest.stage.ask(lambda session: settle_last(session, RulingWay.CANCEL))

    assert contest.seats() == {(LIFT, CLOUD): 15, (TUNER, CLOUD): 0}
