"""How near many terms are to many others, compiled: what its twin `compare_terms` returns, to the digit.

One wanted term at a time meets all offered terms that share a feature or a canonical skill with it, so nothing larger
than the result is ever held. As arrays of candidate pairs 14,000 wanted and 9,000 offered terms took a gigabyte.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matching.arrays import Codes, IntArray
from matching.compiled import compiled
from matching.criteria.arithmetic import ALIAS
from matching.criteria.compiled.arithmetic import cosine, cosine_from, letters_alike, linked
from matching.criteria.term_similarity import LOOSE, TermTable
from matching.sparse import Sparse, sparse
from matching.text.general_words import compressed
from matching.units import FULL

WORD = 64  # letters that fit one machine word
LOW = (1 << 32) - 1
PARTS_PER_THREAD = 4
FEW = 256  # wanted terms that threads do not pay for

Bits = npt.NDArray[np.uint64]


class Side(NamedTuple):
    """Terms of one side."""

    features: Sparse  # wanted: term → features; offered: feature → terms
    squares: IntArray
    skills: Sparse  # wanted: term → canonical skills; offered: canonical skill → terms
    starts: IntArray  # where the letters of each term begin
    letters: Codes
    same: Sparse  # wanted: term → offered terms that are the same; offered: empty
    things: Sparse  # term → what it names besides general words


class Others(NamedTuple):
    """The offered terms, laid out once for any number of wanted ones."""

    side: Side
    keys: IntArray  # features
    place: dict[str, list[int]]  # by the form in which terms are equal
    things: IntArray  # keys of what they name
    alphabet: npt.NDArray[np.uint32]


def compare_many(wanted: TermTable, offered: TermTable, *, floor: int, threads: int = 1) -> sp.csr_array:
    """Return the likeness of distinct terms as `compare_terms` does, each row from the greatest down."""
    return compare_with(wanted, lay_others(offered), floor=floor, threads=threads)


def lay_others(offered: TermTable) -> Others:
    """Lay offered terms out."""
    starts, points = _letters(offered.terms)
    alphabet, letters = np.unique(points, return_inverse=True)
    side = Side(
        sparse(offered.features.by_feature),
        offered.features.squares,
        sparse(sp.csr_array(offered.skills.T)),
        starts,
        letters.astype(np.int32),
        Sparse(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32)),
        compressed(*offered.things, known := np.unique(offered.things[1]), len(offered.terms)),
    )
    return Others(side, offered.features.keys, offered.spellings(), known, alphabet)


def compare_with(wanted: TermTable, others: Others, *, floor: int, threads: int = 1) -> sp.csr_array:
    """Return the likeness of wanted terms and laid out ones, each row from the greatest down."""
    count = len(wanted.terms)
    same = [others.place.get(form, []) for form in wanted.forms]
    starts, points = _letters(wanted.terms)
    known = np.append(others.alphabet, np.setdiff1d(points, others.alphabet))
    order = np.argsort(known)
    letters = order[np.searchsorted(known, points, sorter=order)].astype(np.int32)
    features = wanted.features.in_keys(others.keys)
    side = Side(
        sparse(features),
        wanted.features.squares,
        sparse(wanted.skills),
        starts,
        letters,
        Sparse(
            np.cumsum([0, *map(len, same)], dtype=np.int64),
            np.array([column for columns in same for column in columns], np.int32),
            np.zeros(0, np.int32),
        ),
        compressed(*wanted.things, others.things, count),
    )
    bounds = np.linspace(0, count, max(1, threads * PARTS_PER_THREAD if count > FEW else 1) + 1)
    spans = pairwise(bounds.astype(np.int64).tolist())

    def compare(span: tuple[int, int]) -> tuple[IntArray, Codes, Codes]:
        return near_rows(side, others.side, len(known), floor, span[0], span[1])

    if count > FEW:
        with ThreadPoolExecutor(max(threads, 1)) as pool:
            parts = list(pool.map(compare, spans))
    else:
        parts = [compare((0, count))]
    counts, columns, values = zip(*parts, strict=True)
    pointers = np.cumsum(np.concatenate([[0], *counts]))
    shape = (count, len(others.place))
    return sp.csr_array((np.concatenate(values), np.concatenate(columns), pointers), shape=shape)


def _letters(terms: Sequence[str]) -> tuple[IntArray, npt.NDArray[np.uint32]]:
    """Return where each term begins, and the letters of all."""
    starts = np.cumsum(np.array([0, *map(len, terms)], np.int64))
    return starts, np.frombuffer("".join(terms).encode("utf-32-le"), np.uint32)


@compiled
def near_rows(
    wanted: Side, offered: Side, alphabet: int, floor: int, first: int, last: int
) -> tuple[IntArray, Codes, Codes]:
    """Compare wanted terms `first` up to `last`: (entries per row, columns, basis points from the greatest down)."""
    width = len(offered.squares)
    least = cosine_from(floor)
    dots, points = np.zeros(width, np.int64), np.zeros(width, np.int32)
    touched = np.empty(width, np.int32)  # columns to clear again, so that a term costs what it meets and not the width
    masks, counts = np.zeros(alphabet, np.uint64), np.zeros(last - first, np.int64)
    columns, values = np.empty(1024, np.int32), np.empty(1024, np.int32)
    size = 0
    for row in range(first, last):
        touched_count = _meet_features(wanted, offered, row, dots, touched)
        text = wanted.letters[wanted.starts[row] : wanted.starts[row + 1]]
        _set_masks(masks, text, True)
        kept = 0
        for entry in range(touched_count):
            column = touched[entry]
            alike = cosine(dots[column], wanted.squares[row], offered.squares[column])
            dots[column] = 0
            if alike >= least:
                other = offered.letters[offered.starts[column] : offered.starts[column + 1]]
                ratio = 2 * _common(masks, text, other) * FULL // (len(text) + len(other))
                near = letters_alike(alike, ratio)
                if near > LOOSE and _differ(wanted.things, row, offered.things, column):
                    near = np.int64(LOOSE)
                points[column] = near
                touched[kept] = column
                kept += 1
        _set_masks(masks, text, False)
        kept = _meet_skills(wanted, offered, row, floor, points, touched, kept)
        for entry in range(wanted.same.pointers[row], wanted.same.pointers[row + 1]):
            column = wanted.same.columns[entry]
            if points[column] == 0:
                touched[kept] = column
                kept += 1
            points[column] = FULL
        if size + kept > len(columns):
            columns, values = _grown(columns, 2 * (size + kept)), _grown(values, 2 * (size + kept))
        keys = np.empty(kept, np.int64)
        for entry in range(kept):
            keys[entry] = np.int64(FULL - points[touched[entry]]) << 32 | touched[entry]
            points[touched[entry]] = 0
        keys.sort()
        for entry in range(kept):
            columns[size + entry], values[size + entry] = keys[entry] & LOW, FULL - (keys[entry] >> 32)
        size += kept
        counts[row - first] = kept
    return counts, columns[:size].copy(), values[:size].copy()


@compiled
def _differ(wanted: Sparse, row: int, offered: Sparse, column: int) -> bool:
    """Return whether both terms name a thing besides general words, and share none."""
    here, end = wanted.pointers[row], wanted.pointers[row + 1]
    first, last = offered.pointers[column], offered.pointers[column + 1]
    if here == end or first == last:
        return False
    for mine in range(here, end):
        for theirs in range(first, last):
            if wanted.columns[mine] == offered.columns[theirs]:
                return False
    return True


@compiled
def _meet_features(wanted: Side, offered: Side, row: int, dots: IntArray, touched: Codes) -> int:
    count = 0
    for entry in range(wanted.features.pointers[row], wanted.features.pointers[row + 1]):
        feature, weight = wanted.features.columns[entry], np.int64(wanted.features.values[entry])
        for near in range(offered.features.pointers[feature], offered.features.pointers[feature + 1]):
            column = offered.features.columns[near]
            if dots[column] == 0:
                touched[count] = column
                count += 1
            dots[column] += weight * offered.features.values[near]
    return count


@compiled
def _meet_skills(wanted: Side, offered: Side, row: int, floor: int, points: Codes, touched: Codes, kept: int) -> int:
    for entry in range(wanted.skills.pointers[row], wanted.skills.pointers[row + 1]):
        skill, degree = wanted.skills.columns[entry], np.int64(wanted.skills.values[entry])
        for near in range(offered.skills.pointers[skill], offered.skills.pointers[skill + 1]):
            likeness = linked(degree, offered.skills.values[near], ALIAS)
            column = offered.skills.columns[near]
            if likeness >= floor and likeness > points[column]:
                if points[column] == 0:
                    touched[kept] = column
                    kept += 1
                points[column] = likeness
    return kept


@compiled
def _set_masks(masks: Bits, text: Codes, on: bool) -> None:
    for place in range(min(len(text), WORD)):
        masks[text[place]] = masks[text[place]] | np.uint64(1) << np.uint64(place) if on else np.uint64(0)


@compiled
def _common(masks: Bits, text: Codes, other: Codes) -> int:
    """Return how many letters the two have in common in order: longest common subsequence, by bits (Hyyrö 2004)."""
    if len(text) > WORD:
        return _common_long(text, other)
    state = ~np.uint64(0)
    for letter in other:
        hits = state & masks[letter]
        state = (state + hits) | (state - hits)
    count = 0
    for place in range(len(text)):
        count += int(~state >> np.uint64(place) & np.uint64(1))
    return count


@compiled
def _common_long(text: Codes, other: Codes) -> int:
    best = np.zeros(len(other) + 1, np.int64)
    for letter in text:
        corner = np.int64(0)
        for place in range(len(other)):
            above = best[place + 1]
            best[place + 1] = corner + 1 if letter == other[place] else max(above, best[place])
            corner = above
    return int(best[-1])


@compiled
def _grown(array: Codes, size: int) -> Codes:
    larger = np.empty(size, np.int32)
    larger[: len(array)] = array
    return larger
