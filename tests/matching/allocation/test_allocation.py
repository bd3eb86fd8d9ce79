"""Seats are dealt out within capacities, stably or for the best total, around what is decided."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.allocation.allocate import Allocation, allocate_edges
from matching.allocation.market import Edges, Pin
from matching.errors import AllocationError
from tests.matching.allocation.definitions import best_score, blocking_pairs, served_from_the_best
from tests.matching.allocation.markets import Town, seats_of, towns

METHODS = ("stable", "total")


def spread(town: Town, allocation: Allocation) -> tuple[list[int], list[int]]:
    demands = np.bincount(town.edges.demands, allocation.seats, len(town.headcounts))
    offerings = np.bincount(town.edges.offerings, allocation.seats, len(town.seats))
    return demands.astype(int).tolist(), offerings.astype(int).tolist()


@given(towns(), st.sampled_from(METHODS), st.sampled_from(["demand", "offering"]), st.booleans(), st.booleans())
def test_no_capacity_is_exceeded(town: Town, method: str, proposing: str, batches: bool, shares: bool) -> None:
    allocation = allocate_edges(
        town.edges,
        town.headcounts,
        town.seats,
        method=method,  # type: ignore[arg-type]
        proposing=proposing,  # type: ignore[arg-type]
        batch_min=town.batch_min if batches else None,
        enterprises=town.enterprises,
        schools=town.schools,
        enterprise_share_cap=0.4 if shares else None,
    )

    demands, offerings = spread(town, allocation)
    assert all(taken <= most for taken, most in zip(demands, town.headcounts, strict=True))
    assert all(taken <= most for taken, most in zip(offerings, town.seats, strict=True))
    assert (allocation.seats >= 0).all()
    assert (allocation.seats <= town.edges.limits).all()


@given(towns(), st.sampled_from(["demand", "offering"]))
def test_a_stable_allocation_has_no_blocking_pair(town: Town, proposing: str) -> None:
    allocation = allocate_edges(town.edges, town.headcounts, town.seats, proposing=proposing)  # type: ignore[arg-type]

    placed = seats_of(allocation.seats, town.edges)
    assert blocking_pairs(town.edges, town.headcounts, town.seats, placed) == set()
    assert allocation.report.blocking == ()


@given(towns())
def test_the_report_counts_exactly_the_pairs_that_block(town: Town) -> None:
    allocation = allocate_edges(town.edges, town.headcounts, town.seats, method="total")

    placed = seats_of(allocation.seats, town.edges)
    assert set(allocation.report.blocking) == blocking_pairs(town.edges, town.headcounts, town.seats, placed)


@given(towns(ranked=False))
def test_with_one_score_for_both_sides_stable_means_served_from_the_best(town: Town) -> None:
    allocation = allocate_edges(town.edges, town.headcounts, town.seats)

    assert seats_of(allocation.seats, town.edges) == served_from_the_best(town.edges, town.headcounts, town.seats)


@given(towns(ranked=True))
def test_the_proposing_side_gets_the_stable_allocation_that_is_best_for_it(town: Town) -> None:
    """Every demand fills its dearest choices at least as far when it proposes (comparison of prefixes)."""
    own = allocate_edges(town.edges, town.headcounts, town.seats, proposing="demand").seats
    other = allocate_edges(town.edges, town.headcounts, town.seats, proposing="offering").seats
    edges = town.edges

    for demand in range(len(town.headcounts)):
        mine = np.flatnonzero(edges.demands == demand)
        rank = np.where(edges.demand_ranks == 0, 10**9, edges.demand_ranks)
        order = mine[np.lexsort((edges.offerings[mine], -edges.coverage[mine], -edges.scores[mine], rank[mine]))]
        assert (np.cumsum(own[order]) >= np.cumsum(other[order])).all()
        assert own[mine].sum() == other[mine].sum()


@pytest.mark.parametrize("few", [0, 1, 2])
def test_going_down_lists_step_by_step_or_at_once_is_the_same(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(4)
    pairs = np.flatnonzero(dice.random(900) < 0.7)
    edges = Edges.of(
        pairs // 30, pairs % 30, dice.integers(1, 100, len(pairs)), demand_ranks=dice.integers(0, 9, len(pairs))
    )
    heads, seats = dice.integers(0, 40, 30), dice.integers(0, 40, 30)
    at_once = allocate_edges(edges, heads, seats)

    monkeypatch.setattr("matching.allocation.stable.FEW", few)

    assert allocate_edges(edges, heads, seats).seats.tolist() == at_once.seats.tolist()
    assert at_once.report.blocking == ()


@given(towns())
def test_the_best_total_is_what_another_solver_finds(town: Town) -> None:
    allocation = allocate_edges(town.edges, town.headcounts, town.seats, method="total")

    assert int(allocation.seats @ town.edges.scores.astype(np.int64)) == best_score(town.edges, town)


@given(towns())
def test_stability_never_earns_more_than_the_best_total(town: Town) -> None:
    report = allocate_edges(town.edges, town.headcounts, town.seats).report

    assert report.figures["stable"].score_total <= report.figures["total"].score_total
    assert report.price_of_stability >= 1


@given(towns(), st.sampled_from(METHODS), st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_matter(town: Town, method: str, random: object) -> None:
    order = np.arange(len(town.edges))
    random.shuffle(order)  # type: ignore[attr-defined]

    straight = allocate_edges(town.edges, town.headcounts, town.seats, method=method)  # type: ignore[arg-type]
    mixed = allocate_edges(town.edges.take(order), town.headcounts, town.seats, method=method)  # type: ignore[arg-type]

    assert straight.seats[order].tolist() == mixed.seats.tolist()
    assert straight.report == mixed.report


@given(towns(), st.sampled_from(METHODS), st.data())
def test_a_partial_run_keeps_what_is_decided_and_fills_the_rest(town: Town, method: str, data: st.DataObject) -> None:
    first = allocate_edges(town.edges, town.headcounts, town.seats, method=method)  # type: ignore[arg-type]
    places = data.draw(st.lists(st.integers(0, max(len(town.edges) - 1, 0)), unique=True)) if len(town.edges) else []
    keep = [
        Pin(
            int(town.edges.demands[place]),
            int(town.edges.offerings[place]),
            data.draw(st.integers(0, int(first.seats[place]))),
        )
        for place in places
    ]

    again = allocate_edges(town.edges, town.headcounts, town.seats, method=method, keep=keep)  # type: ignore[arg-type]

    assert [int(again.seats[place]) for place in places] == [pin.seats for pin in keep]
    demands, offerings = spread(town, again)
    assert all(taken <= most for taken, most in zip(demands, town.headcounts, strict=True))
    assert all(taken <= most for taken, most in zip(offerings, town.seats, strict=True))


@given(towns())
def test_keeping_everything_changes_nothing(town: Town) -> None:
    first = allocate_edges(town.edges, town.headcounts, town.seats)
    keep = [Pin(*pair, seats) for pair, seats in seats_of(first.seats, town.edges).items()]

    again = allocate_edges(town.edges, town.headcounts, town.seats, keep=keep)

    assert again.seats.tolist() == first.seats.tolist()


@given(towns(), st.data())
def test_bans_hold(town: Town, data: st.DataObject) -> None:
    pairs = list(zip(town.edges.demands.tolist(), town.edges.offerings.tolist(), strict=True))
    bans = data.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []

    for method in METHODS:
        allocation = allocate_edges(town.edges, town.headcounts, town.seats, method=method, bans=bans)  # type: ignore[arg-type]
        assert not set(seats_of(allocation.seats, town.edges)) & set(bans)


def test_a_pin_without_a_number_takes_what_fits() -> None:
    edges = Edges.of([0, 1], [0, 0], [20, 90])

    allocation = allocate_edges(edges, [3, 5], [4], pins=[Pin(0, 0)])

    assert allocation.seats.tolist() == [3, 1]


def test_a_pin_beyond_the_seats_is_refused() -> None:
    edges = Edges.of([0], [0], [80])

    with pytest.raises(
        AllocationError, match="5 seats pinned for demand 0 and offering 0, but 9 are wanted and 4 free"
    ):
        allocate_edges(edges, [9], [4], pins=[Pin(0, 0, 5)])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pins": [Pin(0, 0, 1)], "bans": [(0, 0)]}, "pinned and banned"),
        ({"pins": [Pin(0, 1, 1)]}, "are no pair"),
        ({"pins": [Pin(-1, 0, 1)]}, "are no pair"),
        ({"pins": [Pin(0, 0, 1)], "keep": [Pin(0, 0, 1)]}, "pinned or kept twice"),
        ({"enterprise_share_cap": 0.5}, "needs the enterprise"),
        ({"enterprise_share_cap": 0.0, "enterprises": [0], "schools": [0, 0]}, "above 0"),
        ({"exposure_cap": 0}, "exposure cap"),
        ({"batch_min": [1]}, "one number per offering"),
    ],
)
def test_contradictions_are_refused(change: dict, words: str) -> None:
    with pytest.raises(AllocationError, match=words):
        allocate_edges(Edges.of([0], [0], [80]), [2], [2, 2], **change)


def test_strange_numbers_are_refused() -> None:
    with pytest.raises(AllocationError, match="score"):
        Edges.of([0], [0], [float("nan")])
    with pytest.raises(AllocationError, match="score"):
        Edges.of([0], [0], [101])
    with pytest.raises(AllocationError, match="whole number"):
        allocate_edges(Edges.of([0], [0], [80]), [2.5], [2])
    with pytest.raises(AllocationError, match="a pair twice"):
        allocate_edges(Edges.of([0, 0], [0, 0], [80, 70]), [2], [2])
    with pytest.raises(AllocationError, match="without a headcount"):
        allocate_edges(Edges.of([1], [0], [80]), [2], [2])
    with pytest.raises(AllocationError, match="without seats"):
        allocate_edges(Edges.of([0], [1], [80]), [2], [2])


def test_equal_scores_fall_to_the_better_known_pair_then_to_the_smaller_id() -> None:
    edges = Edges.of([0, 1, 2], [0, 0, 0], [80, 80, 80], [0.6, 0.9, 0.9])

    for method in METHODS:
        allocation = allocate_edges(edges, [1, 1, 1], [1], method=method)  # type: ignore[arg-type]
        assert allocation.seats.tolist() == [0, 1, 0]


def test_own_wishes_go_before_the_score() -> None:
    edges = Edges.of([0, 0], [0, 1], [90, 50], demand_ranks=[0, 1])

    assert allocate_edges(edges, [1], [1, 1]).seats.tolist() == [0, 1]


def test_nobody_and_nothing_give_an_empty_allocation() -> None:
    allocation = allocate_edges(Edges.of([], [], []), [], [])

    assert allocation.seats.tolist() == []
    assert allocation.report.price_of_stability == 1
