"""Suggested pairs as columns, in the order of the result, with their ranks on both sides."""

from dataclasses import dataclass

import numpy as np

from matching.arrays import Codes, IntArray
from matching.ranking.keys import COVERAGE_BITS, LAST_PLACE, PLACE_BITS, Keys
from matching.ranking.scoring import Ranking

UNRANKED = 0
WORTH_BITS = 28  # score and coverage together
WORTH_MOST = (1 << WORTH_BITS) - 1
SIGNED_BITS = 63


@dataclass(frozen=True)
class PairTable:
    """Union of both sides' lists as columns, ordered by (-score, -coverage, demand, offering)."""

    demands: Codes
    offerings: Codes
    scores: Codes  # basis points
    coverage: Codes  # of 10,000
    rank_for_demand: Codes  # 1 is best, 0 is beyond the list
    rank_for_offering: Codes

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.scores)

    @classmethod
    def of(cls, ranking: Ranking) -> "PairTable":
        """Join the lists of both sides."""
        wide = max(len(ranking.for_offerings), 1)
        rows, places, worth = _entries(ranking.for_demands)
        columns, others, other_worth = _entries(ranking.for_offerings)
        names = np.concatenate([rows * wide + places, others * wide + columns])
        worth, names = _in_order(np.concatenate([worth, other_worth]), names, len(ranking.for_demands) * wide)
        demands = names // wide
        offerings = names - demands * wide
        keys = worth << PLACE_BITS
        return cls(
            demands.astype(np.int32),
            offerings.astype(np.int32),
            (worth >> COVERAGE_BITS).astype(np.int32),
            (worth & ((1 << COVERAGE_BITS) - 1)).astype(np.int32),
            _ranks(demands, keys | (LAST_PLACE - offerings), ranking.for_demands),
            _ranks(offerings, keys | (LAST_PLACE - demands), ranking.for_offerings),
        )


def _entries(keys: Keys) -> tuple[IntArray, IntArray, IntArray]:
    """Return (row, place of the other side, score and coverage in one number) of every entry of the lists."""
    there = keys >= 0
    entries = keys[there]
    return (
        np.repeat(np.arange(len(keys)), there.sum(axis=1)),
        LAST_PLACE - (entries & LAST_PLACE),
        entries >> PLACE_BITS,
    )


def _in_order(worth: IntArray, names: IntArray, pairs: int) -> tuple[IntArray, IntArray]:
    """Return (worth, name) of distinct pairs, the best first, then by name."""
    # Where both fit one number, sorting it orders by both. A name takes more bits the more pairs a round has, so that
    # the largest rounds are sorted by two columns.
    bits = max(pairs, 1).bit_length()
    if WORTH_BITS + bits > SIGNED_BITS:
        order = np.lexsort((names, -worth))
        worth, names = worth[order], names[order]
        first = np.append(True, names[1:] != names[:-1])[: len(names)]
        return worth[first], names[first]
    joined = (WORTH_MOST - worth) << bits | names
    joined.sort()
    joined = joined[np.append(True, joined[1:] != joined[:-1])[: len(joined)]]
    return WORTH_MOST - (joined >> bits), joined & ((1 << bits) - 1)


def _ranks(owners: IntArray, keys: Keys, lists: Keys) -> Codes:
    """Return the rank of each pair in its owner's list: those at least as good as the list's last are in it."""
    ranks = np.full(len(keys), UNRANKED, np.int32)
    if not lists.size:
        return ranks
    # a list that is short ends in -1: nothing of it was cut off, so every pair of its owner that was kept is on it
    chosen = np.flatnonzero(keys >= lists[:, -1][owners])
    order = np.argsort(owners[chosen].astype(np.int32), kind="stable")
    counts = np.bincount(owners[chosen], minlength=len(lists))
    ranks[chosen[order]] = np.arange(len(chosen)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    return ranks
