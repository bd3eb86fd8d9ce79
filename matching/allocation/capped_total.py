"""Best total where enterprises' shares of schools bind: no flow any more, so HiGHS (through SciPy) solves it.

The linear program comes first, with the rows that are needed and the pairs that could pay, both found step by step. Its
prices then prove which pairs can be part of no better whole solution, and the integer program is left with few.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from matching.allocation.market import COVERAGE_STEPS, Market
from matching.arrays import Bools, IntArray
from matching.errors import AllocationError

FIRST_REACH = 300  # basis points: pairs that miss their price by less enter the linear program at once
ROUNDING = 1e-5  # sums of the solver's floating-point numbers are exact to this
STEP = 1  # scores are whole basis points, so a better solution is better by one
EXACT_UP_TO = 100_000  # pairs: above, whole seats of the linear program stay and only its broken ones are searched

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Program:
    """Pairs `kept` of a market, with one row per demand and offering and one per group that is held down."""

    market: Market
    kept: IntArray
    worth: Reals  # [kept]
    groups: IntArray  # held down, ascending

    def rows(self, columns: IntArray) -> tuple[sp.csr_array, Reals]:
        """Return the matrix over some of the pairs and the limits of its rows."""
        edges, demands, offerings = self.market.edges, len(self.market.headcounts), len(self.market.seats)
        pairs, place = self.kept[columns], np.arange(len(columns))
        group = self.market.groups[pairs]
        inside = np.flatnonzero(np.isin(group, self.groups))
        group_rows = demands + offerings + np.searchsorted(self.groups, group[inside])
        row = np.concatenate([edges.demands[pairs], demands + edges.offerings[pairs], group_rows])
        column = np.concatenate([place, place, inside])
        shape = (demands + offerings + len(self.groups), len(columns))
        limits = np.concatenate([self.market.headcounts, self.market.seats, self.market.room[self.groups]])
        return sp.csr_array((np.ones(len(row)), (row, column)), shape=shape), limits.astype(np.float64)

    def prices(self, columns: IntArray) -> tuple[float, Reals, Reals]:
        """Solve the linear program over some pairs: its value, their seats, what each pair of all pays above prices."""
        matrix, limits = self.rows(columns)
        most = self.market.limits[self.kept[columns]]
        bounds = np.stack([np.zeros(len(columns)), most], axis=1)
        answer = linprog(-self.worth[columns], A_ub=matrix, b_ub=limits, bounds=bounds, method="highs-ds")
        if answer.x is None:
            raise AllocationError(f"no best total under the caps was found: {answer.message}")
        price = -answer.ineqlin.marginals
        demands, offerings = len(self.market.headcounts), len(self.market.seats)
        group_price = np.zeros(len(self.market.room))
        group_price[self.groups] = price[demands + offerings :]
        pairs, edges = self.kept, self.market.edges
        paid = (
            price[edges.demands[pairs]]
            + price[demands + edges.offerings[pairs]]
            + group_price[self.market.groups[pairs]]
        )
        return -answer.fun, answer.x, self.worth - paid

    def whole_seats(self, columns: IntArray, least: Reals, slack: float) -> IntArray:
        """Solve the integer program over some pairs, to within the share `slack` of its best; return the seats of all.

        `least` [kept] are seats that each pair has at any rate.
        """
        matrix, limits = self.rows(columns)
        answer = milp(
            -self.worth[columns],
            constraints=LinearConstraint(matrix, ub=limits),
            integrality=np.ones(len(columns)),
            bounds=Bounds(least[columns], self.market.limits[self.kept[columns]].astype(np.float64)),
            options={"mip_rel_gap": slack},
        )
        if answer.x is None:
            raise AllocationError(f"no best total under the caps was found: {answer.message}")
        seats = np.zeros(len(self.kept), np.int64)
        seats[columns] = np.rint(answer.x).astype(np.int64)
        return seats


def capped_total(market: Market, kept: IntArray, start: IntArray, gain: IntArray) -> IntArray:
    """Return the seats of the pairs `kept` with the greatest total score within all limits and shares.

    `start` are the seats that are best without caps, `gain` what each pair pays above its prices there (negative: it
    is not worth its price), in basis points; both [kept].
    """
    people = max(int(start.sum()), 1)
    # all coverage together stays a small part of one basis point: it tells equal sums of scores apart and no others
    worth = market.edges.scores[kept] + market.edges.coverage[kept] / (COVERAGE_STEPS * people * 10.0)
    active: Bools = (gain > -FIRST_REACH) | (start > 0)
    groups = np.flatnonzero(_taken(market, kept, start) >= market.room)
    while True:
        program = _Program(market, kept, worth, groups)
        columns = np.flatnonzero(active)
        bound, part, above = program.prices(columns)
        seats = np.zeros(len(kept))
        seats[columns] = part
        taken = _taken(market, kept, seats)
        more = np.setdiff1d(np.flatnonzero(taken > market.room + ROUNDING), groups)
        missing: Bools = (above > ROUNDING) & ~active
        if not len(more) and not missing.any():
            break
        groups = np.union1d(groups, more)
        active |= missing
    whole = np.rint(seats)
    if np.abs(seats - whole).max(initial=0) < ROUNDING:
        return whole.astype(np.int64)
    return _make_whole(program, bound, above, np.floor(seats + ROUNDING))


def _make_whole(program: _Program, bound: float, above: Reals, whole_part: Reals) -> IntArray:
    """Search whole seats among pairs near their price, then among all that could still do better than those found."""
    # half a step of the bound: sums of scores differ by whole steps, so that nothing within it is better
    slack, reach = STEP / 2 / max(bound, STEP), float(STEP)
    is_exact = len(program.kept) <= EXACT_UP_TO
    least = np.zeros(len(program.kept)) if is_exact else whole_part
    while True:
        near = np.flatnonzero((above >= -reach - ROUNDING) | (least > 0))
        seats = _within_shares(program, near, least, slack)
        gap = bound - float(seats @ program.worth)
        if gap <= reach + ROUNDING or not is_exact:
            return seats
        reach = gap  # whoever misses its price by more than this gap is in no better solution


def _within_shares(program: _Program, columns: IntArray, least: Reals, slack: float) -> IntArray:
    """Solve the integer program, adding rows of groups that it overfills."""
    market = program.market
    while True:
        seats = program.whole_seats(columns, least, slack)
        more = np.flatnonzero(_taken(market, program.kept, seats) > market.room)
        if not len(more):
            return seats
        program = _Program(market, program.kept, program.worth, np.union1d(program.groups, more))


def _taken(market: Market, kept: IntArray, seats: npt.NDArray[np.float64] | IntArray) -> Reals:
    taken: Reals = np.bincount(market.groups[kept], seats, len(market.room)).astype(np.float64)
    return taken
