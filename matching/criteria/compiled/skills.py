"""How much a tile of offerings gives of each wanted term, compiled: what `skills.degrees` returns, and its sums.

Postings of a column are the offerings that give something of it: a whole row where many do, entries where few do. An
entry is a random access of about a nanosecond; a row that is added with three others costs 0.02 to 0.08 of that.

Degrees are grains (0 to 200), so that one fits a byte and a row of a tile stays small; a demand's steps sum to 65,536,
so that sums of steps × grains fit 32 bits.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.arrays import Codes, IntArray
from matching.compiled import compiled
from matching.criteria.arithmetic import GRAIN, HALF, QUARTER
from matching.criteria.compiled.arithmetic import grains, lacking, points_of_steps, root
from matching.criteria.skills import Terms
from matching.sparse import Sparse, plain
from matching.units import FULL

DENSE = 32  # a column that a 32nd of the tile holds is added as a whole row: one addition in order costs that little
AT_ONCE = 4  # whole rows that are added in one go

Small = npt.NDArray[np.uint16]  # places in a tile, which must not be wider than 65,536
Grains = npt.NDArray[np.uint8]


class LaidTerms(NamedTuple):
    """The terms of a round; columns are wanted terms, then n-grams."""

    likeness: Sparse  # wanted term → offered terms, basis points from the greatest down
    term_count: int
    offered_count: int
    column_count: int


class Postings(NamedTuple):
    """How much a tile of offerings gives of each column, in grains."""

    pointers: IntArray  # by column: entries of those without a whole row
    places: Small
    points: Grains
    row_of: Codes  # by column: its whole row, -1 where it has none
    rows: Grains  # [whole rows × offerings of the tile]


def lay_terms(terms: Terms) -> LaidTerms:
    """Lay the terms of a round out."""
    likeness = descending(plain(terms.likeness))
    return LaidTerms(likeness, terms.term_count, len(terms.offered), int(terms.wanted.shape[1]))


def descending(table: Sparse) -> Sparse:
    """Return the table with each row's entries from the greatest down."""
    return table if _falls(table) else _sorted_down(table)


@compiled
def _falls(table: Sparse) -> bool:
    for row in range(len(table.pointers) - 1):
        for entry in range(table.pointers[row] + 1, table.pointers[row + 1]):
            if table.values[entry - 1] < table.values[entry]:
                return False
    return True


@compiled
def _sorted_down(table: Sparse) -> Sparse:
    columns, values = np.empty_like(table.columns), np.empty_like(table.values)
    for row in range(len(table.pointers) - 1):
        begin, end = table.pointers[row], table.pointers[row + 1]
        order = np.argsort(-table.values[begin:end])
        columns[begin:end], values[begin:end] = table.columns[begin:end][order], table.values[begin:end][order]
    return Sparse(table.pointers, columns, values)


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
def most_entries(terms: LaidTerms, starts: IntArray, words: IntArray) -> IntArray:
    """Return how many offerings of a tile give something of each column, at most."""
    counts = np.zeros(terms.column_count, np.int64)
    for term in range(terms.term_count):
        for near in range(terms.likeness.pointers[term], terms.likeness.pointers[term + 1]):
            offered = terms.likeness.columns[near]
            counts[term] += starts[offered + 1] - starts[offered]
    for word in range(terms.column_count - terms.term_count):
        counts[terms.term_count + word] = words[word + 1] - words[word]
    return counts


@compiled
def join_near(likeness: Sparse, term: int, starts: IntArray, holding: Small, left: Codes, seen: Grains) -> None:
    """Lower in `left`, by offering, what is lacking of a term, in basis points; count in `seen` how often, up to 3.

    Likenesses come from the greatest down, so the first three that meet an offering are its best.
    """
    counts = np.zeros(4, np.uint32)  # how much a likeness counts as the first, second, third and any later one
    for near in range(likeness.pointers[term], likeness.pointers[term + 1]):
        offered, value = likeness.columns[near], likeness.values[near]
        counts[0], counts[1], counts[2] = value, value // HALF, value // QUARTER
        for holder in range(starts[offered], starts[offered + 1]):
            place = np.uint64(holding[holder])
            left[place] = lacking(left[place], counts[np.uint64(seen[place])])
            seen[place] = min(seen[place] + 1, 3)


