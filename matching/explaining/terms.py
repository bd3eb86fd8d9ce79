"""The words of one pair: what is given of each wanted term, and what would be given if one more skill were taught."""

from bisect import insort
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matching.criteria.skills import GRAIN, STEPS, SUPPORT, Terms
from matching.tables.taxonomy import Taxonomies
from matching.text.encoding import MUST
from matching.text.ngrams import PAIR, TextTable
from matching.units import FULL

ABSENT = -1


@dataclass(frozen=True, slots=True)
class Nearest:
    """One wanted skill and the nearest that is taught; `taught` is None where nothing is near."""

    skill: int
    must: bool
    taught: int | None
    points: int  # basis points


class PairTerms:
    """Looks pairs up in the terms of an index. Not for several threads at once."""

    def __init__(self, terms: Terms, tables: Taxonomies) -> None:
        """Number the words."""
        self.terms, self.tables = terms, tables
        self.term_of = {name: place for place, name in enumerate(terms.offered)}
        self.words = {key: column for column, key in enumerate(terms.words.tolist(), terms.term_count)}
        self._place = np.full(len(terms.offered), ABSENT, np.int32)  # room to number the offered terms of a pair
        self._wording_of: dict[int, list[int]] = {}

    def open(self, row: int, column: int) -> "PairWords":
        """Look one pair up."""
        return PairWords(self, row, column)

    def term_of_skill(self, skill: int) -> int:
        """Return the offered term that has the name of a wanted skill."""
        return self.term_of[self.terms.skills[skill]]

    def wording(self, skill: int) -> list[int]:
        """Return the columns of a skill's n-grams."""
        if skill not in self._wording_of:
            keys = TextTable.of([self.terms.skills[skill]], self.tables.rarity).keys
            self._wording_of[skill] = [self.words[key] for key in keys.tolist() if key >= PAIR]
        return self._wording_of[skill]

    def near(self, wanted: list[int], offered: list[int]) -> list[dict[int, int]]:
        """Return, for each wanted term, the likeness in basis points of those of the offered terms that are near."""
        likeness = self.terms.likeness
        spans = [slice(likeness.indptr[term], likeness.indptr[term + 1]) for term in wanted]
        self._place[offered] = np.arange(len(offered))
        found: list[dict[int, int]] = []
        for span in spans:
            columns = likeness.indices[span]
            hits = np.flatnonzero(self._place[columns] != ABSENT)
            found.append(dict(zip(columns[hits].tolist(), likeness.data[span][hits].tolist(), strict=True)))
        self._place[offered] = ABSENT
        return found


class PairWords:
    """One pair: its wanted terms with their steps, and the likenesses of what is offered."""

    def __init__(self, pairs: PairTerms, row: int, column: int) -> None:
        """Look likenesses up once."""
        self.pairs, terms = pairs, pairs.terms
        asked = slice(terms.asked.indptr[row], terms.asked.indptr[row + 1])
        self.asked = list(zip(terms.asked.indices[asked].tolist(), terms.asked.data[asked].tolist(), strict=True))
        self.taught = set(_row(terms.taught, column))
        own = _row(terms.held, column)
        self.own = set(own)
        span = slice(terms.wanted.indptr[row], terms.wanted.indptr[row + 1])
        wanted = dict(zip(terms.wanted.indices[span].tolist(), terms.wanted.data[span].tolist(), strict=True))
        self.steps = {term: steps for term, steps in wanted.items() if term < terms.term_count}
        self.words = {word: steps for word, steps in wanted.items() if word >= terms.term_count}
        said = {word + terms.term_count for word in _row(terms.said, column)}
        self.unsaid = {word: steps for word, steps in self.words.items() if word not in said}
        extras = [pairs.term_of_skill(skill) for skill, _ in self.asked]
        places = list(dict.fromkeys([*self.steps, *(skill for skill, _ in self.asked)]))
        near = pairs.near(places, list(dict.fromkeys([*own, *extras])))
        self.near: Mapping[int, Mapping[int, int]] = dict(zip(places, near, strict=True))
        self.best = {
            term: sorted(points for offered, points in self.near[term].items() if offered in self.own)
            for term in self.steps
        }

    def nearest(self) -> list[Nearest]:
        """Return each wanted skill with the nearest taught one; of equally near ones the first by name."""
        found = []
        for skill, weight in self.asked:
            near = ((points, -term) for term, points in self.near[skill].items() if term in self.taught)
            best = max(near, default=(0, 1))
            found.append(Nearest(skill, weight == MUST, -best[1] if best[0] else None, best[0]))
        return found

    def raw(self, extra: int | None = None) -> int:
        """Return Σ steps × given in basis points, with the wanted skill `extra` taught beside the rest."""
        unsaid, taught = sum(self.unsaid.values()), None
        if extra is not None:
            unsaid -= sum(self.unsaid.get(word, 0) for word in self.pairs.wording(extra))
            taught = self.pairs.term_of_skill(extra)
            taught = None if taught in self.own else taught
        total: int = (sum(self.words.values()) - unsaid) * (FULL // GRAIN)
        for term, steps in self.steps.items():
            points = self.best[term]
            if taught is not None and taught in self.near[term]:
                points = points.copy()
                insort(points, self.near[term][taught])
            total += steps * _joined(points)
        return total * GRAIN // STEPS


def _joined(rising: list[int]) -> int:
    """Return what `terms.join_best` gives for likenesses in rising order."""
    if not rising:
        return 0
    left = FULL - rising[-1]
    for points, part in zip(rising[-2:-4:-1], SUPPORT, strict=False):
        left = -(-left * (FULL - points // part) // FULL)
    return (FULL - left) // GRAIN


def _row(matrix, column: int) -> list[int]:  # type: ignore[no-untyped-def]
    found: list[int] = matrix.indices[matrix.indptr[column] : matrix.indptr[column + 1]].tolist()
    return found
