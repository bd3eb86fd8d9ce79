"""Majors as people pick or type them: key, code, name, or both; by the level where several catalogues have the name."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NoReturn

from sqlmodel import Session, col, or_, select

from webapp.models import Major
from webapp.models.codes.enums import MajorCatalogue
from webapp.models.posts.enums import TrainingLevel
from webapp.services.codes.resolve import MOST_OPTIONS, is_within
from webapp.services.kernel.errors import InputRefused, Remark

MAJOR_LEVEL: Final = 3
CODE: Final = re.compile(r"([0-9]{3,6})(?![0-9])\s*(.*)", re.ASCII | re.DOTALL)
CODE_BEHIND: Final = re.compile(r"(.*?)[\s(]*([0-9]{4,6})\)?", re.ASCII | re.DOTALL)
BRACKETS: Final = str.maketrans("[{〔【<《]}〕】>》", "((((((" + "))))))")
TECHNICIAN_DIGITS: Final = 4  # of a code of the technician colleges; spreadsheets drop its leading nought
SCHOOLING_OF_LEVEL: Final = {
    TrainingLevel.SECONDARY: "中职",
    TrainingLevel.HIGHER: "高职专科",
    TrainingLevel.VOC_BACHELOR: "职教本科",
}
TECHNICIAN_LEVELS: Final = frozenset({TrainingLevel.MID_TECH, TrainingLevel.SENIOR_TECH, TrainingLevel.PRE_TECHNICIAN})
LEVEL_WORDS: Final = (  # beside a name, the longest first
    *(("职业教育本科", TrainingLevel.VOC_BACHELOR), ("职业本科", TrainingLevel.VOC_BACHELOR)),
    *(("职教本科", TrainingLevel.VOC_BACHELOR), ("高职专科", TrainingLevel.HIGHER), ("高职", TrainingLevel.HIGHER)),
    *(("大专", TrainingLevel.HIGHER), ("专科", TrainingLevel.HIGHER), ("中职", TrainingLevel.SECONDARY)),
    *(("中专", TrainingLevel.SECONDARY), ("本科", TrainingLevel.VOC_BACHELOR)),
    *(("预备技师", TrainingLevel.PRE_TECHNICIAN), ("高级工", TrainingLevel.SENIOR_TECH)),
    *(("中级工", TrainingLevel.MID_TECH), ("技工", TrainingLevel.MID_TECH)),
)


def find_major(session: Session, text: str, level: TrainingLevel | None = None) -> Major:
    """Return the major that was picked or typed: by key, by code, or by a name that only one has at the level.

    A name beside a code must be that of the code, or part of it.
    """
    typed = text.strip()
    if not typed.isprintable():
        _refuse("major_unknown")
    major = session.get(Major, typed)
    if major is not None and major.level == MAJOR_LEVEL:
        return major
    folded = _folded(typed)
    if match := CODE.fullmatch(folded):
        return _by_code(session, typed, match.group(1), match.group(2))
    if match := CODE_BEHIND.fullmatch(folded):
        return _by_code(session, typed, match.group(2), match.group(1))
    return _by_name(session, folded, level)


def at_level(majors: Iterable[Major], level: TrainingLevel | None) -> list[Major]:
    """Return the majors of the catalogue that trains at a level."""
    if level in TECHNICIAN_LEVELS:
        return [major for major in majors if major.catalogue is MajorCatalogue.MOHRSS]
    schooling = SCHOOLING_OF_LEVEL.get(level) if level else None
    return [major for major in majors if schooling and major.schooling == schooling]


def _by_code(session: Session, typed: str, code: str, name: str) -> Major:
    codes = {code, code.zfill(TECHNICIAN_DIGITS)}
    named = _named(session, name) if name else []
    found = _majors(session, col(Major.code).in_(codes))
    if not found:
        _refuse("major_unknown", named)
    fitting = [major for major in found if not name or _is_of_name(name, major, named)]
    if not fitting:
        options = [_entry(major) for major in (*found, *named)][:MOST_OPTIONS]
        raise InputRefused([Remark("major_key", "code_contradicts", {"entries": typed, "options": options})])
    if len(fitting) > 1:
        _refuse("major_ambiguous", fitting)
    return fitting[0]


def _by_name(session: Session, folded: str, level: TrainingLevel | None) -> Major:
    found = _named(session, folded)
    if not found:
        for words, meant in LEVEL_WORDS:
            bare = folded.removesuffix(f"({words})").removesuffix(words).removeprefix(words).strip(" -/·,()")
            if bare != folded and (majors := at_level(_named(session, bare), meant)):
                found = majors
                break
    if len(found) > 1:
        found = at_level(found, level) or found
    if len(found) > 1:
        _refuse("major_ambiguous", found)
    if not found:
        bare = folded.partition("(")[0].strip()
        _refuse("major_unknown", _named(session, bare) if bare != folded else [])
    return found[0]


def _is_of_name(name: str, major: Major, named: list[Major]) -> bool:
    if any(one.key == major.key for one in named):
        return True
    return not named and is_within(name, major.name)


def _named(session: Session, folded: str) -> list[Major]:
    """Return the majors of a name, whatever width its brackets have."""
    wide = folded.replace("(", "（").replace(")", "）")
    return _majors(session, or_(col(Major.name) == folded, col(Major.name) == wide))


def _majors(session: Session, wanted: object) -> list[Major]:
    query = select(Major).where(wanted, Major.level == MAJOR_LEVEL)  # type: ignore[arg-type]
    return list(session.exec(query.order_by(col(Major.catalogue), col(Major.code))))


def _folded(typed: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", typed).translate(BRACKETS).split())


def _entry(major: Major) -> str:
    return f"{major.code} {major.name}"


def _refuse(code: str, majors: Iterable[Major] = ()) -> NoReturn:
    listed = list(majors)
    facts: dict[str, list[str]] = {"codes": [major.code for major in listed]} if code == "major_ambiguous" else {}
    if listed:
        facts["options"] = [_entry(major) for major in listed][:MOST_OPTIONS]
    raise InputRefused([Remark("major_key", code, facts)])
