"""The words of a head: units taken off, groups joined, and the fields that a column's name can mean."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from webapp.models.imports.imports import ImportKind
from webapp.services.imports.columns import Layout
from webapp.services.imports.heads import Names
from webapp.services.imports.mapping.aliases import ALIASES, LEADS, OTHERS, SERIALS, TAILS
from webapp.services.imports.mapping.shapes import CONTACT, NOTE, PAY, Sureness
from webapp.services.sheets.labels import folded

MONEY: Final = "(?:千|万|百|k|K)?(?:元|RMB|￥|¥|人民币)"
PERIOD: Final = "(?:个?月|年|天|日|小时|时|人|周)"
UNIT: Final = re.compile(
    rf"(?:单位[:：]?)?({MONEY}(?:[/每·]{PERIOD})*|[kK](?:/{PERIOD})?|个月|学年|学期|年|月|天|周|人|名|个|位|岁|人次|家|所|项)"
)
BRACKETS: Final = re.compile(r"[（(\[【〔「]([^（）()\[\]【】〔〕「」]*)[）)\]】〕」]")
BEHIND_STROKE: Final = re.compile(rf"(.*?)[/／]({MONEY}(?:/{PERIOD})?|{PERIOD}|名|个|位)")
PARTS: Final = re.compile(r"[、，,/／;；&＆+]|及其?|和|与|或者?")
JOINED: Final = re.compile(r"[\s*＊:：。．_\-—–·|]+")
LEAST_ENDING: Final = 2


@dataclass(frozen=True, slots=True)
class Guess:
    """A field that a column's name can mean: how sure, for which reason, and how good the name is for it."""

    target: str
    sureness: Sureness
    reason: str
    rank: int
    is_weak: bool = False  # only where no other column has the field


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: its own words, those of the group above it, and the unit that they hold."""

    own: str
    group: str = ""

    @property
    def unit(self) -> str:
        """Return the unit that the head holds; that of the group where it has none of its own."""
        return _parted(self.own)[1] or _parted(self.group)[1]

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing is written."""
        return not (self.own or self.group)


class Vocabulary:
    """The names of a layout's columns: its own labels and the aliases of its fields."""

    def __init__(self, layout: Layout, names: Names) -> None:
        """Take in what the layout has."""
        self.labels = names.fields
        self.fields = {column.field for column in layout.columns}
        self.aliases = dict(_aliases(layout.kind, frozenset(self.fields)))

    def guesses(self, heading: Heading) -> list[Guess]:
        """Return what a head can mean, best first; nothing for what is no field."""
        field = self.labels.get(folded(heading.own))
        if field is not None:
            return [Guess(field, Sureness.SURE, "label", -1), *self._by_alias(heading)]
        if is_serial(heading.own) or is_other(heading):
            return []
        return list(self._by_alias(heading))

    def _by_alias(self, heading: Heading) -> Iterator[Guess]:
        own, group = _parted(heading.own)[0], _parted(heading.group)[0]
        bare = [fold(text) for text in (heading.own, own, *_cores(heading.own)) if text]
        names = [*bare]
        if group:
            short = fold(own)
            names = [fold(group) + short, short + fold(group), *bare]
        for name in dict.fromkeys(names):
            if name in self.aliases:
                yield from self.aliases[name]
                return
        if of_parts := self._of_parts(own) or self._of_parts(heading.own):
            yield from of_parts
            return
        stripped = stripped_of_leads(fold(own))
        if stripped in self.aliases:
            yield from (_likely(guess) for guess in self.aliases[stripped])
            return
        yield from self._by_ending(fold(own))

    def _of_parts(self, text: str) -> list[Guess]:
        """Return what a head of several names means: a name and a number together, or one field under two names."""
        parts = [fold(part) for part in PARTS.split(text) if part.strip()]
        if len(parts) < 2:
            return []
        first = parts[0]
        found = [{guess.target for guess in self._of_part(part, first)} for part in parts]
        if {"contact_name", "contact_phone"} <= set().union(*found):
            return [Guess(CONTACT, Sureness.ASK, "parted", 0)]
        shared = set.intersection(*found) if all(found) else set()
        known = [guess for guess in self._of_part(first, first) if guess.target in shared]
        return known[:1]

    def _of_part(self, part: str, first: str) -> list[Guess]:
        if part in self.aliases:
            return self.aliases[part]
        return self.aliases.get(first[:LEAST_ENDING] + part, [])

    def _by_ending(self, name: str) -> Iterator[Guess]:
        endings = (name[start:] for start in range(1, len(name) - LEAST_ENDING))
        for ending in endings:
            if ending in self.aliases and name not in self.aliases:
                yield from (_likely(guess) for guess in self.aliases[ending] if guess.target != NOTE)
                return


