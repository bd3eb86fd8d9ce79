"""What seats are dealt out over: pairs as columns, capacities of both sides, and what is decided already.

Demands and offerings are numbered in the order of their ids, so that "the smaller id" is "the smaller number".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matching.arrays import Bools, Codes, IntArray
from matching.errors import AllocationError

SCORE_STEPS = 100  # per point: scores are compared in hundredths of a point
BEST_SCORE = 100 * SCORE_STEPS
COVERAGE_STEPS = 10_000
UNRANKED = 0
OPEN = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Edges:
    """Pairs that may get seats, as columns of one length m in any order; no pair may stand twice.

    `scores` are basis points in 0–10,000 (hundredths of a point), `coverage` is of 10,000. A rank of 1 is a side's
    first wish, 0 means that the side ranked by score; ranked pairs come before others. `limits` are the most seats
    that a pair may take. Make them with `Edges.of` from points and shares.
    """

    demands: IntArray
    offerings: IntArray
    scores: Codes
    coverage: Codes
    demand_ranks: Codes
    offering_ranks: Codes
    limits: IntArray

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.demands)

    @classmethod
    def of(
        cls,
        demands: npt.ArrayLike,
        offerings: npt.ArrayLike,
        scores: npt.ArrayLike,
        coverage: npt.ArrayLike | None = None,
        *,
        demand_ranks: npt.ArrayLike | None = None,
        offering_ranks: npt.ArrayLike | None = None,
        limits: npt.ArrayLike | None = None,
    ) -> "Edges":
        """Take scores in points (0–100) and coverage in [0, 1]; raise `AllocationError` for anything else."""
        rows = np.asarray(demands, np.int64)
        points = _column(scores, len(rows), "score", 0, 100)
        shares = _column(1.0 if coverage is None else coverage, len(rows), "coverage", 0, 1)
        return cls(
            rows,
            _column(offerings, len(rows), "offering", 0, OPEN).astype(np.int64),
            np.rint(points * SCORE_STEPS).astype(np.int32),
            np.rint(shares * COVERAGE_STEPS).astype(np.int32),
            _column(0 if demand_ranks is None else demand_ranks, len(rows), "rank", 0, OPEN).astype(np.int32),
            _column(0 if offering_ranks is None else offering_ranks, len(rows), "rank", 0, OPEN).astype(np.int32),
            _column(OPEN if limits is None else limits, len(rows), "limit", 0, OPEN).astype(np.int64),
        )

    def take(self, order: IntArray) -> "Edges":
        """Return the pairs in another order, or some of them."""
        return Edges(*(getattr(self, name)[order] for name in self.__dataclass_fields__))


def _column(values: npt.ArrayLike, length: int, name: str, least: float, most: float) -> npt.NDArray[np.float64]:
    column = np.broadcast_to(np.asarray(values, np.float64), (length,))
    if len(column) and not (np.isfinite(column).all() and column.min() >= least and column.max() <= most):
        raise AllocationError(f"every {name} must lie between {least} and {most}")
    return column


@dataclass(frozen=True, slots=True)
class Pin:
    """Seats of one pair that stand: `seats` exactly, or as many as fit where None; 0 keeps the pair apart."""

    demand: int
    offering: int
    seats: int | None = None


@dataclass(frozen=True)
class Market:
    """Pairs sorted by (demand, offering) and what may still be dealt out over them.

    `limits` [pairs] is 0 where a pair is closed. `headcounts` and `seats` are what each side has left. `groups`
    [pairs] names the enterprise–school pair that each belongs to, `room` [groups] the seats that it may still take;
    both are empty where no share is capped.
    """

    edges: Edges
    limits: IntArray
    headcounts: IntArray
    seats: IntArray
    groups: IntArray
    room: IntArray

    @property
    def is_capped(self) -> bool:
        """Tell whether enterprises' shares of schools are limited."""
        return len(self.room) > 0

    def limited(self, limits: IntArray) -> "Market":
        """Return the same market with other limits."""
        return replace(self, limits=limits)

    def overfull(self, placed: IntArray) -> IntArray:
        """Return the groups that take more than they may."""
        return np.flatnonzero(self.taken(placed) > self.room)

    def taken(self, placed: IntArray) -> IntArray:
        """Return the seats that each group takes."""
        return sums(self.groups, placed, len(self.room))


