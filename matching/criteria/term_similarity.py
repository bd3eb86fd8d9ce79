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

from matching.arrays import Bools, IntArray, Points, expand, owners
from matching.criteria.arithmetic import ALIAS, cosine_from, letters_alike, linked
from matching.tables.taxonomy import Taxonomies
from matching.text.general_words import compressed, things
from matching.text.ngrams import ROUNDING, TextTable
from matching.text.normal import compact
from matching.text.vocabulary import table
from matching.units import FULL

BELONGS = 2_000  # n-gram cosine with a word of a canonical skill from which on a term belongs to it
HOLDS, HOLDS_SHORT = 9_000, 6_000  # a term that holds a word of the skill; two characters may be chance
SHORT = 2
LOOSE = 4_000  # most for terms that share general words alone: below what counts as near

Triples = tuple[IntArray, IntArray, Points | IntArray]  # rows, columns, basis points


class TermTable:
    """Distinct terms in normal form with their features and the canonical skills that they belong to."""

    def __init__(self, terms: Sequence[str], features: TextTable, tables: Taxonomies) -> None:
        """Look every term up in the lexicon once."""
        self.terms, self.features = terms, features
        self.forms = [compact(term) for term in terms]
        self.things = things(terms)
        self.skills = membership(terms, features, tables)

    def rows(self, chosen: IntArray) -> "TermTable":
        """Return some of the terms."""
        table = object.__new__(TermTable)
        table.terms = [self.terms[place] for place in chosen.tolist()]
        table.features, table.skills = self.features.rows(chosen), sp.csr_array(self.skills[chosen])
        table.forms = [self.forms[place] for place in chosen.tolist()]
        own, keys = self.things
        owner, entry = expand(np.searchsorted(own, np.arange(len(self.terms) + 1)), chosen)
        table.things = owner, keys[entry]
        return table

    def spellings(self) -> dict[str, list[int]]:
        """Return by the form in which terms are equal where they stand."""
        by_form: dict[str, list[int]] = {}
        for place, form in enumerate(self.forms):
            by_form.setdefault(form, []).append(place)
        return by_form


def compare_terms(wanted: TermTable, offered: TermTable, *, floor: int) -> sp.csr_array:
    """Return the likeness of distinct terms, basis points [wanted × offered], sparse.

    Entries below `floor` are dropped, as part of the definition. Each entry depends on its two terms alone.
    """
    rows, columns, cosine, _ = wanted.features.near(offered.features, floor=cosine_from(floor))
    place = offered.spellings()
    same = [(row, column) for row, form in enumerate(wanted.forms) for column in place.get(form, ())]
    own, meant = np.array(same, np.int64).reshape(-1, 2).T
    return _best(
        (
            (rows, columns, _alike(wanted, offered, rows, columns, cosine)),
            _linked(wanted.skills, offered.skills, floor),
            (own, meant, np.full(len(own), FULL, np.int64)),
        ),
        (len(wanted.terms), len(offered.terms)),
    )


def _alike(wanted: TermTable, offered: TermTable, rows: IntArray, columns: IntArray, cosine: Points) -> IntArray:
    """Return how alike terms are by their letters, basis points: n-grams, or letters in order where those agree more.

    Terms that share general words alone (编程, 维护) are at most loosely alike. The ratio is Indel similarity, as
    `rapidfuzz.fuzz.ratio`. Only pairs with an n-gram in common are measured.
    """
    left = [wanted.terms[row] for row in rows.tolist()]
    right = [offered.terms[column] for column in columns.tolist()]
    ratio = process.cpdist(left, right, scorer=Indel.normalized_similarity, dtype=np.float64)
    ratio = np.floor(ratio * FULL + ROUNDING).astype(np.int64)
    points = np.asarray(letters_alike(cosine, ratio), dtype=np.int64)
    close = np.flatnonzero(points > LOOSE)
    points[close[differ(wanted, offered, rows[close], columns[close])]] = LOOSE
    return points


def differ(wanted: TermTable, offered: TermTable, rows: IntArray, columns: IntArray) -> Bools:
    """Return which pairs of terms both name a thing besides general words, and not the same one."""
    known = np.unique(offered.things[1])
    left, right = (compressed(*side.things, known, len(side.terms)) for side in (wanted, offered))
    both = (np.diff(left.pointers)[rows] > 0) & (np.diff(right.pointers)[columns] > 0)
    differs = np.zeros(len(rows), np.bool_)
    for place in np.flatnonzero(both).tolist():
        row, column = rows[place], columns[place]
        mine = left.columns[left.pointers[row] : left.pointers[row + 1]].tolist()
        theirs = right.columns[right.pointers[column] : right.pointers[column + 1]].tolist()
        differs[place] = set(theirs).isdisjoint(mine)
    return differs


def membership(terms: Sequence[str], features: TextTable, tables: Taxonomies) -> sp.csr_array:
    """Return to which degree terms belong to canonical skills, basis points [terms × skills], sparse.

    What a term shares with a word of the skill must not be general words alone, where it names a thing besides them:
    Java程序设计 does not belong to 程序设计 as one of its words does.
    """
    words = tables.word_list
    rows, columns, points, all_features = features.near(tables.words, floor=BELONGS)
    for place in np.nonzero(all_features)[0].tolist():
        word = words[columns[place]]
        if word in terms[rows[place]]:
            points[place] = max(int(points[place]), HOLDS if len(word) > SHORT else HOLDS_SHORT)
    points[_general_alone(terms, rows, columns, tables)] = 0
    kept = points >= BELONGS
    rows, columns, points = rows[kept], columns[kept], points[kept]
    owner, entry = expand(tables.word_skills.indptr, columns)
    exact = [(row, skill) for row, term in enumerate(terms) for skill in tables.lexicon.meaning(term)]
    own, meant = np.array(exact, np.int64).reshape(-1, 2).T
    return _best(
        (
            (rows[owner], tables.word_skills.indices[entry].astype(np.int64), points[owner]),
            (own, meant, np.full(len(own), FULL, np.int64)),
        ),
        (len(terms), len(tables.lexicon.skills)),
    )


def _general_alone(terms: Sequence[str], rows: IntArray, columns: IntArray, tables: Taxonomies) -> Bools:
    """Return where a term that names a thing shares nothing of it with the word that it is near to."""
    own: dict[int, set[int]] = {}
    for place, key in zip(*(column.tolist() for column in things(terms)), strict=True):
        own.setdefault(place, set()).add(key)
    theirs = tables.word_things
    is_general = [
        row in own and (theirs[column].isdisjoint(own[row]) if column in theirs else column in tables.general_words)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    return np.array(is_general, np.bool_).reshape(-1)


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