def _likely(guess: Guess) -> Guess:
    sureness = Sureness.LIKELY if guess.sureness is Sureness.SURE else guess.sureness
    return Guess(guess.target, sureness, guess.reason, guess.rank + 100, guess.is_weak)


@cache
def _aliases(kind: ImportKind, fields: frozenset[str]) -> dict[str, list[Guess]]:
    table: dict[str, list[Guess]] = {}
    for target, names in ALIASES[kind].items():
        if target in fields or (target == PAY and "pay_min" in fields):
            for rank, written in enumerate(names.split()):
                sign, name = (written[0], written[1:]) if written[0] in "~?" else ("", written)
                sureness = {"~": Sureness.LIKELY, "?": Sureness.ASK}.get(sign, Sureness.SURE)
                guesses = table.setdefault(fold(name), [])
                guesses.append(Guess(target, sureness, "alias", rank, sign == "~"))
    for guesses in table.values():
        guesses.sort(key=lambda guess: guess.is_weak)
    return table


def fold(text: str) -> str:
    """Return a head's words without blanks and decoration."""
    return JOINED.sub("", unicodedata.normalize("NFKC", text)).replace("?", "").casefold()


_OTHERS: Final = frozenset(fold(name) for name in OTHERS.split())
_SERIALS: Final = frozenset(fold(name) for name in SERIALS.split())
_LEADS: Final = sorted((fold(lead) for lead in LEADS.split()), key=len, reverse=True)
_TAILS: Final = sorted((fold(tail) for tail in TAILS.split()), key=len, reverse=True)


def is_serial(text: str) -> bool:
    """Tell whether a head names the numbers of the rows."""
    return fold(text) in _SERIALS


def is_other(heading: Heading) -> bool:
    """Tell whether a head names something that looks like a field and is none."""
    own = fold(_parted(heading.own)[0])
    return own in _OTHERS or own.startswith("其中") or (own in ("时间", "日期") and not heading.group)


def stripped_of_leads(name: str) -> str:
    """Return a folded name without the words around it that do not change it."""
    for lead in _LEADS:
        if name.startswith(lead) and len(name) > len(lead) + 1:
            name = name[len(lead) :]
            break
    for tail in _TAILS:
        if name.endswith(tail) and len(name) > len(tail) + 1:
            return name[: -len(tail)]
    return name


@cache
def _parted(text: str) -> tuple[str, str]:
    """Return a head without its unit, and the unit."""
    text = unicodedata.normalize("NFKC", text).strip()
    for match in BRACKETS.finditer(text):
        inside = match.group(1).replace(" ", "")
        if UNIT.fullmatch(inside):
            return (text[: match.start()] + text[match.end() :]).strip(), inside.removeprefix("单位").lstrip(":")
    behind = BEHIND_STROKE.fullmatch(text.replace(" ", ""))
    if behind is not None:
        return behind.group(1), behind.group(2)
    return text, ""


def _cores(text: str) -> Iterator[str]:
    """Yield a head without what stands in brackets, and what stands in them."""
    plain = unicodedata.normalize("NFKC", text)
    without = BRACKETS.sub("", plain).strip()
    if without and without != plain:
        yield without
        yield stripped_of_leads(fold(without))


def said(texts: Sequence[str]) -> set[str]:
    """Return the folded words of a row of heads, without blanks."""
    return {folded for text in texts if (folded := fold(text))}
