"""Offerings and demands from CSV files and data frames, with the columns of `python -m matching`."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from matching.errors import InputError
from matching.posts import LADDER, Demand, Offering
from matching.tables.csv_rows import Row, read_rows
from matching.tables.frames import Frame, rows_of
from matching.tables.taxonomy import Taxonomies
from matching.text.normal import normalise, split_list

OFFERING_COLUMNS = (
    "offering_id", "school", "major", "major_code", "level", "region", "region_name", "capacity", "skills",
    "industry_codes",
)  # fmt: skip
OFFERING_OPTIONAL = ("school_id", "major_class", "batch_min", "courses", "chain", "modes", "start", "months", "regions")
DEMAND_COLUMNS = (
    "demand_id", "enterprise", "position", "industry_code", "chain", "segment", "region", "region_name", "level",
    "headcount", "skills",
)  # fmt: skip
DEMAND_OPTIONAL = ("enterprise_id", "family", "preferred_skills", "modes", "start", "months")

MOST_PEOPLE = 1_000_000
MOST_MONTHS = 120
_REGION = re.compile(r"\d{6}")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_WHOLE = re.compile(r"\d{1,9}")

Post = TypeVar("Post", Demand, Offering)
Warn = Callable[[InputError], None]


def _ignore(warning: InputError) -> None:
    """Let a warning pass."""


def read_demands(path: Path | str, tables: Taxonomies, *, warn: Warn = _ignore) -> tuple[Demand, ...]:
    """Read demands from a CSV file (UTF-8 or GB18030) whose first row names the columns; docs/matching.md lists them.

    Whole numbers lie in 0 to 1,000,000 people or 120 months, months are YYYY-MM, regions six digits; lists stand
    between semicolons, an empty cell is unknown. `warn` gets what was read in a wider sense than written: an unknown
    class of a known group of GB/T 4754 counts as the group. Raise `InputError` with file, row and column for what
    cannot be meant.
    """
    return _demands(read_rows(Path(path), required=DEMAND_COLUMNS), tables, warn)


def read_offerings(path: Path | str, tables: Taxonomies, *, warn: Warn = _ignore) -> tuple[Offering, ...]:
    """Read offerings from a CSV file; values, warnings and `InputError` as for `read_demands`."""
    return _offerings(read_rows(Path(path), required=OFFERING_COLUMNS), tables, warn)


def demands_from(frame: Frame, tables: Taxonomies, *, warn: Warn = _ignore) -> tuple[Demand, ...]:
    """Take demands from a data frame (pandas, polars, PyArrow, …) or a mapping of columns to cells.

    Columns and values are those of `read_demands`; a list may also be a list, a month a date, and None or NaN is
    unknown. Raise `InputError` as there, the rows counted from 1 without a header; `TypeError` for what is no table.
    """
    return _demands(rows_of(frame, "demands", required=DEMAND_COLUMNS, optional=DEMAND_OPTIONAL), tables, warn)


def offerings_from(frame: Frame, tables: Taxonomies, *, warn: Warn = _ignore) -> tuple[Offering, ...]:
    """Take offerings from a data frame or a mapping of columns; `InputError` and `TypeError` as for `demands_from`."""
    return _offerings(rows_of(frame, "offerings", required=OFFERING_COLUMNS, optional=OFFERING_OPTIONAL), tables, warn)


def _demands(rows: Iterable[Row], tables: Taxonomies, warn: Warn) -> tuple[Demand, ...]:
    return _unique(rows, "demand_id", lambda row: _demand(row, tables, warn))


def _offerings(rows: Iterable[Row], tables: Taxonomies, warn: Warn) -> tuple[Offering, ...]:
    return _unique(rows, "offering_id", lambda row: _offering(row, tables, warn))


def _unique(rows: Iterable[Row], key: str, make: Callable[[Row], Post]) -> tuple[Post, ...]:
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        post = make(row)
        if not post.id:
            raise row.refuse(key, "is empty; every row needs its own id")
        if post.id in seen:
            raise row.refuse(key, f"{post.id!r} stands in row {seen[post.id]} already; ids must differ")
        seen[post.id] = row.line
        found.append(post)
    return tuple(found)


def _offering(row: Row, tables: Taxonomies, warn: Warn) -> Offering:
    codes = split_list(row.get("industry_codes"))
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
        industry_codes=tuple(_industry(row, "industry_codes", code, tables, warn) for code in codes),
        chain=row.get("chain"),
        modes=split_list(row.get("modes")),
        start=_month(row, "start"),
        months=_whole(row, "months", MOST_MONTHS),
        region=_region(row, "region", row.get("region")),
        region_name=row.get("region_name"),
        regions=tuple(_region(row, "regions", code) for code in split_list(row.get("regions"))),
    )


def _demand(row: Row, tables: Taxonomies, warn: Warn) -> Demand:
    code = row.get("industry_code")
    return Demand(
        id=row.get("demand_id"),
        enterprise=row.get("enterprise"),
        enterprise_id=row.get("enterprise_id") or row.get("enterprise"),
        position=row.get("position"),
        industry_code=_industry(row, "industry_code", code, tables, warn) if code else "",
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


def _industry(row: Row, column: str, text: str, tables: Taxonomies, warn: Warn) -> str:
    code = tables.industry_code(text)
    if code is not None:
        return code
    nearest = tables.nearest_code(text)
    if nearest is None:
        raise row.refuse(column, f"{text[:40]!r} is no code of GB/T 4754-2017; write one like C3435, or leave it empty")
    warn(row.refuse(column, f"{text[:40]!r} is no code of GB/T 4754-2017; read as {nearest}"))
    return nearest


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
