"""Offerings and demands from CSV rows, in the formats of `python -m matching`."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from matching.criteria.level import LADDER
from matching.tables import Row, read_rows
from matching.taxonomy import Taxonomies
from matching.text import normalise, split_list
from matching.types import Demand, Offering

OFFERING_COLUMNS = (
    "offering_id", "school", "major", "major_code", "level", "region", "region_name", "capacity", "skills",
    "industry_codes",
)  # fmt: skip
DEMAND_COLUMNS = (
    "demand_id", "enterprise", "position", "industry_code", "chain", "segment", "region", "region_name", "level",
    "headcount", "skills",
)  # fmt: skip

MOST_PEOPLE = 1_000_000
MOST_MONTHS = 120
_REGION = re.compile(r"\d{6}")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_WHOLE = re.compile(r"\d{1,9}")

Post = TypeVar("Post", Demand, Offering)


def read_offerings(path: Path, tables: Taxonomies) -> tuple[Offering, ...]:
    """Read offerings; raise `InputError` with file, row and column for what cannot be meant."""
    return _unique(path, OFFERING_COLUMNS, "offering_id", lambda row: _offering(row, tables))


def read_demands(path: Path, tables: Taxonomies) -> tuple[Demand, ...]:
    """Read demands; raise `InputError` with file, row and column for what cannot be meant."""
    return _unique(path, DEMAND_COLUMNS, "demand_id", lambda row: _demand(row, tables))


def _unique(path: Path, columns: tuple[str, ...], key: str, make: Callable[[Row], Post]) -> tuple[Post, ...]:
    seen: dict[str, int] = {}
    found = []
    for row in read_rows(path, required=columns):
        post = make(row)
        if not post.id:
            raise row.refuse(key, "is empty; every row needs its own id")
        if post.id in seen:
            raise row.refuse(key, f"{post.id!r} stands in row {seen[post.id]} already; ids must differ")
        seen[post.id] = row.line
        found.append(post)
    return tuple(found)


def _offering(row: Row, tables: Taxonomies) -> Offering:
    return Offering(
        id=row.get("offering_id"),
        school=row.get("school"),
        school_id=row.get("school_id") or row.get("school"),
        major=row.get("major"),
        major_code=normalise(row.get("major_code")),
        major_class=row.get("major_class"),
        level=_level(row),
        seats=_whole(row, "capacity", MOST_PEOPLE),
        batch_min=_whole(row, "batch_min", MOST_PEOPLE),
        skills=split_list(row.get("skills")),
        courses=split_list(row.get("courses")),
        industry_codes=tuple(_industry(row, "industry_codes", code, tables) for code in _codes(row, "industry_codes")),
        chain=row.get("chain"),
        modes=split_list(row.get("modes")),
        start=_month(row, "start"),
        months=_whole(row, "months", MOST_MONTHS),
        region=_region(row, "region", row.get("region")),
        region_name=row.get("region_name"),
        regions=tuple(_region(row, "regions", code) for code in split_list(row.get("regions"))),
    )


def _demand(row: Row, tables: Taxonomies) -> Demand:
    code = row.get("industry_code")
    return Demand(
        id=row.get("demand_id"),
        enterprise=row.get("enterprise"),
        enterprise_id=row.get("enterprise_id") or row.get("enterprise"),
        position=row.get("position"),
        industry_code=_industry(row, "industry_code", code, tables) if code else "",
        chain=row.get("chain"),
        segment=row.get("segment"),
        family=row.get("family"),
        level=_level(row),
        headcount=_whole(row, "headcount", MOST_PEOPLE),
        required_skills=split_list(row.get("skills")),
        preferred_skills=split_list(row.get("preferred_skills")),
        modes=split_list(row.get("modes")),
        start=_month(row, "start"),
        months=_whole(row, "months", MOST_MONTHS),
        region=_region(row, "region", row.get("region")),
        region_name=row.get("region_name"),
    )


def _codes(row: Row, column: str) -> Iterator[str]:
    return iter(split_list(row.get(column)))


def _industry(row: Row, column: str, text: str, tables: Taxonomies) -> str:
    code = tables.industry_code(text)
    if code is None:
        raise row.refuse(column, f"{text[:40]!r} is no code of GB/T 4754-2017; write one like C3435, or leave it empty")
    return code


def _level(row: Row) -> str:
    level = row.get("level")
    if level and level not in LADDER:
        raise row.refuse("level", f"{level[:40]!r} is no level; write one of {'、'.join(LADDER)}, or leave it empty")
    return level


def _whole(row: Row, column: str, most: int) -> int | None:
    text = row.get(column)
    if not text:
        return None
    digits = normalise(text)
    if text.lstrip().startswith(("-", "－", "−")) or not _WHOLE.fullmatch(digits) or int(digits) > most:
        raise row.refuse(column, f"{text[:40]!r} is no whole number from 0 to {most}; mend it or leave it empty")
    return int(digits)


def _month(row: Row, column: str) -> str:
    text = row.get(column)
    if not text:
        return ""
    found = _MONTH.fullmatch("".join(text.split()))
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
        raise row.refuse(column, f"{text[:40]!r} is no month; write one like 2027-09, or leave it empty")
    return f"{int(found[1]):04d}-{int(found[2]):02d}"


def _region(row: Row, column: str, text: str) -> str:
    code = normalise(text)
    if code and not _REGION.fullmatch(code):
        raise row.refuse(column, f"{text[:40]!r} is no region; write six digits of GB/T 2260, or leave it empty")
    return code
