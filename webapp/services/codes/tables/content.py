"""The stored code tables as one plain content: read in a fixed order, packed, and built into what matching compares by.

Pinyin and initials follow from the names and are left out. Equal tables have an equal fingerprint on every database.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Any, Final

from sqlmodel import Session, col, select

from matching import Family, Industry, IndustryRelation, LexiconRow, Major, MajorClass, Segment, Taxonomies
from webapp import models

Content = dict[str, list[list[Any]]]
PLAIN: Final = frozenset({type(None), bool, int, float, str, list})

COLUMNS: dict[str, tuple[Any, str, tuple[str, ...]]] = {  # table → model, order, what is kept of a row
    "industries": (models.Industry, "code", ("code", "name", "name_en", "parent_code", "level")),
    "relations": (models.IndustryRelation, "a", ("a", "b", "relation", "strength", "reason")),
    "majors": (models.Major, "key", ("key", "code", "name", "parent_key", "level", "schooling", "class_name")),
    "classes": (models.MajorClass, "name", ("name", "industry_codes", "reason", "skills", "courses")),
    "chains": (models.Chain, "position", ("slug", "name", "name_en", "description", "position")),
    "segments": (
        models.ChainSegment,
        "position",
        ("slug", "chain_slug", "stream", "name", "name_en", "industry_codes", "position"),
    ),
    "families": (
        models.PositionFamily,
        "position",
        ("slug", "segment_slug", "name", "name_en", "titles", "position"),
    ),
    "fields": (models.SkillField, "slug", ("slug", "name", "name_en", "major_categories")),
    "skills": (models.Skill, "name", ("name", "field_slug")),
    "words": (models.SkillName, "word", ("word", "skill_name")),
    "regions": (
        models.Region,
        "code",
        ("code", "name", "full_name", "name_en", "parent_code", "level", "lat", "lon"),
    ),
    "limits": (models.RuleParameter, "key", ("key", "value", "source", "severity", "is_active")),
}


def read_tables(session: Session) -> Content:
    """Return the stored tables; rows stand in an order of their own, not the database's."""
    content: Content = {}
    for name, (model, first, columns) in COLUMNS.items():
        query = select(*(col(getattr(model, column)) for column in columns))
        content[name] = _in_order(map(_plain, session.exec(query)), columns.index(first))
    return content


def _in_order(rows: Iterable[list[Any]], lead: int) -> list[list[Any]]:
    """Sort rows by one column, and by all where that leaves several alike."""
    ordered = sorted(rows, key=itemgetter(lead))
    if all(earlier[lead] != later[lead] for earlier, later in pairwise(ordered)):
        return ordered
    return sorted(ordered, key=lambda row: (row[lead], [str(value) for value in row]))


def _plain(row: Iterable[Any]) -> list[Any]:
    values = list(row)  # there are hundreds of thousands of cells, nearly all of them plain
    return values if PLAIN.issuperset(map(type, values)) else [_plain_value(value) for value in values]


def _plain_value(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float | list) else str(value)


def as_text(content: Content) -> str:
    """Return the content in the one form that its fingerprint is taken of."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(content: Content) -> str:
    """Return the SHA-256 of the content."""
    return hashlib.sha256(as_text(content).encode()).hexdigest()


def pack(content: Content) -> bytes:
    """Return the content as it is kept."""
    return zlib.compress(as_text(content).encode(), 6)


@lru_cache(maxsize=4)
def unpack(packed: bytes) -> Content:
    """Return packed content."""
    content: Content = json.loads(zlib.decompress(packed))
    return content


@lru_cache(maxsize=4)
def build_packed(packed: bytes) -> Taxonomies:
    """Return what matching compares by; a process keeps the last few."""
    return build(unpack(packed))


def rows_of(content: Content, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table by the names of their columns."""
    columns = COLUMNS[table][2]
    return [dict(zip(columns, row, strict=True)) for row in content[table]]


def build(content: Content) -> Taxonomies:
    """Return the tables as the library takes them."""
    words: dict[str, list[str]] = {}
    for row in rows_of(content, "words"):
        words.setdefault(row["skill_name"], []).append(row["word"])
    return Taxonomies.of(
        (Industry(row["code"], row["name"], row["parent_code"] or "") for row in rows_of(content, "industries")),
        (
            LexiconRow(
                row["name"],
                tuple(word for word in words.get(row["name"], ()) if word != row["name"]),
                row["field_slug"],
            )
            for row in rows_of(content, "skills")
        ),
        relations=(IndustryRelation(**row) for row in rows_of(content, "relations")),
        majors=(
            Major(row["code"], row["name"], row["class_name"])
            for row in rows_of(content, "majors")
            if row["level"] == 3
        ),
        classes=(
            MajorClass(row["name"], tuple(row["industry_codes"]), tuple(row["skills"]), tuple(row["courses"]))
            for row in rows_of(content, "classes")
            if row["industry_codes"]
        ),
        chains={row["slug"]: row["name"] for row in rows_of(content, "chains")},
        segments=(
            Segment(row["slug"], row["chain_slug"], row["name"], tuple(row["industry_codes"]))
            for row in rows_of(content, "segments")
        ),
        families=(
            Family(row["slug"], row["segment_slug"], row["name"], tuple(row["titles"]))
            for row in rows_of(content, "families")
        ),
    )