def sums(codes: npt.NDArray[np.integer], values: IntArray, count: int) -> IntArray:
    """Return the sum of the values of each code from 0 to `count`, in integers."""
    total = np.zeros(count, np.int64)
    np.add.at(total, codes, values)
    return total


def best_first(edges: Edges) -> Codes:
    """Return the order of pairs by score, coverage and ids; `edges` are sorted by (demand, offering)."""
    keys = (BEST_SCORE - edges.scores).astype(np.int64) * (COVERAGE_STEPS + 1) + (COVERAGE_STEPS - edges.coverage)
    return np.argsort(keys, kind="stable").astype(np.int32)


def limit_exposure(edges: Edges, closed: Bools, cap: int) -> Bools:
    """Return which pairs stay: dealt out from the best down, each post on either side in `cap` pairs at most.

    So popular posts leave room for others. `edges` are sorted by (demand, offering); pairs that are `closed` are left
    out and use nothing up.
    """
    order = best_first(edges)
    demands, offerings = edges.demands.tolist(), edges.offerings.tolist()
    left = [cap] * (int(edges.demands.max(initial=-1)) + 1)
    right = [cap] * (int(edges.offerings.max(initial=-1)) + 1)
    stays = np.zeros(len(edges), bool)
    for pair in order[~closed[order]].tolist():
        demand, offering = demands[pair], offerings[pair]
        if left[demand] and right[offering]:
            left[demand] -= 1
            right[offering] -= 1
            stays[pair] = True
    return stays


def share_groups(
    edges: Edges, enterprises: npt.NDArray[np.integer], schools: npt.NDArray[np.integer], seats: IntArray, share: float
) -> tuple[IntArray, IntArray]:
    """Return each pair's (enterprise, school) group and how many seats a group may take.

    A group may take `share` of all seats of its school, rounded down, and always one, so that a small school is not
    shut out. `enterprises` [demands] and `schools` [offerings] are numbers from 0.
    """
    many = int(schools.max(initial=-1)) + 1
    of_school = sums(schools, seats, many)
    keys = enterprises[edges.demands].astype(np.int64) * many + schools[edges.offerings]
    names, groups = np.unique(keys, return_inverse=True)
    # 0.29 × 100 is 28.999999999999996 in floating-point numbers, and means 29
    allowed = np.floor(of_school[names % max(many, 1)] * share + 1e-9).astype(np.int64)
    return groups.astype(np.int64), np.maximum(allowed, 1)


def find_pairs(edges: Edges, wanted: Sequence[tuple[int, int]], kind: str) -> IntArray:
    """Return where the pairs stand in edges sorted by (demand, offering); raise `AllocationError` for a stranger."""
    if not wanted:
        return np.zeros(0, np.int64)
    width = int(edges.offerings.max(initial=0)) + 1
    keys = edges.demands * width + edges.offerings
    pairs = np.array(wanted, np.int64).reshape(-1, 2)
    sought = pairs[:, 0] * width + pairs[:, 1]
    places = np.minimum(np.searchsorted(keys, sought), max(len(keys) - 1, 0))
    # numbers out of range are told apart first: their keys could be those of other pairs
    is_pair: Bools = (pairs[:, 1] < width) & (pairs >= 0).all(axis=1)
    is_pair &= (keys[places] == sought) if len(keys) else False
    if not is_pair.all():
        demand, offering = pairs[~is_pair][0].tolist()
        raise AllocationError(f"{kind}: demand {demand} and offering {offering} are no pair; add it with its score")
    return places
