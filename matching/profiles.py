"""Profiles: what a post is about apart from its skills. Distinct profiles of both sides are compared once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.arrays import Points, number
from matching.criteria.industry import IndustryTable
from matching.criteria.part import FULL
from matching.taxonomy import Taxonomies
from matching.text import cosines, normalise
from matching.types import Demand, Offering

CODES, NAMES = 6, 4  # how the criterion splits between industry codes and names
NAMES_FULL = 5_000  # a cosine of names from which on they count as alike in full


@dataclass(frozen=True, slots=True)
class DemandProfile:
    """The work: its branch, its place in a chain, its name."""

    industry: str
    chain: str
    name: str

    @classmethod
    def of(cls, demand: Demand) -> "DemandProfile":
        """Return the profile of a demand; names in normal form."""
        name = normalise(f"{demand.position};{demand.family};{demand.segment}")
        return cls(demand.industry_code, normalise(demand.chain), name)


@dataclass(frozen=True, slots=True)
class OfferingProfile:
    """The programme: its branches, its chain, its name."""

    industries: tuple[str, ...]
    chain: str
    name: str

    @classmethod
    def of(cls, offering: Offering) -> "OfferingProfile":
        """Return the profile of an offering; names in normal form."""
        name = normalise(f"{offering.major};{offering.major_class}")
        return cls(tuple(sorted(set(offering.industry_codes))), normalise(offering.chain), name)


class ProfileTable:
    """Similarity of distinct profiles in basis points of the criterion `industry`."""

    def __init__(self, demands: Sequence[DemandProfile], offerings: Sequence[OfferingProfile], tables: Taxonomies):
        """Compare codes and names once."""
        self.demands, self.offerings = demands, offerings
        self.demand_codes, wanted = number(profile.industry for profile in demands)
        offered = sorted({code for profile in offerings for code in profile.industries})
        position = {code: column for column, code in enumerate(offered)}
        self.industries = IndustryTable(tables)
        self.wanted_codes = {code: row for row, code in enumerate(wanted)}
        self.offered_codes = position
        self.codes = self.industries.compare(wanted, offered)
        self.offered = [[position[code] for code in profile.industries] for profile in offerings]
        self.demand_names, left = number(profile.name for profile in demands)
        self.offering_names, right = number(profile.name for profile in offerings)
        self.left_names = {name: row for row, name in enumerate(left)}
        self.right_names = {name: column for column, name in enumerate(right)}
        self.names = cosines(left, right, tables.rarity, floor=0.02)

    def compare(self, rows: Sequence[int]) -> Points:
        """Return basis points [chosen demand profiles × offering profiles]."""
        by_code = self.codes[self.demand_codes[rows]]
        codes = np.zeros((len(rows), len(self.offerings)), np.int32)
        for column, members in enumerate(self.offered):
            if members:
                codes[:, column] = by_code[:, members].max(axis=1)
        cosine = self.names[self.demand_names[rows]].toarray()[:, self.offering_names]
        names = np.minimum(cosine * FULL // NAMES_FULL, FULL)
        wanted = np.array([[bool(self.demands[row].industry), bool(self.demands[row].name)] for row in rows])
        offered = np.array([[bool(profile.industries), bool(profile.name)] for profile in self.offerings])
        shares = np.array([CODES, NAMES])
        known = (wanted[:, None, :] & offered[None, :, :]) * shares
        total = np.maximum(known.sum(axis=2), 1)
        return np.asarray((codes * known[..., 0] + names * known[..., 1]) // total, dtype=np.int32)

    def code_points(self, demand: str, offering: str) -> int:
        """Return basis points of two industry codes of this table."""
        return int(self.codes[self.wanted_codes[demand], self.offered_codes[offering]])

    def name_likeness(self, demand: DemandProfile, offering: OfferingProfile) -> float:
        """Return how alike the names are, in [0, 1]."""
        cosine = int(self.names[self.left_names[demand.name], self.right_names[offering.name]])
        return min(cosine / NAMES_FULL, 1.0)
