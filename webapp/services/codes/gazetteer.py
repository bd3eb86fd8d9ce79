"""Places as people write them: 浙江杭州, 湖州市南浔区练市镇, 杭州 西湖, and names that are no longer in use."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from sqlmodel import Session, col, func, or_, select

from webapp.models import Region
from webapp.services.codes.place_names import parts
from webapp.services.kernel.data_folders import TAXONOMIES

FORMER: Final = TAXONOMIES / "regions_former.csv"
LONGEST_TEXT: Final = 120
DEEPEST: Final = 4  # levels of places above and below one another, parks among them
PROVINCE, CITY = 1, 2
CAPITAL: Final = "0100"  # how the code of a province's capital ends
STATE: Final = ("中华人民共和国", "中国")
JOINTS: Final = re.compile(r"[\s/／,，、·•>＞|\-—_]+")
# what may not follow the mere stem of a name: 南京西路 is no place in 南京, 长安镇 none in 长安区
OF_ANOTHER_NAME: Final = re.compile(
    r"[省市县区州盟旗镇乡村港站]|自治|地区|街道|开发区|[东西南北中一二三四五]?(?:路|街|大街|大道|道|巷|桥)"
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A region as it is looked for."""

    code: str
    name: str
    full_name: str
    parent: str | None
    level: int

    @property
    def entry(self) -> str:
        """Return the region as an entry that is read again without a question."""
        return f"{self.code} {self.full_name.replace(' / ', '')}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text names: one place, several that bear the name, or none; and what follows the names."""

    spots: tuple[Spot, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Former:
    codes: tuple[str, ...]
    until: str


@dataclass(frozen=True, slots=True)
class _Parse:
    spot: Spot
    end: int
    is_whole: bool
    is_former: bool


@cache
def former_names() -> dict[str, _Former]:
    """Return the names of places that were renamed, merged or divided, with what they belong to today."""
    with FORMER.open(encoding="utf-8", newline="") as handle:
        return {row["name"]: _Former(tuple(row["codes"].split(";")), row["until"]) for row in csv.DictReader(handle)}


@cache
def _former_stems() -> dict[str, tuple[str, ...]]:
    stems: dict[str, tuple[str, ...]] = {}
    for name, former in former_names().items():
        stem = parts(name)[0]
        if len(stem) > 1:
            stems[stem] = tuple(dict.fromkeys((*stems.get(stem, ()), *former.codes)))
    return stems


def successors(words: str) -> tuple[str, ...]:
    """Return the codes of what a former name, or its stem, belongs to today."""
    former = former_names().get(words)
    return former.codes if former else _former_stems().get(words, ())


def read_names(session: Session, text: str) -> Reading:
    """Return the places that a text names from its first sign on, and what follows their names."""
    typed = unicodedata.normalize("NFKC", text).strip()[:LONGEST_TEXT]
    for state in STATE:
        typed = typed.removeprefix(state)
    typed = JOINTS.sub(" ", typed).strip()
    if not typed or not typed.isprintable():
        return Reading(rest=typed)
    if typed.isascii():
        english = select(Region).where(func.lower(Region.name_en) == " ".join(text.casefold().split()))
        return Reading(tuple(_once(map(_spot, session.exec(english)))))
    spots = _near(session, typed)
    parses = list(_parses(typed, 0, None, spots))
    if not parses:
        return Reading(rest=typed)
    end = max(parse.end for parse in parses)
    longest = [parse for parse in parses if parse.end == end]
    longest = [parse for parse in longest if parse.is_whole] or longest
    longest = [parse for parse in longest if parse.is_whole or not parse.is_former] or longest
    named = {parse.spot.code: parse.spot for parse in longest}
    return Reading(tuple(_meant(named, longest, spots)), typed[end:].strip())


def spots_of(session: Session, codes: Iterable[str]) -> list[Spot]:
    """Return the regions of these codes."""
    rows = session.exec(select(Region).where(col(Region.code).in_(set(codes))).order_by(col(Region.code)))
    return [_spot(row) for row in rows]


def holds(spot: Spot, other: Spot) -> bool:
    """Tell whether one region is the other, or lies around it."""
    return spot.full_name == other.full_name or other.full_name.startswith(f"{spot.full_name} / ")


def _spot(row: Region) -> Spot:
    return Spot(row.code, row.name, row.full_name or row.name, row.parent_code, row.level)


def _near(session: Session, typed: str) -> dict[str, Spot]:
    """Return every region that the text may name, with those above it."""
    solid = typed.replace(" ", "")
    begins = {"".join(pair) for pair in pairwise(solid)}
    codes = {code for name, former in former_names().items() if name in solid for code in former.codes}
    codes |= {code for stem, held in _former_stems().items() if stem in solid for code in held}
    wanted = or_(func.substr(Region.name, 1, 2).in_(begins), col(Region.code).in_(codes))
    spots = {row.code: _spot(row) for row in session.exec(select(Region).where(wanted))}
    for _level in range(DEEPEST):
        above = {spot.parent for spot in spots.values() if spot.parent} - spots.keys()
        if not above:
            break
        spots |= {spot.code: spot for spot in spots_of(session, above)}
    return dict(sorted(spots.items()))


def _parses(typed: str, start: int, above: Spot | None, spots: dict[str, Spot]) -> Iterator[_Parse]:
    """Return the places that are named from a sign on, each below the one before it."""
    while typed[start : start + 1] == " ":
        start += 1
    for form, spot, is_whole, is_former in _forms(typed, start, spots):
        if above is not None and (spot.code == above.code or above.code not in _path(spot, spots)):
            continue
        end = start + len(form)
        deeper = list(_parses(typed, end, spot, spots)) if end < len(typed) else []
        yield from deeper
        follows = typed[end:]
        is_cut = OF_ANOTHER_NAME.match(follows) if not is_whole else follows[:1] in ("区", "县", "市")
        if not is_cut and not (is_former and not is_whole and follows and above is None):
            yield _Parse(spot, end, is_whole, is_former)


def _forms(typed: str, start: int, spots: dict[str, Spot]) -> Iterator[tuple[str, Spot, bool, bool]]:
    """Return (form, place, whether the form is a whole name, whether it is a former one)."""
    for spot in spots.values():
        if typed.startswith(spot.name, start):
            yield spot.name, spot, True, False
        stem = parts(spot.name)[0]
        if 1 < len(stem) < len(spot.name) and typed.startswith(stem, start):
            yield stem, spot, False, False
    for name, former in former_names().items():
        if typed.startswith(name, start):
            yield from ((name, spots[code], True, True) for code in former.codes if code in spots)
    for stem, codes in _former_stems().items():
        if typed.startswith(stem, start):
            yield from ((stem, spots[code], False, True) for code in codes if code in spots)


def _path(spot: Spot, spots: dict[str, Spot]) -> list[str]:
    """Return the codes of the regions around one."""
    path: list[str] = []
    while spot.parent and spot.parent in spots and spot.parent not in path:
        path.append(spot.parent)
        spot = spots[spot.parent]
    return path


def _meant(named: dict[str, Spot], parses: list[_Parse], spots: dict[str, Spot]) -> list[Spot]:
    """Return the one of several places that everybody means by a name, or all of them.

    A municipality and its only city are one. The mere stem 长沙 is the city and not the county in it; the stem of a
    province or a capital is that, though a place elsewhere bears it, too. All else is for the writer to say.
    """
    found = list(_once(named.values()))
    if len(found) < 2 or any(parse.is_former for parse in parses):
        return found
    stems = not any(parse.is_whole for parse in parses)
    rules: tuple[Callable[[Spot], bool], ...] = (
        lambda spot: spot.level == CITY and all(spot is one or spot.code in _path(one, spots) for one in found),
        lambda spot: spot.level == PROVINCE and not any(spot.code in _path(one, spots) for one in found),
        lambda spot: spot.code.endswith(CAPITAL) and all(spot is one or one.level > CITY for one in found),
    )
    for rule in rules if stems else ():
        if len(meant := [spot for spot in found if rule(spot)]) == 1:
            return meant
    return found


def _once(spots: Iterable[Spot]) -> Iterator[Spot]:
    """Return places without those that bear the name of the one above them, as the cities of municipalities do."""
    listed = list(spots)
    by_code = {spot.code: spot for spot in listed}
    for spot in listed:
        above = by_code.get(spot.parent or "")
        if above is None or above.full_name != spot.full_name:
            yield spot
