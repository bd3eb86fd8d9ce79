"""The code tables as programs read them: whole, in the order of their keys, or the best finds for some words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from webapp.models import Chain, ChainSegment, Industry, Major, PositionFamily, Region, Skill, SkillName
from webapp.services.codes import search
from webapp.services.kernel.keyset import scan_keys

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A table, the column of its codes, the finder that searches it, and what a row tells."""

    model: Any
    key: str
    finder: str
    tell: Callable[[Any], Row]


def _names(row: Any) -> Row:
    return {"name": row.name, "name_en": getattr(row, "name_en", "")}


TABLES: dict[str, CodeTable] = {
    "industries": CodeTable(
        Industry, "code", "industry", lambda row: {"parent": row.parent_code, "level": row.level, **_names(row)}
    ),
    "regions": CodeTable(
        Region,
        "code",
        "region",
        lambda row: {"parent": row.parent_code, "level": row.level, "full_name": row.full_name, **_names(row)},
    ),
    "majors": CodeTable(
        Major,
        "key",
        "major",
        lambda row: {
            "parent": row.parent_key,
            "level": row.level,
            "catalogue": row.catalogue,
            "schooling": row.schooling,
            "major_class": row.class_name,
            **_names(row),
        },
    ),
    "chains": CodeTable(Chain, "slug", "", lambda row: {"description": row.description, **_names(row)}),
    "segments": CodeTable(
        ChainSegment,
        "slug",
        "segment",
        lambda row: {
            "parent": row.chain_slug,
            "stream": row.stream,
            "industry_codes": list(row.industry_codes),
            **_names(row),
        },
    ),
    "families": CodeTable(
        PositionFamily,
        "slug",
        "family",
        lambda row: {"parent": row.segment_slug, "titles": list(row.titles), **_names(row)},
    ),
    "skills": CodeTable(Skill, "name", "skill", lambda row: {"parent": row.field_slug, **_names(row)}),
}


def read_table(session: Session, name: str, *, after: str | None, limit: int) -> tuple[list[Row], bool]:
    """Return the next rows of a table, and whether more follow."""
    table = TABLES[name]
    rows, more = scan_keys(session, select(table.model), getattr(table.model, table.key), after=after, limit=limit)
    return _facts_of_rows(session, table, rows), more


def find_codes(session: Session, name: str, words: str, *, language: str, limit: int) -> list[Row]:
    """Return the rows that fit the words best."""
    table = TABLES[name]
    if not table.finder:
        has = [col(column).icontains(words, autoescape=True) for column in (table.model.name, table.model.name_en)]
        query = select(table.model).where(or_(*has)).order_by(col(table.model.position)).limit(limit)
        return _facts_of_rows(session, table, session.exec(query).all())
    options = search.search(session, table.finder, words, language=language, limit=limit)
    keys = [option.value for option in options]
    key = getattr(table.model, table.key)
    by_code = {getattr(row, table.key): row for row in session.exec(select(table.model).where(col(key).in_(keys)))}
    return _facts_of_rows(session, table, [by_code[code] for code in keys if code in by_code])


def _facts_of_rows(session: Session, table: CodeTable, rows: Sequence[Any]) -> list[Row]:
    facts = [{"code": getattr(row, table.key), **table.tell(row)} for row in rows]
    if table.model is Skill:
        aliases = _aliases(session, [row["code"] for row in facts])
        for row in facts:
            row["aliases"] = aliases.get(row["code"], [])
    return facts


def _aliases(session: Session, skills: Sequence[str]) -> dict[str, list[str]]:
    query = select(SkillName).where(col(SkillName.skill_name).in_(skills), col(SkillName.is_alias).is_(True))
    by_skill: dict[str, list[str]] = {}
    for row in session.exec(query.order_by(col(SkillName.word))):
        by_skill.setdefault(row.skill_name, []).append(row.word)
    return by_skill
