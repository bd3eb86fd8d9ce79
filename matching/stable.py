"""Stable allocation: deferred acceptance over integer seats, in whole rounds of arrays.

The problem is that of Baïou & Balinski, "The stable allocation (or ordinal transportation) problem" (Mathematics of
Operations Research 27, 2002): many-to-many, capacities on both sides and on pairs. What is computed is its optimum for
the proposing side, which is one and the same whatever the order of proposals; that is why all proposers may move at
once. Dean & Munshi, "Faster algorithms for stable allocation problems" (Algorithmica 58, 2010), bound the worst case
better; here every proposal either moves on in a list or takes a seat away for good, so the work is bounded by pairs
plus seats, and in practice close to the number of pairs.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from matching.arrays import Bools, Codes, IntArray
from matching.market import COVERAGE_STEPS, OPEN, SCORE_STEPS, UNRANKED, Edges, Market
from matching.types import Side

BEST_SCORE = 100 * SCORE_STEPS


@dataclass(frozen=True)
class Lists:
    """Preference lists of one side: entries of agent a stand at starts[a]:starts[a + 1], the dearest first."""

    starts: IntArray
    edges: Codes  # which pair each entry is


def preferences(edges: Edges, side: Side, count: int) -> Lists:
    """Sort every agent's pairs: by own rank, then score, coverage and the other's id.

    `edges` are sorted by (demand, offering). Sorting is stable and by counting, so no comparison of ids is needed.
    """
    keys = (BEST_SCORE - edges.scores).astype(np.int64) * (COVERAGE_STEPS + 1) + (COVERAGE_STEPS - edges.coverage)
    order = np.argsort(keys, kind="stable")
    ranks = edges.demand_ranks if side == "demand" else edges.offering_ranks
    if ranks.any():
        wishes = np.where(ranks == UNRANKED, OPEN, ranks)
        order = order[np.argsort(wishes[order], kind="stable")]
    agents = edges.demands if side == "demand" else edges.offerings
    return _deal(agents[order], order, count)


def _deal(agents: IntArray, values: IntArray, count: int) -> Lists:
    """Put values into one list per agent, in their order."""
    places = np.arange(len(agents), dtype=np.int32)
    table = sp.coo_array((values.astype(np.int32), (agents.astype(np.int32), places)), shape=(count, len(agents)))
    table.has_canonical_format = True
    rows = table.tocsr()
    return Lists(rows.indptr.astype(np.int64), rows.data)


def stable_allocation(market: Market, proposing: Side = "demand") -> IntArray:
    """Return the seats of each pair [pairs] in the stable allocation that is best for the proposing side.

    Shares of enterprises are not looked at here; `matching.share_cap` does.
    """
    edges, accepting = market.edges, "offering" if proposing == "demand" else "demand"
    kept = np.flatnonzero(market.limits > 0)
    open_edges = edges.take(kept)
    demands, offerings = len(market.headcounts), len(market.seats)
    wide, narrow = (demands, offerings) if proposing == "demand" else (offerings, demands)
    rooms = (market.headcounts, market.seats) if proposing == "demand" else (market.seats, market.headcounts)
    first = preferences(open_edges, proposing, wide)
    second = preferences(open_edges, accepting, narrow)  # type: ignore[arg-type]
    placed = np.zeros(len(edges), np.int64)
    if len(kept):
        placed[kept[second.edges]] = _Rounds(open_edges, market.limits[kept], proposing, first, second, rooms).run()
    return placed


class _Rounds:
    """Proposals in rounds: each proposer offers what it has left to the next on its list, the other keeps the best."""

    def __init__(
        self,
        edges: Edges,
        limits: IntArray,
        proposing: Side,
        first: Lists,
        second: Lists,
        rooms: tuple[IntArray, IntArray],
    ) -> None:
        proposers, accepters = edges.demands, edges.offerings
        if proposing == "offering":
            proposers, accepters = accepters, proposers
        where = np.empty(len(edges), np.int64)
        where[second.edges] = np.arange(len(edges))
        self.entry = where[first.edges]  # by proposer's list: place in the accepter's list
        self.accepter = accepters[first.edges]
        self.proposer = proposers[second.edges]  # by accepter's list
        self.limit = limits[second.edges]
        self.held = np.zeros(len(edges), np.int64)  # by accepter's list
        self.next, self.end = first.starts[:-1].copy(), first.starts[1:]
        self.left, self.room = rooms[0].copy(), rooms[1]
        self.load = np.zeros(len(self.room), np.int64)
        self.last = second.starts[1:] - 1  # the dearest entry that a full accepter would still give up

    def run(self) -> IntArray:
        """Go on until nobody has anything left to propose; return what is held, by accepter's list."""
        movers = np.arange(len(self.left))
        while len(movers := movers[(self.left[movers] > 0) & (self.next[movers] < self.end[movers])]):
            movers = self._round(movers)
        return self.held

    def _round(self, movers: IntArray) -> IntArray:
        """Let every mover propose once; return who may have something to propose now."""
        entries, accepters = self.entry[self.next[movers]], self.accepter[self.next[movers]]
        refused = (self.load[accepters] >= self.room[accepters]) & (entries >= self.last[accepters])
        self.next[movers[refused]] += 1
        asking, entries, accepters = movers[~refused], entries[~refused], accepters[~refused]
        offered = np.minimum(self.left[asking], self.limit[entries] - self.held[entries])
        self.held[entries] += offered
        self.left[asking] -= offered
        np.add.at(self.load, accepters, offered)
        self.next[asking[self.left[asking] > 0]] += 1  # the pair takes no more
        return self._distinct([movers, *self._give_up(self._overfull(accepters))], len(self.left))

    def _overfull(self, accepters: IntArray) -> IntArray:
        """Return, once each, those that hold more than they have room for."""
        return self._distinct([accepters[self.load[accepters] > self.room[accepters]]], len(self.room))

    def _give_up(self, accepters: IntArray) -> list[IntArray]:
        """Let those that hold too much give up the least dear, entry by entry; return who lost seats."""
        losers = []
        while len(accepters):
            entries = self.last[accepters]
            excess = self.load[accepters] - self.room[accepters]
            lost = np.minimum(self.held[entries], excess)
            self.held[entries] -= lost
            self.load[accepters] -= lost
            hit = lost > 0
            np.add.at(self.left, self.proposer[entries[hit]], lost[hit])
            losers.append(self.proposer[entries[hit]])
            accepters = accepters[lost < excess]
            self.last[accepters] -= 1
        return losers

    @staticmethod
    def _distinct(parts: list[IntArray], count: int) -> IntArray:
        """Return the distinct numbers; marks beat sorting where there are many."""
        numbers = np.concatenate(parts)
        if len(numbers) * 8 < count:
            return np.unique(numbers)
        marks: Bools = np.zeros(count, bool)
        marks[numbers] = True
        return np.flatnonzero(marks)
