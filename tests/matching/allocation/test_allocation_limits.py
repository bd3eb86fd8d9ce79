"""Caps, minimum batches and spread hold, and the report says who was left over and why."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.allocation.allocate import allocate_edges
from matching.allocation.market import Edges, Pin
from matching.allocation.minimum_batch import ClosedClass
from matching.allocation.report import Unplaced
from tests.matching.allocation.definitions import best_score
from tests.matching.allocation.markets import Town, seats_of, towns

METHODS = ("stable", "total")


@given(towns(), st.sampled_from(METHODS))
def test_a_class_opens_with_its_minimum_or_not_at_all(town: Town, method: str) -> None:
    allocation = allocate_edges(
        town.edges,
        town.headcounts,
        town.seats,
        method=method,
        batch_min=town.batch_min,  # type: ignore[arg-type]
    )

    filled = np.bincount(town.edges.offerings, allocation.seats, len(town.seats))
    closed = {entry.offering: entry for entry in allocation.report.closed}
    for offering, minimum in enumerate(town.batch_min):
        assert filled[offering] == 0 or filled[offering] >= minimum
        if offering in closed:
            assert filled[offering] == 0
            assert 0 < closed[offering].freed < minimum


def test_what_a_closed_class_frees_goes_to_others() -> None:
    edges = Edges.of([0, 0, 1], [0, 1, 1], [90, 70, 60])

    allocation = allocate_edges(edges, [2, 3], [5, 5], batch_min=[4, 0])

    assert seats_of(allocation.seats, edges) == {(0, 1): 2, (1, 1): 3}
    assert allocation.report.closed == (ClosedClass(offering=0, minimum=4, freed=2),)


def test_a_class_with_decided_seats_opens_in_any_case() -> None:
    edges = Edges.of([0, 1], [0, 0], [90, 70])

    allocation = allocate_edges(edges, [2, 1], [5], batch_min=[4], keep=[Pin(0, 0, 2)])

    assert allocation.seats.tolist() == [2, 1]
    assert allocation.report.closed == ()


@given(towns(), st.sampled_from(METHODS), st.sampled_from([0.2, 0.5, 1.0]))
def test_no_enterprise_takes_more_than_its_share_of_a_school(town: Town, method: str, share: float) -> None:
    allocation = allocate_edges(
        town.edges,
        town.headcounts,
        town.seats,
        method=method,  # type: ignore[arg-type]
        enterprises=town.enterprises,
        schools=town.schools,
        enterprise_share_cap=share,
    )

    of_school: dict[int, int] = {}
    for school, seats in zip(town.schools, town.seats, strict=True):
        of_school[school] = of_school.get(school, 0) + seats
    taken: dict[tuple[int, int], int] = {}
    for (demand, offering), seats in seats_of(allocation.seats, town.edges).items():
        pair = town.enterprises[demand], town.schools[offering]
        taken[pair] = taken.get(pair, 0) + seats
    for (_, school), seats in taken.items():
        assert seats <= max(1, int(of_school[school] * share + 1e-9))


@given(towns(ranked=False))
def test_under_a_cap_the_shared_score_leaves_no_blocking_pair(town: Town) -> None:
    report = allocate_edges(
        town.edges,
        town.headcounts,
        town.seats,
        enterprises=town.enterprises,
        schools=town.schools,
        enterprise_share_cap=0.4,
    ).report

    assert report.blocking == ()
    assert report.price_of_stability >= 1


@given(towns(), st.sampled_from([0.2, 0.5]))
def test_under_a_cap_the_best_total_is_what_another_program_finds(town: Town, share: float) -> None:
    allocation = allocate_edges(
        town.edges,
        town.headcounts,
        town.seats,
        method="total",
        enterprises=town.enterprises,
        schools=town.schools,
        enterprise_share_cap=share,
    )

    assert int(allocation.seats @ town.edges.scores.astype(np.int64)) == best_score(town.edges, town, share)


def test_a_cap_of_a_half_leaves_the_other_half_to_others() -> None:
    edges = Edges.of([0, 1, 2], [0, 0, 0], [90, 80, 60])

    for method in METHODS:
        allocation = allocate_edges(
            edges,
            [4, 4, 4],
            [6],
            method=method,  # type: ignore[arg-type]
            enterprises=[0, 0, 1],
            schools=[0],
            enterprise_share_cap=0.5,
        )
        assert allocation.seats.tolist() == [3, 0, 3]


def test_a_cap_that_whole_seats_cannot_split_evenly_is_still_met_exactly() -> None:
    """Three demands in a ring of caps: the linear program would halve the seats, whole seats may not."""
    edges = Edges.of([0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 2, 0], [90, 90, 90, 90, 90, 90])

    allocation = allocate_edges(
        edges,
        [2, 2, 2],
        [2, 2, 2],
        method="total",
        enterprises=[0, 0, 0],
        schools=[0, 0, 0],
        enterprise_share_cap=0.5,
    )

    assert allocation.seats.sum() == 3


@given(towns(), st.integers(1, 3))
def test_no_post_is_considered_in_more_pairs_than_the_cap(town: Town, cap: int) -> None:
    allocation = allocate_edges(town.edges, town.headcounts, town.seats, exposure_cap=cap)

    pairs = list(seats_of(allocation.seats, town.edges))
    for side in (0, 1):
        partners = [pair[side] for pair in pairs]
        assert all(partners.count(post) <= cap for post in partners)


def test_with_spread_a_popular_offering_leaves_room_for_others() -> None:
    edges = Edges.of([0, 0, 1, 1], [0, 1, 0, 1], [95, 60, 90, 55])

    allocation = allocate_edges(edges, [2, 2], [4, 4], exposure_cap=1)

    assert seats_of(allocation.seats, edges) == {(0, 0): 2, (1, 1): 2}


@pytest.mark.parametrize(
    ("given_options", "reason", "partner"),
    [
        ({"edges": Edges.of([], [], [])}, "no_candidates", None),
        ({"bans": [(0, 0)]}, "kept_apart", 0),
        ({"keep": [Pin(0, 0, 0)]}, "kept_apart", 0),
        ({"batch_min": [4]}, "class_closed", 0),
        ({"edges": Edges.of([0], [0], [80], limits=[2])}, "pair_full", 0),
        ({"seats": [1]}, "partners_full", 0),
        ({"enterprises": [0], "schools": [0], "enterprise_share_cap": 0.4}, "share_cap", 0),
    ],
)
def test_who_is_left_over_learns_why(given_options: dict, reason: str, partner: int | None) -> None:
    options = {"edges": Edges.of([0], [0], [80]), "headcounts": [3], "seats": [3], **given_options}

    report = allocate_edges(**options).report

    left = [entry for entry in report.unplaced if entry.side == "demand"]
    assert [(entry.post, entry.wanted, entry.reason, entry.partner) for entry in left] == [(0, 3, reason, partner)]


def test_a_share_that_is_used_up_is_named_as_the_reason() -> None:
    edges = Edges.of([0, 1], [0, 0], [90, 80])

    report = allocate_edges(edges, [3, 1], [6], enterprises=[0, 0], schools=[0], enterprise_share_cap=0.5).report

    assert Unplaced("demand", 1, wanted=1, placed=0, reason="share_cap", partner=0, score=80.0) in report.unplaced


def test_a_demand_that_spread_left_out_learns_it() -> None:
    edges = Edges.of([0, 1], [0, 0], [90, 80])

    report = allocate_edges(edges, [1, 1], [2], exposure_cap=1).report

    assert Unplaced("demand", 1, wanted=1, placed=0, reason="exposure_cap", partner=0, score=80.0) in report.unplaced


def test_an_unknown_number_gets_nothing_and_is_named() -> None:
    report = allocate_edges(Edges.of([0], [0], [80]), [-1], [2]).report

    assert Unplaced("demand", 0, wanted=0, placed=0, reason="number_unknown") in report.unplaced
