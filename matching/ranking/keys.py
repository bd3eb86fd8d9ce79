"""Keys: score, coverage and place of a pair in one number. A greater key is a better pair; no two are equal."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from matching.arrays import IntArray, Points

COVERAGE_BITS, PLACE_BITS = 14, 32
LAST_PLACE = (1 << PLACE_BITS) - 1
NOTHING = -1

Keys = npt.NDArray[np.int64]
Progress = Callable[[int, int], None]


def keys_of(scores: Points, coverage: Points, places: IntArray) -> Keys:
    """Join (score, coverage, place); a score below zero becomes -1."""
    keys = scores.astype(np.int64) << COVERAGE_BITS | coverage
    return np.where(scores >= 0, keys << PLACE_BITS | (LAST_PLACE - places), NOTHING)


def read_keys(keys: Keys) -> tuple[Points, Points, IntArray]:
    """Take keys apart: score, coverage, place."""
    places = LAST_PLACE - (keys & LAST_PLACE)
    coverage = (keys >> PLACE_BITS) & ((1 << COVERAGE_BITS) - 1)
    return (keys >> (PLACE_BITS + COVERAGE_BITS)).astype(np.int32), coverage.astype(np.int32), places


def best(keys: Keys, count: int) -> Keys:
    """Return the greatest `count` keys of each row, best first; 0 keeps all."""
    if count and keys.shape[1] > count:
        keys = np.partition(keys, keys.shape[1] - count, axis=1)[:, -count:]
    return np.sort(keys, axis=1)[:, ::-1]
