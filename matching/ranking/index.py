"""The posts of a snapshot as numbers: everything that scoring a block needs, built once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from matching.arrays import Bools, Codes, Points, number
from matching.criteria import PARTS, Part
from matching.criteria.hard_rules import Constraint, constraints_of
from matching.criteria.industry import IndustryIndex
from matching.criteria.record import PastWork, Record
from matching.criteria.skills import IMPORTANCE, Terms, build_terms, degrees
from matching.policy import CRITERIA, MatchingPolicy
from matching.posts import Demand, Offering, Snapshot
from matching.ranking.thresholds import pays_to_compile
from matching.tables.taxonomy import Taxonomies
from matching.text.encoding import encode
from matching.text.meaning import Encoder

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
    demands_know: Bools
    offerings_know: Bools


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
    industry: IndustryIndex
    terms: Terms
    records: dict[tuple[int, int], Record]  # by (demand, offering)
    encoder: Encoder | None = None  # that took part in comparing terms

    @cached_property
    def degrees(self) -> sp.csr_array:
        """How much each offering gives of each wanted term [offerings × columns]; held in small rounds alone."""
        return degrees(self.terms)


def integer_weights(policy: MatchingPolicy) -> dict[str, int]:
    """Bring the weights to integers that sum to 10,000, by largest remainder, ties in the order of the criteria."""
    total = sum(policy.weights.values())
    exact = [policy.weights[name] / total * WEIGHT_TOTAL for name in CRITERIA]
    whole = [int(value) for value in exact]
    order = sorted(range(len(CRITERIA)), key=lambda place: (whole[place] - exact[place], place))
    for place in order[: WEIGHT_TOTAL - sum(whole)]:
        whole[place] += 1
    return dict(zip(CRITERIA, whole, strict=True))


def build_index(snapshot: Snapshot, taxonomies: Taxonomies, policy: MatchingPolicy, *, threads: int = 1) -> Index:
    """Turn a snapshot into numbers."""
    demands, offerings = snapshot.demands, snapshot.offerings
    compiled = pays_to_compile(len(demands), len(offerings))
    weights = integer_weights(policy)
    encoded = encode(demands, offerings, taxonomies.rarity, importance=IMPORTANCE)
    facts = tuple(_facts(part, demands, offerings, weights[part.criterion]) for part in PARTS)
    return Index(
        snapshot,
        taxonomies,
        policy,
        weights,
        facts,
        tuple((rule, _barrier(rule, demands, offerings)) for rule in constraints_of(policy)),
        _masks(
            np.diff(encoded.asked.indptr) > 0,
            np.array([bool(demand.industry_code) for demand in demands], np.bool_),
            np.diff(encoded.titles.indptr) > 0,
            *(fact.demands_know for fact in facts),
        ),
        _masks(
            np.diff(encoded.taught.indptr) > 0,
            np.array([bool(offering.industry_codes) for offering in offerings], np.bool_),
            encoded.majors > 0,
            *(fact.offerings_know for fact in facts),
        ),
        _known_weight(weights),
        IndustryIndex(demands, offerings, encoded, taxonomies),
        build_terms(encoded, taxonomies, compiled=compiled, threads=threads),
        _records(snapshot),
    )


def _facts(part: Part, demands: Sequence[Demand], offerings: Sequence[Offering], weight: int) -> Facts:
    wanted, left = number(map(part.of_demand, demands))
    offered, right = number(map(part.of_offering, offerings))
    points = part.compare(left, right) * np.int32(weight)
    known = [np.array(list(map(part.is_known, values)), np.bool_) for values in (left, right)]
    return Facts(wanted, offered, points, known[0][wanted], known[1][offered])


def _barrier(rule: Constraint, demands: Sequence[Demand], offerings: Sequence[Offering]) -> Facts:
    wanted, left = number(map(rule.of_demand, demands))
    offered, right = number(map(rule.of_offering, offerings))
    points = rule.forbids(left, right).astype(np.int32) * np.int32(EXCLUDED)
    return Facts(wanted, offered, points, np.ones(len(wanted), np.bool_), np.ones(len(offered), np.bool_))


def _masks(*known: Bools) -> Codes:
    """Join what each side knows, one bit per fact: skills, codes, names, then the parts in their order."""
    return np.asarray(sum(bits.astype(np.int32) << place for place, bits in enumerate(known)), dtype=np.int32)


def criteria_of_mask(mask: int) -> list[str]:
    """Return the criteria that a pair with this common mask can judge, `record` apart."""
    known = {"skills": bool(mask >> SKILLS & 1), "industry": bool(mask >> CODES & 1 or mask >> NAMES & 1)}
    for bit, part in enumerate(PARTS, FIRST_PART):
        known[part.criterion] = known.get(part.criterion, False) or bool(mask >> bit & 1)
    return [name for name in CRITERIA if known.get(name)]


def _known_weight(weights: dict[str, int]) -> Points:
    masks = range(1 << (FIRST_PART + len(PARTS)))
    return np.array([sum(weights[name] for name in criteria_of_mask(mask)) for mask in masks], np.int32)


def _records(snapshot: Snapshot) -> dict[tuple[int, int], Record]:
    past = PastWork(snapshot.partnerships, (offering.school_id for offering in snapshot.offerings))
    return {
        (row, column): record
        for row, demand in enumerate(snapshot.demands)
        for column, record in past.of(demand.enterprise_id)
    }
