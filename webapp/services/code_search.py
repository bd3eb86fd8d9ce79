"""Looking codes up by name, code, pinyin or initials, best first; and naming the codes that a page shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, or_
from sqlmodel import Session, col, select

from webapp.models import (
    Chain,
    ChainSegment,
    Industry,
    Major,
    Organisation,
    PositionFamily,
    Region,
    Skill,
    SkillField,
    SkillName,
)
from webapp.models.enums import OrganisationKind
from webapp.services.pinyin import fold

MOST = 20
LONGEST_QUERY = 40


@dataclass(frozen=True, slots=True)
class Option:
    """One code that a picker offers: what is stored, how it is shown, and what tells it from its like."""

    value: str
    label: str
    hint: str = ""


def search(session: Session, kind: str, words: str, *, language: str = "zh", limit: int = MOST) -> list[Option]:
    """Return the codes that fit best, at most `limit`; unknown kinds raise KeyError."""
    finder = FINDERS[kind]
    wanted = fold(words[:LONGEST_QUERY])
    if "\x00" in wanted:
        return []
    return finder(session, wanted, language, limit)


def _fit(wanted: str, name: Any, code: Any | None, model: Any) -> tuple[ColumnElement[bool], ColumnElement[int]]:
    """Return the condition and the rank: exact code or name, beginning, inside, initials, pinyin."""
    name_begins, name_has = name.istartswith(wanted, autoescape=True), name.icontains(wanted, autoescape=True)
    initials, pinyin = col(model.initials), col(model.pinyin)
    steps: list[tuple[ColumnElement[bool], int]] = []
    if code is not None:
        short = wanted.upper()
        steps += [(code == short, 0), (code.like(f"_{short}") if short[:1].isdigit() else code == short, 1)]
        steps += [(code.startswith(short, autoescape=True), 3)]
        if short[:1].isdigit():
            steps += [(code.like(f"_{_escaped(short)}%", escape="/"), 4)]
    steps += [(name == wanted, 1), (name_begins, 2), (name_has, 5), (initials == wanted, 2)]
    if wanted.isascii():
        steps += [(initials.startswith(wanted, autoescape=True), 6), (pinyin.startswith(wanted, autoescape=True), 6)]
        steps += [(initials.contains(wanted, autoescape=True), 8)]
    steps.sort(key=lambda step: step[1])
    condition = or_(*(step for step, _rank in steps))
    return condition, case(*steps, else_=9)


def _escaped(text: str) -> str:
    return text.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _industries(session: Session, wanted: str, language: str, limit: int) -> list[Option]:
    query = select(Industry)
    order: list[Any] = [col(Industry.level).desc(), col(Industry.code)]
    if wanted:
        condition, rank = _fit(wanted, col(Industry.name), col(Industry.code), Industry)
        query, order = query.where(condition), [rank, *order]
    else:
        query, order = query.where(Industry.level == 1), [col(Industry.code)]
    rows = session.exec(query.order_by(*order).limit(limit)).all()
    parents = {row.code: row for row in session.exec(select(Industry).where(col(Industry.level) <= 2))}
    return [Option(row.code, f"{row.code} {_named(row, language)}", _division(row, parents, language)) for row in rows]


def _division(row: Industry, parents: dict[str, Industry], language: str) -> str:
    above = parents.get(row.code[:3]) if row.level > 2 else parents.get(row.code[:1])
    return _named(above, language) if above is not None and above.code != row.code else ""


def _regions(session: Session, wanted: str, language: str, limit: int) -> list[Option]:
    query = select(Region)
    order: list[Any] = [col(Region.level), col(Region.code)]
    if wanted:
        condition, rank = _fit(wanted, col(Region.name), None, Region)
        condition = or_(condition, col(Region.code).startswith(wanted, autoescape=True))
        query, order = query.where(condition), [rank, *order]
    else:
        query = query.where(Region.level == 1)
    rows = session.exec(query.order_by(*order).limit(limit))
    return [Option(row.code, row.full_name if language == "zh" else row.name_en, row.code) for row in rows]


def _majors(session: Session, wanted: str, language: str, limit: int) -> list[Option]:
    query = select(Major).where(Major.level == 3)
    order: list[Any] = [col(Major.catalogue), col(Major.code)]
    if wanted:
        condition, rank = _fit(wanted, col(Major.name), col(Major.code), Major)
        query, order = query.where(condition), [rank, *order]
    rows = session.exec(query.order_by(*order).limit(limit))
    return [Option(row.key, f"{row.code} {row.name}", f"{row.schooling} · {row.class_name}") for row in rows]


def _skills(session: Session, wanted: str, language: str, limit: int) -> list[Option]:
    query = select(SkillName, SkillField).join(Skill, col(Skill.name) == col(SkillName.skill_name))
    query = query.join(SkillField, col(SkillField.slug) == col(Skill.field_slug))
    order: list[Any] = [col(SkillName.is_alias), col(SkillName.word), col(SkillName.id)]
    if wanted:
        condition, rank = _fit(wanted, col(SkillName.word), None, SkillName)
        query, order = query.where(condition), [rank, *order]
    found: dict[str, Option] = {}
    for name, field in session.exec(query.order_by(*order).limit(limit * 3)):
        hint = _named(field, language)
        if name.is_alias:
            hint = f"{name.word} · {hint}"
        found.setdefault(name.skill_name, Option(name.skill_name, name.skill_name, hint))
    return list(found.values())[:limit]


def _segments(session: Session, wanted: str, language: str, limit: int) -> list[Option]:
    query = select(ChainSegment, Chain).join(Chain, col(Chain.slug) == col(ChainSegment.chain_slug))
    if wanted:
        words = [col(ChainSegment.name), col(Chain.name), col(ChainSegment.name_en), col(Chain.name_en)]
        query = query.where(or_(*(word.icontains(wanted, autoescape=True) for word in words)))
    rows = session.exec(query.order_by(col(Chain.position), col(ChainSegment.position)).limit(limit))
    return [Option(segment.slug, _named(segment, language), _named(chain, language)) for segment, chain in rows]


def _families(session: Session, wanted: str, language: str, limit: int) -> list[Option]:
    query = select(PositionFamily, ChainSegment)
    query = query.join(ChainSegment, col(ChainSegment.slug) == col(PositionFamily.segment_slug))
    if wanted:
        words = [col(PositionFamily.name), col(PositionFamily.name_en), col(ChainSegment.name)]
        query = query.where(or_(*(word.icontains(wanted, autoescape=True) for word in words)))
    rows = session.exec(query.order_by(col(PositionFamily.position)).limit(limit))
    return [Option(family.slug, _named(family, language), _named(segment, language)) for family, segment in rows]


FINDERS = {
    "industry": _industries,
    "region": _regions,
    "major": _majors,
    "skill": _skills,
    "segment": _segments,
    "family": _families,
}


def _named(thing: Any, language: str) -> str:
    english = getattr(thing, "name_en", "")
    return english if language == "en" and english else str(thing.name)


def region_names(session: Session, codes: Iterable[str | None]) -> dict[str, str]:
    """Return the full Chinese names of the regions, by code."""
    wanted = {code for code in codes if code}
    rows: Iterable[Region] = session.exec(select(Region).where(col(Region.code).in_(wanted))) if wanted else []
    return {row.code: row.full_name for row in rows}


def industry(session: Session, code: str | None) -> Industry | None:
    """Return an industry by its code."""
    return session.get(Industry, code) if code else None


def industry_names(session: Session, codes: Iterable[str | None]) -> dict[str, Industry]:
    """Return the industries, by code."""
    wanted = {code for code in codes if code}
    rows: Iterable[Industry] = session.exec(select(Industry).where(col(Industry.code).in_(wanted))) if wanted else []
    return {row.code: row for row in rows}


def canonical_skills(session: Session, words: Iterable[str]) -> dict[str, str]:
    """Return the canonical skill of each word that the lexicon knows."""
    wanted = {word for word in words if word}
    rows: Iterable[SkillName] = session.exec(select(SkillName).where(col(SkillName.word).in_(wanted))) if wanted else []
    return {row.word: row.skill_name for row in rows}


def chains(session: Session) -> list[Chain]:
    """Return all chains in their order."""
    return list(session.exec(select(Chain).order_by(col(Chain.position), col(Chain.slug))))


def segments_by_chain(session: Session) -> list[tuple[Chain, list[ChainSegment]]]:
    """Return all chains with their segments, in their order."""
    rows = session.exec(select(ChainSegment).order_by(col(ChainSegment.position), col(ChainSegment.slug)))
    held: dict[str, list[ChainSegment]] = {}
    for row in rows:
        held.setdefault(row.chain_slug, []).append(row)
    return [(chain, held.get(chain.slug, [])) for chain in chains(session)]


def families_of(session: Session, segment_slug: str | None) -> list[PositionFamily]:
    """Return the position families of a segment."""
    query = select(PositionFamily).where(PositionFamily.segment_slug == segment_slug)
    return list(session.exec(query.order_by(col(PositionFamily.position), col(PositionFamily.slug))))


def host_regions(session: Session) -> list[tuple[str, str]]:
    """Return (code, name) of the provinces, cities and counties around the platform's coordinators."""
    own = session.exec(select(Organisation.region).where(Organisation.kind == OrganisationKind.COORDINATOR)).all()
    around = {code for region in own for code in (region[:2] + "0000", region[:4] + "00", region)}
    rows = session.exec(select(Region).where(col(Region.code).in_(around)).order_by(col(Region.code)))
    return [(row.code, row.full_name) for row in rows]
