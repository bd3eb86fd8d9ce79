"""Keys: score, coverage and place of a pair in one number. A greater key is a better pair; no two are equal.

Scores and coverage (up to 10,000) take 14 bits each and places 32: 60 bits of a signed 64, so that one comparison
orders pairs and -1 is below every key. Places are turned around: posts are numbered by id, and of equal pairs the one
with the smaller id goes first. As no two keys of a list are equal, its greatest are the same whatever the order in
which pairs were met.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.arrays import IntArray, Points

COVERAGE_BITS, PLACE_BITS = 14, 32
LAST_PLACE = (1 << PLACE_BITS) - 1
NOTHING = -1  # no key: fills what is short of a list

Keys = npt.NDArray[np.int64]
Progress = Callable[[int, int], None]


def join_key(score: Any, coverage: Any, place: Any) -> Any:
    """Join score, coverage and place of the other side; of one pair or of arrays."""
    return (np.int64(score) << COVERAGE_BITS | coverage) << PLACE_BITS | (LAST_PLACE - place)


def score_in(key: Any) -> Any:
    """Return the score of a key; less than 0 where there is none."""
    return key >> (COVERAGE_BITS + PLACE_BITS)


def keys_of(scores: Points, coverage: Points, places: IntArray) -> Keys:
    """Join (score, coverage, place); a score below zero becomes -1."""
    return np.where(scores >= 0, join_key(scores, coverage, places), NOTHING)


def read_keys(keys: Keys) -> tuple[Points, Points, IntArray]:
    """Take keys apart: score, coverage, place."""
    coverage = (keys >> PLACE_BITS) & ((1 << COVERAGE_BITS) - 1)
    return score_in(keys).astype(np.int32), coverage.astype(np.int32), LAST_PLACE - (keys & LAST_PLACE)


def best(keys: Keys, count: int) -> Keys:
    """Return the greatest `count` keys of each row, best first; 0 keeps all."""
    if count and keys.shape[1] > count:
        keys = np.partition(keys, keys.shape[1] - count, axis=1)[:, -count:]
    return np.sort(keys, axis=1)[:, ::-1]
