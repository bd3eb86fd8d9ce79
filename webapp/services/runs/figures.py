"""What a run found, in figures: how full both sides could become, by chain, and how the scores are spread."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

HIGHEST = 100
FINE, COARSE = 5, 10
NARROW = 60  # a spread of at most this many points is shown in steps of FINE


@dataclass(frozen=True, slots=True)
class Pair:
    """A suggested pair, as far as figures need it."""

    demand_id: str
    offering_id: str
    score: float
    coverage: float


def figures(
    pairs: Sequence[Pair],
    demands: Sequence[dict[str, Any]],
    offerings: Sequence[dict[str, Any]],
    *,
    min_score: float,
    filled: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Return the figures of a run; `demands` and `offerings` are the posts as the snapshot keeps them.

    `filled` are the places of each demand that were dealt out; without it the best pairs go first.
    """
    filled = fill(pairs, demands, offerings) if filled is None else filled
    scores = [pair.score for pair in pairs]
    return {
        "pairs": len(demands) * len(offerings),
        "suggestions": len(pairs),
        "demands": len(demands),
        "offerings": len(offerings),
        "enterprises": len({demand["enterprise_id"] for demand in demands}),
        "schools": len({offering["school_id"] for offering in offerings}),
        "demands_matched": len({pair.demand_id for pair in pairs}),
        "offerings_matched": len({pair.offering_id for pair in pairs}),
        "mean_score": round(fmean(scores), 1) if scores else None,
        "median_score": round(median(scores), 1) if scores else None,
        "coverage_mean": round(fmean(pair.coverage for pair in pairs), 3) if pairs else None,
        "places_asked": sum(demand["headcount"] or 0 for demand in demands),
        "seats": sum(offering["seats"] or 0 for offering in offerings),
        "places_filled": sum(filled.values()),
        "chains": _by_chain(demands, filled),
        "spread": spread(scores, min_score),
    }


def fill(
    pairs: Iterable[Pair], demands: Iterable[dict[str, Any]], offerings: Iterable[dict[str, Any]]
) -> dict[str, int]:
    """Return how many places of each demand can be filled at once, best pairs first, within both sides' capacity.

    Both sides share one score, so that no two would rather have each other than what this gives them.
    """
    wanted = {demand["id"]: demand["headcount"] or 0 for demand in demands}
    free = {offering["id"]: offering["seats"] or 0 for offering in offerings}
    filled: dict[str, int] = {}
    for pair in sorted(pairs, key=lambda pair: (-pair.score, -pair.coverage, pair.demand_id, pair.offering_id)):
        seats = min(wanted[pair.demand_id], free[pair.offering_id])
        if seats:
            wanted[pair.demand_id] -= seats
            free[pair.offering_id] -= seats
            filled[pair.demand_id] = filled.get(pair.demand_id, 0) + seats
    return filled


def spread(scores: Sequence[float], min_score: float) -> list[dict[str, int]]:
    """Return how many scores lie in each step from the minimum up to 100: `from`, `to`, `count`.

    Pairs that a coordinator has pinned may lie below the minimum.
    """
    min_score = min([min_score, *scores])
    step = FINE if HIGHEST - min_score <= NARROW else COARSE
    low = int(min_score // step) * step
    counts = dict.fromkeys(range(min(low, HIGHEST - step), HIGHEST, step), 0)
    for score in scores:
        counts[min(int(score // step) * step, HIGHEST - step)] += 1
    return [{"from": start, "to": start + step, "count": count} for start, count in counts.items()]


def _by_chain(demands: Iterable[dict[str, Any]], filled: Mapping[str, int]) -> list[dict[str, Any]]:
    chains: dict[str, dict[str, Any]] = {}
    for demand in demands:
        slug = demand.get("chain") or ""
        line = chains.setdefault(
            slug, {"chain": slug, "name": demand.get("chain_name") or "", "demands": 0, "asked": 0, "filled": 0}
        )
        line["demands"] += 1
        line["asked"] += demand["headcount"] or 0
        line["filled"] += filled.get(demand["id"], 0)
    return sorted(chains.values(), key=lambda line: (-line["asked"], line["chain"]))
