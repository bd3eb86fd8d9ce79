"""How near two terms are: the same words, the same meaning in the lexicon, or alike by character n-grams.

Textbook and shop floor use different words, so likeness is graded and never a yes or no: each term belongs to canonical
skills by degrees (it is one of their words, holds one, or is like one), and two terms are as near as the best skill
that both belong to, or as their own n-gram cosine, whichever is more.
"""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from matching.arrays import Codes, IntArray, Points, best_of_each, expand
from matching.criteria.part import FULL
from matching.taxonomy import Taxonomies
from matching.text import cosines

ALIAS = 9_700  # two words of one canonical skill are nearly the same
FUZZY_MOST = 9_200  # alike by letters is never the same
BELONGS = 2_000  # n-gram cosine with a word of a canonical skill from which on a term belongs to it
HOLDS, HOLDS_SHORT = 9_000, 6_000  # a term that holds a word of the skill; two characters may be chance
SHORT = 2

Triples = tuple[IntArray, IntArray, Points]  # rows, columns, basis points


def compare_terms(wanted: Sequence[str], offered: Sequence[str], tables: Taxonomies, *, floor: int) -> sp.csr_array:
    """Return the likeness of distinct terms in normal form, basis points [wanted × offered], sparse.

    Entries below `floor` are dropped, as part of the definition. Each entry depends on its two terms alone.
    """
    fuzzy = cosines(wanted, offered, tables.rarity, floor=-(-floor * FULL // FUZZY_MOST)).tocoo()
    linked = _linked(membership(wanted, tables), membership(offered, tables), floor)
    columns = {term: column for column, term in enumerate(offered)}
    same = [(row, columns[term]) for row, term in enumerate(wanted) if term in columns]
    rows, places = np.array(same, np.int64).reshape(-1, 2).T
    triples = (
        (fuzzy.row.astype(np.int64), fuzzy.col.astype(np.int64), fuzzy.data * FUZZY_MOST // FULL),
        linked,
        (rows, places, np.full(len(rows), FULL, np.int32)),
    )
    return _best(triples, (len(wanted), len(offered)))


def membership(terms: Sequence[str], tables: Taxonomies) -> sp.csr_array:
    """Return to which degree terms belong to canonical skills, basis points [terms × skills], sparse."""
    words = list(tables.lexicon.words)
    near = tables.words.cosines(terms, floor=BELONGS)
    rows = np.repeat(np.arange(len(terms)), np.diff(near.indptr))
    points = [
        _degree(terms[row], words[column], degree)
        for row, column, degree in zip(rows.tolist(), near.indices.tolist(), near.data.tolist(), strict=True)
    ]
    skills, starts = _meanings(tables)
    owner, entry = expand(starts, near.indices)
    exact = [(row, skill) for row, term in enumerate(terms) for skill in tables.lexicon.meanings.get(term, ())]
    own, meant = np.array(exact, np.int64).reshape(-1, 2).T
    triples = (
        (rows[owner].astype(np.int64), skills[entry], np.array(points, np.int32)[owner]),
        (own, meant, np.full(len(own), FULL, np.int32)),
    )
    return _best(triples, (len(terms), len(tables.lexicon.skills)))


def _degree(term: str, word: str, cosine: int) -> int:
    if word not in term:
        return cosine
    return max(cosine, HOLDS if len(word) > SHORT else HOLDS_SHORT)


def _meanings(tables: Taxonomies) -> tuple[IntArray, Codes]:
    meanings = list(tables.lexicon.meanings.values())
    skills = np.array([skill for group in meanings for skill in group], np.int64)
    return skills, np.cumsum([0, *(len(group) for group in meanings)]).astype(np.int32)


def _linked(left: sp.csr_array, right: sp.csr_array, floor: int) -> Triples:
    """Join two memberships over the canonical skills: the product of the degrees, a little below full."""
    by_skill = sp.csr_array(right.T)
    rows = np.repeat(np.arange(left.shape[0], dtype=np.int64), np.diff(left.indptr))
    owner, entry = expand(by_skill.indptr, left.indices)
    product = left.data[owner].astype(np.int64) * by_skill.data[entry] // FULL * ALIAS // FULL
    keep = product >= floor
    return rows[owner][keep], by_skill.indices[entry][keep].astype(np.int64), product[keep].astype(np.int32)


def _best(triples: Sequence[Triples], shape: tuple[int, int]) -> sp.csr_array:
    rows, columns, points = (np.concatenate(column) for column in zip(*triples, strict=True))
    chosen = best_of_each(rows * shape[1] + columns, points)
    kept = (points[chosen].astype(np.int32), (rows[chosen], columns[chosen]))
    return sp.csr_array(kept, shape=shape)
