"""Names: how alike the position of a demand and the major of an offering are named; one half of `industry`.

A half of the likeness is the n-gram cosine of the demand's titles (position, family, segment) and the major, full from
0.5 on (`arithmetic.ALIKE`); the other half is the share of the major's features that any text of the demand speaks of.
"""

import numpy as np
import scipy.sparse as sp

from matching.arrays import IntArray, Points
from matching.criteria.arithmetic import UNKNOWN, names_alike
from matching.sparse import narrow
from matching.text.encoding import Encoded
from matching.text.ngrams import cosine
from matching.text.vocabulary import only, share_out, used_columns
from matching.units import FULL


class NameTable:
    """How alike the titles of demands and distinct majors are, in basis points."""

    def __init__(self, encoded: Encoded, majors: IntArray) -> None:
        """Take the texts of a round and those of them that are majors, ascending."""
        features = encoded.vocabulary.features
        major_names = features.rows(majors)
        used = used_columns(major_names.matrix)  # what no major's name holds is alike to none
        self.has_major = majors > 0
        self.major_keys = features.keys[used]
        titles, self.title_squares = titles_of(encoded)
        self.has_title = np.diff(encoded.titles.indptr) > 0
        self.titles = only(titles, used)
        self.major_features = only(major_names.matrix, used)
        self.major_squares = major_names.squares
        self.spoken = _once(sp.csr_array(_once(encoded.spoken) @ _once(only(features.matrix, used))))
        self.major_steps = share_out(self.major_features, np.full(len(majors), FULL, np.int64))

    def compare(self, rows: IntArray) -> Points:
        """Return how alike names are [demands × majors], -1 where one side has none."""
        titles = sp.csr_array(self.titles[rows]).astype(np.int64)  # long names outgrow 32 bits
        dots = (titles @ self.major_features.T).toarray()
        cosines = cosine(dots, self.title_squares[rows][:, None], self.major_squares[None, :])
        spoken = (self.spoken[rows] @ self.major_steps.T).toarray()
        known = self.has_title[rows][:, None] & self.has_major[None, :]
        return np.asarray(np.where(known, names_alike(cosines, spoken), UNKNOWN), dtype=np.int32)

    def compare_pair(self, row: int, major: int) -> int:
        """Return how alike the names of one demand and one major are, -1 where one side has none."""
        if not self.has_title[row] or not self.has_major[major]:
            return UNKNOWN
        span, title, said = _span(self.major_features, major), _span(self.titles, row), _span(self.spoken, row)
        features = self.major_features.indices[span].tolist()
        weights = dict(zip(self.titles.indices[title].tolist(), self.titles.data[title].tolist(), strict=True))
        parts = zip(features, self.major_features.data[span].tolist(), strict=True)
        dot = sum(weight * weights.get(feature, 0) for feature, weight in parts)
        spoken = set(self.spoken.indices[said].tolist())
        steps = zip(features, self.major_steps.data[span].tolist(), strict=True)
        share = sum(share for feature, share in steps if feature in spoken)
        return int(names_alike(cosine(dot, self.title_squares[row], self.major_squares[major]), share))


def titles_of(encoded: Encoded) -> tuple[sp.csr_array, IntArray]:
    """Return the weighed features of each demand's titles, and the sums of their squares."""
    titles = _features_of_texts(encoded.titles, narrow(encoded.vocabulary.features.matrix))
    return titles, _squares(titles)


def _features_of_texts(holders: sp.csr_array, matrix: sp.csr_array) -> sp.csr_array:
    """Return the features of all texts that a row holds, each once with its weight."""
    texts, counts = _once(holders), _once(matrix)
    sums, times = sp.csr_array(texts @ matrix), sp.csr_array(texts @ counts)
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
