"""How profiles and names of a tile of offerings compare with one demand, and lists of the best, compiled.

The arithmetic is that of `terms`, `profiles` and `scoring`, number for number; tests compare them.
"""

import numpy as np
import numpy.typing as npt

from matching.arrays import Codes, IntArray
from matching.compiled import compiled
from matching.criteria.names import ALIKE, NAME_FLOOR, SAME_CHAIN
from matching.ranking.compiled.layout import DemandSide, OfferingSide, Shared

FULL = 10_000

Keys = npt.NDArray[np.int64]
Short = npt.NDArray[np.int16]


@compiled
def push(heaps: Keys, row: int, key: np.int64) -> None:
    """Replace the least of a full binary heap, a row of many, by a greater key; the least stays first."""
    size, place = heaps.shape[1], 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and heaps[row, child + 1] < heaps[row, child]:
            child += 1
        if heaps[row, child] >= key:
            break
        heaps[row, place] = heaps[row, child]
        place = child
    heaps[row, place] = key


@compiled
def local(values: Codes, size: int) -> tuple[Codes, Codes]:
    """Number the distinct values of a tile: (number per entry, distinct values in the order of their appearance)."""
    seen = np.full(size, -1, np.int32)
    numbers, names = np.empty(len(values), np.int32), np.empty(len(values), np.int32)
    count = 0
    for place in range(len(values)):
        value = values[place]
        if seen[value] < 0:
            seen[value] = count
            names[count] = value
            count += 1
        numbers[place] = seen[value]
    return numbers, names[:count]


@compiled
def major_holders(shared: Shared, majors: Codes, width: int) -> tuple[IntArray, Codes, Codes, Codes]:
    """Turn the tile's majors around: (pointers by feature, place of the major, weight, steps)."""
    pointers = np.zeros(width + 1, np.int64)
    for major in majors:
        for entry in range(shared.majors.pointers[major], shared.majors.pointers[major + 1]):
            pointers[shared.majors.columns[entry] + 1] += 1
    pointers = np.cumsum(pointers)
    cursor = pointers.copy()
    places, weights = np.empty(pointers[-1], np.int32), np.empty(pointers[-1], np.int32)
    steps = np.empty(pointers[-1], np.int32)
    for place in range(len(majors)):
        for entry in range(shared.majors.pointers[majors[place]], shared.majors.pointers[majors[place] + 1]):
            target = cursor[shared.majors.columns[entry]]
            cursor[shared.majors.columns[entry]] += 1
            places[target], weights[target] = place, shared.majors.values[entry]
            steps[target] = shared.major_steps[entry]
    return pointers, places, weights, steps


@compiled
def names_row(
    demands: DemandSide,
    row: int,
    majors: Codes,
    shared: Shared,
    around: tuple[IntArray, Codes, Codes, Codes],
    dots: IntArray,
    names: Codes,
) -> None:
    """Write how alike names are for the majors of a tile, -1 where one side has none; `dots` is room to work in."""
    pointers, places, weights, steps = around
    names[:] = 0
    dots[:] = 0
    for entry in range(demands.titles.pointers[row], demands.titles.pointers[row + 1]):
        feature, weight = demands.titles.columns[entry], np.int64(demands.titles.values[entry])
        for near in range(pointers[feature], pointers[feature + 1]):
            dots[places[near]] += weight * weights[near]
    for entry in range(demands.spoken.pointers[row], demands.spoken.pointers[row + 1]):
        feature = demands.spoken.columns[entry]
        for near in range(pointers[feature], pointers[feature + 1]):
            names[places[near]] += steps[near]
    for place in range(len(majors)):
        if not demands.titled[row] or not shared.has_major[majors[place]]:
            names[place] = -1
            continue
        alike = np.int64(0)
        if dots[place] > 0:
            norm = np.sqrt(np.float64(demands.squares[row]) * np.float64(shared.major_squares[majors[place]]))
            cosine = np.int64(np.floor(np.float64(dots[place]) / max(norm, 1.0) * FULL + 1e-6))
            alike = min(cosine * FULL // ALIKE, np.int64(FULL)) if cosine >= NAME_FLOOR else np.int64(0)
        names[place] = (alike + names[place]) // 2


@compiled
def points_by_code(shared: Shared, offerings: OfferingSide, start: int, stop: int) -> Short:
    """Return how near each demand code is to the offerings of a tile [codes × offerings], -1 where unknown."""
    found = np.full((shared.code_points.shape[0], stop - start), -1, np.int16)
    for row in range(shared.code_points.shape[0]):
        points = shared.code_points[row]
        for place in range(stop - start):
            chosen = offerings.sets[start + place]
            for entry in range(shared.sets.pointers[chosen], shared.sets.pointers[chosen + 1]):
                found[row, place] = max(found[row, place], points[shared.sets.columns[entry]])
    return found


@compiled
def add_industry(
    codes: Short, chain: np.int32, chains: Codes, majors: Codes, names: Codes, weight: np.int32, totals: Codes
) -> None:
    """Write weight × basis points of the criterion `industry` for the offerings of a tile."""
    for place in range(len(totals)):
        totals[place] = names[np.uint64(majors[place])]
    for place in range(len(totals)):  # without a look-up this loop becomes vectors
        points, name = np.int32(codes[place]), totals[place]
        lifted = max(points, np.int32(SAME_CHAIN) if chain == chains[place] else np.int32(-1))
        points = lifted if points >= 0 else points
        half, most = np.int32(np.int32(points + name) >> np.int32(1)), max(max(points, name), np.int32(0))
        joined = half if min(points, name) >= 0 else most
        root = np.sqrt(np.float32(np.int32(joined * np.int32(FULL))))
        totals[place] = np.int32(np.int32(root) * weight)
