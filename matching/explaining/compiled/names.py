"""How names and codes of pairs compare, compiled, pair by pair: the arithmetic of `matching.criteria.names`."""

import numpy as np
import numpy.typing as npt

from matching.arrays import Codes, IntArray, Points
from matching.compiled import compiled
from matching.criteria.names import ALIKE, NAME_FLOOR
from matching.sparse import Sparse
from matching.text.ngrams import ROUNDING

FULL = 10_000

Bools = npt.NDArray[np.bool_]


@compiled
def judge_names(
    rows: IntArray,
    majors: IntArray,
    titles: Sparse,
    title_squares: IntArray,
    has_title: Bools,
    spoken: Sparse,
    features: Sparse,
    feature_steps: Codes,
    major_squares: IntArray,
    has_major: Bools,
    width: int,
) -> Codes:
    """Return how alike the names of pairs are, which come demand by demand; -1 where one side has none."""
    weights, said = np.zeros(width, np.int64), np.zeros(width, np.bool_)
    names = np.full(len(rows), -1, np.int32)
    for pair in range(len(rows)):
        row, major = rows[pair], majors[pair]
        if pair == 0 or rows[pair - 1] != row:
            if pair:
                _set_names(titles, spoken, rows[pair - 1], weights, said, False)
            _set_names(titles, spoken, row, weights, said, True)
        if not has_title[row] or not has_major[major]:
            continue
        dot, share = np.int64(0), np.int64(0)
        for entry in range(features.pointers[major], features.pointers[major + 1]):
            feature = features.columns[entry]
            dot += weights[feature] * features.values[entry]
            share += np.int64(feature_steps[entry]) if said[feature] else np.int64(0)
        norm = np.sqrt(np.float64(title_squares[row]) * np.float64(major_squares[major]))
        cosine = np.int64(np.floor(np.float64(dot) / max(norm, 1.0) * FULL + ROUNDING))
        alike = min(cosine * FULL // ALIKE, np.int64(FULL)) if cosine >= NAME_FLOOR else np.int64(0)
        names[pair] = (alike + share) // 2
    return names


@compiled
def _set_names(titles: Sparse, spoken: Sparse, row: int, weights: IntArray, said: Bools, on: bool) -> None:
    for entry in range(titles.pointers[row], titles.pointers[row + 1]):
        weights[titles.columns[entry]] = titles.values[entry] if on else 0
    for entry in range(spoken.pointers[row], spoken.pointers[row + 1]):
        said[spoken.columns[entry]] = on


@compiled
def judge_codes(codes: Codes, sets: IntArray, points: Points, of_set: Sparse) -> Codes:
    """Return how near the codes of pairs are, the best of each set, -1 where unknown."""
    found = np.full(len(codes), -1, np.int32)
    for pair in range(len(codes)):
        for entry in range(of_set.pointers[sets[pair]], of_set.pointers[sets[pair] + 1]):
            found[pair] = max(found[pair], points[codes[pair], of_set.columns[entry]])
    return found
