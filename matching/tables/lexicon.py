"""The skill lexicon: which words of textbook and shop floor mean the same skill."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from matching.text.normal import normalise


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """A canonical skill, the words that mean it, and the field (专业大类) it belongs to."""

    skill: str
    aliases: tuple[str, ...] = ()
    field: str = ""


@dataclass(frozen=True)
class Lexicon:
    """Canonical skills, sorted, and every word in normal form with the skills that it may mean."""

    skills: tuple[LexiconRow, ...]
    meanings: Mapping[str, tuple[int, ...]] = field(repr=False)  # normal form of a word → positions in `skills`

    @classmethod
    def of(cls, rows: Iterable[LexiconRow]) -> "Lexicon":
        """Build the lexicon; rows of one skill are joined, the order of rows does not matter."""
        joined: dict[str, tuple[set[str], str]] = {}
        for row in rows:
            aliases, _ = joined.setdefault(row.skill, (set(), row.field))
            aliases.update(row.aliases)
        skills = tuple(LexiconRow(name, tuple(sorted(joined[name][0])), joined[name][1]) for name in sorted(joined))
        meanings: dict[str, list[int]] = {}
        for position, row in enumerate(skills):
            for word in {normalise(text) for text in (row.skill, *row.aliases)}:
                if word:
                    meanings.setdefault(word, []).append(position)
        return cls(skills, {word: tuple(meanings[word]) for word in sorted(meanings)})

    @property
    def words(self) -> Iterable[str]:
        """Every word of the lexicon in its normal form, sorted."""
        return self.meanings.keys()

    def without(self, words: Iterable[str]) -> "Lexicon":
        """Return a lexicon that has not heard of these aliases: for holding words out of an evaluation."""
        gone = {normalise(word) for word in words}
        return Lexicon.of(
            LexiconRow(row.skill, tuple(alias for alias in row.aliases if normalise(alias) not in gone), row.field)
            for row in self.skills
        )
