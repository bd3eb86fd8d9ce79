"""Seats by id over the pairs of a run: choices, pins, earlier decisions."""

from typing import Any

import pytest

from matching import MatchingPolicy, MatchResult, Snapshot, match
from matching.allocation.choices import Choice, Pinned
from matching.allocation.placement import Placement, allocate

Seats = dict[tuple[str, str], int]


@pytest.fixture
def result(demand: Any, offering: Any, tables: Any) -> MatchResult:
    """Two demands of one field for two classes; O1 teaches all that is wanted, O2 a part."""
    snapshot = Snapshot(
        (demand("D1", headcount=4), demand("D2", headcount=4, enterprise="Wei", enterprise_id="Wei", region="440100")),
        (offering("O1", seats=5), offering("O2", seats=5, skills=("机械制图",), school="Ines", school_id="Ines")),
    )
    return match(snapshot, tables)


def seats(placement: Placement) -> Seats:
    return {(pair.demand_id, pair.offering_id): pair.seats for pair in placement.pairs}


def test_seats_carry_the_score_of_their_pair(result: MatchResult) -> None:
    scores = {(pair.demand_id, pair.offering_id): pair.score for pair in result.pairs}

    placement = allocate(result)

    assert sum(pair.seats for pair in placement.pairs) == 8
    assert all(pair.score == scores[pair.demand_id, pair.offering_id] for pair in placement.pairs)


def test_a_first_wish_goes_before_the_better_score(result: MatchResult) -> None:
    before = seats(allocate(result, proposing="demand"))

    placement = allocate(result, choices=[Choice("demand", "D1", "O2", rank=1)])

    assert before[("D1", "O1")] == 4
    assert seats(placement)[("D1", "O2")] == 4


def test_a_decline_keeps_the_pair_apart(result: MatchResult) -> None:
    placement = allocate(result, choices=[Choice("offering", "D1", "O1", "decline", reason="too_far")])

    assert ("D1", "O1") not in seats(placement)


def test_a_partial_acceptance_limits_the_pair(result: MatchResult) -> None:
    placement = allocate(result, choices=[Choice("offering", "D1", "O1", "accept_partial", seats=1)])

    assert seats(placement)[("D1", "O1")] == 1


def test_a_pin_stands_whatever_the_other_side_wishes(result: MatchResult) -> None:
    wishes = [Choice("demand", "D1", "O1", rank=1), Choice("demand", "D2", "O1", rank=1)]

    placement = allocate(result, choices=wishes, pins=[Pinned("D2", "O1", 3)])

    assert seats(placement)[("D2", "O1")] == 3


def test_what_was_decided_is_kept_and_the_rest_filled(result: MatchResult) -> None:
    placement = allocate(result, keep=[Pinned("D1", "O1", 1), Pinned("D1", "O2", 0)])

    assert seats(placement) == {("D1", "O1"): 1, ("D2", "O1"): 4}


def test_a_pinned_pair_that_is_on_no_list_enters_with_its_score(demand: Any, offering: Any, tables: Any) -> None:
    snapshot = Snapshot((demand("D1", headcount=2), demand("D2", headcount=2)), (offering("O1", seats=9),))
    result = match(snapshot, tables, MatchingPolicy(top_per_demand=1, top_per_offering=1, min_score=0))
    strict = match(snapshot, tables, MatchingPolicy(min_score=100))
    assert not list(strict.pairs)

    placement = allocate(strict, pins=[Pinned("D2", "O1")])

    assert [(pair.demand_id, pair.seats) for pair in placement.pairs] == [("D2", 2)]
    assert placement.pairs[0].score == result.explain("D2", "O1").score


def test_a_class_below_its_minimum_is_not_opened(demand: Any, offering: Any, tables: Any) -> None:
    snapshot = Snapshot((demand("D1", headcount=3),), (offering("O1", seats=30, batch_min=20),))

    placement = allocate(match(snapshot, tables))

    assert placement.pairs == ()
    assert [(entry.minimum, entry.freed) for entry in placement.report.closed] == [(20, 3)]


def test_a_post_without_a_number_gets_nothing_and_is_named(demand: Any, offering: Any, tables: Any) -> None:
    snapshot = Snapshot((demand("D1", headcount=None),), (offering("O1", seats=3),))

    placement = allocate(match(snapshot, tables))

    reasons = {(entry.side, entry.reason) for entry in placement.report.unplaced}
    assert reasons == {("demand", "number_unknown"), ("offering", "partners_full")}


def test_a_wish_that_a_hard_rule_bars_is_left_out_and_named(demand: Any, offering: Any, tables: Any) -> None:
    snapshot = Snapshot((demand("D1", level="本科"),), (offering("O1", level="中职"),))
    result = match(snapshot, tables, MatchingPolicy(constraints=("level_far_below",)))

    placement = allocate(result, choices=[Choice("demand", "D1", "O1", rank=1)])

    assert placement.pairs == ()
    assert placement.excluded == (("D1", "O1"),)


def test_unknown_posts_are_refused(result: MatchResult) -> None:
    with pytest.raises(KeyError):
        allocate(result, pins=[Pinned("D9", "O1", 1)])


@pytest.mark.parametrize("named", [{"enterprise_id": ""}, {}])
def test_an_enterprise_without_a_key_is_known_by_its_name_however_written(
    demand: Any, offering: Any, tables: Any, named: dict[str, str]
) -> None:
    spelled = ("芯桥（绍兴）电梯", "芯桥(绍兴) 电梯")
    demands = tuple(
        demand(f"D{number}", headcount=10, enterprise=name, **(named or {"enterprise_id": name}))
        for number, name in enumerate(spelled)
    )
    found = match(Snapshot(demands, (offering("O1", seats=10),)), tables)

    placement = allocate(found, enterprise_share_cap=0.5)

    assert sum(pair.seats for pair in placement.pairs) == (10 if named else 5)
