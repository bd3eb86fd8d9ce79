"""Looking codes up by name, alias, code, pinyin or initials, best first; and naming the codes that a page shows."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import case, func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from matching import normalise_skill
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
from webapp.models.accounts.enums import OrganisationKind
from webapp.services.codes.pinyin import fold
from webapp.services.codes.ranking import (
    AS_ALIAS,
    Option,
    Row,
    Wanted,
    best_of,
    by_code,
    by_english,
    by_name,
    named_in,
    ranked,
)
from webapp.services.codes.region_search import find_regions

MOST = 20
LONGEST_QUERY = 40


def search(session: Session, kind: str, words: str, *, language: str = "zh", limit: int = MOST) -> list[Option]:
    """Return the codes that fit best, at most `limit`; unknown kinds raise KeyError."""
    finder = FINDERS[kind]
    typed = words[:LONGEST_QUERY]
    wanted = Wanted(fold(typed), " ".join(typed.casefold().split()), language)
    if "\x00" in wanted.text:
        return []
    return finder(session, wanted, limit)


def _industries(session: Session, wanted: Wanted, limit: int) -> list[Option]:
    query = select(Industry)
    order: list[Any] = [col(Industry.code)]
    if wanted.text:
        steps = by_code(wanted, col(Industry.code), letter=True)
        steps += by_name(wanted, Industry, col(Industry.name)) + by_english(wanted, col(Industry.name_en))
        condition, rank = ranked(steps)
        query = query.where(condition)
        order = [rank, col(Industry.level).desc(), func.length(Industry.name), *order]
    else:
        query = query.where(Industry.level == 1)
    rows = session.exec(query.order_by(*order).limit(limit)).all()
    parents = {row.code: row for row in session.exec(select(Industry).where(col(Industry.level) <= 2))}
    return [industry_option(row, wanted.language, parents) for row in rows]


def industry_option(row: Industry, language: str, parents: dict[str, Industry]) -> Option:
    """Return an industry as a picker shows it."""
    above = parents.get(row.code[:3]) if row.level > 2 else parents.get(row.code[:1])
    hint = named_in(above, language) if above is not None and above.code != row.code else ""
    return Option(row.code, f"{row.code} {named_in(row, language)}", hint)


def _regions(session: Session, wanted: Wanted, limit: int) -> list[Option]:
    return [region_option(row, wanted.language, former) for row, former in find_regions(session, wanted, limit)]


def region_option(row: Region, language: str, former: str = "") -> Option:
    """Return a region as a picker shows it, with the former name by which it was found."""
    return Option(row.code, full_name(row, language), f"{former} · {row.code}" if former else row.code)


def _majors(session: Session, wanted: Wanted, limit: int) -> list[Option]:
    query = select(Major).where(Major.level == 3)
    order: list[Any] = [col(Major.catalogue), col(Major.code)]
    if wanted.text:
        condition, rank = ranked(by_code(wanted, col(Major.code)) + by_name(wanted, Major, col(Major.name)))
        query, order = query.where(condition), [rank, func.length(Major.name), *order]
    return [major_option(row) for row in session.exec(query.order_by(*order).limit(limit))]


def major_option(row: Major) -> Option:
    """Return a major as a picker shows it."""
    return Option(row.key, f"{row.code} {row.name}", f"{row.schooling} · {row.class_name}")


def _skills(session: Session, wanted: Wanted, limit: int) -> list[Option]:
    query = select(SkillName.skill_name, SkillName.word, SkillName.is_alias)
    if wanted.text:
        steps = by_name(wanted, SkillName, col(SkillName.word))
        condition, rank = ranked(steps)
        _same, alias_rank = ranked([(step, AS_ALIAS[fit]) for step, fit in steps])
        rank = case((col(SkillName.is_alias).is_(True), alias_rank), else_=rank)
        query = query.where(condition).order_by(rank, func.length(SkillName.word))
    else:
        query = query.where(col(SkillName.is_alias).is_(False))
    words: dict[str, str] = {}  # skill → the alias by which it was found, or nothing
    for name, word, is_alias in session.exec(query.order_by(col(SkillName.pinyin), col(SkillName.id)).limit(limit * 5)):
        words.setdefault(name, word if is_alias else "")
    best = list(words)[:limit]
    with_field = select(Skill.name, SkillField).join(SkillField, col(SkillField.slug) == col(Skill.field_slug))
    fields = dict(session.exec(with_field.where(col(Skill.name).in_(best))).all())
    return [skill_option(name, fields[name], wanted.language, found_by=words[name]) for name in best if name in fields]


def skill_option(name: str, field: SkillField, language: str, *, found_by: str = "") -> Option:
    """Return a skill as a picker shows it, with the alias by which it was found."""
    hint = named_in(field, language)
    return Option(name, name, f"{found_by} · {hint}" if found_by else hint)


def _segments(session: Session, wanted: Wanted, limit: int) -> list[Option]:
    names: list[Any] = [
        ChainSegment.slug,
        ChainSegment.name,
        ChainSegment.name_en,
        Chain.slug,
        Chain.name,
        Chain.name_en,
    ]
    query = sa_select(*names).join(Chain, col(Chain.slug) == col(ChainSegment.chain_slug))
    rows = session.execute(query.order_by(col(Chain.position), col(ChainSegment.position), col(ChainSegment.slug)))
    return best_of((Row(*row) for row in rows), wanted, limit)


def _families(session: Session, wanted: Wanted, limit: int) -> list[Option]:
    names: list[Any] = [PositionFamily.slug, PositionFamily.name, PositionFamily.name_en]
    names += [ChainSegment.slug, ChainSegment.name, ChainSegment.name_en, PositionFamily.titles]
    query = sa_select(*names).join(ChainSegment, col(ChainSegment.slug) == col(PositionFamily.segment_slug))
    rows = session.execute(query.order_by(col(PositionFamily.position), col(PositionFamily.slug)))
    return best_of((Row(*row) for row in rows), wanted, limit)


FINDERS = {
    "industry": _industries,
    "region": _regions,
    "major": _majors,
    "skill": _skills,
    "segment": _segments,
    "family": _families,
}


def region_names(session: Session, codes: Iterable[str | None], language: str) -> dict[str, str]:
    """Return the full names of the regions in the language, by code."""
    wanted = {code for code in codes if code}
    rows: Iterable[Region] = session.exec(select(Region).where(col(Region.code).in_(wanted))) if wanted else []
    return {row.code: full_name(row, language) for row in rows}


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
    by_word = {row.word: row.skill_name for row in rows}
    if wanted - by_word.keys():  # 熟悉ＰＬＣ 编程 is PLC编程 written in another way
        by_form: dict[str, str] = {}
        for word, skill in session.exec(select(SkillName.word, SkillName.skill_name).order_by(col(SkillName.word))):
            by_form.setdefault(normalise_skill(word), skill)
        forms = {word: normalise_skill(word) for word in wanted - by_word.keys()}
        by_word.update({word: by_form[form] for word, form in forms.items() if form in by_form})
    return by_word


def chains(session: Session) -> list[Chain]:
    """Return all chains in their order."""
    return list(session.exec(select(Chain).order_by(col(Chain.position), col(Chain.slug))))


def segments_by_chain(session: Session) -> list[tuple[Chain, list[ChainSegment]]]:
    """Return all chains with their segments, in their order."""
    rows = session.exec(select(ChainSegment).order_by(col(ChainSegment.position), col(ChainSegment.slug)))
    by_chain: dict[str, list[ChainSegment]] = {}
    for row in rows:
        by_chain.setdefault(row.chain_slug, []).append(row)
    return [(chain, by_chain.get(chain.slug, [])) for chain in chains(session)]


def families_of(session: Session, segment_slug: str | None) -> list[PositionFamily]:
    """Return the position families of a segment."""
    query = select(PositionFamily).where(PositionFamily.segment_slug == segment_slug)
    return list(session.exec(query.order_by(col(PositionFamily.position), col(PositionFamily.slug))))


def host_regions(session: Session, language: str) -> list[tuple[str, str]]:
    """Return (code, name) of the provinces, cities and counties around the platform's coordinators."""
    own = session.exec(select(Organisation.region).where(Organisation.kind == OrganisationKind.COORDINATOR)).all()
    around = {code for region in own for code in (region[:2] + "0000", region[:4] + "00", region)}
    rows = session.exec(select(Region).where(col(Region.code).in_(around)).order_by(col(Region.code)))
    return [(row.code, full_name(row, language)) for row in rows]


def full_name(region: Region, language: str) -> str:
    """Return a region with those above it, in the language."""
    return region.name_en if language == "en" and region.name_en else region.full_name or region.name
