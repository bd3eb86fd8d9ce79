"""From numbers to the best pairs of each side, block by block: all pairs are never held.

A pair's score in basis points is Σ wᵢ·sᵢ // Σ wᵢ over the criteria that apply, in integers throughout, so that it
depends on no order, block size or number of threads. Pairs are ordered by (score, coverage, id of the other side).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.arrays import Points
from matching.criteria import PARTS
from matching.criteria.arithmetic import points_of_steps, root, score_of
from matching.policy import MatchingPolicy
from matching.ranking.index import EXCLUDED, SKILLS, Index
from matching.ranking.keys import NOTHING, Keys, Progress, best, keys_of
from matching.ranking.thresholds import pays_to_compile
from matching.units import FULL, POINTS

BLOCK_PAIRS = 1 << 21  # pairs that are held at a time


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
    for (row, column), record in index.records.items():
        if start <= row < stop:
            known[row - start, column] += index.weights["record"]
            total[row - start, column] += index.weights["record"] * record.points
    scores = score_of(total, known)
    for _, facts in index.barriers:
        scores += facts.points[facts.demand_codes[rows]][:, facts.offering_codes]
    return Block(start, np.where(known > 0, scores, EXCLUDED).astype(np.int32), known)


def criterion_points(index: Index, rows: npt.NDArray[np.int64]) -> dict[str, Points]:
    """Return weight × basis points by criterion, each [rows × offerings], `record` apart."""
    by_criterion: dict[str, Points] = {}
    for part, facts in zip(PARTS, index.facts, strict=True):
        points = facts.points[facts.demand_codes[rows]][:, facts.offering_codes]
        by_criterion[part.criterion] = (
            by_criterion[part.criterion] + points if part.criterion in by_criterion else points
        )
    known = index.demand_masks[rows, None] & index.offering_masks[None, :] & 1 << SKILLS
    sums = (index.terms.wanted[rows] @ index.degrees.T).toarray()
    by_criterion["skills"] = np.where(known, root(points_of_steps(sums)), 0) * np.int32(index.weights["skills"])
    industry = index.industry.compare(rows)[:, index.industry.combination_of]
    by_criterion["industry"] = industry * np.int32(index.weights["industry"])
    return by_criterion


@dataclass(frozen=True)
class Ranking:
    """The best pairs of each side as keys, best first; -1 fills what is short."""

    for_demands: Keys  # [demands × k], places are offerings
    for_offerings: Keys  # [offerings × k], places are demands


def rank(
    index: Index,
    *,
    threads: int = 1,
    progress: Progress | None = None,
    block_pairs: int = BLOCK_PAIRS,
    cluster: str = "",
) -> Ranking:
    """Return the best pairs of each side; `cluster` is the address of a scheduler that large rounds go to."""
    demands, offerings = len(index.demand_masks), len(index.offering_masks)
    limits = index.policy.top_per_demand, index.policy.top_per_offering
    # compiled lists are heaps of one fixed length; without a limit (0) a list has none
    if pays_to_compile(demands, offerings) and all(limits):
        return _rank_compiled(index, threads, progress, cluster)
    return _rank_blocks(index, progress, block_pairs)


def _rank_compiled(index: Index, threads: int, progress: Progress | None, cluster: str) -> Ranking:
    from matching.ranking.compiled.layout import lay_out
    from matching.ranking.compiled.tiling import rank_tiles

    demands, offerings = len(index.demand_masks), len(index.offering_masks)
    layout, least = lay_out(index), least_score(index.policy)
    limits = min(index.policy.top_per_demand, offerings), min(index.policy.top_per_offering, demands)
    if cluster:
        from matching.ranking.cluster import connect, rank_on_cluster

        with connect(cluster) as client:
            return Ranking(
                *rank_on_cluster(
                    layout, client, least=least, per_demand=limits[0], per_offering=limits[1], progress=progress
                )
            )
    return Ranking(
        *rank_tiles(
            layout,
            0,
            demands,
            least=least,
            per_demand=limits[0],
            per_offering=limits[1],
            threads=threads,
            progress=progress,
        )
    )


def least_score(policy: MatchingPolicy) -> int:
    """Return the policy's minimum in basis points."""
    return round(policy.min_score * FULL / POINTS)


def _rank_blocks(index: Index, progress: Progress | None, block_pairs: int) -> Ranking:
    demands, offerings = len(index.demand_masks), len(index.offering_masks)
    least = least_score(index.policy)
    rows: list[Keys] = []
    columns = np.zeros((offerings, 0), np.int64)
    height = max(1, block_pairs // max(offerings, 1))
    for start in range(0, demands, height):
        block = score_block(index, start, start + height)
        scores = np.where(block.scores >= least, block.scores, NOTHING)
        across = keys_of(scores, block.coverage, np.arange(offerings)[None, :])
        rows.append(best(across, index.policy.top_per_demand))
        places = np.arange(start, start + len(scores))[:, None]
        down = keys_of(scores, block.coverage, places).T
        columns = best(np.concatenate([columns, down], axis=1), index.policy.top_per_offering)
        if progress:
            progress(min(start + height, demands) * offerings, demands * offerings)
    return Ranking(np.concatenate(rows) if rows else np.zeros((0, 0), np.int64), columns)
