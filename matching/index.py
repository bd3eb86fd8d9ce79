"""The posts of a snapshot as numbers: everything that scoring a block needs, built once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.arrays import Codes, Points, number
from matching.constraints import Constraint, constraints_of
from matching.criteria import PARTS
from matching.policy import MatchingPolicy
from matching.profiles import ProfileTable, name_of
from matching.snapshot import Snapshot
from matching.taxonomy import Taxonomies
from matching.terms import Terms, build_terms
from matching.text import normalise
from matching.types import CRITERIA, Demand, Offering

WEIGHT_TOTAL = 10_000  # weights of a policy, brought to integers
EXCLUDED = -(1 << 29)  # added to a sum of points: far below every sum, far above what an int32 holds

SKILLS, CODES, NAMES = 0, 1, 2  # bits of what a side knows; the parts follow
FIRST_PART = 3


@dataclass(frozen=True)
class Facts:
    """One part's distinct values on both sides and the points of each combination."""

    demand_codes: Codes
    offering_codes: Codes
    points: Points  # [demand values × offering values], weight × basis points


@dataclass(frozen=True)
class Index:
    """Numbers of a snapshot. `weights` are integers of 10,000 by criterion."""

    snapshot: Snapshot
    taxonomies: Taxonomies
    policy: MatchingPolicy
    weights: dict[str, int]
    facts: tuple[Facts, ...]
    barriers: tuple[tuple[Constraint, Facts], ...]
    demand_masks: Codes
    offering_masks: Codes
    known_weight: Points  # by common mask: the weight of the criteria that apply
    profiles: ProfileTable
    terms: Terms
    records: dict[tuple[int, int], tuple[int, float]]  # (demand, offering) → how many partnerships, mean outcome


def integer_weights(policy: MatchingPolicy) -> dict[str, int]:
    """Bring the weights to integers that sum to 10,000, by largest remainder, ties in the order of the criteria."""
    total = sum(policy.weights.values())
    exact = [policy.weights[name] / total * WEIGHT_TOTAL for name in CRITERIA]
    whole = [int(value) for value in exact]
    order = sorted(range(len(CRITERIA)), key=lambda place: (whole[place] - exact[place], place))
    for place in order[: WEIGHT_TOTAL - sum(whole)]:
        whole[place] += 1
    return dict(zip(CRITERIA, whole, strict=True))


def build_index(snapshot: Snapshot, taxonomies: Taxonomies, policy: MatchingPolicy) -> Index:
    """Turn a snapshot into numbers."""
    demands, offerings = snapshot.demands, snapshot.offerings
    weights = integer_weights(policy)
    facts = tuple(_facts(part, demands, offerings, weights[part.criterion]) for part in PARTS)
    barriers = tuple((rule, _barrier(rule, demands, offerings)) for rule in constraints_of(policy))
    terms = build_terms(demands, offerings, taxonomies)
    profiles = ProfileTable(demands, offerings, taxonomies)
    return Index(
        snapshot,
        taxonomies,
        policy,
        weights,
        facts,
        barriers,
        _demand_masks(demands, terms),
        _offering_masks(offerings, terms),
        _known_weight(weights),
        profiles,
        terms,
        _records(snapshot),
    )


def _facts(part: Any, demands: Sequence[Demand], offerings: Sequence[Offering], weight: int) -> Facts:
    wanted, left = number(part.of_demand(demand) for demand in demands)
    offered, right = number(part.of_offering(offering) for offering in offerings)
    return Facts(wanted, offered, part.compare(left, right) * np.int32(weight))


def _barrier(rule: Constraint, demands: Sequence[Demand], offerings: Sequence[Offering]) -> Facts:
    wanted, left = number(rule.of_demand(demand) for demand in demands)
    offered, right = number(rule.of_offering(offering) for offering in offerings)
    return Facts(wanted, offered, rule.forbids(left, right).astype(np.int32) * np.int32(EXCLUDED))


def _mask(known: Iterable[bool]) -> int:
    return sum(1 << bit for bit, is_known in enumerate(known, CODES) if is_known)


def _demand_masks(demands: Sequence[Demand], terms: Terms) -> Codes:
    facts = [
        _mask(
            (
                bool(demand.industry_code),
                bool(name_of(demand)),
                *(part.is_known(part.of_demand(demand)) for part in PARTS),
            )
        )
        for demand in demands
    ]
    return np.asarray(np.array(facts, np.int64) | terms.demands_know << SKILLS, dtype=np.int32)


def _offering_masks(offerings: Sequence[Offering], terms: Terms) -> Codes:
    facts = [
        _mask(
            (
                bool(offering.industry_codes),
                bool(normalise(offering.major)),
                *(part.is_known(part.of_offering(offering)) for part in PARTS),
            )
        )
        for offering in offerings
    ]
    return np.asarray(np.array(facts, np.int64) | terms.offerings_know << SKILLS, dtype=np.int32)


def criteria_of_mask(mask: int) -> list[str]:
    """Return the criteria that a pair with this common mask can judge, `record` apart."""
    known = {"skills": bool(mask >> SKILLS & 1), "industry": bool(mask >> CODES & 1 or mask >> NAMES & 1)}
    for bit, part in enumerate(PARTS, FIRST_PART):
        known[part.criterion] = known.get(part.criterion, False) or bool(mask >> bit & 1)
    return [name for name in CRITERIA if known.get(name)]


def _known_weight(weights: dict[str, int]) -> Points:
    masks = range(1 << (FIRST_PART + len(PARTS)))
    return np.array([sum(weights[name] for name in criteria_of_mask(mask)) for mask in masks], np.int32)


def _records(snapshot: Snapshot) -> dict[tuple[int, int], tuple[int, float]]:
    past: dict[tuple[str, str], list[float]] = {}
    for entry in snapshot.partnerships:
        past.setdefault((entry.enterprise_id, entry.school_id), []).append(entry.outcome)
    if not past:
        return {}
    by_school: dict[str, list[int]] = {}
    for column, offering in enumerate(snapshot.offerings):
        by_school.setdefault(offering.school_id, []).append(column)
    schools: dict[str, list[str]] = {}
    for enterprise, school in past:
        schools.setdefault(enterprise, []).append(school)
    found = {}
    for row, demand in enumerate(snapshot.demands):
        for school in schools.get(demand.enterprise_id, ()) if demand.enterprise_id else ():
            outcomes = past[demand.enterprise_id, school]
            for column in by_school.get(school, ()):
                found[row, column] = (len(outcomes), sum(outcomes) / len(outcomes))
    return found
