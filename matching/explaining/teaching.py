"""Where a programme teaches a wanted skill: the course, the room and the certificate whose names come nearest to it.

The likeness is that of the skills themselves; it is looked up for what is explained and takes no part in any score.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

import scipy.sparse as sp

from matching.criteria.term_similarity import TermTable, compare_terms
from matching.explaining.facts import NEAR_FROM, PairTerms
from matching.posts import Offering
from matching.ranking.index import Index
from matching.text.ngrams import TextTable
from matching.text.normal import compact
from matching.text.skills import as_written, skill_in_words

_BRACKET = re.compile(r"\s*[（(][^（()）]*[)）]\s*$")
Place = tuple[str | None, str | None, str | None]  # course, room, certificate


class TeachingPlaces:
    """Looks up where offerings of one index teach what is wanted; several threads may."""

    def __init__(self, index: Index, words: PairTerms) -> None:
        """Take the words that are numbered already; rooms and certificates are compared when first asked for."""
        self.index, self.words = index, words

    def of(self, column: int, skills: Sequence[int]) -> list[Place]:
        """Return where offering number `column` teaches wanted skills, given by their numbers."""
        offering = self.index.snapshot.offerings[column]
        courses = self._courses(column, offering)
        near = self.words.near(list(skills), list(courses)) if courses else [{} for _ in skills]
        rooms, certificates = self._numbered(offering.rooms), self._numbered(offering.certificates)
        beside = [self._near(skill) if rooms or certificates else {} for skill in skills]
        return [
            (_nearest(courses, likeness), _nearest(rooms, other), _nearest(certificates, other))
            for likeness, other in zip(near, beside, strict=True)
        ]

    def _courses(self, column: int, offering: Offering) -> dict[int, str]:
        """Return the offering's courses as written, by the number of their term."""
        written = as_written(offering.courses)
        taught = self.index.terms.taught
        own = taught.indices[taught.indptr[column] : taught.indptr[column + 1]].tolist()
        forms = ((term, compact(self.index.terms.offered[term])) for term in own)
        return {term: written[form] for term, form in forms if form in written}

    def _numbered(self, names: Sequence[str]) -> dict[int, str]:
        """Return rooms or certificates as written by the number of their form; of several the first."""
        if not names:
            return {}
        numbers, _likeness = self._rooms_and_certificates
        return {numbers[form]: name for name in reversed(names) if (form := _form(name))}

    def _near(self, skill: int) -> dict[int, int]:
        """Return how near the rooms and certificates of all offerings are to a wanted skill, as far as they are."""
        _numbers, likeness = self._rooms_and_certificates
        own = slice(likeness.indptr[skill], likeness.indptr[skill + 1])
        return dict(zip(likeness.indices[own].tolist(), likeness.data[own].tolist(), strict=True))

    @cached_property
    def _rooms_and_certificates(self) -> tuple[dict[str, int], sp.csr_array]:
        """Return the numbers of all names of rooms and certificates, and the likeness of each wanted skill to them."""
        offerings = self.index.snapshot.offerings
        forms = {_form(name) for offering in offerings for name in (*offering.rooms, *offering.certificates)}
        names, tables = sorted(forms - {""}), self.index.taxonomies
        wanted, known = (
            TermTable(texts, TextTable.of(texts, tables.rarity), tables) for texts in (self.index.terms.skills, names)
        )
        return {name: number for number, name in enumerate(names)}, compare_terms(wanted, known, floor=NEAR_FROM)


@lru_cache(maxsize=1 << 16)
def _form(name: str) -> str:
    """Return the form of a name without its places or its level: PLC 实训室（40 工位）, 电工（三级）."""
    return skill_in_words(_BRACKET.sub("", name)) or skill_in_words(name)


def _nearest(names: Mapping[int, str], likeness: Mapping[int, int]) -> str | None:
    """Return the name that is nearest and near at all; of equally near ones the first by its number."""
    near = [(-likeness[term], term) for term in names if likeness.get(term, 0) >= NEAR_FROM]
    return names[min(near)[1]] if near else None
