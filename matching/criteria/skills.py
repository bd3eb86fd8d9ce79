"""What a demand asks for in words, term by term, and how much of each term an offering gives.

A demand's terms are its skills, its position taken as one more skill, and the n-grams of all its text. Together they
share a fixed number of steps; the criterion `skills` is the root of the sum over terms of steps × degree, where the
degree says how much of the term an offering gives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import scipy.sparse as sp

from matching.arrays import IntArray, expand, owners, split_steps
from matching.criteria.arithmetic import GRAIN, STEPS, join_best
from matching.criteria.term_similarity import TermTable, compare_terms
from matching.sparse import narrow
from matching.tables.taxonomy import Taxonomies
from matching.text.encoding import Encoded
from matching.text.vocabulary import only, share_out, used_columns
from matching.units import FULL

REQUIRED, PREFERRED = IMPORTANCE = 2, 1  # a required skill counts double
SKILLS, POSITION, WORDING = 10, 3, 7  # how the steps split among kinds of terms; what a demand lacks goes to the others

SKILL_FLOOR, POSITION_FLOOR = 2_000, 600  # likeness below this is chance; part of the definition


@dataclass(frozen=True)
class Terms:
    """Terms of both sides. Columns of `wanted` are skills, then positions, then n-grams."""

    skills: tuple[str, ...]
    offered: tuple[str, ...]
    words: IntArray  # keys of the n-grams that any demand speaks of
    likeness: sp.csr_array  # [skills, then positions × offered terms], basis points
    wanted: sp.csr_array  # [demands × columns], steps
    asked: sp.csr_array  # [demands × skills]: REQUIRED or PREFERRED
    offering_terms: sp.csr_array  # [offerings × offered terms]: skills, courses and the major
    taught: sp.csr_array  # the same without the major
    said: sp.csr_array  # [offerings × n-grams]: those of `words` that the offering's texts hold
    lexical: sp.csr_array | None = None  # `likeness` by words alone, where an encoder took part

    @property
    def term_count(self) -> int:
        """How many columns are skills or positions: those that are given by degrees."""
        return int(self.likeness.shape[0])


def build_terms(encoded: Encoded, tables: Taxonomies, *, compiled: bool = False, threads: int = 1) -> Terms:
    """Compare every distinct wanted term with every distinct offered term once."""
    compare = _compiled_comparison(threads) if compiled else compare_terms
    skills, positions = wanted_texts(encoded)
    offered = np.union1d(used_columns(encoded.offered), skills)  # wanted skills too: what if they were taught
    places = np.union1d(offered, positions)
    texts = encoded.vocabulary.texts
    terms = TermTable([texts[place] for place in places.tolist()], encoded.vocabulary.features.rows(places), tables)
    known = terms.rows(np.searchsorted(places, offered))
    likeness = [
        compare(terms.rows(np.searchsorted(places, chosen)), known, floor=floor)
        for chosen, floor in ((skills, SKILL_FLOOR), (positions, POSITION_FLOOR))
    ]
    wanted, used = share_terms(encoded)
    described = only(_sorted(encoded.described @ encoded.vocabulary.wording()), used)
    return Terms(
        tuple(texts[place] for place in skills.tolist()),
        tuple(texts[place] for place in offered.tolist()),
        encoded.vocabulary.features.keys[used],
        narrow(sp.vstack(likeness, format="csr")),
        wanted,
        only(encoded.asked, skills),
        only(encoded.offered, offered),
        only(encoded.taught, offered),
        described,
    )


def wanted_texts(encoded: Encoded) -> tuple[IntArray, IntArray]:
    """Return the texts that are wanted as skills, and those that are positions."""
    return used_columns(encoded.asked), np.unique(encoded.positions[encoded.positions > 0])


def share_terms(encoded: Encoded) -> tuple[sp.csr_array, IntArray]:
    """Return the steps of each demand's terms [demands × columns] and the features that the last columns are."""
    skills, positions = wanted_texts(encoded)
    spoken = _sorted(encoded.spoken @ encoded.vocabulary.wording())
    used = used_columns(spoken)
    standing = _standing(encoded.positions, positions)
    return _wanted(only(encoded.asked, skills), standing, only(spoken, used)), used


def _compiled_comparison(threads: int) -> Callable[..., sp.csr_array]:
    from matching.criteria.compiled.term_similarity import compare_many

    return partial(compare_many, threads=threads)


def _sorted(matrix: sp.csr_array) -> sp.csr_array:
    matrix.sort_indices()
    return matrix


def _standing(column: IntArray, names: IntArray) -> sp.csr_array:
    has_name = column > 0
    pointers = np.concatenate([[0], np.cumsum(has_name)])
    places = np.searchsorted(names, column[has_name])
    return sp.csr_array((np.ones(len(places), np.int64), places, pointers), shape=(len(column), len(names)))


def _wanted(skills: sp.csr_array, positions: sp.csr_array, words: sp.csr_array) -> sp.csr_array:
    kinds = (skills, positions, words)
    present = np.stack([np.diff(matrix.indptr) > 0 for matrix in kinds], axis=1).astype(np.int64)
    splits = np.array([_split_kinds(*(place >> kind & 1 for kind in range(3))) for place in range(8)], np.int64)
    steps = splits[present @ np.array([1, 2, 4])]
    parts = [share_out(matrix, steps[:, kind]) for kind, matrix in enumerate(kinds)]
    return narrow(sp.hstack(parts, format="csr", dtype=np.int32))


def _split_kinds(skills: int, position: int, words: int) -> list[int]:
    shares = [SKILLS * skills, POSITION * position, WORDING * words]
    return split_steps(shares, STEPS) if any(shares) else [0, 0, 0]


def degrees(terms: Terms) -> sp.csr_array:
    """Return how much each offering gives of each column of `wanted` [offerings × columns], in grains."""
    spoken = np.full(terms.said.nnz, FULL // GRAIN)
    said = sp.csr_array((spoken, terms.said.indices, terms.said.indptr), shape=terms.said.shape)
    return sp.csr_array(
        sp.hstack([term_degrees(terms.offering_terms, terms.likeness), said], format="csr", dtype=np.int32)
    )


def term_degrees(offering_terms: sp.csr_array, likeness: sp.csr_array) -> sp.csr_array:
    """Return how much each offering gives of each wanted term [offerings × terms]: `join_best` of its likenesses."""
    by_offered = sp.csr_array(likeness.T)
    owner, entry = expand(by_offered.indptr, offering_terms.indices)
    shape = (offering_terms.shape[0], likeness.shape[0])
    keys = owners(offering_terms.indptr)[owner] * max(shape[1], 1) + by_offered.indices[entry]
    points = by_offered.data[entry].astype(np.int64)
    order = np.argsort(keys * (FULL + 1) + (FULL - points), kind="stable")
    keys, points = keys[order], points[order]
    starts = np.nonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])[0]
    counts = np.diff(np.append(starts, len(keys)))
    last = max(len(keys) - 1, 0)
    best = [np.where(counts > place, points[np.minimum(starts + place, last)], 0) for place in range(3)]
    pair_keys = keys[starts]
    pointers = np.searchsorted(pair_keys // max(shape[1], 1), np.arange(shape[0] + 1))
    return sp.csr_array((join_best(*best), pair_keys % max(shape[1], 1), pointers), shape=shape)