@compiled
def build_postings(offering_terms: Sparse, said: Sparse, terms: LaidTerms, start: int, stop: int) -> Postings:
    """Work out what offerings `start` up to `stop` give, of which tables say what they hold and say."""
    width, count_of_terms = stop - start, terms.term_count
    starts, holding = holders(offering_terms, terms.offered_count, start, stop)
    words, speaking = holders(said, terms.column_count - count_of_terms, start, stop)
    counts = most_entries(terms, starts, words)
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
        if column < count_of_terms:
            join_near(terms.likeness, column, starts, holding, left, seen)
            if row_of[column] >= 0:
                _fill(rows[row_of[column]], left, seen)
            else:
                size = _list(places, points, size, left, seen)
        else:
            row = row_of[column]
            for entry in range(words[column - count_of_terms], words[column - count_of_terms + 1]):
                if row >= 0:
                    rows[row, speaking[entry]] = FULL // GRAIN
                else:
                    places[size], points[size] = speaking[entry], FULL // GRAIN
                    size += 1
        pointers[column + 1] = size
    return Postings(pointers, places, points, row_of, rows)


@compiled
def _fill(row: Grains, left: Codes, seen: Grains) -> None:
    for place in range(len(row)):
        row[place] = np.uint8(grains(left[place]))
        left[place] = FULL
        seen[place] = 0


@compiled
def _list(places: Small, points: Grains, size: int, left: Codes, seen: Grains) -> int:
    for place in range(len(left)):
        if seen[place]:
            places[size], points[size] = place, grains(left[place])
            left[place], seen[place] = FULL, 0
            size += 1
    return size


@compiled
def sum_terms(wanted: Sparse, row: int, postings: Postings, whole: Codes, factors: Codes, sums: Codes) -> None:
    """Write Σ steps × grains over the demand's terms for every offering of the tile.

    `whole` and `factors` are room for the rows that are added as a whole.
    """
    sums[:] = 0
    count = 0
    for entry in range(wanted.pointers[row], wanted.pointers[row + 1]):
        column, steps = wanted.columns[entry], np.int32(wanted.values[entry])
        if postings.row_of[column] >= 0:
            whole[count], factors[count] = postings.row_of[column], steps
            count += 1
        else:
            for near in range(postings.pointers[column], postings.pointers[column + 1]):
                sums[postings.places[near]] += np.int32(postings.points[near]) * steps
    done = 0
    while done + AT_ONCE <= count:
        add_four(sums, postings.rows, whole[done : done + AT_ONCE], factors[done : done + AT_ONCE])
        done += AT_ONCE
    for left in range(done, count):
        add_row(sums, postings.rows[whole[left]], factors[left])


@compiled
def add_row(sums: Codes, row: Grains, factor: np.int32) -> None:
    """Add steps × grains of a whole row."""
    for place in range(len(sums)):
        sums[place] += np.int32(np.int32(row[place]) * factor)


@compiled
def add_four(sums: Codes, rows: Grains, whole: Codes, factors: Codes) -> None:
    """Add steps × grains of four whole rows: the sums are loaded and stored once."""
    a, b, c, d = rows[whole[0]], rows[whole[1]], rows[whole[2]], rows[whole[3]]
    of_a, of_b, of_c, of_d = factors[0], factors[1], factors[2], factors[3]
    for place in range(len(sums)):
        left = np.int32(np.int32(np.int32(a[place]) * of_a) + np.int32(np.int32(b[place]) * of_b))
        right = np.int32(np.int32(np.int32(c[place]) * of_c) + np.int32(np.int32(d[place]) * of_d))
        sums[place] += np.int32(left + right)


@compiled
def add_skills(sums: Codes, totals: Codes, masks: Codes, weight: np.int32) -> None:
    """Add weight × basis points of the criterion where the offering names any skill."""
    for place in range(len(sums)):
        points = np.int32(root(points_of_steps(sums[place])) * weight)
        totals[place] += points if masks[place] & 1 else np.int32(0)
