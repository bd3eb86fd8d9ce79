"""The code tables that a comparison stands on: industries, skills, majors, chains; built from rows."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from matching.errors import InputError
from matching.tables.lexicon import Lexicon, LexiconRow
from matching.text.general_words import thing_of, things
from matching.text.ngrams import Rarity, TextTable
from matching.text.normal import normalise

_WELL_FORMED = re.compile(r"[A-T]\d{3,4}")


@dataclass(frozen=True, slots=True)
class Industry:
    """An entry of GB/T 4754: section letter, then up to four digits."""

    code: str
    name: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class IndustryRelation:
    """Two branches that need the same people: who makes, sells, installs, repairs or programs the same thing."""

    a: str
    b: str
    relation: str
    strength: float  # [0, 1]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Major:
    """An entry of a catalogue of majors, with the name of its class (专业类)."""

    code: str
    name: str
    class_name: str = ""


@dataclass(frozen=True, slots=True)
class MajorClass:
    """What a class of majors serves and teaches."""

    name: str
    industry_codes: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of an industry chain, tied to industry codes."""

    slug: str
    chain: str  # slug of the chain
    name: str
    industry_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """A family of positions within a segment, with the titles that enterprises use."""

    slug: str
    segment: str  # slug of the segment
    name: str
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taxonomies:
    """All tables of one version. Only `industries` and `lexicon` must not be empty; what is missing bridges nothing."""

    industries: Mapping[str, Industry]
    lexicon: Lexicon
    relations: tuple[IndustryRelation, ...] = ()
    majors: tuple[Major, ...] = ()
    classes: Mapping[str, MajorClass] = field(default_factory=dict)
    chains: Mapping[str, str] = field(default_factory=dict)  # slug → name
    segments: tuple[Segment, ...] = ()
    families: tuple[Family, ...] = ()

    @classmethod
    def of(
        cls,
        industries: Iterable[Industry],
        skills: Iterable[LexiconRow],
        *,
        relations: Iterable[IndustryRelation] = (),
        majors: Iterable[Major] = (),
        classes: Iterable[MajorClass] = (),
        chains: Mapping[str, str] | None = None,
        segments: Iterable[Segment] = (),
        families: Iterable[Family] = (),
    ) -> "Taxonomies":
        """Build the tables; raise `InputError` where a required one is empty."""
        codes = {industry.code: industry for industry in industries}
        lexicon = Lexicon.of(skills)
        if not codes:
            raise InputError("no industries: the table needs the codes of GB/T 4754", file="industries.csv")
        if not lexicon.skills:
            raise InputError("no skills: the lexicon needs at least one row", file="skills")
        return cls(
            codes,
            lexicon,
            tuple(relations),
            tuple(majors),
            {entry.name: entry for entry in classes},
            dict(chains or {}),
            tuple(segments),
            tuple(families),
        )

    @cached_property
    def rarity(self) -> Rarity:
        """How much each n-gram says, over every name in the tables."""
        return Rarity.of(self._names())

    @cached_property
    def word_list(self) -> tuple[str, ...]:
        """Every word of the lexicon in normal form, sorted."""
        return tuple(self.lexicon.words)

    @cached_property
    def words(self) -> TextTable:
        """Features of every word of the lexicon."""
        return TextTable.of(self.word_list, self.rarity)

    @cached_property
    def word_things(self) -> Mapping[int, frozenset[int]]:
        """What each word of the lexicon names besides general words, by its place; words without such are left out."""
        keys_by_place: dict[int, set[int]] = {}
        for place, key in zip(*(column.tolist() for column in things(self.word_list)), strict=True):
            keys_by_place.setdefault(place, set()).add(key)
        return {place: frozenset(keys) for place, keys in keys_by_place.items()}

    @cached_property
    def general_words(self) -> frozenset[int]:
        """Places of the words of the lexicon that are general words alone (程序设计)."""
        return frozenset(place for place, word in enumerate(self.word_list) if not thing_of(word))

    @cached_property
    def word_skills(self) -> sp.csr_array:
        """Which canonical skills each word may mean [words × skills]."""
        meanings = list(self.lexicon.meanings.values())
        pointers = np.cumsum([0, *map(len, meanings)])
        columns = np.array([skill for group in meanings for skill in group], np.int64)
        shape = (len(meanings), len(self.lexicon.skills))
        return sp.csr_array((np.ones(len(columns), np.int64), columns, pointers), shape=shape)

    @cached_property
    def section_of(self) -> Mapping[str, str]:
        """Digits of a code → the full code with its section letter."""
        return {code[1:]: code for code in self.industries if len(code) > 1}

    def industry_code(self, text: str) -> str | None:
        """Return the full code of what was typed (`C3435`, `3435`, full-width digits too), None if there is no such."""
        code = normalise(text).upper()
        if code[:1].isdigit():
            return self.section_of.get(code)
        return code if code in self.industries else None

    def nearest_code(self, text: str) -> str | None:
        """Return the longest code, a division at least, that a well-formed but unknown code begins with."""
        code = normalise(text).upper()
        if code[:1].isdigit():
            code = self.section_of.get(code[:2], "")[:1] + code
        if not _WELL_FORMED.fullmatch(code):
            return None
        return next((code[:length] for length in (4, 3) if code[:length] in self.industries), None)

    def _names(self) -> Iterable[str]:
        yield from (industry.name for industry in self.industries.values())
        for row in self.lexicon.skills:
            yield from (row.skill, *row.aliases, *row.english)
        yield from (major.name for major in self.majors)
        for entry in self.classes.values():
            yield from (entry.name, *entry.skills, *entry.courses)
        yield from (segment.name for segment in self.segments)
        for family in self.families:
            yield from (family.name, *family.titles)
