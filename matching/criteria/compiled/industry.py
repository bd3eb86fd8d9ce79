"""The criterion `industry` of a tile, or of pairs, compiled: what `IndustryIndex` returns, to the digit."""

import numpy as np
import numpy.typing as npt

from matching.arrays import Codes, IntArray, Points
from matching.compiled import compiled
from matching.criteria.arithmetic import UNKNOWN
from matching.criteria.compiled.arithmetic import join_halves, root, with_chain
from matching.sparse import Sparse

Short = npt.NDArray[np.int16]


@compiled
def best_codes(points: Short, sets: Sparse, chosen: Codes) -> Short:
    """Return how near each demand code is to the best code of each chosen set [codes × chosen], -1 where unknown."""
    nearest = np.full((points.shape[0], len(chosen)), UNKNOWN, np.int16)
    for row in range(points.shape[0]):
        best_code(points[row], sets, chosen, nearest[row])
    return nearest


@compiled
def best_code(points: Short, sets: Sparse, chosen: Codes, nearest: Short) -> None:
    """Raise `nearest` to how near one demand code is to the best code of each chosen set."""
    for place in range(len(chosen)):
        for entry in range(sets.pointers[chosen[place]], sets.pointers[chosen[place] + 1]):
            nearest[place] = max(nearest[place], points[sets.columns[entry]])


@compiled
def codes_of_pairs(codes: Codes, chosen: IntArray, points: Points, sets: Sparse) -> Codes:
    """Return how near the codes of pairs are, the best of each set, -1 where unknown."""
    nearest = np.full(len(codes), UNKNOWN, np.int32)
    for pair in range(len(codes)):
        for entry in range(sets.pointers[chosen[pair]], sets.pointers[chosen[pair] + 1]):
            nearest[pair] = max(nearest[pair], points[codes[pair], sets.columns[entry]])
    return nearest


@compiled
def add_industry(
    codes: Short, chain: np.int32, chains: Codes, majors: Codes, names: Codes, weight: np.int32, totals: Codes
) -> None:
    """Write weight × basis points of the criterion for the offerings of a tile."""
    for place in range(len(totals)):
        totals[place] = names[np.uint64(majors[place])]
    for place in range(len(totals)):  # without a look-up this loop becomes vectors
        points = with_chain(np.int32(codes[place]), chain == chains[place])
        totals[place] = np.int32(root(join_halves(points, totals[place])) * weight)
