"""What the words of the allocation mean, by plain loops that are slow and plainly right."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.allocation.market import Edges
from tests.matching.allocation.markets import Town

Seats = dict[tuple[int, int], int]


def rows(edges: Edges) -> list[tuple[tuple[int, int], tuple, tuple, int]]:
    """Return (pair, the demand's wish, the offering's wish, limit); the smaller wish is the dearer."""
    found = []
    for place in range(len(edges)):
        demand, offering = int(edges.demands[place]), int(edges.offerings[place])
        score, coverage = -int(edges.scores[place]), -int(edges.coverage[place])
        own, other = int(edges.demand_ranks[place]) or 10**9, int(edges.offering_ranks[place]) or 10**9
        wishes = (own, score, coverage, offering), (other, score, coverage, demand)
        found.append(((demand, offering), *wishes, int(edges.limits[place])))
    return found


def blocking_pairs(edges: Edges, headcounts: list[int], seats: list[int], placed: Seats) -> set[tuple[int, int]]:
    """Return the pairs that may take another seat and would both rather have it than what they hold."""
    table = rows(edges)
    found = set()
    for pair, demand_wish, offering_wish, limit in table:
        demand, offering = pair
        if placed.get(pair, 0) >= limit:
            continue
        mine = [(wish, other) for other, wish, _, _ in table if other[0] == demand and placed.get(other)]
        theirs = [(wish, other) for other, _, wish, _ in table if other[1] == offering and placed.get(other)]
        demand_wants = sum(placed[other] for _, other in mine) < headcounts[demand] or any(
            wish > demand_wish for wish, _ in mine
        )
        offering_wants = sum(placed[other] for _, other in theirs) < seats[offering] or any(
            wish > offering_wish for wish, _ in theirs
        )
        if demand_wants and offering_wants and headcounts[demand] and seats[offering]:
            found.add(pair)
    return found


def served_from_the_best(edges: Edges, headcounts: list[int], seats: list[int]) -> Seats:
    """Give every pair, from the best score down, all that is left."""
    wanted, free, placed = list(headcounts), list(seats), {}
    order = sorted(rows(edges), key=lambda row: (row[1][1], row[1][2], row[0]))
    for (demand, offering), _, _, limit in order:
        number = min(wanted[demand], free[offering], limit)
        if number:
            placed[demand, offering] = number
            wanted[demand] -= number
            free[offering] -= number
    return placed


def best_score(edges: Edges, town: Town, share: float | None = None) -> int:
    """Return the greatest sum of basis points × seats, by another solver than the library's: integer programming.

    `share` limits what one enterprise takes of one school's seats, to one at least.
    """
    if not len(edges):
        return 0
    demands, offerings = len(town.headcounts), len(town.seats)
    matrix = np.zeros((demands + offerings, len(edges)))
    matrix[edges.demands, np.arange(len(edges))] = 1
    matrix[demands + edges.offerings, np.arange(len(edges))] = 1
    limits = [*town.headcounts, *town.seats]
    if share is not None:
        owners, schools = np.array(town.enterprises)[edges.demands], np.array(town.schools)[edges.offerings]
        for owner, school in sorted({*zip(owners.tolist(), schools.tolist(), strict=True)}):
            matrix = np.vstack([matrix, (owners == owner) & (schools == school)])
            of_school = sum(seats for seats, name in zip(town.seats, town.schools, strict=True) if name == school)
            limits.append(max(1, int(of_school * share + 1e-9)))
    answer = milp(
        -edges.scores.astype(float),
        constraints=LinearConstraint(matrix, ub=limits),
        integrality=np.ones(len(edges)),
        bounds=Bounds(0, edges.limits),
    )
    return -round(answer.fun)
