"""Who stayed without a suggestion, and why; figures of a run."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from matching.criteria.hard_rules import Constraint, exclusions
from matching.explaining.explanation import Explainer
from matching.policy import MatchingPolicy
from matching.posts import Demand, Offering, Side, Snapshot
from matching.ranking.blending import build_blended
from matching.ranking.index import Facts, Index, build_index
from matching.ranking.keys import Keys, read_keys
from matching.ranking.pair_table import PairTable
from matching.ranking.scoring import rank
from matching.results import Unmatched
from matching.units import FULL, POINTS

HELPFUL = 5  # skills that are named as help


def find_unmatched(index: Index, table: PairTable) -> tuple[Unmatched, ...]:
    """Return the posts without any pair, demands first, each with a reason and what would help."""
    demands, offerings = index.snapshot.demands, index.snapshot.offerings
    lone_demands, lone_offerings = (
        np.flatnonzero(np.bincount(found, minlength=len(posts)) == 0).tolist()
        for found, posts in ((table.demands, demands), (table.offerings, offerings))
    )
    alone = [
        *_one_side(index, "demand", [demands[row] for row in lone_demands], offerings),
        *_one_side(index, "offering", demands, [offerings[column] for column in lone_offerings]),
    ]
    return tuple(alone)


def _one_side(
    index: Index, side: Side, demands: Sequence[Demand], offerings: Sequence[Offering]
) -> Iterator[Unmatched]:
    if not demands or not offerings:
        lone = demands if side == "demand" else offerings
        yield from (Unmatched(side, post.id, "no_candidates") for post in lone)
        return
    free = MatchingPolicy(weights=index.policy.weights, top_per_demand=1, top_per_offering=1)
    snapshot = Snapshot(tuple(demands), tuple(offerings), index.snapshot.partnerships)
    whole = build_blended(snapshot, index.taxonomies, free, index.encoder)
    allowed = rank(replace(whole, barriers=_barriers(index, snapshot)))
    anyhow = rank(whole)
    posts = snapshot.demands if side == "demand" else snapshot.offerings
    for place in range(len(posts)):
        keys = [ranking.for_demands if side == "demand" else ranking.for_offerings for ranking in (allowed, anyhow)]
        yield _reason(index, whole, side, place, [_first(lists[place]) for lists in keys])


def _barriers(index: Index, snapshot: Snapshot) -> tuple[tuple[Constraint, Facts], ...]:
    policy = replace(index.policy, min_score=0.0)
    return build_index(snapshot, index.taxonomies, policy).barriers


def _first(keys: Keys) -> tuple[int, int] | None:
    if not len(keys) or keys[0] < 0:
        return None
    score, _, place = read_keys(keys[:1])
    return int(score[0]), int(place[0])


def _reason(index: Index, whole: Index, side: Side, place: int, best: list[tuple[int, int] | None]) -> Unmatched:
    allowed, anyhow = best
    mine = whole.snapshot.demands if side == "demand" else whole.snapshot.offerings
    theirs = whole.snapshot.offerings if side == "demand" else whole.snapshot.demands
    name = mine[place].id
    if allowed is not None:
        score, other = allowed
        pair = (place, other) if side == "demand" else (other, place)
        gains = Explainer(whole).explain(*pair).what_if
        return Unmatched(
            side,
            name,
            "below_minimum",
            {
                "best_score": score / POINTS,
                "best_id": theirs[other].id,
                "missing": [gain.skill for gain in gains[:HELPFUL]],
                "min_score": index.policy.min_score,
            },
        )
    if anyhow is None:
        return Unmatched(side, name, "no_candidates")
    score, other = anyhow
    counts: dict[str, int] = {}
    for post in theirs:
        demand, offering = (mine[place], post) if side == "demand" else (post, mine[place])
        for rule in exclusions(index.policy, demand, offering):  # type: ignore[arg-type]
            counts[rule.code] = counts.get(rule.code, 0) + 1
    most = min(counts, key=lambda code: (-counts[code], code)) if counts else ""
    facts = {"rule": most, "pairs": counts.get(most, 0), "best_score": score / POINTS}
    other_key = "offering_id" if side == "demand" else "demand_id"
    return Unmatched(side, name, "excluded", {**facts, other_key: theirs[other].id})


def metrics_of(index: Index, table: PairTable) -> dict[str, float]:
    """Return figures of a run: counts, mean and median of scores (points of 100), mean coverage."""
    scores = table.scores / POINTS
    return {
        "pairs": float(len(index.snapshot.demands) * len(index.snapshot.offerings)),
        "suggestions": float(len(table)),
        "demands_matched": float(np.count_nonzero(np.bincount(table.demands))),
        "offerings_matched": float(np.count_nonzero(np.bincount(table.offerings))),
        "mean_score": float(scores.mean()) if len(table) else 0.0,
        "median_score": float(np.median(scores)) if len(table) else 0.0,
        "coverage_mean": float(table.coverage.mean() / FULL) if len(table) else 0.0,
    }
