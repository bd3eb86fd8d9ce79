"""What a tile of offerings gives of each wanted column, compiled: whole rows where many give, entries where few do."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.arrays import Codes, IntArray
from matching.compiled import compiled
from matching.criteria.skills import GRAIN, SUPPORT
from matching.ranking.compiled.layout import OfferingSide, Shared
from matching.sparse import Sparse

FULL = 10_000
HALF, QUARTER = SUPPORT
DENSE = 32  # a column that a 32nd of the tile holds is added as a whole row: one addition in order costs that little
SHIFT = 18
FACTOR = -(-(1 << SHIFT) // GRAIN)  # a multiplication and a shift divide by GRAIN, as vectors can

Small = npt.NDArray[np.uint16]
Grains = npt.NDArray[np.uint8]


class Given(NamedTuple):
    """What a tile of offerings gives of each column, in grains."""

    pointers: IntArray  # by column: entries of those without a whole row
    places: Small
    points: Grains
    row_of: Codes  # by column: its whole row, -1 where it has none
    rows: Grains  # [whole rows × offerings of the tile]


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
def most_givers(shared: Shared, held: IntArray, words: IntArray) -> IntArray:
    """Return how many offerings of a tile give something of each column, at most."""
    counts = np.zeros(shared.column_count, np.int64)
    for term in range(shared.term_count):
        for near in range(shared.likeness.pointers[term], shared.likeness.pointers[term + 1]):
            offered = shared.likeness.columns[near]
            counts[term] += held[offered + 1] - held[offered]
    for word in range(shared.column_count - shared.term_count):
        counts[shared.term_count + word] = words[word + 1] - words[word]
    return counts


@compiled
def join_near(likeness: Sparse, term: int, held: IntArray, holding: Small, left: Codes, seen: Grains) -> None:
    """Lower in `left`, by offering, what is lacking of a term, in basis points; count in `seen` how often, up to 3.

    Likenesses come from the greatest down, so the first three that meet an offering are its best.
    """
    counts = np.zeros(4, np.uint32)  # how much a likeness counts as the first, second, third and any later one
    for near in range(likeness.pointers[term], likeness.pointers[term + 1]):
        offered, value = likeness.columns[near], likeness.values[near]
        counts[0], counts[1], counts[2] = value, value // HALF, value // QUARTER
        for holder in range(held[offered], held[offered + 1]):
            place = np.uint64(holding[holder])
            lacking = np.uint32(left[place]) * np.uint32(FULL - counts[np.uint64(seen[place])])
            left[place] = np.uint32(lacking + np.uint32(FULL - 1)) // np.uint32(FULL)
            seen[place] = min(seen[place] + 1, 3)


@compiled
def take(offerings: OfferingSide, shared: Shared, start: int, stop: int) -> Given:
    """Work out what offerings `start` up to `stop` give."""
    width, terms = stop - start, shared.term_count
    held, holding = holders(offerings.held, shared.offered_count, start, stop)
    words, speaking = holders(offerings.said, shared.column_count - terms, start, stop)
    counts = most_givers(shared, held, words)
    row_of, count, few = np.full(len(counts), -1, np.int32), 0, np.int64(0)
    for column in range(len(counts)):
        if counts[column] * DENSE > width:
            row_of[column] = count
            count += 1
        else:
            few += counts[column]
    rows = np.zeros((count, width), np.uint8)
    pointers = np.zeros(len(counts) + 1, np.int64)
    places, points = np.empty(few, np.uint16), np.empty(few, np.uint8)
    left, seen = np.full(width, FULL, np.int32), np.zeros(width, np.uint8)
    size = 0
    for column in range(len(counts)):
        if column < terms:
            join_near(shared.likeness, column, held, holding, left, seen)
            if row_of[column] >= 0:
                _fill(rows[row_of[column]], left, seen)
            else:
                size = _list(places, points, size, left, seen)
        else:
            row = row_of[column]
            for entry in range(words[column - terms], words[column - terms + 1]):
                if row >= 0:
                    rows[row, speaking[entry]] = FULL // GRAIN
                else:
                    places[size], points[size] = speaking[entry], FULL // GRAIN
                    size += 1
        pointers[column + 1] = size
    return Given(pointers, places, points, row_of, rows)


@compiled
def _fill(row: Grains, left: Codes, seen: Grains) -> None:
    for place in range(len(row)):
        row[place] = np.uint8(np.int32(np.int32(FULL - left[place]) * np.int32(FACTOR)) >> np.int32(SHIFT))
        left[place] = FULL
        seen[place] = 0


@compiled
def _list(places: Small, points: Grains, size: int, left: Codes, seen: Grains) -> int:
    for place in range(len(left)):
        if seen[place]:
            places[size], points[size] = place, (FULL - left[place]) // GRAIN
            left[place], seen[place] = FULL, 0
            size += 1
    return size
