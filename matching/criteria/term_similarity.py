"""How near two terms are: the same words, the same meaning in the lexicon, or alike by character n-grams.

Textbook and shop floor use different words, so likeness is graded and never a yes or no: each term belongs to canonical
skills by degrees (it is one of their words, holds one, or is like one), and two terms are as near as the best skill
that both belong to, or as alike as their letters are, whichever is more.
"""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from rapidfuzz import process
from rapidfuzz.distance import Indel

from matching.arrays import IntArray, Points, expand, owners
from matching.criteria.arithmetic import ALIAS, cosine_from, letters_alike, linked
from matching.tables.taxonomy import Taxonomies
from matching.text.ngrams import ROUNDING, TextTable
from matching.text.vocabulary import table
from matching.units import FULL

BELONGS = 2_000  # n-gram cosine with a word of a canonical skill from which on a term belongs to it
HOLDS, HOLDS_SHORT = 9_000, 6_000  # a term that holds a word of the skill; two characters may be chance
SHORT = 2

Triples = tuple[IntArray, IntArray, Points | IntArray]  # rows, columns, basis points


class TermTable:
    """Distinct terms in normal form with their features and the canonical skills that they belong to."""

    def __init__(self, terms: Sequence[str], features: TextTable, tables: Taxonomies) -> None:
        """Look every term up in the lexicon once."""
        self.terms, self.features = terms, features
        self.skills = membership(terms, features, tables)

    def rows(self, chosen: IntArray) -> "TermTable":
        """Return some of the terms."""
        found = object.__new__(TermTable)
        found.terms = [self.terms[place] for place in chosen.tolist()]
        found.features, found.skills = self.features.rows(chosen), sp.csr_array(self.skills[chosen])
        return found


def compare_terms(wanted: TermTable, offered: TermTable, *, floor: int) -> sp.csr_array:
    """Return the likeness of distinct terms, basis points [wanted × offered], sparse.

    Entries below `floor` are dropped, as part of the definition. Each entry depends on its two terms alone.
    """
    rows, columns, cosine, _ = wanted.features.near(offered.features, floor=cosine_from(floor))
    place = {term: column for column, term in enumerate(offered.terms)}
    same = [(row, place[term]) for row, term in enumerate(wanted.terms) if term in place]
    own, meant = np.array(same, np.int64).reshape(-1, 2).T
    return _best(
        (
            (rows, columns, _alike(wanted.terms, offered.terms, rows, columns, cosine)),
            _linked(wanted.skills, offered.skills, floor),
            (own, meant, np.full(len(own), FULL, np.int64)),
        ),
        (len(wanted.terms), len(offered.terms)),
    )


def _alike(
    wanted: Sequence[str], offered: Sequence[str], rows: IntArray, columns: IntArray, cosine: Points
) -> IntArray:
    """Return how alike terms are by their letters, basis points: n-grams, or letters in order where those agree more.

    The ratio is Indel similarity, as `rapidfuzz.fuzz.ratio`. Only pairs with an n-gram in common are measured.
    """
    left, right = [wanted[row] for row in rows.tolist()], [offered[column] for column in columns.tolist()]
    ratio = process.cpdist(left, right, scorer=Indel.normalized_similarity, dtype=np.float64)
    ratio = np.floor(ratio * FULL + ROUNDING).astype(np.int64)
    return np.asarray(letters_alike(cosine, ratio), dtype=np.int64)


def membership(terms: Sequence[str], features: TextTable, tables: Taxonomies) -> sp.csr_array:
    """Return to which degree terms belong to canonical skills, basis points [terms × skills], sparse."""
    words = tables.word_list
    rows, columns, points, all_features = features.near(tables.words, floor=BELONGS)
    for place in np.nonzero(all_features)[0].tolist():
        word = words[columns[place]]
        if word in terms[rows[place]]:
            points[place] = max(int(points[place]), HOLDS if len(word) > SHORT else HOLDS_SHORT)
    owner, entry = expand(tables.word_skills.indptr, columns)
    exact = [(row, skill) for row, term in enumerate(terms) for skill in tables.lexicon.meanings.get(term, ())]
    own, meant = np.array(exact, np.int64).reshape(-1, 2).T
    return _best(
        (
            (rows[owner], tables.word_skills.indices[entry].astype(np.int64), points[owner]),
            (own, meant, np.full(len(own), FULL, np.int64)),
        ),
        (len(terms), len(tables.lexicon.skills)),
    )


def _linked(left: sp.csr_array, right: sp.csr_array, floor: int) -> Triples:
    """Join two memberships over the canonical skills: the product of the degrees, a little below full."""
    by_skill = sp.csr_array(right.T)
    owner, entry = expand(by_skill.indptr, left.indices)
    product = linked(left.data[owner], by_skill.data[entry], ALIAS)
    kept = product >= floor
    return owners(left.indptr)[owner[kept]], by_skill.indices[entry[kept]].astype(np.int64), product[kept]


def _best(triples: Sequence[Triples], shape: tuple[int, int]) -> sp.csr_array:
    rows, columns, points = (np.concatenate(column) for column in zip(*triples, strict=True))
    return table(rows, columns, points, shape)
