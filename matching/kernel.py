"""What a tile of offerings gives, and how its profiles and names compare with one demand, compiled.

The arithmetic is that of `terms`, `profiles` and `scoring`, number for number; tests compare the two.
"""

import numpy as np
import numpy.typing as npt

from matching.arrays import Codes, IntArray
from matching.compiled import compiled
from matching.layout import DemandSide, Shared, Sparse
from matching.profiles import ALIKE, NAME_FLOOR, SAME_CHAIN
from matching.terms import GRAIN, SUPPORT

FULL = 10_000
HALF, QUARTER = SUPPORT

Keys = npt.NDArray[np.int64]
Small = npt.NDArray[np.uint16]
Short = npt.NDArray[np.int16]
Grains = npt.NDArray[np.uint8]


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
def given_by(held: Sparse, likeness: Sparse, term_count: int, start: int, stop: int) -> tuple[IntArray, Small, Grains]:
    """Return what offerings `start` up to `stop` give of each term, by term: (pointers, places, points)."""
    best = np.zeros((term_count, 3), np.int32)
    touched = np.empty(term_count, np.int32)
    capacity = 1024
    terms, places = np.empty(capacity, np.int32), np.empty(capacity, np.uint16)
    points = np.empty(capacity, np.uint8)
    counts = np.zeros(term_count + 1, np.int64)
    size = 0
    for offering in range(start, stop):
        found = 0
        for entry in range(held.pointers[offering], held.pointers[offering + 1]):
            term = held.columns[entry]
            for near in range(likeness.pointers[term], likeness.pointers[term + 1]):
                wanted, value = likeness.columns[near], likeness.values[near]
                if best[wanted, 0] == 0:
                    touched[found] = wanted
                    found += 1
                if value > best[wanted, 0]:
                    best[wanted, 2], best[wanted, 1], best[wanted, 0] = best[wanted, 1], best[wanted, 0], value
                elif value > best[wanted, 1]:
                    best[wanted, 2], best[wanted, 1] = best[wanted, 1], value
                elif value > best[wanted, 2]:
                    best[wanted, 2] = value
        if size + found > capacity:
            capacity = 2 * (size + found)
            terms, places = _grow(terms, capacity), _grow_small(places, capacity)
            points = _grow_grains(points, capacity)
        for entry in range(found):
            wanted = touched[entry]
            left = FULL - np.int64(best[wanted, 0])
            left = -((-left * (FULL - best[wanted, 1] // HALF)) // FULL)
            left = -((-left * (FULL - best[wanted, 2] // QUARTER)) // FULL)
            terms[size], places[size], points[size] = wanted, offering - start, (FULL - left) // GRAIN
            counts[wanted + 1] += 1
            best[wanted, 0] = best[wanted, 1] = best[wanted, 2] = 0
            size += 1
    pointers = np.cumsum(counts)
    return _by_term(pointers, terms, places, points, size)


@compiled
def _by_term(
    pointers: IntArray, terms: Codes, places: Small, points: Grains, size: int
) -> tuple[IntArray, Small, Grains]:
    cursor = pointers.copy()
    ordered_places, ordered_points = np.empty(size, np.uint16), np.empty(size, np.uint8)
    for entry in range(size):
        target = cursor[terms[entry]]
        cursor[terms[entry]] += 1
        ordered_places[target], ordered_points[target] = places[entry], points[entry]
    return pointers, ordered_places, ordered_points


@compiled
def _grow(array: Codes, size: int) -> Codes:
    larger = np.empty(size, np.int32)
    larger[: len(array)] = array
    return larger


@compiled
def _grow_small(array: Small, size: int) -> Small:
    larger = np.empty(size, np.uint16)
    larger[: len(array)] = array
    return larger


@compiled
def _grow_grains(array: Grains, size: int) -> Grains:
    larger = np.empty(size, np.uint8)
    larger[: len(array)] = array
    return larger


@compiled
def holders(said: Sparse, width: int, start: int, stop: int) -> tuple[IntArray, Small]:
    """Turn rows `start` up to `stop` of a table around: (pointers by column, places of the rows that hold it)."""
    pointers = np.zeros(width + 1, np.int64)
    for entry in range(said.pointers[start], said.pointers[stop]):
        pointers[said.columns[entry] + 1] += 1
    pointers = np.cumsum(pointers)
    cursor = pointers.copy()
    places = np.empty(said.pointers[stop] - said.pointers[start], np.uint16)
    for row in range(start, stop):
        for entry in range(said.pointers[row], said.pointers[row + 1]):
            places[cursor[said.columns[entry]]] = row - start
            cursor[said.columns[entry]] += 1
    return pointers, places


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
def industry_row(
    demands: DemandSide, row: int, by_code: Short, chains: Codes, majors: Codes, weight: int, names: Codes, out: Codes
) -> None:
    """Write weight × basis points of the criterion `industry` for the profiles of a tile."""
    by_profile, chain = by_code[demands.codes[row]], demands.chains[row]
    factor = np.int32(weight)
    for place in range(len(out)):
        codes, name = np.int32(by_profile[place]), names[majors[place]]
        same = np.int32(SAME_CHAIN) if chain == chains[place] and codes >= 0 else np.int32(0)
        codes = max(codes, same) if codes >= 0 else codes
        least, most = min(codes, name), max(codes, name, np.int32(0))
        points = np.int32(codes + name) >> np.int32(1) if least >= 0 else most
        root = np.sqrt(np.float32(np.int32(points * np.int32(FULL))))
        out[place] = np.int32(np.int32(root) * factor)


@compiled
def points_by_code(set_points: Codes, sets: Codes) -> Short:
    """Return how near each demand code is to the profiles of a tile [codes × profiles], -1 where unknown."""
    found = np.empty((set_points.shape[0], len(sets)), np.int16)
    for row in range(set_points.shape[0]):
        for place in range(len(sets)):
            found[row, place] = set_points[row, sets[place]]
    return found
