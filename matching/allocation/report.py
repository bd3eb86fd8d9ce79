"""What an allocation says about itself: figures of both methods, the price of stability, who was left over and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from matching.allocation.market import SCORE_STEPS, Edges, Market, sums
from matching.allocation.minimum_batch import ClosedClass
from matching.arrays import Bools, IntArray
from matching.posts import Side

Method = Literal["stable", "total"]
METHODS: tuple[Method, ...] = ("stable", "total")

# why a post has fewer seats than it could have, from the farthest to the nearest miss
REASONS = (
    "no_candidates",  # no pair at all
    "kept_apart",  # banned, or decided without a seat
    "exposure_cap",  # its pairs went to posts that were better
    "class_closed",  # the classes that fitted stay below their minimum
    "share_cap",  # its enterprise may take no more of the schools that fit
    "pair_full",  # each pair that fits has its own limit
    "partners_full",  # all partners are taken by pairs that go before
)
NUMBER_UNKNOWN = "number_unknown"


@dataclass(frozen=True, slots=True)
class Figures:
    """One method's result. Scores are points; `mean_score` is the mean over seats."""

    seats: int
    score_total: float
    mean_score: float
    blocking_pairs: int
    closed_classes: int


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A post with fewer seats than it wanted: the reason of its nearest miss and, where there is one, with whom."""

    side: Side
    post: int  # number of the demand or offering
    wanted: int
    placed: int
    reason: str  # one of REASONS, or number_unknown
    partner: int | None = None  # the best of the pairs that the reason is about
    score: float | None = None  # of that pair, in points


@dataclass(frozen=True)
class AllocationReport:
    """Figures of the chosen method and of the other one.

    `price_of_stability` is the greatest total score (points × seats) over that of the stable allocation (1.0: stability
    costs nothing); `seats_given_up` is how many more seats the best total fills (negative: fewer).
    """

    method: Method
    figures: Mapping[Method, Figures]
    price_of_stability: float
    seats_given_up: int
    blocking: tuple[tuple[int, int], ...]  # (demand, offering) of the chosen method
    unplaced: tuple[Unplaced, ...]
    closed: tuple[ClosedClass, ...]


@dataclass(frozen=True)
class Solution:
    """One method's seats [pairs] over edges sorted by (demand, offering), decided ones included."""

    seats: IntArray
    market: Market  # what was dealt out over, after classes were closed
    blocking: IntArray  # numbers of pairs
    closed: tuple[ClosedClass, ...]

    def figures(self) -> Figures:
        """Return the figures."""
        seats = int(self.seats.sum())
        steps = int(self.seats @ self.market.edges.scores.astype(np.int64))
        total = steps / SCORE_STEPS
        return Figures(seats, total, total / seats if seats else 0.0, len(self.blocking), len(self.closed))


def report_on(
    method: Method,
    solutions: Mapping[Method, Solution],
    stages: IntArray,
    headcounts: IntArray,
    seats: IntArray,
) -> AllocationReport:
    """Compare both solutions and say who was left over.

    `stages` [pairs] are places in REASONS of what closed a pair beforehand, 0 where nothing did; capacities are those
    that were asked for, negative where unknown.
    """
    figures = {name: solution.figures() for name, solution in solutions.items()}
    stable, total = figures["stable"], figures["total"]
    chosen = solutions[method]
    edges = chosen.market.edges
    return AllocationReport(
        method,
        figures,
        total.score_total / stable.score_total if stable.score_total else 1.0,
        total.seats - stable.seats,
        tuple(zip(edges.demands[chosen.blocking].tolist(), edges.offerings[chosen.blocking].tolist(), strict=True)),
        tuple(find_unplaced(chosen, stages, headcounts, seats)),
        chosen.closed,
    )


def find_unplaced(solution: Solution, stages: IntArray, headcounts: IntArray, seats: IntArray) -> list[Unplaced]:
    """Return every post with fewer seats than it wanted, demands first, by number."""
    edges = solution.market.edges
    stage = _stages(solution, stages)
    return [
        *_left_over("demand", edges, edges.demands, edges.offerings, solution.seats, stage, headcounts),
        *_left_over("offering", edges, edges.offerings, edges.demands, solution.seats, stage, seats),
    ]


def _stages(solution: Solution, before: IntArray) -> IntArray:
    """Return for each pair what stopped it, as a place in REASONS."""
    market, edges = solution.market, solution.market.edges
    stage = np.full(len(edges), REASONS.index("partners_full"))
    stage[solution.seats >= market.limits] = REASONS.index("pair_full")
    if market.is_capped:
        full = market.taken(solution.seats) >= market.room
        stage[full[market.groups]] = REASONS.index("share_cap")
    shut: Bools = np.isin(edges.offerings, [entry.offering for entry in solution.closed])
    stage[shut] = REASONS.index("class_closed")
    return np.where(before > 0, before, stage)


def _left_over(
    side: Side,
    edges: Edges,
    owners: IntArray,
    others: IntArray,
    seats: IntArray,
    stage: IntArray,
    capacity: IntArray,
) -> list[Unplaced]:
    placed = sums(owners, seats, len(capacity))
    nearest = np.zeros(len(capacity), np.int64)
    np.maximum.at(nearest, owners, stage)
    order = np.lexsort((others, -edges.coverage, -edges.scores, -stage, owners))
    first = np.searchsorted(owners[order], np.arange(len(capacity)))
    unplaced = []
    for post in np.flatnonzero((placed < capacity) | (capacity < 0)).tolist():
        wanted = int(capacity[post])
        if wanted < 0:
            unplaced.append(Unplaced(side, post, 0, int(placed[post]), NUMBER_UNKNOWN))
            continue
        reason = REASONS[nearest[post]]
        pair = int(order[first[post]]) if nearest[post] else None
        partner = None if pair is None else int(others[pair])
        score = None if pair is None else int(edges.scores[pair]) / SCORE_STEPS
        unplaced.append(Unplaced(side, post, wanted, int(placed[post]), reason, partner, score))
    return unplaced
