"""Stable allocation: deferred acceptance over integer seats, in whole rounds of arrays.

The problem is that of Baïou & Balinski, "The stable allocation (or ordinal transportation) problem" (Mathematics of
Operations Research 27, 2002): many-to-many, capacities on both sides and on pairs. What is computed is its optimum for
the proposing side, which is one and the same whatever the order of proposals; that is why all proposers may move at
once. Dean & Munshi, "Faster algorithms for stable allocation problems" (Algorithmica 58, 2010), bound the worst case
better; here every proposal either moves on in a list or takes a seat away for good, so the work is bounded by pairs
plus seats, and in practice close to the number of pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from matching.allocation.market import OPEN, UNRANKED, Market, best_first
from matching.arrays import Bools, Codes, IntArray
from matching.posts import Side

FEW = 2_000  # lists that are looked at as a whole


@dataclass(frozen=True)
class Lists:
    """Preference lists of one side: entries of agent a stand at starts[a]:starts[a + 1], the dearest first."""

    starts: Codes
    edges: Codes  # which pair each entry is


def preferences(agents: IntArray, ranks: Codes, order: Codes, count: int) -> Lists:
    """Sort every agent's pairs by own rank, then as in `order` (score, coverage and the other's id).

    `agents` and `ranks` [pairs] are those of one side. Only ranks are compared; the rest is counting, which keeps the
    order.
    """
    if ranks.any():
        wishes = np.where(ranks == UNRANKED, OPEN, ranks)
        order = order[np.argsort(wishes[order], kind="stable")]
    # going from coordinates to rows is counting, which keeps the order inside each row; no place stands twice, so that
    # the table need not be searched for entries to add up
    places = np.arange(len(order), dtype=np.int32)
    table = sp.coo_array((order, (agents[order].astype(np.int32), places)), shape=(count, len(order)))
    table.has_canonical_format = True
    rows = table.tocsr()
    return Lists(rows.indptr, rows.data)


def stable_allocation(market: Market, proposing: Side = "demand") -> IntArray:
    """Return the seats of each pair [pairs] in the stable allocation that is best for the proposing side.

    Shares of enterprises are not looked at here; `matching.allocation.share_cap` does.
    """
    kept = np.flatnonzero(market.limits > 0)
    placed = np.zeros(len(market.edges), np.int64)
    if len(kept):
        edges = market.edges.take(kept) if len(kept) < len(market.edges) else market.edges
        order = best_first(edges)
        demands = _Party(edges.demands, preferences(edges.demands, edges.demand_ranks, order, len(market.headcounts)))
        offerings = _Party(
            edges.offerings, preferences(edges.offerings, edges.offering_ranks, order, len(market.seats))
        )
        if proposing == "demand":
            rounds = _Rounds(demands, offerings, market.limits[kept], market.headcounts, market.seats)
        else:
            rounds = _Rounds(offerings, demands, market.limits[kept], market.seats, market.headcounts)
        placed[kept] = rounds.run()
    return placed


@dataclass(frozen=True)
class _Party:
    """One side: whose each pair is, and everyone's list."""

    agents: IntArray
    lists: Lists


