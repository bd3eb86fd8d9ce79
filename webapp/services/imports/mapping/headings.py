"""The words of a head: units taken off, groups joined, and the fields that a column's name can mean."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from webapp.models.imports.imports import ImportKind
from webapp.services.imports.columns import Layout
from webapp.services.imports.heads import Names
from webapp.services.imports.mapping.aliases import ALIASES, ALL_OF, LEADS, LOWER, OTHERS, SERIALS, TAILS, UPPER
from webapp.services.imports.mapping.shapes import CONTACT, COUNTED, NOTE, PAY, Sureness
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
NUMBERED: Final = re.compile(
    r"^(?:[(]?[0-9]{1,2}[.、)]|q[0-9]{1,2}[_.、:]?|[一二三四五六七八九十]{1,3}、)", re.IGNORECASE
)
LEAST_ENDING: Final = 2
LEAST_PART: Final = 4
MOST_PARTS: Final = 3
LONGEST_NAME: Final = 30


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
        return parted(self.own)[1] or parted(self.group)[1]

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
        if len(heading.own) > LONGEST_NAME or is_serial(heading.own):
            return []
        return self._by_group(heading) or ([] if is_other(heading) else self._by_alias(heading))

    def _by_group(self, heading: Heading) -> list[Guess]:
        """Return what a head means together with the words above it."""
        own, group = fold(parted(heading.own)[0]), parted(heading.group)[0]
        for above in _shorter(fold(group)) if group else ():
            for name in (above + own, own + above):
                if name in self.aliases:
                    return self.aliases[name]
            of_group = self.aliases.get(above, [])
            if own in _ALL_OF and any(guess.target in COUNTED for guess in of_group):
                return of_group
            if any(guess.target == PAY for guess in of_group):
                targets = ["pay_min"] * (own in _LOWER) + ["pay_max"] * (own in _UPPER)
                return [Guess(target, Sureness.SURE, "alias", 0) for target in targets]
        return []

    def _by_alias(self, heading: Heading) -> list[Guess]:
        own = parted(heading.own)[0]
        for name in (fold(text) for text in (heading.own, own, *_cores(heading.own)) if text):
            if name in self.aliases:
                return self.aliases[name]
        of_parts = self._of_parts(own) or self._of_parts(heading.own)
        if of_parts:
            return of_parts
        stripped = stripped_of_leads(fold(own))
        if stripped in self.aliases:
            return [_likely(guess) for guess in self.aliases[stripped]]
        return self._by_ending(fold(own)) or self._by_part(fold(own))

    def _of_parts(self, text: str) -> list[Guess]:
        """Return what a head of several names means: a name and a number together, or one field under two names."""
        parts = [fold(part) for part in PARTS.split(text) if part.strip()]
        if not 2 <= len(parts) <= MOST_PARTS:
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

    def _by_ending(self, name: str) -> list[Guess]:
        for start in range(1, len(name) - LEAST_ENDING):
            found = self.aliases.get(name[start:])
            if found:
                return [_likely(guess) for guess in found if guess.target != NOTE]
        return []

    def _by_part(self, name: str) -> list[Guess]:
        """Return what the longest name that a head holds anywhere would mean: to be asked."""
        parts = (
            name[start : start + length]
            for length in range(len(name) - 1, LEAST_PART - 1, -1)
            for start in range(len(name) - length + 1)
        )
        found = next((self.aliases[part] for part in parts if part in self.aliases and not part.isascii()), [])
        return [
            Guess(guess.target, Sureness.ASK, guess.reason, guess.rank + 200, guess.is_weak)
            for guess in found
            if guess.target != NOTE
        ]


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
    plain = NUMBERED.sub("", unicodedata.normalize("NFKC", text).strip(" *"))
    return JOINED.sub("", plain).replace("?", "").casefold()


_OTHERS: Final = frozenset(fold(name) for name in OTHERS.split())
_SERIALS: Final = frozenset(fold(name) for name in SERIALS.split())
_LEADS: Final = sorted((fold(lead) for lead in LEADS.split()), key=len, reverse=True)
_ALL_OF: Final = frozenset(fold(name) for name in ALL_OF.split())
_LOWER: Final = frozenset(fold(name) for name in LOWER.split())
_UPPER: Final = frozenset(fold(name) for name in UPPER.split())
_TAILS: Final = sorted((fold(tail) for tail in TAILS.split()), key=len, reverse=True)


def is_serial(text: str) -> bool:
    """Tell whether a head names the numbers of the rows."""
    return fold(text) in _SERIALS


def is_other(heading: Heading) -> bool:
    """Tell whether a head names something that looks like a field and is none."""
    own = fold(parted(heading.own)[0])
    return own in _OTHERS or own.startswith("其中") or own in ("时间", "日期")


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


def _shorter(group: str) -> Iterator[str]:
    """Yield the words of a group, and again without each ending that does not change them."""
    yield group
    for _time in range(3):
        tail = next((tail for tail in _TAILS if group.endswith(tail) and len(group) > len(tail) + 1), "")
        if not tail:
            return
        group = group[: -len(tail)]
        yield group


@cache
def parted(text: str) -> tuple[str, str]:
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
