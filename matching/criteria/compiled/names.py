"""How names compare, compiled: one demand with many majors, or pair by pair; what `NameTable` returns, to the digit."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.arrays import Codes, IntArray
from matching.compiled import compiled
from matching.criteria.arithmetic import UNKNOWN
from matching.criteria.compiled.arithmetic import cosine, names_alike
from matching.criteria.names import NameTable
from matching.sparse import Sparse, sparse

Bools = npt.NDArray[np.bool_]


class Titles(NamedTuple):
    """What demands are named; features are those of majors."""

    features: Sparse  # demand → features, weights
    squares: IntArray  # of the weights, over all features
    known: Bools
    spoken: Sparse  # demand → features that any of its texts holds, 1


class Majors(NamedTuple):
    """What majors are named."""

    features: Sparse  # major → features, weights
    steps: Codes  # aligned with `features`
    squares: IntArray
    known: Bools
    width: int  # how many features


class MajorPostings(NamedTuple):
    """Some majors turned around: for each feature the majors that hold it."""

    pointers: IntArray  # by feature
    places: Codes  # of the majors
    weights: Codes
    steps: Codes


def lay_titles(names: NameTable) -> Titles:
    """Lay the demands' side out."""
    return Titles(sparse(names.titles), names.title_squares, names.has_title, sparse(names.spoken))


def lay_majors(names: NameTable) -> Majors:
    """Lay the majors out."""
    return Majors(
        sparse(names.major_features),
        names.major_steps.data.astype(np.int32),
        names.major_squares.astype(np.int64),
        names.has_major,
        int(names.titles.shape[1]),
    )


@compiled
def invert_majors(majors: Majors, chosen: Codes) -> MajorPostings:
    """Turn some majors around; places are those in `chosen`."""
    features = majors.features
    pointers = np.zeros(majors.width + 1, np.int64)
    for major in chosen:
        for entry in range(features.pointers[major], features.pointers[major + 1]):
            pointers[features.columns[entry] + 1] += 1
    pointers = np.cumsum(pointers)
    cursor = pointers.copy()
    places, weights = np.empty(pointers[-1], np.int32), np.empty(pointers[-1], np.int32)
    steps = np.empty(pointers[-1], np.int32)
    for place in range(len(chosen)):
        for entry in range(features.pointers[chosen[place]], features.pointers[chosen[place] + 1]):
            target = cursor[features.columns[entry]]
            cursor[features.columns[entry]] += 1
            places[target], weights[target] = place, features.values[entry]
            steps[target] = majors.steps[entry]
    return MajorPostings(pointers, places, weights, steps)


@compiled
def compare_row(
    titles: Titles, row: int, majors: Majors, chosen: Codes, postings: MajorPostings, dots: IntArray, names: Codes
) -> None:
    """Write how alike a demand's names and some majors are, -1 where one side has none; `dots` is room to work in."""
    names[:] = 0
    dots[:] = 0
    for entry in range(titles.features.pointers[row], titles.features.pointers[row + 1]):
        feature, weight = titles.features.columns[entry], np.int64(titles.features.values[entry])
        for near in range(postings.pointers[feature], postings.pointers[feature + 1]):
            dots[postings.places[near]] += weight * postings.weights[near]
    for entry in range(titles.spoken.pointers[row], titles.spoken.pointers[row + 1]):
        feature = titles.spoken.columns[entry]
        for near in range(postings.pointers[feature], postings.pointers[feature + 1]):
            names[postings.places[near]] += postings.steps[near]
    for place in range(len(chosen)):
        major = chosen[place]
        if not titles.known[row] or not majors.known[major]:
            names[place] = UNKNOWN
        elif dots[place] > 0:
            names[place] = names_alike(cosine(dots[place], titles.squares[row], majors.squares[major]), names[place])
        else:  # most majors: without the root and the division
            names[place] = names_alike(0, names[place])


@compiled
def compare_pairs(rows: IntArray, chosen: IntArray, titles: Titles, majors: Majors) -> Codes:
    """Return how alike the names of pairs are, which come demand by demand; -1 where one side has none."""
    weights, spoken = np.zeros(majors.width, np.int64), np.zeros(majors.width, np.bool_)
    names = np.full(len(rows), UNKNOWN, np.int32)
    for pair in range(len(rows)):
        row, major = rows[pair], chosen[pair]
        if pair == 0 or rows[pair - 1] != row:
            if pair:
                _set_names(titles, rows[pair - 1], weights, spoken, False)
            _set_names(titles, row, weights, spoken, True)
        if not titles.known[row] or not majors.known[major]:
            continue
        dot, share = np.int64(0), np.int64(0)
        for entry in range(majors.features.pointers[major], majors.features.pointers[major + 1]):
            feature = majors.features.columns[entry]
            dot += weights[feature] * majors.features.values[entry]
            share += np.int64(majors.steps[entry]) if spoken[feature] else np.int64(0)
        names[pair] = names_alike(cosine(dot, titles.squares[row], majors.squares[major]), share)
    return names


@compiled
def _set_names(titles: Titles, row: int, weights: IntArray, spoken: Bools, on: bool) -> None:
    for entry in range(titles.features.pointers[row], titles.features.pointers[row + 1]):
        weights[titles.features.columns[entry]] = titles.features.values[entry] if on else 0
    for entry in range(titles.spoken.pointers[row], titles.spoken.pointers[row + 1]):
        spoken[titles.spoken.columns[entry]] = on
