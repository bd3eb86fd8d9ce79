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
from math import log, sqrt

import numpy as np
import scipy.sparse as sp

from matching.arrays import IntArray

_KEPT = re.compile(r"[0-9a-z+#.]+|[^\W\d_a-z]", re.UNICODE)
_LATIN = re.compile(r"[0-9a-z+#.]+")
_LISTED = re.compile(r"[;；]")

BASIS = 10_000
ROUNDING = 1e-6  # a cosine of 1 must not become 9,999 by the last bit
WEIGHT_UNIT = 256  # integer steps per unit of weight
COMMON = 0.01  # a feature in more than this share of all names (技术, 设备, 管理) tells nothing apart and weighs 0
SINGLE_CHARACTER = 0.5  # one Chinese character says less than two
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
    """How much a feature says: the root of its inverse document frequency over a fixed body of texts.

    Inverse document frequency: Spärck Jones 1972. The root keeps one rare word from drowning the others.
    """

    weights: Mapping[str, int]
    total: int

    @classmethod
    def of(cls, corpus: Iterable[str]) -> "Rarity":
        """Count each feature once per distinct text; the corpus holds raw texts."""
        counts: dict[str, int] = {}
        texts = {normalise(text) for text in corpus}
        for text in texts:
            for gram in set(grams(text)):
                counts[gram] = counts.get(gram, 0) + 1
        total = max(len(texts), 1)
        common = max(total * COMMON, 1.0)
        weights = {gram: 0 if count > common else _weigh(gram, total, count) for gram, count in counts.items()}
        return cls(weights, total)

    def weight(self, gram: str) -> int:
        """Return the integer weight of a feature; 0 for one that is everywhere."""
        known = self.weights.get(gram)
        return _weigh(gram, self.total, 1) if known is None else known


def _weigh(gram: str, total: int, count: int) -> int:
    return max(1, round(WEIGHT_UNIT * _kind(gram) * sqrt(log(1 + total / count))))


def weighed(text: str, rarity: Rarity) -> dict[str, int]:
    """Return the features of a normalised text that weigh anything, each once, with their weights."""
    return {gram: weight for gram in dict.fromkeys(grams(text)) if (weight := rarity.weight(gram))}


class Features:
    """A growing numbering of features, shared by the sides that are compared."""

    def __init__(self, rarity: Rarity) -> None:
        """Start without any feature."""
        self.rarity = rarity
        self.numbers: dict[str, int] = {}

    def vectors(self, texts: Iterable[str]) -> sp.csr_array:
        """Return integer vectors [texts × features so far] of normalised texts; a feature counts once per text."""
        columns: list[int] = []
        weights: list[int] = []
        pointers = [0]
        for text in texts:
            found = weighed(text, self.rarity)
            columns.extend(self.numbers.setdefault(gram, len(self.numbers)) for gram in found)
            weights.extend(found.values())
            pointers.append(len(columns))
        shape = (len(pointers) - 1, len(self.numbers))
        return sp.csr_array((np.asarray(weights, np.int64), columns, pointers), shape=shape)


@dataclass(frozen=True)
class Words:
    """Vectors of texts that many others are compared with: built once, kept."""

    features: Features
    vectors: sp.csr_array

    @classmethod
    def of(cls, texts: Iterable[str], rarity: Rarity) -> "Words":
        """Number the features of these texts."""
        features = Features(rarity)
        return cls(features, features.vectors(texts))

    def cosines(self, texts: Iterable[str], *, floor: int) -> sp.csr_array:
        """Return the n-gram cosine in basis points [texts × words], entries below `floor` dropped.

        Dot products are sums of integers, so the result does not depend on any order of rows or features.
        """
        left = self.features.vectors(texts)
        right = widen(self.vectors, left.shape[1])
        products = sp.csr_array(left @ right.T)
        rows = np.repeat(np.arange(products.shape[0]), np.diff(products.indptr))
        norms = squared_norms(left)[rows].astype(np.float64) * squared_norms(right)[products.indices]
        points = np.floor(products.data / np.sqrt(norms) * BASIS + ROUNDING).astype(np.int32)
        keep = points >= floor
        kept = (points[keep], (rows[keep], products.indices[keep]))
        return sp.csr_array(kept, shape=products.shape)


def cosines(left: Iterable[str], right: Iterable[str], rarity: Rarity, *, floor: int) -> sp.csr_array:
    """Return the n-gram cosine in basis points [left × right], entries below `floor` dropped."""
    return Words.of(right, rarity).cosines(left, floor=floor)


def widen(matrix: sp.csr_array, width: int) -> sp.csr_array:
    """Return the same rows with `width` columns."""
    return sp.csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], width))


def squared_norms(matrix: sp.csr_array) -> IntArray:
    """Return the sum of squares of each row of an integer matrix."""
    squares = np.concatenate([[0], np.cumsum(matrix.data.astype(np.int64) ** 2)])
    return np.asarray(squares[matrix.indptr[1:]] - squares[matrix.indptr[:-1]], dtype=np.int64)
