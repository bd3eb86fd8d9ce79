"""Stable allocation where one enterprise may take only a share of one school's seats.

Such a cap joins several demands with several offerings, so it nests in neither side's capacities, and a stable
allocation under it need not exist for every set of preferences. Where both sides rank by the shared score it always
does: serving pairs from the best down is stable under any caps. Where a side ranks by itself, deferred acceptance is
repeated: groups that took too much keep their best seats, freed room is offered again. What still blocks is counted.
"""

import numpy as np

from matching.allocation.blocking import find_blocking
from matching.allocation.market import Market, best_first
from matching.allocation.stable import stable_allocation
from matching.arrays import IntArray
from matching.posts import Side

REPAIRS = 12  # rounds of offering freed room again; more hardly ever change anything


def stable_under_caps(market: Market, proposing: Side = "demand") -> IntArray:
    """Return the seats of each pair: stable, with no enterprise above its share of a school."""
    if not market.is_capped:
        return stable_allocation(market, proposing)
    if not (market.edges.demand_ranks.any() or market.edges.offering_ranks.any()):
        return _serve_from_the_best(market)
    limits = market.limits
    for _ in range(REPAIRS):
        placed, limits = _trim(market.limited(limits), proposing)
        blocking = find_blocking(market, placed)
        if not len(blocking):
            break
        limits = _reopen(market, limits, placed, blocking)
    else:  # the limits that were lifted last are not dealt out yet
        placed, limits = _trim(market.limited(limits), proposing)
    return placed


def _serve_from_the_best(market: Market) -> IntArray:
    """Give each pair, best first, as many seats as all four limits leave."""
    demands, offerings, groups = market.edges.demands.tolist(), market.edges.offerings.tolist(), market.groups.tolist()
    wanted, free, room = market.headcounts.tolist(), market.seats.tolist(), market.room.tolist()
    limits, placed = market.limits.tolist(), [0] * len(market.edges)
    for pair in best_first(market.edges).tolist():
        demand, offering, group = demands[pair], offerings[pair], groups[pair]
        seats = min(wanted[demand], free[offering], room[group], limits[pair])
        if seats > 0:
            placed[pair] = seats
            wanted[demand] -= seats
            free[offering] -= seats
            room[group] -= seats
    return np.array(placed, np.int64)


def _trim(market: Market, proposing: Side) -> tuple[IntArray, IntArray]:
    """Allocate, and where a group takes too much let it keep its best seats only, until none does."""
    limits = market.limits
    while True:
        placed = stable_allocation(market.limited(limits), proposing)
        overfull = market.overfull(placed)
        if not len(overfull):
            return placed, limits
        limits = limits.copy()
        inside = np.isin(market.groups, overfull)
        limits[inside] = 0
        order = best_first(market.edges)
        order = order[inside[order]]
        order = order[np.argsort(market.groups[order], kind="stable")]
        group, seats = market.groups[order], placed[order]
        before = np.cumsum(seats) - seats
        first = np.searchsorted(group, group)
        limits[order] = np.clip(market.room[group] - (before - before[first]), 0, seats)


def _reopen(market: Market, limits: IntArray, placed: IntArray, blocking: IntArray) -> IntArray:
    """Lift the limits of groups that have room left over, for their pairs that block."""
    spare = market.room - market.taken(placed)
    groups = market.groups[blocking]
    limits = limits.copy()
    # one seat even where no room is left: a pair may block by giving up a worse seat of its own group
    raised = np.minimum(placed[blocking] + np.maximum(spare[groups], 1), market.limits[blocking])
    limits[blocking] = np.maximum(limits[blocking], raised)
    return limits
