"""From numbers to the best pairs of each side, block by block: all pairs are never held.

A pair's score in basis points is Σ wᵢ·sᵢ // Σ wᵢ over the criteria that apply, in integers throughout, so that it
depends on no order, block size or number of threads. Pairs are ordered by (score, coverage, id of the other side).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.arrays import IntArray, Points
from matching.criteria import FULL, PARTS
from matching.index import EXCLUDED, SKILLS, Index
from matching.profiles import lift
from matching.terms import STEPS

BLOCK_PAIRS = 1 << 21  # pairs that are held at a time

COVERAGE_BITS, PLACE_BITS = 14, 32
NOTHING = -1
_PLACES = (1 << PLACE_BITS) - 1

Progress = Callable[[int, int], None]
Keys = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """Scores of demands `start` up to `stop` with all offerings."""

    start: int
    scores: Points  # basis points [demands × offerings], negative where a hard rule keeps the pair apart
    coverage: Points  # share of the weight that applied, of 10,000


def score_block(index: Index, start: int, stop: int) -> Block:
    """Score demands `start` up to `stop` with every offering."""
    rows = np.arange(start, min(stop, len(index.demand_masks)))
    points = criterion_points(index, rows)
    total = sum(points.values(), np.zeros((len(rows), len(index.offering_masks)), np.int32))
    known = index.known_weight[index.demand_masks[rows, None] & index.offering_masks[None, :]]
    for (row, column), (_, outcome) in index.records.items():
        if start <= row < stop:
            known[row - start, column] += index.weights["record"]
            total[row - start, column] += index.weights["record"] * round(outcome * FULL)
    scores = total // np.maximum(known, 1)
    for _, facts in index.barriers:
        scores += facts.points[facts.demand_codes[rows]][:, facts.offering_codes]
    return Block(start, np.where(known > 0, scores, EXCLUDED).astype(np.int32), known)


def criterion_points(index: Index, rows: npt.NDArray[np.int64]) -> dict[str, Points]:
    """Return weight × basis points by criterion, each [rows × offerings], `record` apart."""
    found: dict[str, Points] = {}
    for part, facts in zip(PARTS, index.facts, strict=True):
        points = facts.points[facts.demand_codes[rows]][:, facts.offering_codes]
        found[part.criterion] = found[part.criterion] + points if part.criterion in found else points
    known = index.demand_masks[rows, None] & index.offering_masks[None, :] & 1 << SKILLS
    raw = (index.terms.wanted[rows] @ index.given.T).toarray()
    found["skills"] = np.where(known, lift(raw // STEPS), 0) * np.int32(index.weights["skills"])
    industry = index.profiles.compare(rows)[:, index.profiles.of_offering]
    found["industry"] = industry * np.int32(index.weights["industry"])
    return found


def keys_of(scores: Points, coverage: Points, places: IntArray) -> Keys:
    """Join (score, coverage, place) so that a greater key is a better pair; what is excluded becomes -1."""
    keys = scores.astype(np.int64) << COVERAGE_BITS | coverage
    return np.where(scores >= 0, keys << PLACE_BITS | (_PLACES - places), NOTHING)


def read_keys(keys: Keys) -> tuple[Points, Points, IntArray]:
    """Take keys apart: score, coverage, place."""
    places = _PLACES - (keys & _PLACES)
    coverage = (keys >> PLACE_BITS) & ((1 << COVERAGE_BITS) - 1)
    return (keys >> (PLACE_BITS + COVERAGE_BITS)).astype(np.int32), coverage.astype(np.int32), places


def best(keys: Keys, count: int) -> Keys:
    """Return the greatest `count` keys of each row, best first; 0 keeps all."""
    if count and keys.shape[1] > count:
        keys = np.partition(keys, keys.shape[1] - count, axis=1)[:, -count:]
    return np.sort(keys, axis=1)[:, ::-1]


@dataclass(frozen=True)
class Ranking:
    """The best pairs of each side as keys, best first; -1 fills what is short."""

    for_demands: Keys  # [demands × k], places are offerings
    for_offerings: Keys  # [offerings × k], places are demands


def rank(index: Index, *, progress: Progress | None = None, block_pairs: int = BLOCK_PAIRS) -> Ranking:
    """Return the best pairs of each side."""
    demands, offerings = len(index.demand_masks), len(index.offering_masks)
    least = round(index.policy.min_score * FULL / 100)
    per_demand, per_offering = index.policy.top_per_demand, index.policy.top_per_offering
    rows: list[Keys] = []
    columns = np.zeros((offerings, 0), np.int64)
    height = max(1, block_pairs // max(offerings, 1))
    for start in range(0, demands, height):
        block = score_block(index, start, start + height)
        scores = np.where(block.scores >= least, block.scores, NOTHING)
        rows.append(best(keys_of(scores, block.coverage, np.arange(offerings)[None, :]), per_demand))
        places = np.arange(start, start + len(scores))[:, None]
        column_keys = keys_of(scores, block.coverage, places).T
        columns = best(np.concatenate([columns, column_keys], axis=1), per_offering)
        if progress:
            progress(min(start + height, demands) * offerings, demands * offerings)
    return Ranking(np.concatenate(rows) if rows else np.zeros((0, 0), np.int64), columns)
