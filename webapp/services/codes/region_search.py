"""Regions as people type them into a picker: stems before longer names, two words, full names, and former ones."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final

from sqlalchemy import func, or_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from webapp.models import Region
from webapp.services.codes.gazetteer import CITY, former_names, read_names, successors
from webapp.services.codes.pinyin import spell
from webapp.services.codes.place_names import KINDS, WITH_PEOPLES, parts, spelt_stem
from webapp.services.codes.ranking import (
    EXACT_ALIAS,
    EXACT_NAME,
    INSIDE,
    NAME_BEGINS,
    Steps,
    Wanted,
    by_code,
    by_english,
    by_name,
    ranked,
)

LEAST_STEM: Final = 2
LEAST_GLUED: Final = 6  # letters of pinyin that may be two places in one word
GLUED: Final[tuple[Any, ...]] = (Region.code, Region.name, Region.full_name, Region.pinyin, Region.level)
MOST_CANDIDATES: Final = 400
KIND_NAMES: Final = tuple(kind for kind, _english in KINDS)
SELF_RULED: Final = tuple(f"族{kind}" if kind == "区" else kind for kind in WITH_PEOPLES)


def find_regions(session: Session, wanted: Wanted, limit: int) -> list[tuple[Region, str]]:
    """Return the regions that fit best, each with the former name by which it was found."""
    if not wanted.text:
        query = select(Region).where(Region.level == 1).order_by(col(Region.code)).limit(limit)
        return [(row, "") for row in session.exec(query)]
    former = _former(wanted.text)
    steps = [*_steps(session, wanted), (col(Region.code).in_(former), EXACT_ALIAS)]
    rows = _fetched(session, wanted, steps, limit)
    if not rows and wanted.text.isascii() and len(wanted.text) >= LEAST_GLUED:
        rows = _fetched(session, wanted, [(col(Region.code).in_(_glued(session, wanted.text)), EXACT_NAME)], limit)
    return [(row, _found_by(row, former.get(row.code, ""), wanted)) for row in rows]


def _found_by(row: Region, former: str, wanted: Wanted) -> str:
    """Return the former name where the region does not bear what was typed itself."""
    return "" if wanted.text.isascii() and parts(former)[0] == parts(row.name)[0] else former


def _fetched(session: Session, wanted: Wanted, steps: Steps, limit: int) -> list[Region]:
    _widest, rank = ranked(steps)
    once = or_(col(Region.level) != CITY, col(Region.name) != col(Region.full_name), col(Region.code) == wanted.text)
    order: list[Any] = [rank, col(Region.level), func.length(Region.name), col(Region.code)]
    fits = or_(*(step for step, _rank in steps))
    return list(session.exec(select(Region).where(fits, once).order_by(*order).limit(limit)))


def _steps(session: Session, wanted: Wanted) -> Steps:
    text = _letters(wanted.text) or wanted.text
    spelt = Wanted(text, wanted.english, wanted.language)
    steps = by_code(wanted, col(Region.code)) + by_name(spelt, Region, col(Region.name))
    steps += by_english(wanted, col(Region.name_en))
    if text.isascii():
        steps.append((_has_stem(session, text), EXACT_NAME))
        words = [_letters(word) for word in wanted.english.split()]
        if len(words) > 1:
            steps.append((col(Region.code).in_(_by_words(session, words)), EXACT_NAME))
        return steps
    whole = func.replace(func.replace(col(Region.full_name), "/", ""), " ", "")
    steps.append((whole.contains(wanted.text, autoescape=True), INSIDE))
    reading = read_names(session, wanted.english)
    named = [spot.code for spot in reading.spots]
    if named and not reading.rest:
        steps.append((col(Region.code).in_(named), EXACT_NAME))
    elif named:
        within = or_(*(col(Region.full_name).startswith(f"{spot.full_name} / ") for spot in reading.spots))
        steps.append((within & col(Region.name).contains(reading.rest.replace(" ", ""), autoescape=True), NAME_BEGINS))
    return steps


def _letters(text: str) -> str:
    """Return pinyin as it is stored: xi'an is xian, lüliang and lueyang have a v."""
    return text.replace("'", "").replace("’", "").replace("ü", "v").replace("lue", "lve").replace("nue", "nve")


