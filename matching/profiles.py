"""What posts are about apart from skills: branch, chain, and the names of position and major. The criterion `industry`.

Offerings of one profile (branches, chain, major) are compared once per demand.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matching.arrays import IntArray, Points, number
from matching.criteria.industry import IndustryTable
from matching.criteria.part import FULL
from matching.taxonomy import Taxonomies
from matching.terms import demand_texts
from matching.text import Features, Rarity, cosines, normalise
from matching.types import Demand, Offering
from matching.vocabulary import collect, share_out

CODES, NAMES = 5, 5  # how the criterion splits between industry codes and names
ALIKE = 5_000  # a cosine of names from which on they count as alike in full
SAME_CHAIN = 6_000  # least likeness of codes where both sides name the same chain
NAME_FLOOR = 200  # cosines below are chance

Profile = tuple[tuple[str, ...], str, str]  # industry codes, chain and major in normal form


def name_of(demand: Demand) -> str:
    """Return position, family and segment as one text in normal form."""
    return normalise(f"{demand.position};{demand.family};{demand.segment}")


def profile_of(offering: Offering) -> Profile:
    """Return the offering's profile."""
    return tuple(sorted(set(offering.industry_codes))), normalise(offering.chain), normalise(offering.major)


class ProfileTable:
    """Similarity of demands and offering profiles in basis points of the criterion `industry`."""

    def __init__(self, demands: Sequence[Demand], offerings: Sequence[Offering], tables: Taxonomies) -> None:
        """Compare distinct codes and distinct names once."""
        self.industries = IndustryTable(tables)
        self.of_offering, profiles = number(map(profile_of, offerings))
        self._take_codes(demands, profiles)
        self._take_chains(demands, profiles)
        self._take_names(demands, profiles, tables.rarity)

    def _take_codes(self, demands: Sequence[Demand], profiles: Sequence[Profile]) -> None:
        self.demand_codes, wanted = number(demand.industry_code for demand in demands)
        self.code_sets, sets = number(profile[0] for profile in profiles)
        offered = sorted({code for codes in sets for code in codes})
        place = {code: column for column, code in enumerate(offered)}
        self.wanted_codes = {code: row for row, code in enumerate(wanted)}
        self.offered_codes = place
        self.code_points = self.industries.compare(wanted, offered)
        self.set_points = np.full((len(wanted), len(sets)), -1, np.int32)  # -1: one side names no code
        for column, codes in enumerate(sets):
            if codes:
                self.set_points[:, column] = self.code_points[:, [place[code] for code in codes]].max(axis=1)
        self.set_points[[row for row, code in enumerate(wanted) if not code]] = -1

    def _take_chains(self, demands: Sequence[Demand], profiles: Sequence[Profile]) -> None:
        chains: dict[str, int] = {"": -1}
        for _, chain, _ in profiles:
            chains.setdefault(chain, len(chains))
        self.profile_chains = np.array([chains[chain] for _, chain, _ in profiles], np.int32)
        self.demand_chains = np.array([chains.get(normalise(demand.chain), -2) for demand in demands], np.int32)
        self.demand_chains[self.demand_chains < 0] = -2  # never equal to a profile without a chain

    def _take_names(self, demands: Sequence[Demand], profiles: Sequence[Profile], rarity: Rarity) -> None:
        self.demand_names, names = number(map(name_of, demands))
        self.majors, majors = number(profile[2] for profile in profiles)
        self.places = {major: place for place, major in enumerate(majors)}
        self.cosines = cosines(names, majors, rarity, floor=NAME_FLOOR)
        self.named = np.array([bool(name) for name in names], np.bool_)
        self.has_major = np.array([bool(major) for major in majors], np.bool_)
        features = Features(rarity)
        weights = features.vectors(majors)
        width = len(features.numbers)
        self.major_steps = share_out(weights, np.full(len(majors), FULL, np.int64))
        texts = collect(map(demand_texts, demands))
        spoken = features.vectors(texts.texts)
        held = sp.csr_array((np.ones_like(spoken.data), spoken.indices, spoken.indptr), shape=spoken.shape)
        said = sp.csr_array(texts.matrix @ sp.csr_array(held[:, :width]))
        said.data = np.ones(len(said.data), np.int32)
        self.said = said  # [demands × features of majors], 1 where any text of the demand holds it

    def names(self, rows: Sequence[int] | IntArray) -> Points:
        """Return how alike names are [demands × majors]: half cosine, half the share of the major that is spoken of."""
        cosine = self.cosines[self.demand_names[rows]].toarray()
        spoken = (self.said[rows] @ self.major_steps.T).toarray()
        alike = np.minimum(cosine.astype(np.int64) * FULL // ALIKE, FULL)
        points = (alike + spoken) // 2
        known = self.named[self.demand_names[rows]][:, None] & self.has_major[None, :]
        return np.asarray(np.where(known, points, -1), dtype=np.int32)

    def major_place(self, major: str) -> int:
        """Return the column of a major in `names`."""
        return self.places[major]

    def code_points_of(self, demand: str, offering: str) -> int:
        """Return basis points of two industry codes of this table."""
        return int(self.code_points[self.wanted_codes[demand], self.offered_codes[offering]])

    def codes(self, rows: Sequence[int] | IntArray) -> Points:
        """Return how near the branches are [demands × profiles], -1 where one side names none."""
        points = self.set_points[self.demand_codes[rows]][:, self.code_sets]
        shared = self.demand_chains[rows][:, None] == self.profile_chains[None, :]
        return np.asarray(np.where(shared & (points >= 0), np.maximum(points, SAME_CHAIN), points), dtype=np.int32)

    def compare(self, rows: Sequence[int] | IntArray) -> Points:
        """Return basis points [demands × profiles]; 0 where neither codes nor names can be compared."""
        return join(self.codes(rows), self.names(rows)[:, self.majors])


def join(codes: Points, names: Points) -> Points:
    """Return the criterion from its two parts; the root lifts what is partly alike; a part of -1 is left out."""
    weight = CODES * (codes >= 0) + NAMES * (names >= 0)
    total = CODES * np.maximum(codes, 0) + NAMES * np.maximum(names, 0)
    return lift(total // np.maximum(weight, 1))


def lift(points: npt.NDArray[np.integer]) -> Points:
    """Return √x for x in [0, 1], both in basis points: small likeness already says much, full stays full."""
    return np.asarray(np.sqrt((points.astype(np.int64) * FULL).astype(np.float32)), dtype=np.int32)