class _Rounds:
    """Proposals in rounds: each proposer offers what it has left to the next on its list, the other keeps the best."""

    def __init__(
        self, proposers: _Party, accepters: _Party, limits: IntArray, offered: IntArray, room: IntArray
    ) -> None:
        mine, theirs = proposers.lists, accepters.lists
        self.theirs = theirs
        place = np.empty(len(limits), np.int32)
        place[theirs.edges] = np.arange(len(limits), dtype=np.int32)
        self.entry = place[mine.edges]  # by proposer's list: place in the accepter's list
        self.accepter = accepters.agents[mine.edges].astype(np.int32)
        self.proposer = proposers.agents[theirs.edges].astype(np.int32)  # by accepter's list
        self.limit = limits[theirs.edges]
        self.seats = np.zeros(len(limits), np.int64)  # by accepter's list
        self.next, self.end = mine.starts[:-1].copy(), mine.starts[1:]
        self.left, self.room = offered.copy(), room
        self.load = np.zeros(len(room), np.int64)
        self.last = theirs.starts[1:] - 1  # the dearest entry that a full accepter would still give up

    def run(self) -> IntArray:
        """Go on until nobody has anything left to propose; return the seats of each pair."""
        movers = np.arange(len(self.left))
        while len(movers := movers[(self.left[movers] > 0) & (self.next[movers] < self.end[movers])]):
            movers = self._round(movers)
        seats = np.empty_like(self.seats)
        seats[self.theirs.edges] = self.seats
        return seats

    def _round(self, movers: IntArray) -> IntArray:
        """Let every mover propose once; return who may have something to propose now."""
        entries, accepters = self.entry[self.next[movers]], self.accepter[self.next[movers]]
        # a full accepter gives up nothing dearer than its last entry, so nobody at that place or behind it need ask
        refused = (self.load[accepters] >= self.room[accepters]) & (entries >= self.last[accepters])
        self.next[movers[refused]] += 1
        asking, entries, accepters = movers[~refused], entries[~refused], accepters[~refused]
        offered = np.minimum(self.left[asking], self.limit[entries] - self.seats[entries])
        self.seats[entries] += offered
        self.left[asking] -= offered
        np.add.at(self.load, accepters, offered)
        self.next[asking[self.left[asking] > 0]] += 1  # the pair takes no more
        return self._distinct([movers, *self._give_up(self._overfull(accepters))], len(self.left))

    def _overfull(self, accepters: Codes) -> IntArray:
        """Return, once each, those that hold more than they have room for."""
        return self._distinct([accepters[self.load[accepters] > self.room[accepters]]], len(self.room))

    def _give_up(self, accepters: IntArray) -> list[Codes]:
        """Let those that hold too much give up the least dear; return who lost seats.

        Many go down their lists together, entry by entry; of few, whole lists are looked at once.
        """
        losers = []
        while len(accepters) > FEW:
            last = self.last[accepters]
            excess = self.load[accepters] - self.room[accepters]
            lost = np.minimum(self.seats[last], excess)
            losers.append(self._take_back(last, lost))
            self.load[accepters] -= lost
            accepters = accepters[lost < excess]
            self.last[accepters] -= 1
        if len(accepters):
            owner, entries = _entries(self.theirs.starts[accepters], self.last[accepters] + 1)
            seats = self.seats[entries]
            before = np.cumsum(seats) - seats
            before -= before[np.searchsorted(owner, owner)]
            lost = seats - np.clip(self.room[accepters][owner] - before, 0, seats)
            hit = np.flatnonzero(lost)
            losers.append(self._take_back(entries[hit], lost[hit]))
            self.load[accepters] = self.room[accepters]
            first = hit[np.searchsorted(owner[hit], np.arange(len(accepters)))]
            self.last[accepters] = entries[first]
        return losers

    def _take_back(self, entries: IntArray | Codes, lost: IntArray) -> Codes:
        """Take seats away from entries; return whose they were."""
        self.seats[entries] -= lost
        hit = lost > 0
        proposers = self.proposer[entries[hit]]
        np.add.at(self.left, proposers, lost[hit])
        return proposers

    @staticmethod
    def _distinct(parts: Sequence[IntArray | Codes], count: int) -> IntArray:
        """Return the distinct numbers; marks beat sorting where there are many."""
        numbers = np.concatenate(parts)
        if len(numbers) * 8 < count:
            return np.unique(numbers)
        marks: Bools = np.zeros(count, bool)
        marks[numbers] = True
        return np.flatnonzero(marks)


def _entries(starts: Codes, stops: Codes) -> tuple[IntArray, IntArray]:
    """Return, for spans of numbers, (which span, number) of every number in them."""
    counts = (stops - starts).astype(np.int64)
    ends = np.cumsum(counts)
    owner = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    return owner, np.arange(len(owner)) - np.repeat(ends - counts - starts, counts)
