"""Who stayed without a suggestion, and why; figures of a run."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from matching.arrays import Codes, IntArray
from matching.explaining.explanation import Explainer
from matching.explaining.facts import PairFacts
from matching.policy import MatchingPolicy
from matching.posts import Side, Snapshot
from matching.ranking.blending import build_blended
from matching.ranking.index import Index
from matching.ranking.keys import NOTHING, Keys, read_keys, score_in
from matching.ranking.pair_table import PairTable
from matching.ranking.scoring import Ranking, least_score, rank
from matching.ranking.thresholds import pays_to_compile
from matching.results import Unmatched
from matching.units import FULL, POINTS

HELPFUL = 5  # skills that are named as help


def without_minimum(index: Index) -> Index:
    """Return the index of a run that keeps the best pairs of each side however low they score."""
    return replace(index, policy=replace(index.policy, min_score=0.0))


def from_minimum(ranking: Ranking, policy: MatchingPolicy) -> Ranking:
    """Return the lists of both sides without the pairs below the policy's minimum."""
    least = least_score(policy)
    lists = (ranking.for_demands, ranking.for_offerings)
    return Ranking(*(np.where(score_in(keys) >= least, keys, NOTHING) for keys in lists)) if least > 0 else ranking


def find_unmatched(index: Index, table: PairTable, ranking: Ranking, *, threads: int = 1) -> tuple[Unmatched, ...]:
    """Return the posts without any pair, demands first, each with a reason and what would help.

    `ranking` holds the best pairs of both sides below the minimum too, so that nothing is ranked a second time but
    what hard rules keep from everybody.
    """
    unmatched = [
        *_one_side(index, "demand", table.demands, ranking.for_demands, threads),
        *_one_side(index, "offering", table.offerings, ranking.for_offerings, threads),
    ]
    return tuple(unmatched)


def _one_side(index: Index, side: Side, matched: Codes, lists: Keys, threads: int) -> list[Unmatched]:
    mine, theirs = _sides(index.snapshot, side)
    lone = np.flatnonzero(np.bincount(matched, minlength=len(mine)) == 0)
    if not len(lone) or not theirs:
        return [Unmatched(side, mine[place].id, "no_candidates") for place in lone.tolist()]
    first = lists[lone, 0]
    below = dict(_below_minimum(index, side, lone[first >= 0], first[first >= 0], threads))
    barred = dict(_excluded(index, side, lone[first < 0], threads))
    return [below[place] if place in below else barred[place] for place in lone.tolist()]


def _sides(snapshot: Snapshot, side: Side) -> tuple[Sequence[Any], Sequence[Any]]:
    posts = snapshot.demands, snapshot.offerings
    return posts if side == "demand" else posts[::-1]


def _below_minimum(
    index: Index, side: Side, places: IntArray, keys: Keys, threads: int
) -> Iterator[tuple[int, Unmatched]]:
    if not len(places):
        return
    mine, theirs = _sides(index.snapshot, side)
    scores, _, others = read_keys(keys)
    rows, columns = (places, others) if side == "demand" else (others, places)
    explainer = Explainer(index)
    facts = _facts(index, explainer, rows, columns, threads)
    for place, other, row, score, pair_facts in zip(
        places.tolist(), others.tolist(), rows.tolist(), scores.tolist(), facts, strict=True
    ):
        gains = explainer.what_if(row, pair_facts)
        yield (
            place,
            Unmatched(
                side,
                mine[place].id,
                "below_minimum",
                {
                    "best_score": score / POINTS,
                    "best_id": theirs[other].id,
                    "missing": [gain.skill for gain in gains[:HELPFUL]],
                    "min_score": index.policy.min_score,
                },
            ),
        )


def _facts(index: Index, explainer: Explainer, rows: IntArray, columns: IntArray, threads: int) -> Iterator[PairFacts]:
    """Yield the facts of pairs; many at once where the round is compiled, in the order of (demand, offering) there."""
    if not pays_to_compile(len(index.demand_masks), len(index.offering_masks)):
        explainer.expect_many()
        yield from (explainer.facts(row, column) for row, column in zip(rows.tolist(), columns.tolist(), strict=True))
        return
    from matching.explaining.compiled.facts import facts_of_pairs

    order = np.lexsort((columns, rows))
    many = facts_of_pairs(index, rows[order], columns[order], threads=threads)
    position = np.empty(len(order), np.int64)
    position[order] = np.arange(len(order))
    yield from (many.read(place) for place in position.tolist())


def _excluded(index: Index, side: Side, places: IntArray, threads: int) -> Iterator[tuple[int, Unmatched]]:
    """Tell of posts that a hard rule keeps from every post of the other side, or that have nothing to be judged by."""
    if not len(places):
        return
    mine, theirs = _sides(index.snapshot, side)
    lone = tuple(mine[place] for place in places.tolist())
    demands, offerings = (lone, theirs) if side == "demand" else (theirs, lone)
    free = MatchingPolicy(weights=index.policy.weights, top_per_demand=1, top_per_offering=1)
    snapshot = Snapshot(tuple(demands), tuple(offerings), index.snapshot.partnerships)
    anyhow = rank(build_blended(snapshot, index.taxonomies, free, index.encoder, threads=threads), threads=threads)
    keys = (anyhow.for_demands if side == "demand" else anyhow.for_offerings)[:, 0]
    scores, _, others = read_keys(keys)
    counts = {rule.code: _forbidden(index, place, side)[places] for place, (rule, _) in enumerate(index.barriers)}
    other_key = "offering_id" if side == "demand" else "demand_id"
    for position, place in enumerate(places.tolist()):
        own = {code: int(count[position]) for code, count in counts.items() if count[position]}
        if keys[position] < 0:
            yield place, Unmatched(side, mine[place].id, "no_candidates")
            continue
        most = min(own, key=lambda code: (-own[code], code)) if own else ""
        facts = {"rule": most, "pairs": own.get(most, 0), "best_score": int(scores[position]) / POINTS}
        best = theirs[int(others[position])].id
        yield place, Unmatched(side, mine[place].id, "excluded", {**facts, other_key: best})


def _forbidden(index: Index, barrier: int, side: Side) -> IntArray:
    """Return, for each post of a side, how many of the other side a hard rule keeps from it."""
    _, facts = index.barriers[barrier]
    mine, theirs, points = facts.demand_codes, facts.offering_codes, facts.points
    if side == "offering":
        mine, theirs, points = theirs, mine, points.T
    counts = (points != 0) @ np.bincount(theirs, minlength=points.shape[1])
    return np.asarray(counts[mine], np.int64)


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
