"""Pairs that would both rather have each other: an independent check that shares no code with the allocation.

A pair blocks if it may take another seat and each side has a seat free or holds a seat that it likes less. Where
enterprises' shares of schools are capped, the seats given up must make room for the new one. Seats that were decided
beforehand cannot be given up and are no part of what is passed in.
"""

from dataclasses import dataclass

import numpy as np

from matching.allocation.market import Edges, Market
from matching.arrays import Bools, Codes, IntArray

LAST = np.iinfo(np.int64).max  # a pair that a side did not rank comes after all that it did


def find_blocking(market: Market, placed: IntArray) -> IntArray:
    """Return the numbers of the pairs that block an allocation, ascending. `placed` [pairs] are the seats dealt out."""
    edges = market.edges
    left = _Side(edges, edges.demands, edges.demand_ranks, edges.offerings)
    right = _Side(edges, edges.offerings, edges.offering_ranks, edges.demands)
    candidates = np.flatnonzero(placed < market.limits)
    candidates = candidates[left.would_take(candidates, placed, market.headcounts)]
    candidates = candidates[right.would_take(candidates, placed, market.seats)]
    if not len(market.room) or not len(candidates):
        return candidates
    taken = np.bincount(market.groups, weights=placed, minlength=len(market.room)).astype(np.int64)
    is_full = taken[market.groups[candidates]] >= market.room[market.groups[candidates]]
    own = left.gives_up_within(candidates, placed, market.groups) | right.gives_up_within(
        candidates, placed, market.groups
    )
    return candidates[~is_full | own]


@dataclass(frozen=True)
class _Side:
    edges: Edges
    agents: IntArray
    ranks: Codes
    others: IntArray

    def wishes(self, pairs: IntArray) -> tuple[IntArray, ...]:
        """Return what is compared in turn; smaller is dearer."""
        ranks = np.where(self.ranks[pairs] > 0, self.ranks[pairs].astype(np.int64), LAST)
        scores, coverage = self.edges.scores[pairs].astype(np.int64), self.edges.coverage[pairs].astype(np.int64)
        return ranks, -scores, -coverage, self.others[pairs]

    def would_take(self, pairs: IntArray, placed: IntArray, capacity: IntArray) -> Bools:
        """Tell for each pair whether this side has a seat free or holds one that it likes less."""
        load = np.bincount(self.agents, weights=placed, minlength=len(capacity)).astype(np.int64)
        agents = self.agents[pairs]
        worst = self._worst(self.agents, placed, len(capacity))
        answer: Bools = (load[agents] < capacity[agents]) & (capacity[agents] > 0)
        return answer | self._dearer(pairs, worst[agents])

    def gives_up_within(self, pairs: IntArray, placed: IntArray, groups: IntArray) -> Bools:
        """Tell for each pair whether this side holds a less liked seat in the pair's own group."""
        names, places = np.unique(self.agents * (int(groups.max()) + 1) + groups, return_inverse=True)
        return self._dearer(pairs, self._worst(places, placed, len(names))[places[pairs]])

    def _worst(self, owners: IntArray, placed: IntArray, count: int) -> IntArray:
        """Return the least liked pair that each owner holds a seat of, -1 where it holds none."""
        pairs = np.flatnonzero(placed > 0)
        order = np.lexsort((*reversed(self.wishes(pairs)), owners[pairs]))
        worst = np.full(count, -1, np.int64)
        worst[owners[pairs][order]] = pairs[order]  # the last one written is the worst
        return worst

    def _dearer(self, pairs: IntArray, than: IntArray) -> Bools:
        dearer = np.zeros(len(pairs), bool)
        undecided = than >= 0
        for mine, other in zip(self.wishes(pairs), self.wishes(than), strict=True):
            dearer |= undecided & (mine < other)
            undecided &= mine == other
        return dearer
