"""Weights learnt from choices follow what was chosen, criterion by criterion, or are not proposed at all."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from matching import MatchingPolicy, Snapshot, match
from matching.allocation.choices import Choice
from matching.learning.preview import compare_weights
from matching.learning.weights import (
    LEAST_CHOICES,
    LearntWeight,
    NoPattern,
    Observation,
    Proposal,
    TooFewChoices,
    learn,
    observe,
)
from matching.policy import CRITERIA

EVEN = MatchingPolicy({"skills": 25, "industry": 25, "capacity": 25, "region": 25})
LEARNT = ("skills", "industry", "capacity", "region")


def chosen(
    count: int, follows: Callable[[dict[str, float]], float], reason: str = "", seed: int = 5
) -> list[Observation]:
    """Make choices of pairs with random similarities; accepted the likelier, the higher what it `follows`."""
    dice = random.Random(seed)
    found = []
    for number in range(count):
        similarities = {name: dice.random() for name in LEARNT}
        is_accepted = dice.random() < follows(similarities)
        found.append(Observation(f"D{number % 60:02d}", similarities, is_accepted, "" if is_accepted else reason))
    return found


def by_name(proposal: Proposal) -> dict[str, LearntWeight]:
    return {weight.criterion: weight for weight in proposal.weights}


def test_what_decided_the_choices_gains_weight() -> None:
    proposal = learn(chosen(600, lambda pair: 0.8 * pair["region"] + 0.2 * pair["skills"]), EVEN)

    weights = by_name(proposal)
    assert weights["region"].proposed > 50
    assert weights["region"].low > weights["region"].present
    assert weights["industry"].proposed < weights["industry"].present
    assert proposal.proposed_agreement > proposal.present_agreement


def test_weights_are_whole_per_cent_of_0_or_more_and_sum_to_100() -> None:
    proposal = learn(chosen(300, lambda pair: pair["skills"] * (1 - pair["industry"])), EVEN)

    weights = by_name(proposal)
    assert tuple(weights) == CRITERIA
    assert sum(weight.proposed for weight in proposal.weights) == 100
    assert all(weight.proposed == int(weight.proposed) >= 0 for weight in proposal.weights)
    assert all(0 <= weight.low <= weight.proposed + 0.5 and weight.high <= 100 for weight in proposal.weights)
    assert weights["industry"].proposed == 0
    assert proposal.policy(EVEN).weights["industry"] == 0


def test_too_far_informs_the_region_and_not_the_skills() -> None:
    """Far pairs happen to be poor in skills too; only the reason tells which of both was meant."""

    def both(pair: dict[str, float]) -> float:
        pair["skills"] = pair["region"]
        return pair["region"]

    silent = by_name(learn(chosen(400, both), EVEN))
    reasoned = by_name(learn(chosen(400, both, reason="too_far"), EVEN))

    assert silent["skills"].proposed == pytest.approx(silent["region"].proposed, abs=1)
    assert reasoned["region"].proposed > reasoned["skills"].proposed + 10
    assert reasoned["region"].choices > reasoned["skills"].choices


@pytest.mark.parametrize("reason", ["pay", "safety", "post_filled"])
def test_reasons_beside_the_criteria_teach_nothing(reason: str) -> None:
    fair = chosen(300, lambda pair: pair["skills"])
    noise = [Observation(f"D{number:02d}", dict.fromkeys(LEARNT, 1.0), False, reason) for number in range(60)]

    proposal = learn([*fair, *noise], EVEN)

    assert proposal.weights == learn(fair, EVEN).weights
    assert (proposal.used, proposal.left_out) == (300, 60)


def test_a_criterion_that_no_choice_could_judge_keeps_its_share() -> None:
    policy = MatchingPolicy({"skills": 60, "industry": 10, "capacity": 10, "region": 10, "record": 10})

    weights = by_name(learn(chosen(300, lambda pair: pair["skills"]), policy))

    assert weights["record"].choices == 0
    assert 0 < weights["record"].proposed < 30


def test_few_choices_propose_nothing() -> None:
    with pytest.raises(TooFewChoices, match=f"{LEAST_CHOICES} are needed"):
        learn(chosen(LEAST_CHOICES - 1, lambda pair: pair["skills"]), EVEN)


def test_choices_all_of_one_kind_propose_nothing() -> None:
    with pytest.raises(TooFewChoices, match="300 acceptances and 0 declines"):
        learn(chosen(300, lambda pair: 2.0), EVEN)


def test_choices_against_all_criteria_propose_nothing() -> None:
    with pytest.raises(NoPattern):
        learn(chosen(600, lambda pair: 1.2 - sum(pair.values()) / 2), EVEN)


def test_choices_that_follow_the_present_weights_leave_them_nearly_alone() -> None:
    weights = by_name(learn(chosen(2000, lambda pair: sum(pair.values()) / 4), EVEN))

    assert all(weights[name].proposed == pytest.approx(25, abs=6) for name in LEARNT)
    assert all(weights[name].low <= 25 <= weights[name].high for name in LEARNT)


def test_the_order_of_choices_does_not_matter() -> None:
    choices = chosen(300, lambda pair: pair["skills"])

    assert learn(choices[::-1], EVEN) == learn(choices, EVEN)


@pytest.fixture
def snapshot(demand: Any, offering: Any) -> Snapshot:
    """A near class that teaches little and a far one that teaches all."""
    return Snapshot(
        (demand("D1"),),
        (offering("O1", skills=("机械制图",)), offering("O2", region="440100", skills=("S7-1500编程", "控制柜接线"))),
    )


def test_choices_are_seen_with_what_the_criteria_had_said(snapshot: Snapshot, tables: Any) -> None:
    result = match(snapshot, tables)
    choices = [
        Choice("offering", "D1", "O1", "decline", reason="major_mismatch"),
        Choice("demand", "D1", "O2", "accept_partial", seats=3),
        Choice("demand", "D1", "O1", "defer"),
    ]

    declined, accepted = observe(result, choices)

    assert (declined.is_accepted, declined.reason, accepted.is_accepted) == (False, "major_mismatch", True)
    assert declined.informs == ("skills", "industry")
    explained = result.explain("D1", "O2")
    assert accepted.similarities == {part.criterion: part.similarity for part in explained.contributions}


def test_a_past_round_shows_who_would_enter_leave_and_move(snapshot: Snapshot, tables: Any) -> None:
    near = MatchingPolicy({"region": 90, "skills": 10}, top_per_demand=1, top_per_offering=0, min_score=40)
    skilled = MatchingPolicy({"region": 10, "skills": 90}, top_per_demand=1, top_per_offering=0, min_score=40)
    accepted = [Choice("offering", "D1", "O2", "accept"), Choice("offering", "D1", "O1", "decline", reason="too_far")]

    changes = compare_weights(snapshot, tables, near, skilled, accepted)

    assert changes.entered == (("D1", "O2"),)
    assert changes.left == (("D1", "O1"),)
    assert [(move.offering_id, move.for_demand) for move in changes.moves] == [("O2", (None, 1))]


def test_the_same_weights_change_nothing(snapshot: Snapshot, tables: Any) -> None:
    policy = MatchingPolicy()

    changes = compare_weights(snapshot, tables, policy, policy, [Choice("offering", "D1", "O2", "accept")])

    assert (changes.entered, changes.left, changes.stayed) == ((), (), 2)
    assert changes.moves[0].for_demand[0] == changes.moves[0].for_demand[1]
    assert changes.mean_rank_for_demand is not None
