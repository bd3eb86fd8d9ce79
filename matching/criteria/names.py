"""What posts are about apart from skills: branch, chain, and the names of position and major. The criterion `industry`.

Offerings of one profile (branches, chain, major) are compared once per demand.
"""

from collections.abc import Sequence
from functools import cached_property
from math import floor, sqrt

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matching.arrays import IntArray, Points, expand, number
from matching.criteria.industry import IndustryTable
from matching.posts import Demand, Offering
from matching.sparse import Sparse, narrow
from matching.tables.taxonomy import Taxonomies
from matching.text.encoding import Encoded
from matching.text.ngrams import ROUNDING
from matching.text.vocabulary import only, share_out, used_columns
from matching.units import FULL

ALIKE = 5_000  # a cosine of names from which on they count as alike in full
SAME_CHAIN = 6_000  # least likeness of codes where both sides name the same chain
NAME_FLOOR = 200  # cosines below are chance
UNKNOWN = -1


class ProfileTable:
    """Similarity of demands and offering profiles in basis points of the criterion `industry`."""

    def __init__(
        self, demands: Sequence[Demand], offerings: Sequence[Offering], encoded: Encoded, tables: Taxonomies
    ) -> None:
        """Compare distinct codes and distinct names once."""
        self.industries = IndustryTable(tables)
        sets, self.sets = number(tuple(sorted(set(offering.industry_codes))) for offering in offerings)
        values = zip(sets.tolist(), encoded.offering_chains.tolist(), encoded.majors.tolist(), strict=True)
        self.of_offering, profiles = number(values)
        self.profile_sets, self.profile_chains, majors = np.array(profiles, np.int64).reshape(-1, 3).T
        self.demand_chains = np.where(encoded.demand_chains > 0, encoded.demand_chains, UNKNOWN)
        self._take_codes(demands)
        self._take_names(encoded, majors)

    def _take_codes(self, demands: Sequence[Demand]) -> None:
        self.demand_codes, self.wanted = number(demand.industry_code for demand in demands)
        self.offered = sorted({code for codes in self.sets for code in codes})
        place = {code: column for column, code in enumerate(self.offered)}
        self._wanted_place = {code: row for row, code in enumerate(self.wanted)}
        self._offered_place = place
        self.code_points = self.industries.compare(self.wanted, self.offered)
        self.code_points[[row for row, code in enumerate(self.wanted) if not code]] = UNKNOWN
        self.set_pointers = np.cumsum([0, *map(len, self.sets)])
        self.set_codes = np.array([place[code] for codes in self.sets for code in codes], np.int32)

    def set_codes_of(self, offerings: IntArray) -> Sparse:
        """Return the columns of the codes of some offerings, offering by offering."""
        chosen = self.profile_sets[self.of_offering[offerings]]
        owner, entry = expand(self.set_pointers, chosen)
        pointers = np.searchsorted(owner, np.arange(len(offerings) + 1))
        return Sparse(pointers.astype(np.int64), self.set_codes[entry], np.zeros(0, np.int32))

    @cached_property
    def set_points(self) -> Points:
        """How near each demand code is to the best code of each set [demand codes × sets], -1 where one is unknown."""
        points = np.full((len(self.wanted), len(self.sets)), UNKNOWN, np.int32)
        named = np.nonzero(np.diff(self.set_pointers))[0]
        if len(named):
            columns = self.code_points[:, self.set_codes]
            points[:, named] = np.maximum.reduceat(columns, self.set_pointers[named], axis=1)
        return points

    def _take_names(self, encoded: Encoded, majors: IntArray) -> None:
        features = encoded.vocabulary.features
        self.major_texts, self.majors = np.unique(majors, return_inverse=True)
        named = features.rows(self.major_texts)
        used = used_columns(named.matrix)  # what no major's name holds is alike to none
        self.has_major = self.major_texts > 0
        self.major_keys = features.keys[used]
        titles, self.title_squares = titles_of(encoded)
        self.has_title = np.diff(encoded.titles.indptr) > 0
        self.titles = only(titles, used)
        self.major_features = only(named.matrix, used)
        self.major_squares = named.squares
        self.said = _once(sp.csr_array(_once(encoded.spoken) @ _once(only(features.matrix, used))))
        self.major_steps = share_out(self.major_features, np.full(len(self.major_texts), FULL, np.int64))

    def names(self, rows: IntArray) -> Points:
        """Return how alike names are [demands × majors]: half cosine, half the share of the major that is spoken of."""
        spoken = (self.said[rows] @ self.major_steps.T).toarray()
        points = (self.title_cosines(rows) + spoken) // 2
        known = self.has_title[rows][:, None] & self.has_major[None, :]
        return np.asarray(np.where(known, points, UNKNOWN), dtype=np.int32)

    def title_cosines(self, rows: IntArray) -> IntArray:
        """Return the cosine of titles and majors, stretched so that `ALIKE` is full [demands × majors]."""
        titles = sp.csr_array(self.titles[rows])
        dots = (titles @ self.major_features.T).toarray()
        squares = self.title_squares[rows].astype(np.float64)
        norms = np.sqrt(squares[:, None] * self.major_squares[None, :])
        cosine = np.floor(dots / np.maximum(norms, 1.0) * FULL + ROUNDING).astype(np.int64)
        near = np.minimum(np.where(cosine >= NAME_FLOOR, cosine, 0) * FULL // ALIKE, FULL)
        return np.asarray(near, dtype=np.int64)

    def points_of(self, demand: str, offering: str) -> int:
        """Return basis points of two industry codes of this table."""
        return int(self.code_points[self._wanted_place[demand], self._offered_place[offering]])

    def codes(self, rows: IntArray) -> Points:
        """Return how near the branches are [demands × profiles], -1 where one side names none."""
        points = self.set_points[self.demand_codes[rows]][:, self.profile_sets]
        shared = self.demand_chains[rows][:, None] == self.profile_chains[None, :]
        return np.asarray(np.where(shared & (points >= 0), np.maximum(points, SAME_CHAIN), points), dtype=np.int32)

    def pair_names(self, row: int, column: int) -> int:
        """Return how alike the names of a demand and an offering are, -1 where one side has none."""
        place = int(self.majors[self.of_offering[column]])
        if not self.has_title[row] or not self.has_major[place]:
            return UNKNOWN
        span = _span(self.major_features, place)
        features = self.major_features.indices[span].tolist()
        title, said = _span(self.titles, row), _span(self.said, row)
        weights = dict(zip(self.titles.indices[title].tolist(), self.titles.data[title].tolist(), strict=True))
        spoken = set(self.said.indices[said].tolist())
        parts = zip(features, self.major_features.data[span].tolist(), strict=True)
        dot = sum(weight * weights.get(feature, 0) for feature, weight in parts)
        norm = sqrt(float(self.title_squares[row]) * float(self.major_squares[place]))
        cosine = floor(float(dot) / max(norm, 1.0) * FULL + ROUNDING)
        alike = min((cosine if cosine >= NAME_FLOOR else 0) * FULL // ALIKE, FULL)
        steps = zip(features, self.major_steps.data[span].tolist(), strict=True)
        share: int = sum(share for feature, share in steps if feature in spoken)
        return (alike + share) // 2

    def pair_points(self, row: int, column: int, names: int) -> int:
        """Return basis points of the criterion `industry` of one pair, given how alike the names are."""
        profile = self.of_offering[column]
        chosen = self.profile_sets[profile]
        codes = self.set_codes[self.set_pointers[chosen] : self.set_pointers[chosen + 1]]
        points = int(self.code_points[self.demand_codes[row], codes].max(initial=UNKNOWN))
        if points >= 0 and self.demand_chains[row] == self.profile_chains[profile]:
            points = max(points, SAME_CHAIN)
        return int(join(np.array(points, np.int32), np.array(names, np.int32)))

    def compare(self, rows: IntArray) -> Points:
        """Return basis points [demands × profiles]; 0 where neither codes nor names can be compared."""
        return join(self.codes(rows), self.names(rows)[:, self.majors])


def titles_of(encoded: Encoded) -> tuple[sp.csr_array, IntArray]:
    """Return the weighed features of each demand's titles, and the sums of their squares."""
    titles = _held_features(encoded.titles, narrow(encoded.vocabulary.features.matrix))
    return titles, _squares(titles)


def _held_features(holders: sp.csr_array, matrix: sp.csr_array) -> sp.csr_array:
    """Return the features of all texts that a row holds, each once with its weight."""
    held, counts = _once(holders), _once(matrix)
    sums, times = sp.csr_array(held @ matrix), sp.csr_array(held @ counts)
    sums.sort_indices()
    times.sort_indices()
    sums.data = sums.data // times.data
    return sums


def _span(matrix: sp.csr_array, row: int) -> slice:
    return slice(int(matrix.indptr[row]), int(matrix.indptr[row + 1]))


def _once(matrix: sp.csr_array) -> sp.csr_array:
    ones = np.ones(len(matrix.indices), np.int32)
    return sp.csr_array((ones, matrix.indices, matrix.indptr), shape=matrix.shape)


def _squares(matrix: sp.csr_array) -> IntArray:
    sums = np.concatenate([[0], np.cumsum(matrix.data.astype(np.int64) ** 2)])
    return np.asarray(np.diff(sums[matrix.indptr]), np.int64)


def join(codes: Points, names: Points) -> Points:
    """Return the criterion from its halves, codes and names; the root lifts what is partly alike; -1 is left out."""
    both = (codes >= 0) & (names >= 0)
    return lift(np.where(both, (codes + names) >> 1, np.maximum(np.maximum(codes, names), 0)))


def lift(points: npt.NDArray[np.integer]) -> Points:
    """Return √x for x in [0, 1], both in basis points: small likeness already says much, full stays full."""
    return np.asarray(np.sqrt((points.astype(np.int64) * FULL).astype(np.float32)), dtype=np.int32)
