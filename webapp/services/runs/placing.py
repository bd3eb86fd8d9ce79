"""The seats that a run would give out: around decided pairs and pins, without banned ones, over what it found."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from matching import Choice, MatchingPolicy, MatchResult, Method, Pinned, Placement, ScoredPair, Side, allocate
from webapp.models.rounds.enums import AllocationMethod
from webapp.services.runs.frozen_posts import Facts, FrozenPosts, owner_of

METHODS: dict[AllocationMethod, tuple[Method, Side]] = {
    AllocationMethod.STABLE_ENTERPRISE: ("stable", "demand"),
    AllocationMethod.STABLE_SCHOOL: ("stable", "offering"),
    AllocationMethod.BEST_TOTAL: ("total", "demand"),
}

WHOLE = 100
FIRST = 3  # enterprises whose share of all seats is shown
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class HeldPairs:
    """Pairs of a run that are not left to the scores."""

    banned: frozenset[Key]
    pinned: Mapping[Key, int]
    kept: Mapping[Key, int]  # both sides had accepted, or a ruling gave seats
    answered: frozenset[Key]  # somebody has answered: shown again, so that no answer is lost

    @classmethod
    def of(cls, rules: Mapping[str, Any], posts: FrozenPosts) -> "HeldPairs":
        """Read them from the rules of a run, within what both posts take: pins first, then what was decided."""
        known = [
            [tuple(row) for row in rules.get(name, ()) if row[0] in posts.demands and row[1] in posts.offerings]
            for name in ("pins", "keep", "bans", "answered")
        ]
        wanted = {key: facts["headcount"] or 0 for key, facts in posts.demands.items()}
        free = {key: facts["seats"] or 0 for key, facts in posts.offerings.items()}
        pinned, kept = ({}, {})  # type: dict[Key, int], dict[Key, int]
        for seats_by_pair, rows in ((pinned, known[0]), (kept, known[1])):
            for demand, offering, seats in rows:
                fits = min(seats, wanted[demand], free[offering])
                if fits and (demand, offering) not in pinned:
                    seats_by_pair[demand, offering] = fits
                    wanted[demand] -= fits
                    free[offering] -= fits
        fixed = {*pinned, *kept}
        return cls(
            frozenset((row[0], row[1]) for row in known[2]) - fixed,
            pinned,
            kept,
            frozenset((row[0], row[1]) for row in known[3]),
        )

    @property
    def always_suggested(self) -> set[Key]:
        """Return the pairs that become suggestions whatever their score."""
        return {*self.pinned, *self.kept, *self.answered}


def widened(policy: MatchingPolicy, held_pairs: HeldPairs) -> MatchingPolicy:
    """Return a policy with longer lists, so that banned pairs leave no gap in them."""
    extra = [max(Counter(pair[side] for pair in held_pairs.banned).values(), default=0) for side in (0, 1)]
    return replace(
        policy,
        top_per_demand=policy.top_per_demand + extra[0],
        top_per_offering=policy.top_per_offering + extra[1],
    )


def suggested_pairs(result: MatchResult, policy: MatchingPolicy, held_pairs: HeldPairs) -> list[ScoredPair]:
    """Return a run's suggestions: its lists without banned pairs, and the pinned, kept and answered pairs."""
    if not held_pairs.banned and not held_pairs.always_suggested:
        return list(result.pairs)
    pairs = [pair for pair in result.pairs if (pair.demand_id, pair.offering_id) not in held_pairs.banned]
    first = _ranked(pairs, policy.top_per_demand, lambda pair: (pair.demand_id, pair.rank_for_demand))
    second = _ranked(pairs, policy.top_per_offering, lambda pair: (pair.offering_id, pair.rank_for_offering))
    by_key = {}
    for pair in pairs:
        key = (pair.demand_id, pair.offering_id)
        if key in first or key in second or key in held_pairs.always_suggested:
            by_key[key] = replace(pair, rank_for_demand=first.get(key), rank_for_offering=second.get(key))
    for key in sorted(held_pairs.always_suggested - set(by_key)):
        explained = result.explain(*key)
        by_key[key] = ScoredPair(*key, explained.score, explained.coverage, None, None)
    return list(by_key.values())


