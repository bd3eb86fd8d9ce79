"""Spread: no post is considered in more than so many pairs, so that the popular ones leave room for others."""

import numpy as np

from matching.allocation.market import Edges
from matching.allocation.stable import best_first
from matching.arrays import Bools


def limit_exposure(edges: Edges, closed: Bools, cap: int) -> Bools:
    """Return which pairs stay: dealt out from the best down, each post on either side in `cap` pairs at most.

    `edges` are sorted by (demand, offering); pairs that are `closed` are left out and use nothing up.
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
