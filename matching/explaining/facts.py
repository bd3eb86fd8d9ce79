"""The whole numbers behind one explanation; words and sentences are made from them when somebody looks.

Among them are those of the pair's words: what is given of each wanted term, and what would be given if one more skill
were taught.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from matching.arrays import IntArray, expand
from matching.criteria import PARTS
from matching.criteria.arithmetic import COUNTED, GRAIN, join_best, points_of_steps, root, score_of
from matching.criteria.skills import REQUIRED, Terms
from matching.policy import CRITERIA
from matching.ranking.index import Index, criteria_of_mask
from matching.results import Verdict
from matching.tables.taxonomy import Taxonomies
from matching.text.ngrams import PAIR, TextTable
from matching.units import FULL

FULL_FROM, NEAR_FROM = 9_000, 4_500  # basis points of likeness from which a skill counts as there, or as near
NO_GAIN = -1


@dataclass(frozen=True, slots=True)
class Nearest:
    """One wanted skill and the nearest that is taught; `taught` is None where nothing is near."""

    skill: int
    must: bool
    taught: int | None
    points: int  # basis points


@dataclass(frozen=True, slots=True)
class PairFacts:
    """One pair in basis points."""

    similarity: Mapping[str, int]  # of the criteria that apply
    known: int  # weight of the criteria that apply, of 10,000
    total: int  # Σ weight × similarity
    names: int  # how alike the names of position and major are, -1 where one side has none
    words: int  # what is given of all wanted terms, before its root is taken
    matches: Sequence[Nearest]  # by wanted skill
    gains: Sequence[int]  # by wanted skill: the pair's score if it were taught too, -1 where it is not missing

    @property
    def score(self) -> int:
        """Score in basis points."""
        return int(score_of(self.total, self.known))


def verdict_of(points: int) -> Verdict:
    """Return whether a wanted skill is there, near or missing."""
    if points >= FULL_FROM:
        return "full"
    return "near" if points >= NEAR_FROM else "missing"


class PairScorer:
    """Works out the facts of pairs of one index, one at a time."""

    def __init__(self, index: Index) -> None:
        """Number the words."""
        self.index, self.words = index, PairTerms(index.terms, index.taxonomies)

    def facts(self, row: int, column: int) -> PairFacts:
        """Return the facts of demand number `row` with offering number `column`."""
        index, pair = self.index, self.words.open(row, column)
        mask = int(index.demand_masks[row] & index.offering_masks[column])
        similarity: dict[str, int] = {}
        total = 0
        for part, facts in zip(PARTS, index.facts, strict=True):
            points = int(facts.points[facts.demand_codes[row], facts.offering_codes[column]])
            total += points
            weight = index.weights[part.criterion]
            similarity[part.criterion] = similarity.get(part.criterion, 0) + (points // weight if weight else 0)
        criteria, known = criteria_of_mask(mask), index.known_weight[mask]
        similarity["industry"], names = index.industry.compare_pair(row, column)
        total += similarity["industry"] * index.weights["industry"]
        if record := index.records.get((row, column)):
            similarity["record"] = record.points
            known += index.weights["record"]
            total += similarity["record"] * index.weights["record"]
            criteria = [*criteria, "record"]
        matches, has_skills = pair.nearest(), "skills" in criteria
        degrees = pair.degrees([match.skill for match in matches if _is_missing(match)])
        skills = root(degrees).astype(np.int64) if has_skills else np.zeros(len(degrees), np.int64)
        similarity["skills"] = int(skills[0])
        totals = int(total) + skills * index.weights["skills"]
        gains = iter(score_of(totals[1:], int(known)).tolist())
        return PairFacts(
            {name: similarity[name] for name in CRITERIA if name in criteria},
            int(known),
            int(totals[0]),
            names,
            int(degrees[0]),
            matches,
            [next(gains) if has_skills and _is_missing(match) else NO_GAIN for match in matches],
        )


def _is_missing(match: Nearest) -> bool:
    return match.points < NEAR_FROM


class PairTerms:
    """Looks pairs up in the terms of an index; several threads may."""

    def __init__(self, terms: Terms, tables: Taxonomies) -> None:
        """Number the words."""
        self.terms, self.tables = terms, tables
        self.term_of = {name: place for place, name in enumerate(terms.offered)}
        self.words = {key: column for column, key in enumerate(terms.words.tolist(), terms.term_count)}
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

    def note_wording(self) -> None:
        """Look the n-grams of all wanted skills up at once, for whoever asks about many pairs."""
        table = TextTable.of(self.terms.skills, self.tables.rarity)
        columns = [self.words.get(key, -1) if key >= PAIR else -1 for key in table.keys.tolist()]
        places = np.array(columns, np.int64)[table.matrix.indices]
        pointers = table.matrix.indptr.tolist()
        for skill, (start, stop) in enumerate(pairwise(pointers)):
            own = places[start:stop]
            self._wording_of[skill] = own[own >= 0].tolist()

    def near(self, wanted: list[int], offered: list[int]) -> list[dict[int, int]]:
        """Return, for each wanted term, the likeness in basis points of those of the offered terms that are near."""
        likeness = self.terms.likeness
        sought = np.zeros(len(self.terms.offered), np.bool_)  # of this call: several threads may look pairs up
        sought[offered] = True
        owner, entry = expand(likeness.indptr, np.array(wanted, np.int64))
        columns = likeness.indices[entry]
        hits = np.flatnonzero(sought[columns])
        near_terms: list[dict[int, int]] = [{} for _ in wanted]
        for term, column, points in zip(
            owner[hits].tolist(), columns[hits].tolist(), likeness.data[entry[hits]].tolist(), strict=True
        ):
            near_terms[term][column] = points
        return near_terms


class PairWords:
    """One pair: its wanted terms with their steps, and the likenesses of what is offered."""

    def __init__(self, pairs: PairTerms, row: int, column: int) -> None:
        """Look likenesses up once."""
        self.pairs, terms = pairs, pairs.terms
        asked = slice(terms.asked.indptr[row], terms.asked.indptr[row + 1])
        self.asked = list(zip(terms.asked.indices[asked].tolist(), terms.asked.data[asked].tolist(), strict=True))
        self.taught = set(_row(terms.taught, column))
        own = _row(terms.offering_terms, column)
        self.own = set(own)
        span = slice(terms.wanted.indptr[row], terms.wanted.indptr[row + 1])
        wanted = dict(zip(terms.wanted.indices[span].tolist(), terms.wanted.data[span].tolist(), strict=True))
        count = terms.term_count
        self.steps = {term: steps for term, steps in wanted.items() if term < count}
        self.words = {word: steps for word, steps in wanted.items() if word >= count}
        said = {word + count for word in _row(terms.said, column)}
        self.unsaid = {word: steps for word, steps in self.words.items() if word not in said}
        extras = [pairs.term_of_skill(skill) for skill, _ in self.asked]
        places = list(dict.fromkeys([*self.steps, *(skill for skill, _ in self.asked)]))
        near = pairs.near(places, list(dict.fromkeys([*own, *extras])))
        self.near: Mapping[int, Mapping[int, int]] = dict(zip(places, near, strict=True))
        points_by_term = (
            [points for offered, points in self.near[term].items() if offered in self.own] for term in self.steps
        )
        self.best = [sorted(likenesses, reverse=True)[:COUNTED] for likenesses in points_by_term]

    def nearest(self) -> list[Nearest]:
        """Return each wanted skill with the nearest taught one; of equally near ones the first by name."""
        matches = []
        for skill, weight in self.asked:
            near = ((points, -term) for term, points in self.near[skill].items() if term in self.taught)
            best = max(near, default=(0, 1))
            matches.append(Nearest(skill, weight == REQUIRED, -best[1] if best[0] else None, best[0]))
        return matches

    def degrees(self, extras: Sequence[int]) -> IntArray:
        """Return Σ steps × degree in basis points: of the pair, and with each of some wanted skills taught too."""
        all_words = sum(self.words.values())
        said, more = [all_words - sum(self.unsaid.values())], [[0] * len(self.steps)]
        for extra in extras:
            said.append(said[0] + sum(self.unsaid.get(word, 0) for word in self.pairs.wording(extra)))
            taught = self.pairs.term_of_skill(extra)
            more.append(more[0] if taught in self.own else [self.near[term].get(taught, 0) for term in self.steps])
        best = np.array([[*known, 0, 0, 0][:COUNTED] for known in self.best], np.int64).reshape(-1, COUNTED)
        table = np.empty((len(said), len(best), COUNTED + 1), np.int64)
        table[:, :, :COUNTED], table[:, :, COUNTED] = best, np.array(more)
        table.sort(axis=2)
        given = join_best(table[:, :, 3], table[:, :, 2], table[:, :, 1]) @ np.array(
            list(self.steps.values()), np.int64
        )
        return np.asarray(points_of_steps(np.array(said) * (FULL // GRAIN) + given), np.int64)


def _row(matrix, column: int) -> list[int]:  # type: ignore[no-untyped-def]
    entries: list[int] = matrix.indices[matrix.indptr[column] : matrix.indptr[column + 1]].tolist()
    return entries
