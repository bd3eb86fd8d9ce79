"""Text as the library compares it: one normal form, character n-grams, integer weights that need no other row.

Weights come from the code tables, never from the posts at hand: a pair's likeness depends on this pair alone, so it is
the same in a round of two and in a round of a hundred thousand.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

import numpy as np
import scipy.sparse as sp

from matching.arrays import IntArray

_KEPT = re.compile(r"[0-9a-z+#.]+|[^\W\d_a-z]", re.UNICODE)
_LATIN = re.compile(r"[0-9a-z+#.]+")
_LISTED = re.compile(r"[;；]")

WEIGHT_UNIT = 64  # integer steps per unit of inverse document frequency
SINGLE_CHARACTER = 0.35  # one Chinese character says less than two
LATIN_WORD = 1.6  # PLC, CAD, Python: a whole name in one token


@lru_cache(maxsize=1 << 18)
def normalise(text: str) -> str:
    """Return the form in which texts are equal: NFKC, case folded, runs of letters, digits and `+#.` kept, no blanks.

    `ＰＬＣ 编程` and `plc编程` become one; `C++` stays apart from `C`.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_KEPT.findall(folded)).strip(".")


def split_list(text: str) -> tuple[str, ...]:
    """Split a cell at `;` or `；`; blanks around and empty entries go, order stays, repeated entries are kept once."""
    return tuple(dict.fromkeys(entry for raw in _LISTED.split(text) if (entry := raw.strip())))


def grams(text: str) -> Iterator[str]:
    """Yield the features of a normalised text: Chinese characters, pairs of them, and whole Latin words."""
    start = 0
    for match in _LATIN.finditer(text):
        yield from _pairs(text[start : match.start()])
        yield match.group()
        start = match.end()
    yield from _pairs(text[start:])


def _pairs(run: str) -> Iterator[str]:
    yield from run
    for left, right in pairwise(run):
        yield left + right


def _kind(gram: str) -> float:
    if gram.isascii():
        return LATIN_WORD
    return SINGLE_CHARACTER if len(gram) == 1 else 1.0


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much a feature says: inverse document frequency over a fixed body of texts (Spärck Jones 1972)."""

    weights: Mapping[str, int]
    unseen: int

    @classmethod
    def of(cls, corpus: Iterable[str]) -> "Rarity":
        """Count each feature once per distinct text; the corpus holds raw texts."""
        counts: dict[str, int] = {}
        texts = {normalise(text) for text in corpus}
        for text in texts:
            for gram in set(grams(text)):
                counts[gram] = counts.get(gram, 0) + 1
        total = max(len(texts), 1)
        weights = {gram: cls._weigh(gram, total, count) for gram, count in counts.items()}
        return cls(weights, max(1, round(WEIGHT_UNIT * log(1 + total))))

    @staticmethod
    def _weigh(gram: str, total: int, count: int) -> int:
        return max(1, round(WEIGHT_UNIT * _kind(gram) * log(1 + total / count)))

    def weight(self, gram: str) -> int:
        """Return the integer weight of a feature, at least 1."""
        known = self.weights.get(gram)
        return known if known is not None else max(1, round(self.unseen * _kind(gram)))


class Features:
    """A growing numbering of features, shared by the two sides that are compared."""

    def __init__(self, rarity: Rarity) -> None:
        """Start without any feature."""
        self.rarity = rarity
        self.numbers: dict[str, int] = {}
        self.weights: list[int] = []

    def number(self, gram: str) -> int:
        """Return the feature's column."""
        found = self.numbers.setdefault(gram, len(self.numbers))
        if found == len(self.weights):
            self.weights.append(self.rarity.weight(gram))
        return found

    def vectors(self, texts: Iterable[str]) -> sp.csr_array:
        """Return integer vectors [texts × features] of normalised texts; a feature counts once per text."""
        columns: list[int] = []
        pointers = [0]
        for text in texts:
            columns.extend(sorted({self.number(gram) for gram in grams(text)}))
            pointers.append(len(columns))
        data = np.asarray(self.weights, dtype=np.int64)[columns] if columns else np.zeros(0, np.int64)
        return sp.csr_array((data, np.asarray(columns, np.int64), np.asarray(pointers, np.int64)))


def widen(matrix: sp.csr_array, width: int) -> sp.csr_array:
    """Return the same rows with `width` columns."""
    return sp.csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], width))


def squared_norms(matrix: sp.csr_array) -> IntArray:
    """Return the sum of squares of each row of an integer matrix."""
    squares = np.concatenate([[0], np.cumsum(matrix.data.astype(np.int64) ** 2)])
    return np.asarray(squares[matrix.indptr[1:]] - squares[matrix.indptr[:-1]], dtype=np.int64)


def cosines(left: Iterable[str], right: Iterable[str], rarity: Rarity, *, floor: float) -> sp.csr_array:
    """Return the n-gram cosine in basis points [left × right], entries below `floor` dropped.

    Dot products are sums of integers, so the result does not depend on any order of rows or features.
    """
    features = Features(rarity)
    a, b = features.vectors(left), features.vectors(right)
    width = len(features.numbers)
    a, b = widen(a, width), widen(b, width)
    products = sp.csr_array(a @ b.T)
    rows = np.repeat(np.arange(products.shape[0]), np.diff(products.indptr))
    norms = np.sqrt(squared_norms(a)[rows].astype(np.float64) * squared_norms(b)[products.indices])
    points = np.floor(products.data / norms * 10_000 + 1e-6).astype(np.int32)
    keep = points >= floor * 10_000
    shape = products.shape
    return sp.csr_array((points[keep], (rows[keep], products.indices[keep])), shape=shape)
