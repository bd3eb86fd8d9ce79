"""Classes that stay below their minimum are not opened; their seats are freed and the rest is dealt out again."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.allocation.market import Market
from matching.arrays import Bools, IntArray


@dataclass(frozen=True, slots=True)
class ClosedClass:
    """An offering that is not opened: `freed` people had a place there when it was closed, fewer than `minimum`."""

    offering: int
    minimum: int
    freed: int


@dataclass(frozen=True)
class Opened:
    """Seats over the classes that open, and those that do not."""

    placed: IntArray
    market: Market  # pairs of classes that are not opened have the limit 0
    closed: tuple[ClosedClass, ...]


def open_classes(market: Market, solve: Callable[[Market], IntArray], minimums: IntArray, decided: IntArray) -> Opened:
    """Allocate, close classes below their minimum and allocate again until every class that is used reaches it.

    Which classes to sacrifice is hard to choose well in general, so the emptiest go first: of those that fall short
    the emptier half by share of the minimum, one at least, ties by id; what they free may fill the others.
    `minimums` [offerings] is 0 where none is asked for; `decided` [offerings] are seats settled beforehand, which
    count, and whose classes open in any case.
    """
    closed: list[ClosedClass] = []
    while True:
        placed = solve(market)
        filled = np.bincount(market.edges.offerings, placed, len(market.seats)).astype(np.int64)
        short = np.flatnonzero((filled > 0) & (decided == 0) & (filled < minimums))
        if not len(short):
            return Opened(placed, market, tuple(sorted(closed, key=lambda entry: entry.offering)))
        order = np.argsort(filled[short] / minimums[short], kind="stable")
        given_up = short[order[: (len(short) + 1) // 2]]
        closed += [ClosedClass(int(name), int(minimums[name]), int(filled[name])) for name in given_up]
        shut: Bools = np.isin(market.edges.offerings, given_up)
        market = market.limited(np.where(shut, 0, market.limits))