def _ranked(pairs: Sequence[ScoredPair], most: int, place_of: Any) -> dict[Key, int]:
    """Number one side's lists anew, up to their length."""
    ranked = sorted((pair for pair in pairs if place_of(pair)[1] is not None), key=place_of)
    counts: Counter[str] = Counter()
    ranks = {}
    for pair in ranked:
        owner = place_of(pair)[0]
        counts[owner] += 1
        if counts[owner] <= most:
            ranks[pair.demand_id, pair.offering_id] = counts[owner]
    return ranks


def place_run(result: MatchResult, rules: Mapping[str, Any], held_pairs: HeldPairs) -> Placement:
    """Deal the seats out by the round's method, with its cap on what one enterprise may take."""
    method, proposing = METHODS[AllocationMethod(rules.get("method", AllocationMethod.STABLE_ENTERPRISE))]
    cap = rules.get("cap_enterprise_pct", WHOLE)
    return allocate(
        result,
        method=method,
        proposing=proposing,
        choices=[Choice("demand", *key, decision="decline") for key in sorted(held_pairs.banned)],
        pins=[Pinned(*key, seats) for key, seats in sorted(held_pairs.pinned.items())],
        keep=[Pinned(*key, seats) for key, seats in sorted(held_pairs.kept.items())],
        enterprise_share_cap=cap / WHOLE if cap < WHOLE else None,
    )


def placement_figures(placement: Placement, posts: FrozenPosts, held_pairs: HeldPairs) -> dict[str, Any]:
    """Return the figures by which runs are compared, and the seats of each post in the order of the ids."""
    seats = sum(pair.seats for pair in placement.pairs)
    asked = sum(facts["headcount"] or 0 for facts in posts.demands.values())
    scores = [pair.score for pair in placement.pairs]
    demands = filled_by(placement, "demand")
    return {
        "seats": seats,
        "fill_rate": round(seats / asked, 4) if asked else None,
        "mean_score": round(placement.report.figures[placement.report.method].mean_score, 1) if seats else None,
        "median_score": round(median(scores), 1) if scores else None,
        "top_share": _top_share(demands, posts.demands, seats),
        "blocking_pairs": len(placement.report.blocking),
        "pairs": len(scores),
        "kept": len(held_pairs.kept),
        "pinned": len(held_pairs.pinned),
        "banned": len(held_pairs.banned),
        "demand_seats": [demands.get(key, 0) for key in placement.demand_ids],
        "offering_seats": [filled_by(placement, "offering").get(key, 0) for key in placement.offering_ids],
    }


def filled_by(placement: Placement, side: str) -> Counter[str]:
    """Return the seats of each post of a side that gets any."""
    filled: Counter[str] = Counter()
    for pair in placement.pairs:
        filled[pair.demand_id if side == "demand" else pair.offering_id] += pair.seats
    return filled


def _top_share(filled: Mapping[str, int], demands: Mapping[str, Facts], seats: int) -> float | None:
    """Return what share of all seats goes to the enterprises with the most."""
    if not seats:
        return None
    totals: Counter[str] = Counter()
    for key, count in filled.items():
        totals[owner_of(demands[key], "enterprise")] += count
    return round(sum(count for _, count in totals.most_common(FIRST)) / seats, 4)


def left_by_bans(
    result: MatchResult, pairs: Iterable[ScoredPair], held_pairs: HeldPairs
) -> list[tuple[str, str, Key, int]]:
    """Return posts that only bans have left without a suggestion: (side, id, the best banned pair, how many)."""
    pairs = list(pairs)
    left = []
    for side, place_of in (("demand", 0), ("offering", 1)):
        have = {(pair.demand_id, pair.offering_id)[place_of] for pair in pairs}
        lost = [
            (pair.demand_id, pair.offering_id)
            for pair in result.pairs
            if (pair.demand_id, pair.offering_id) in held_pairs.banned
        ]
        counts = Counter(key[place_of] for key in lost)
        for key in lost:
            if key[place_of] not in have and counts[key[place_of]]:
                left.append((side, key[place_of], key, counts.pop(key[place_of])))
    return left