def _has_stem(session: Session, text: str) -> Any:
    """Return when a region is spelt so but for the kind of place: xian is 西安市, and not 咸安区."""
    if len(text) < LEAST_STEM:
        return col(Region.pinyin) == text
    kinds = {f"{text}{spell(kind)[0]}" for kind in KIND_NAMES}
    ruled = select(Region.code, Region.name).where(
        or_(*(col(Region.name).endswith(kind) for kind in SELF_RULED)), col(Region.pinyin).startswith(text)
    )
    codes = [code for code, name in session.exec(ruled) if _stem(name) == text]
    return or_(col(Region.pinyin).in_(kinds), col(Region.code).in_(codes))


def _stem(name: str) -> str:
    return "".join(spelt_stem(name))


def _by_words(session: Session, words: list[str]) -> list[str]:
    """Return the regions that several words lead to, from the widest or from the nearest: zhejiang hangzhou."""
    codes: list[str] = []
    for way in (words, words[::-1]):
        begins = or_(col(Region.pinyin).startswith(way[-1], autoescape=True), col(Region.initials).startswith(way[-1]))
        rows = session.exec(select(Region).where(begins, col(Region.level) > 1).limit(MOST_CANDIDATES)).all()
        above = _above(session, rows)
        codes += [row.code for row in rows if _leads(way[:-1], list(_path(row, above)))]
    return codes


def _leads(words: list[str], path: list[Region]) -> bool:
    """Tell whether the words name regions around one, in their order."""
    around = iter(path)
    return all(any(_begins(row, word) for row in around) for word in words)


def _begins(row: Region, word: str) -> bool:
    return row.pinyin.startswith(word) or row.initials.startswith(word) or row.name.startswith(word)


def _above(session: Session, rows: Iterable[Region]) -> dict[str, Region]:
    codes = {code for row in rows for code in (row.code[:2] + "0000", row.code[:4] + "00", row.parent_code) if code}
    return {row.code: row for row in session.exec(select(Region).where(col(Region.code).in_(codes)))}


def _path(row: Region, above: dict[str, Region]) -> Iterator[Region]:
    """Return the regions around one, the widest first."""
    path: list[Region] = []
    code = row.parent_code
    while code and code in above and above[code] not in path:
        path.insert(0, above[code])
        code = above[code].parent_code
    return iter(path)


def _glued(session: Session, text: str) -> list[str]:
    """Return the regions that two names written in one lead to: hangzhouxihu."""
    rows = session.execute(sa_select(*GLUED)).all()
    around = [
        (name, full_name, text[len(stem) :])
        for _code, name, full_name, pinyin, level in rows
        if level <= CITY and pinyin[:2] == text[:2] and text.startswith(stem := _stem(name))
    ]
    return [
        code
        for _name, above, rest in around
        for code, _own, full_name, pinyin, _level in rows
        if rest and pinyin.startswith(rest) and full_name.startswith(f"{above} / ")
    ]


def _former(text: str) -> dict[str, str]:
    """Return what a former name belongs to today, with that name."""
    names = _former_forms().get(_letters(text) if text.isascii() else text, ())
    return {code: name for name in names[::-1] for code in successors(name)}


@cache
def _former_forms() -> dict[str, list[str]]:
    """Return the former names of every form in which they are typed: whole or as stem, in Chinese or in pinyin."""
    names: dict[str, list[str]] = {}
    for name in former_names():
        for form in dict.fromkeys((name, parts(name)[0])):
            if len(form) > 1:
                names.setdefault(form, []).append(name)
                names.setdefault(spell(name)[0] if form == name else _stem(name), []).append(name)
    return names
