"""N-grams of texts in normal form as numbers, and how alike two texts are by them.

A feature is a Chinese character, a pair of neighbouring characters, or a whole Latin word; each has a key that depends
on the feature alone, so that tables made at different times can be joined.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import scipy.sparse as sp

from matching.arrays import Bools, IntArray, Points, distinct, owners
from matching.text.normal import in_words
from matching.units import FULL

_LATIN = re.compile(r"[0-9a-z+#.]+")
_VERSION = re.compile(r"(?:v|ver|version)?(?:\d{1,2}(?:\.\d+)*|(?:19|20)\d\d)|cs\d")
_NUMBERED = re.compile(r"([a-z]{2,}[+#]*)(\d+(?:\.\d+)*)")
_FORMULAS = frozenset(
    ("co", "so", "no", "mp", "pm", "rs", "nh", "ch")
)  # CO2, MP4, PM2.5, RS485: the number says what it is

PAIR = 1 << 21  # keys below are single characters, keys from here on are pairs: left × PAIR + right
LATIN = 1 << 60  # keys from here on are Latin words: a fixed hash, so that no other word matters
_HASHED = (1 << 58) - 1

ROUNDING = 1e-6  # a cosine of 1 must not become 9,999 by the last bit
WEIGHT_UNIT = 256  # integer steps per unit of weight
COMMON = 0.01  # a feature in more than this share of all names (技术, 设备, 管理) tells nothing apart and weighs 0
SINGLE_CHARACTER = 0.5  # one Chinese character says less than two
LATIN_WORD = 1.6  # PLC, CAD, Python: a whole name in one token

ENTRIES = 1 << 15  # cosines that are worked out at a time


@lru_cache(maxsize=1 << 18)
def _latin_key(word: str) -> int:
    digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
    return LATIN + (int.from_bytes(digest, "big") & _HASHED)


@lru_cache(maxsize=1 << 16)
def latin_words(text: str) -> tuple[str, ...]:
    """Return the Latin words of a text in normal form; a version number is no word beside the name of a product.

    `autocad 2020` and `autocad2020` give `autocad`, `iso9001` gives `iso` and `iso9001`, `co2` stays whole.
    """
    pieces = _LATIN.findall(text)
    several = len(pieces) > 1 or not text.isascii()
    words: list[str] = []
    for place, word in enumerate(pieces):
        if several and place and _VERSION.fullmatch(word):
            continue
        numbered = _NUMBERED.fullmatch(word)
        if numbered and numbered[1] not in _FORMULAS:
            words.append(numbered[1])
            if _VERSION.fullmatch(numbered[2]):
                continue
        words.append(word)
    return tuple(words)


def ngram_keys(texts: Sequence[str]) -> tuple[IntArray, IntArray]:
    """Return (place of the text, key) of every distinct feature of texts in normal form, sorted."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    points = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.int64)
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    plain = points >= 128
    pairs = plain[:-1] & plain[1:] & (owner[:-1] == owner[1:]) if len(points) else np.zeros(0, np.bool_)
    latin = [
        (place, _latin_key(word)) for place in np.unique(owner[~plain]).tolist() for word in latin_words(texts[place])
    ]
    places, keys = np.array(latin, np.int64).reshape(-1, 2).T
    return distinct(
        np.concatenate([owner[plain], owner[:-1][pairs] if len(points) else owner, places]),
        np.concatenate([points[plain], (points[:-1] * PAIR + points[1:])[pairs] if len(points) else points, keys]),
    )


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much a feature says: the root of its inverse document frequency over a fixed body of texts.

    Inverse document frequency: Spärck Jones 1972. The root keeps one rare word from drowning the others. The body is
    the code tables, never the posts at hand: a pair's likeness depends on this pair alone.
    """

    keys: IntArray  # sorted
    weights: IntArray  # 0: everywhere, tells nothing apart
    total: int

    @classmethod
    def of(cls, corpus: Iterable[str]) -> "Rarity":
        """Count each feature once per distinct text; the corpus holds raw texts."""
        texts = sorted({in_words(text) for text in corpus})
        _, occurrences = ngram_keys(texts)
        keys, counts = np.unique(occurrences, return_counts=True)
        total = max(len(texts), 1)
        weights = np.where(counts > max(total * COMMON, 1.0), 0, _weigh(keys, total, counts))
        return cls(keys, weights, total)

    def weigh(self, keys: IntArray) -> IntArray:
        """Return the integer weight of each feature; a feature that the body lacks weighs as if it held it once."""
        if not len(self.keys):
            return _weigh(keys, self.total, np.ones(len(keys), np.int64))
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        unseen = _weigh(keys, self.total, np.ones(len(keys), np.int64))
        return np.where(self.keys[place] == keys, self.weights[place], unseen)


def _weigh(keys: IntArray, total: int, counts: IntArray) -> IntArray:
    kind = np.where(keys >= LATIN, LATIN_WORD, np.where(keys < PAIR, SINGLE_CHARACTER, 1.0))
    weights = np.rint(WEIGHT_UNIT * kind * np.sqrt(np.log1p(total / counts)))
    return np.asarray(np.maximum(weights, 1), dtype=np.int64)


@dataclass(frozen=True)
class TextTable:
    """Weighed features of texts in normal form [texts × features], sorted by key, without those of weight 0."""

    keys: IntArray
    matrix: sp.csr_array
    squares: IntArray  # sum of squares of each row

    @classmethod
    def of(cls, texts: Sequence[str], rarity: Rarity) -> "TextTable":
        """Take texts apart."""
        owner, occurrences = ngram_keys(texts)
        keys, columns = np.unique(occurrences, return_inverse=True)
        weights = rarity.weigh(keys)
        kept = weights > 0
        column = np.cumsum(kept) - 1
        entries = kept[columns]
        rows, places = owner[entries], column[columns[entries]]
        pointers = np.searchsorted(rows, np.arange(len(texts) + 1))
        data = weights[columns[entries]]
        matrix = sp.csr_array((data, places, pointers), shape=(len(texts), int(kept.sum())))
        squares = np.concatenate([[0], np.cumsum(data**2)])
        return cls(keys[kept], matrix, squares[pointers[1:]] - squares[pointers[:-1]])

    @cached_property
    def by_feature(self) -> sp.csr_array:
        """The table turned around [features × texts]."""
        return sp.csr_array(self.matrix.T)

    def rows(self, chosen: IntArray) -> "TextTable":
        """Return the table of some texts."""
        return TextTable(self.keys, sp.csr_array(self.matrix[chosen]), self.squares[chosen])

    def in_keys(self, keys: IntArray) -> sp.csr_array:
        """Return the rows over other features, sorted by key; features that `keys` lacks are dropped."""
        place = np.searchsorted(keys, self.keys)
        inside = place < len(keys)
        inside[inside] = keys[place[inside]] == self.keys[inside]
        if bool(inside.all()) and len(keys) == len(self.keys):
            return self.matrix
        kept = inside[self.matrix.indices]
        counts = np.concatenate([[0], np.cumsum(kept)])
        columns = place[self.matrix.indices[kept]]
        pointers = counts[self.matrix.indptr]
        return sp.csr_array((self.matrix.data[kept], columns, pointers), shape=(self.matrix.shape[0], len(keys)))

    def cosines(self, others: "TextTable", *, floor: int) -> sp.csr_array:
        """Return the n-gram cosine in basis points [texts × others], entries below `floor` dropped."""
        rows, columns, points, _ = self.near(others, floor=floor)
        return sp.csr_array((points, (rows, columns)), shape=(len(self.squares), len(others.squares)))

    def near(self, others: "TextTable", *, floor: int) -> tuple[IntArray, IntArray, Points, Bools]:
        """Return (text, other, cosine in basis points, whether the text has every feature of the other).

        Dot products are sums of integers, so the result does not depend on any order of rows or features.
        """
        products = sp.csr_array(self.in_keys(others.keys) @ others.by_feature)
        rows = owners(products.indptr)
        points = np.empty(products.nnz, np.int32)
        for start in range(0, products.nnz, ENTRIES):  # so that what is worked out on the way stays near the processor
            some = slice(start, start + ENTRIES)
            left, right = self.squares[rows[some]], others.squares[products.indices[some]]
            points[some] = cosine(products.data[some], left, right)
        kept = points >= floor
        columns = products.indices[kept].astype(np.int64)
        return rows[kept], columns, points[kept], products.data[kept] == others.squares[columns]


def cosine(dot: Any, left: Any, right: Any) -> Any:
    """Return a cosine in basis points from the dot product of two texts and the sums of their squares.

    Of one pair or, element by element, of arrays; compiled loops call the same function. Without features it is 0.
    """
    norm = np.sqrt(np.float64(left) * np.float64(right))
    return np.int64(np.floor(np.float64(dot) / np.maximum(norm, 1.0) * FULL + ROUNDING))


def cosines(left: Sequence[str], right: Sequence[str], rarity: Rarity, *, floor: int) -> sp.csr_array:
    """Return the n-gram cosine of texts in normal form, basis points [left × right], entries below `floor` dropped."""
    return TextTable.of(left, rarity).cosines(TextTable.of(right, rarity), floor=floor)
