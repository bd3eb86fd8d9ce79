"""The posts of a snapshot as numbers: everything that scoring a block needs, built once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import scipy.sparse as sp

from matching.arrays import Codes, IntArray, Points, expand, number
from matching.constraints import Constraint, constraints_of
from matching.criteria import PARTS
from matching.policy import MatchingPolicy
from matching.profiles import DemandProfile, OfferingProfile, ProfileTable
from matching.skills import Likeness, compare_skills
from matching.snapshot import Snapshot
from matching.taxonomy import Taxonomies
from matching.text import normalise
from matching.types import CRITERIA, Demand, Offering

WEIGHT_TOTAL = 10_000  # weights of a policy, brought to integers
SKILL_STEPS = 1 << 16  # one demand's skills share this many steps
IMPORTANCE = {"must": 2, "nice": 1}
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
    demand_profiles: Codes
    offering_profiles: Codes
    likeness: Likeness
    wanted: sp.csr_array  # demands × distinct wanted skills, steps of SKILL_STEPS
    best_offered: sp.csr_array  # offerings × distinct wanted skills, the best likeness in basis points
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
    demand_profiles, left = number(DemandProfile.of(demand) for demand in demands)
    offering_profiles, right = number(OfferingProfile.of(offering) for offering in offerings)
    wanted, wanted_names = _wanted(demands)
    offered, offered_names = _offered(offerings, wanted_names)
    likeness = compare_skills(wanted_names, offered_names, taxonomies.lexicon, taxonomies.rarity)
    return Index(
        snapshot,
        taxonomies,
        policy,
        weights,
        facts,
        barriers,
        _demand_masks(demands),
        _offering_masks(offerings),
        _known_weight(weights),
        ProfileTable(left, right, taxonomies),
        demand_profiles,
        offering_profiles,
        likeness,
        wanted,
        _best_offered(offered, likeness.points),
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


def _mask(known: Sequence[bool]) -> int:
    return sum(1 << bit for bit, is_known in enumerate(known) if is_known)


def _demand_masks(demands: Sequence[Demand]) -> Codes:
    return np.array(
        [
            _mask(
                [
                    any(map(normalise, (*demand.required_skills, *demand.preferred_skills))),
                    bool(demand.industry_code),
                    bool(DemandProfile.of(demand).name),
                    *(part.is_known(part.of_demand(demand)) for part in PARTS),
                ]
            )
            for demand in demands
        ],
        np.int32,
    )


def _offering_masks(offerings: Sequence[Offering]) -> Codes:
    return np.array(
        [
            _mask(
                [
                    any(map(normalise, offering.skills)),
                    bool(offering.industry_codes),
                    bool(OfferingProfile.of(offering).name),
                    *(part.is_known(part.of_offering(offering)) for part in PARTS),
                ]
            )
            for offering in offerings
        ],
        np.int32,
    )


def criteria_of_mask(mask: int) -> list[str]:
    """Return the criteria that a pair with this common mask can judge, `record` apart."""
    known = {"skills": bool(mask >> SKILLS & 1), "industry": bool(mask >> CODES & 1 or mask >> NAMES & 1)}
    for bit, part in enumerate(PARTS, FIRST_PART):
        known[part.criterion] = known.get(part.criterion, False) or bool(mask >> bit & 1)
    return [name for name in CRITERIA if known.get(name)]


def _known_weight(weights: dict[str, int]) -> Points:
    masks = range(1 << (FIRST_PART + len(PARTS)))
    return np.array([sum(weights[name] for name in criteria_of_mask(mask)) for mask in masks], np.int32)


def wanted_skills(demand: Demand) -> dict[str, str]:
    """Return the demand's distinct skills in normal form, sorted, with their importance; must outranks nice."""
    found = {normalise(skill): "nice" for skill in demand.preferred_skills}
    found.update({normalise(skill): "must" for skill in demand.required_skills})
    found.pop("", None)
    return dict(sorted(found.items()))


def offered_skills(offering: Offering) -> list[str]:
    """Return the offering's distinct skills in normal form, sorted."""
    return sorted({normal for skill in offering.skills if (normal := normalise(skill))})


def skill_steps(importances: Sequence[str]) -> list[int]:
    """Split 65,536 steps among skills by importance, so that the steps sum exactly."""
    total = sum(IMPORTANCE[importance] for importance in importances)
    bounds, running = [0], 0
    for importance in importances:
        running += IMPORTANCE[importance]
        bounds.append(running * SKILL_STEPS // total)
    return [upper - lower for lower, upper in pairwise(bounds)]


def _wanted(demands: Sequence[Demand]) -> tuple[sp.csr_array, list[str]]:
    skills = [wanted_skills(demand) for demand in demands]
    names = sorted({name for entry in skills for name in entry})
    column = {name: position for position, name in enumerate(names)}
    pointers = np.cumsum([0, *(len(entry) for entry in skills)])
    columns = np.array([column[name] for entry in skills for name in entry], np.int64)
    steps = np.array([step for entry in skills for step in skill_steps(list(entry.values()))], np.int32)
    return sp.csr_array((steps, columns, pointers), shape=(len(demands), len(names))), names


def _offered(offerings: Sequence[Offering], wanted: Sequence[str]) -> tuple[sp.csr_array, list[str]]:
    skills = [offered_skills(offering) for offering in offerings]
    names = sorted(
        {*wanted, *(name for entry in skills for name in entry)}
    )  # wanted ones too: what if they were taught
    column = {name: position for position, name in enumerate(names)}
    pointers = np.cumsum([0, *(len(entry) for entry in skills)])
    columns = np.array([column[name] for entry in skills for name in entry], np.int64)
    return sp.csr_array((np.ones(len(columns), np.int32), columns, pointers), shape=(len(offerings), len(names))), names


def _best_offered(offered: sp.csr_array, points: sp.csr_array) -> sp.csr_array:
    """Return C[o, v] = max over the offering's skills s of F[v, s]."""
    by_skill = sp.csr_array(points.T)
    rows, columns, values = _expand(offered, by_skill)
    if not len(rows):
        return sp.csr_array((offered.shape[0], points.shape[0]), dtype=np.int32)
    keys = rows * points.shape[0] + columns
    order = np.lexsort((values, keys))
    last = np.append(keys[order][1:] != keys[order][:-1], True)
    chosen = order[last]
    return sp.csr_array((values[chosen], (rows[chosen], columns[chosen])), shape=(offered.shape[0], points.shape[0]))


def _expand(left: sp.csr_array, right: sp.csr_array) -> tuple[IntArray, IntArray, Points]:
    owner, entry = expand(right.indptr, left.indices)
    rows = np.repeat(np.arange(left.shape[0], dtype=np.int64), np.diff(left.indptr))
    return rows[owner], right.indices[entry].astype(np.int64), right.data[entry]


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
