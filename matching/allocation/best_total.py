"""Best total: the allocation with the greatest sum of score × seats, as a minimum-cost flow.

Solved by the network simplex of LEMON (through `pylmcf`) in integers, so the optimum is exact. Sums of scores that
are equal are told apart by the sum of coverage × seats; what is equal in both falls as the pairs are sorted, by id.
Where enterprises' shares of schools bind, `matching.allocation.capped_total` goes on from there.
"""

import numpy as np

from matching.allocation.market import BEST_SCORE, COVERAGE_STEPS, Market
from matching.arrays import IntArray

LARGEST = 1 << 61  # cost × nodes must stay below, or the solver's integers would overflow


def best_total(market: Market) -> IntArray:
    """Return the seats of each pair [pairs] with the greatest total score within all limits."""
    kept = np.flatnonzero((market.limits > 0) & (market.edges.scores > 0))
    placed = np.zeros(len(market.edges), np.int64)
    if not len(kept):
        return placed
    seats, gain = _flow(market, kept)
    placed[kept] = seats
    if market.is_capped and len(market.overfull(placed)):
        from matching.allocation.capped_total import (
            capped_total,  # its solvers take as long to load as a small round to score
        )

        placed[kept] = capped_total(market, kept, seats, gain)
    return placed


def _flow(market: Market, kept: IntArray) -> tuple[IntArray, IntArray]:
    """Send seats from demands over pairs and offerings to one sink; a seat that is not placed goes there directly.

    Return the seats of each pair [kept] and what it pays above its prices, in basis points.
    """
    import pylmcf  # here, so that whoever allocates nothing does not load the solver

    demands, offerings = len(market.headcounts), len(market.seats)
    sink = demands + offerings
    people = int(min(market.headcounts.sum(), market.seats.sum()))
    steps = _coverage_steps(people, sink + 1)
    coverage = market.edges.coverage[kept].astype(np.int64) * steps // COVERAGE_STEPS
    scale = people * steps + 1  # all coverage together stays below one step of score
    worth = market.edges.scores[kept].astype(np.int64) * scale + coverage
    most = int(worth.max())
    tails = np.concatenate([market.edges.demands[kept], np.arange(sink)])
    heads = np.concatenate([market.edges.offerings[kept] + demands, np.full(sink, sink)])
    # the least cost is sought: the best pair costs nothing, a seat that is not placed as much as a pair worth nothing
    costs = np.concatenate([most - worth, np.full(demands, most), np.zeros(offerings, np.int64)])
    ends = np.minimum(market.headcounts[market.edges.demands[kept]], market.seats[market.edges.offerings[kept]])
    room = np.concatenate([np.minimum(ends, market.limits[kept]), market.headcounts, market.seats])
    order = np.lexsort((heads, tails))  # the solver refuses edges in any other order
    graph = pylmcf.Graph(sink + 1, tails[order], heads[order])
    graph.set_node_supply(
        np.concatenate([market.headcounts, np.zeros(offerings, np.int64), [-market.headcounts.sum()]])
    )
    graph.set_edge_capacities(room[order])
    graph.set_edge_costs(costs[order])
    graph.solve()
    flow = np.empty(len(order), np.int64)
    flow[order] = graph.result()
    price = np.empty(len(order), np.int64)
    price[order] = graph.reduced_costs()
    return flow[: len(kept)], -price[: len(kept)] // scale


def _coverage_steps(people: int, nodes: int) -> int:
    """Return how finely coverage can be told apart, so that it outweighs no step of score and 64 bits suffice."""
    return int(min(COVERAGE_STEPS, LARGEST // (nodes * (BEST_SCORE + 1) * max(people, 1))))
