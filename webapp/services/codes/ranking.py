"""How well a code fits what somebody types: by code, name, alias, initials, pinyin, or somewhere inside."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, or_
from sqlmodel import col

from webapp.services.codes.pinyin import fold, spell

LEAST_ENGLISH = 4  # letters from which on Chinese readers, too, find English names
LEAST_INSIDE = 4  # letters of pinyin that are looked for in the middle of a name

# how well something fits, best first
EXACT_CODE, EXACT_NAME, NAME_BEGINS, CODE_BEGINS, SPELT, EXACT_ALIAS, SPELLING_BEGINS, ALIAS_BEGINS = range(8)
INSIDE, ALIAS_INSIDE, SPELLING_INSIDE, NO_FIT = range(8, 12)
WIDEST = {CODE_BEGINS, SPELLING_BEGINS, INSIDE, SPELLING_INSIDE}
AS_ALIAS = {
    EXACT_NAME: EXACT_ALIAS,
    NAME_BEGINS: ALIAS_BEGINS,
    SPELT: ALIAS_BEGINS,
    SPELLING_BEGINS: ALIAS_BEGINS,
    INSIDE: ALIAS_INSIDE,
    SPELLING_INSIDE: SPELLING_INSIDE,
}


@dataclass(frozen=True, slots=True)
class Option:
    """One code that a picker offers: what is stored, how it is shown, and what tells it from its like."""

    value: str
    label: str
    hint: str = ""
    above: str = ""  # code of what it belongs to, where a form needs it too


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody types: as it is compared, and as English names are compared with it."""

    text: str
    english: str
    language: str

    @property
    def reads_english(self) -> bool:
        """Tell whether English names are looked through as well."""
        return self.text.isascii() and (self.language == "en" or len(self.text) >= LEAST_ENGLISH)


def named_in(thing: Any, language: str) -> str:
    """Return a code's name in a language; Chinese where the table has no English one."""
    english = getattr(thing, "name_en", "")
    return english if language == "en" and english else str(thing.name)


Steps = list[tuple[ColumnElement[bool], int]]


def by_name(wanted: Wanted, model: Any, name: Any) -> Steps:
    """Return what fits by name, initials or pinyin, and how well."""
    text, initials, pinyin = wanted.text, col(model.initials), col(model.pinyin)
    steps: Steps = [
        (func.lower(name) == text, EXACT_NAME),
        (name.istartswith(text, autoescape=True), NAME_BEGINS),
        (name.icontains(text, autoescape=True), INSIDE),
    ]
    if text.isascii():
        begins = or_(initials.startswith(text, autoescape=True), pinyin.startswith(text, autoescape=True))
        steps += [(or_(initials == text, pinyin == text), SPELT), (begins, SPELLING_BEGINS)]
        inside = initials.contains(text, autoescape=True)
        if len(text) >= LEAST_INSIDE:
            inside = or_(inside, pinyin.contains(text, autoescape=True))
        steps.append((inside, SPELLING_INSIDE))
    return steps


def by_code(wanted: Wanted, code: Any, *, letter: bool = False) -> Steps:
    """Return what fits by code; with `letter`, the one in front of the digits may be left out."""
    text = wanted.text.upper()
    steps: Steps = [(code == text, EXACT_CODE), (code.startswith(text, autoescape=True), CODE_BEGINS)]
    if letter and text[:1].isdigit():
        bare = func.substr(code, 2)
        steps += [(bare == text, EXACT_CODE), (bare.startswith(text, autoescape=True), CODE_BEGINS)]
    return steps


def by_english(wanted: Wanted, name: Any) -> Steps:
    """Return what fits by its English name."""
    if not wanted.reads_english:
        return []
    return [
        (func.lower(name) == wanted.english, EXACT_NAME),
        (name.istartswith(wanted.english, autoescape=True), NAME_BEGINS),
        (name.icontains(wanted.english, autoescape=True), INSIDE),
    ]


def ranked(steps: Steps) -> tuple[ColumnElement[bool], ColumnElement[int]]:
    """Return the condition that something fits at all, and how well: the widest steps hold all that the others hold."""
    steps = sorted(steps, key=lambda step: step[1])
    return or_(false(), *(step for step, rank in steps if rank in WIDEST)), case(*steps, else_=NO_FIT)


@dataclass(frozen=True, slots=True)
class Row:
    """A code of a short table: its names, what it belongs to, and further names."""

    code: str
    name: str
    name_en: str
    above: str
    above_name: str
    above_name_en: str
    titles: Sequence[str] = ()


def best_of(rows: Iterable[Row], wanted: Wanted, limit: int) -> list[Option]:
    """Return the best of some hundred rows, in their own order where nothing is wanted or they fit alike."""
    english = wanted.language == "en"
    fitting: list[tuple[int, int, Option]] = []
    for place, row in enumerate(rows):
        fit = min(_fits(wanted, row)) if wanted.text else INSIDE
        if fit < NO_FIT:
            label, hint = (row.name_en, row.above_name_en) if english else (row.name, row.above_name)
            fitting.append((fit, place, Option(row.code, label or row.name, hint or row.above_name, row.above)))
    return [option for _fit, _place, option in sorted(fitting, key=lambda entry: entry[:2])[:limit]]


def _fits(wanted: Wanted, row: Row) -> Iterator[int]:
    text = wanted.text
    yield EXACT_CODE if row.code == text else _fit_of(text, fold(row.name))
    if wanted.reads_english:
        yield _fit_of(wanted.english, row.name_en.casefold())
    if text.isascii():
        yield from (_SPELT.get(_fit_of(text, spelt), NO_FIT) for spelt in spell(row.name))
    yield from (AS_ALIAS.get(_fit_of(text, fold(title)), NO_FIT) for title in row.titles)
    if text in fold(row.above_name) or (text.isascii() and text in spell(row.above_name)):
        yield ALIAS_INSIDE


_SPELT = {EXACT_NAME: SPELT, NAME_BEGINS: SPELLING_BEGINS, INSIDE: SPELLING_INSIDE}


def _fit_of(text: str, name: str) -> int:
    if name == text:
        return EXACT_NAME
    if name.startswith(text):
        return NAME_BEGINS
    return INSIDE if text in name else NO_FIT
