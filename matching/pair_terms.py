"""The words of one pair: what is given of each wanted term, and what would be given if one more skill were taught."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.criteria.part import FULL
from matching.encoding import MUST
from matching.taxonomy import Taxonomies
from matching.terms import GRAIN, STEPS, Terms, join_best
from matching.text import PAIR, TextTable

Column = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Nearest:
    """One wanted skill and the nearest that is taught; `taught` is None where nothing is near."""

    skill: int
    must: bool
    taught: int | None
    points: int  # basis points


class PairTerms:
    """Looks pairs up in the terms of an index."""

    def __init__(self, terms: Terms, tables: Taxonomies) -> None:
        """Number the words."""
        self.terms, self.tables = terms, tables
        self.term_of = {name: place for place, name in enumerate(terms.offered)}
        self.words = {key: column for column, key in enumerate(terms.words.tolist(), terms.term_count)}

    def nearest(self, row: int, column: int) -> list[Nearest]:
        """Return each wanted skill with the nearest taught one; of equally near ones the first by name."""
        terms = self.terms
        asked = slice(terms.asked.indptr[row], terms.asked.indptr[row + 1])
        taught = set(terms.taught.indices[terms.taught.indptr[column] : terms.taught.indptr[column + 1]].tolist())
        found = []
        for skill, weight in zip(terms.asked.indices[asked].tolist(), terms.asked.data[asked].tolist(), strict=True):
            near = self._likeness(skill)
            best = max(((near[term], -term) for term in taught if term in near), default=(0, 1))
            found.append(Nearest(skill, weight == MUST, -best[1] if best[0] else None, best[0]))
        return found

    def raw(self, row: int, column: int, extra: int | None = None) -> int:
        """Return Σ steps × given in basis points, with the wanted skill `extra` taught beside the rest."""
        terms = self.terms
        span = slice(terms.wanted.indptr[row], terms.wanted.indptr[row + 1])
        wanted = dict(zip(terms.wanted.indices[span].tolist(), terms.wanted.data[span].tolist(), strict=True))
        given = self._given(wanted, column, extra)
        return int(sum(steps * given.get(place, 0) for place, steps in wanted.items())) * GRAIN // STEPS

    def _given(self, wanted: Iterable[int], column: int, extra: int | None) -> dict[int, int]:
        terms = self.terms
        own = set(terms.held.indices[terms.held.indptr[column] : terms.held.indptr[column + 1]].tolist())
        said = terms.said.indices[terms.said.indptr[column] : terms.said.indptr[column + 1]] + terms.term_count
        found = dict.fromkeys(said.tolist(), FULL // GRAIN)
        if extra is not None:
            own.add(self.term_of[terms.skills[extra]])
            found.update({self.words[key]: FULL // GRAIN for key in self._wording(terms.skills[extra])})
        for place in wanted:
            if place < terms.term_count:
                near = self._likeness(place)
                points = [*sorted((near.get(entry, 0) for entry in own), reverse=True), 0, 0, 0]
                best = np.array(points[:3], np.int64)
                found[place] = int(join_best(best[:1], best[1:2], best[2:])[0])
        return found

    def _wording(self, skill: str) -> list[int]:
        keys = TextTable.of([skill], self.tables.rarity).keys
        return [key for key in keys.tolist() if key >= PAIR]

    def _likeness(self, place: int) -> dict[int, int]:
        likeness = self.terms.likeness
        span = slice(likeness.indptr[place], likeness.indptr[place + 1])
        return dict(zip(likeness.indices[span].tolist(), likeness.data[span].tolist(), strict=True))
