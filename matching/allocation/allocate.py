"""`allocate_edges`: seats over pairs within both sides' capacities, by two methods, around what is decided already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matching.allocation.best_total import best_total
from matching.allocation.blocking import find_blocking
from matching.allocation.market import Edges, Market, Pin, find_pairs, limit_exposure, share_groups, sums
from matching.allocation.minimum_batch import open_classes
from matching.allocation.report import METHODS, REASONS, AllocationReport, Method, Solution, report_on
from matching.allocation.share_cap import stable_under_caps
from matching.arrays import IntArray
from matching.errors import AllocationError, PinError
from matching.posts import Side

UNDECIDED = -1


@dataclass(frozen=True)
class Allocation:
    """Seats per pair, in the order of the edges that were given, and the report."""

    seats: IntArray
    report: AllocationReport


def allocate_edges(
    edges: Edges,
    headcounts: npt.ArrayLike,
    seats: npt.ArrayLike,
    *,
    method: Method = "stable",
    proposing: Side = "demand",
    pins: Sequence[Pin] = (),
    bans: Sequence[tuple[int, int]] = (),
    keep: Sequence[Pin] = (),
    batch_min: npt.ArrayLike | None = None,
    enterprises: npt.ArrayLike | None = None,
    schools: npt.ArrayLike | None = None,
    enterprise_share_cap: float | None = None,
    exposure_cap: int | None = None,
) -> Allocation:
    """Deal out the seats of offerings to demands.

    `headcounts` [demands] and `seats` [offerings] are whole numbers, negative where unknown (nothing is dealt out).
    `method` is "stable" (no two would both rather have each other; best for the `proposing` side) or "total" (the
    greatest sum of score × seats); the report gives the figures of both.

    `keep` are decisions of an earlier run (seats of a pair, 0 where it was declined) and `pins` a coordinator's: both
    stand exactly as they are, before all caps, and the rest is filled around them. `bans` keep pairs apart.
    `batch_min` [offerings]: a class below it is not opened. `enterprise_share_cap` in (0, 1]: the share of one
    school's seats that one enterprise may take, with `enterprises` [demands] and `schools` [offerings] as numbers from
    0. `exposure_cap`: in how many pairs a post is considered at most.

    The result does not depend on the order of the edges, pins or bans. Raise `AllocationError` for numbers out of
    range, a pair given twice, a pinned pair that is banned or is no edge, and pins beyond a capacity.
    """
    asked, offered = _whole(headcounts, "headcount"), _whole(seats, "number of seats")
    order = _canonical(edges, len(asked), len(offered))
    table = edges.take(order)
    decided = _decide(table, [*keep, *pins], bans, asked, offered)
    stages = np.zeros(len(table), np.int64)
    stages[find_pairs(table, sorted(bans), "ban")] = REASONS.index("kept_apart")
    stages[decided == 0] = REASONS.index("kept_apart")
    stages[decided > 0] = REASONS.index("pair_full")
    if exposure_cap is not None:
        if exposure_cap < 1:
            raise AllocationError("the exposure cap must be 1 or more")
        stages[~limit_exposure(table, stages > 0, exposure_cap) & (stages == 0)] = REASONS.index("exposure_cap")
    market = Market(
        table,
        np.where(stages > 0, 0, table.limits),
        _left(asked, table.demands, decided),
        _left(offered, table.offerings, decided),
        np.zeros(0, np.int64),
        np.zeros(0, np.int64),
    )
    if enterprise_share_cap is not None:
        market = _capped(market, enterprise_share_cap, enterprises, schools, np.maximum(offered, 0), decided)
    minimums = np.zeros(len(offered), np.int64) if batch_min is None else _whole(batch_min, "minimum batch")
    if len(minimums) != len(offered):
        raise AllocationError("batch_min must say one number per offering")
    # both each time: a coordinator wants to see what stability costs
    solutions = {name: _solve(market, name, proposing, decided, minimums) for name in METHODS}
    placed = np.empty(len(table), np.int64)
    placed[order] = solutions[method].seats
    return Allocation(placed, report_on(method, solutions, stages, asked, offered))


def _whole(values: npt.ArrayLike, name: str) -> IntArray:
    numbers = np.asarray(values)
    if numbers.size and not (np.issubdtype(numbers.dtype, np.integer) or (np.rint(numbers) == numbers).all()):
        raise AllocationError(f"every {name} must be a whole number")
    return numbers.astype(np.int64).reshape(-1)


def _canonical(edges: Edges, demands: int, offerings: int) -> IntArray:
    """Return the order of pairs by (demand, offering); refuse pairs that stand twice or name nobody."""
    if len(edges) and not (edges.demands.min() >= 0 and edges.demands.max() < demands):
        raise AllocationError("a pair names a demand without a headcount")
    if len(edges) and edges.offerings.max() >= offerings:
        raise AllocationError("a pair names an offering without seats")
    keys = edges.demands * max(offerings, 1) + edges.offerings
    order = np.argsort(keys, kind="stable")
    twice = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    if len(twice):
        pair = order[twice[0]]
        raise AllocationError(f"demand {edges.demands[pair]} and offering {edges.offerings[pair]} are a pair twice")
    return order


def _decide(
    table: Edges, pins: Sequence[Pin], bans: Sequence[tuple[int, int]], headcounts: IntArray, seats: IntArray
) -> IntArray:
    """Return the settled seats of each pair, UNDECIDED elsewhere; pins without a number take what is left."""
    by_pair = {(pin.demand, pin.offering): pin for pin in pins}
    if len(by_pair) < len(pins):
        raise AllocationError("a pair is pinned or kept twice")
    if clash := sorted(by_pair.keys() & set(bans)):
        raise AllocationError(f"demand {clash[0][0]} and offering {clash[0][1]} are pinned and banned")
    names = sorted(by_pair)
    places = find_pairs(table, names, "pin")
    decided = np.full(len(table), UNDECIDED, np.int64)
    wanted, free = np.maximum(headcounts, 0).tolist(), np.maximum(seats, 0).tolist()
    for in_number in (True, False):
        for (demand, offering), place in zip(names, places.tolist(), strict=True):
            number = by_pair[demand, offering].seats
            if (number is not None) != in_number:
                continue
            if number is None:
                number = min(wanted[demand], free[offering], int(table.limits[place]))
            if not 0 <= number <= min(wanted[demand], free[offering]):
                raise PinError(demand, offering, seats=number, wanted=wanted[demand], free=free[offering])
            decided[place] = number
            wanted[demand] -= number
            free[offering] -= number
    return decided


def _left(capacity: IntArray, agents: IntArray, decided: IntArray) -> IntArray:
    return np.maximum(capacity, 0) - sums(agents, np.maximum(decided, 0), len(capacity))


def _capped(
    market: Market,
    share: float,
    enterprises: npt.ArrayLike | None,
    schools: npt.ArrayLike | None,
    seats: IntArray,
    decided: IntArray,
) -> Market:
    """Add the caps on enterprises' shares; what is decided counts and is never taken back."""
    if not 0 < share <= 1:
        raise AllocationError("the share of one enterprise must lie above 0 and be 1 at most")
    if enterprises is None or schools is None:
        raise AllocationError("a cap on enterprises' shares needs the enterprise of each demand and each one's school")
    names = _whole(enterprises, "enterprise"), _whole(schools, "school")
    if len(names[0]) != len(market.headcounts) or len(names[1]) != len(market.seats):
        raise AllocationError("every demand needs an enterprise and every offering a school")
    groups, allowed = share_groups(market.edges, *names, seats, share)
    room = np.maximum(allowed - sums(groups, np.maximum(decided, 0), len(allowed)), 0)
    return replace(market, groups=groups, room=room, limits=np.minimum(market.limits, room[groups]))


def _solve(market: Market, method: Method, proposing: Side, decided: IntArray, minimums: IntArray) -> Solution:
    settled = np.maximum(decided, 0)

    def solve(current: Market) -> IntArray:
        return stable_under_caps(current, proposing) if method == "stable" else best_total(current)

    opened = open_classes(market, solve, minimums, sums(market.edges.offerings, settled, len(market.seats)))
    blocking = find_blocking(opened.market, opened.placed)
    return Solution(opened.placed + settled, opened.market, blocking, opened.closed)
