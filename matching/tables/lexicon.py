"""The skill lexicon: which words of textbook and shop floor mean the same skill."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from matching.text.normal import compact
from matching.text.skills import normalise_skill, skill_in_words


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """A canonical skill, the words that mean it, and the field (专业大类) it belongs to."""

    skill: str
    aliases: tuple[str, ...] = ()
    field: str = ""
    english: tuple[str, ...] = ()  # English names


@dataclass(frozen=True)
class Lexicon:
    """Canonical skills, sorted, and every word in normal form with the skills that it may mean."""

    skills: tuple[LexiconRow, ...]
    meanings: Mapping[str, tuple[int, ...]] = field(repr=False)  # words in normal form → positions in `skills`

    @classmethod
    def of(cls, rows: Iterable[LexiconRow]) -> "Lexicon":
        """Build the lexicon; rows of one skill are joined, the order of rows does not matter."""
        joined: dict[str, LexiconRow] = {}
        for row in rows:
            known = joined.get(row.skill, LexiconRow(row.skill, field=row.field))
            aliases, english = {*known.aliases, *row.aliases}, {*known.english, *row.english}
            joined[row.skill] = replace(known, aliases=tuple(sorted(aliases)), english=tuple(sorted(english)))
        skills = tuple(joined[name] for name in sorted(joined))
        meanings: dict[str, list[int]] = {}
        for position, row in enumerate(skills):
            for word in {skill_in_words(text) for text in (row.skill, *row.aliases, *row.english)}:
                if word:
                    meanings.setdefault(word, []).append(position)
        return cls(skills, {word: tuple(meanings[word]) for word in sorted(meanings)})

    @cached_property
    def _by_form(self) -> Mapping[str, tuple[int, ...]]:
        skills_by_form: dict[str, tuple[int, ...]] = {}
        for word, skills in self.meanings.items():
            same = compact(word)
            skills_by_form[same] = tuple(sorted({*skills_by_form.get(same, ()), *skills}))
        return skills_by_form

    def meaning(self, text: str) -> tuple[int, ...]:
        """Return the positions of the skills that a text means as a whole; it may be in normal form already."""
        return self._by_form.get(normalise_skill(text), ())

    @property
    def words(self) -> Iterable[str]:
        """Every word of the lexicon in its normal form, sorted."""
        return self.meanings.keys()

    def without(self, words: Iterable[str]) -> "Lexicon":
        """Return a lexicon that has not heard of these aliases: for holding words out of an evaluation."""
        gone = {normalise_skill(word) for word in words}
        return Lexicon.of(
            replace(row, aliases=tuple(alias for alias in row.aliases if normalise_skill(alias) not in gone))
            for row in self.skills
        )
