"""Lists of the greatest keys, compiled: each a binary heap, a row of many, the least key first."""

from typing import Any

import numpy as np

from matching.compiled import compiled, inlined
from matching.ranking import keys as plain
from matching.ranking.keys import Keys

Whole = int | np.signedinteger[Any]

join_key = inlined(plain.join_key)
score_in = inlined(plain.score_in)


@compiled
def push(heaps: Keys, row: int, key: np.int64) -> None:
    """Replace the least of a full heap by a greater key; the least stays first."""
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
def offer(heaps: Keys, row: int, score: Whole, known: Whole, place: Whole) -> None:
    """Keep a pair if it is better than the least that is kept."""
    key = join_key(score, np.int64(known), place)
    if key > heaps[row, 0]:
        push(heaps, row, key)


@compiled
def bar_of(heaps: Keys, row: int, least: int) -> np.int32:
    """Return the score from which on a pair may enter."""
    return np.int32(max(np.int64(least), score_in(heaps[row, 0])))
