"""Offerings and demands from CSV files and data frames, with the columns of `python -m matching`."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from matching.errors import InputError, ManyInputErrors
from matching.posts import LADDER, MOST_MONTHS, MOST_PEOPLE, Demand, Offering
from matching.tables.csv_rows import Row, read_rows
from matching.tables.frames import Frame, rows_of
from matching.tables.levels import level_of
from matching.tables.regions import load_regions
from matching.tables.taxonomy import Taxonomies
from matching.text.normal import normalise
from matching.text.skills import distinct_skills, is_not_needed, is_skill

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

_REGION = re.compile(r"\d{6}")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_WHOLE = re.compile(r"\d{1,9}")
_POINT_NOUGHT = re.compile(r"(?<=\d)\.0+$")  # spreadsheets write whole numbers so

Post = TypeVar("Post", Demand, Offering)
Warn = Callable[[InputError], None]
Rows = Callable[[Warn], Iterable[Row]]  # takes whom to tell of rows that cannot be read


def _ignore(warning: InputError) -> None:
    """Let a warning pass."""


def read_demands(path: Path | str, tables: Taxonomies, *, warn: Warn = _ignore) -> tuple[Demand, ...]:
    """Read demands from a CSV file (UTF-8 or GB18030) whose first row names the columns; docs/matching.md lists them.

    Whole numbers lie in 0 to 1,000,000 people or 120 months, months are YYYY-MM, regions six digits; lists stand
    between semicolons, an empty cell is unknown. `warn` gets what was read in a wider sense than written: an unknown
    class of a known group of GB/T 4754 counts as the group. Raise `InputError` with file, row and column for what
    cannot be meant.
    """
    return _demands(partial(read_rows, Path(path), DEMAND_COLUMNS, warn=warn), tables, warn)


def read_offerings(path: Path | str, tables: Taxonomies, *, warn: Warn = _ignore) -> tuple[Offering, ...]:
    """Read offerings from a CSV file; values, warnings and `InputError` as for `read_demands`."""
    return _offerings(partial(read_rows, Path(path), OFFERING_COLUMNS, warn=warn), tables, warn)


def demands_from(frame: Frame, tables: Taxonomies, *, warn: Warn = _ignore) -> tuple[Demand, ...]:
    """Take demands from a data frame (pandas, polars, PyArrow, …) or a mapping of columns to cells.

    Columns and values are those of `read_demands`; a list may also be a list, a month a date, and None or NaN is
    unknown. Raise `InputError` as there, the rows counted from 1 without a header; `TypeError` for what is no table.
    """
    rows = rows_of(frame, "demands", required=DEMAND_COLUMNS, optional=DEMAND_OPTIONAL)
    return _demands(lambda _note: rows, tables, warn)


def offerings_from(frame: Frame, tables: Taxonomies, *, warn: Warn = _ignore) -> tuple[Offering, ...]:
    """Take offerings from a data frame or a mapping of columns; `InputError` and `TypeError` as for `demands_from`."""
    rows = rows_of(frame, "offerings", required=OFFERING_COLUMNS, optional=OFFERING_OPTIONAL)
    return _offerings(lambda _note: rows, tables, warn)


def _demands(rows: Rows, tables: Taxonomies, warn: Warn) -> tuple[Demand, ...]:
    return _unique(rows, "demand_id", lambda row, note: _demand(_Cells(row, tables, warn, note)), warn)


def _offerings(rows: Rows, tables: Taxonomies, warn: Warn) -> tuple[Offering, ...]:
    return _unique(rows, "offering_id", lambda row, note: _offering(_Cells(row, tables, warn, note)), warn)


def _unique(rows: Rows, key: str, make: Callable[[Row, Warn], Post], warn: Warn) -> tuple[Post, ...]:
    """Make a post of each row; whatever is wrong with any of them is told at once."""
    seen: dict[str, int] = {}
    posts: list[Post] = []
    wrong: list[InputError] = []
    try:
        for row in rows(wrong.append):
            post = make(row, wrong.append)
            if not post.id:
                wrong.append(row.refuse(key, "is empty; every row needs its own id"))
            elif post.id in seen:
                wrong.append(row.refuse(key, f"{post.id!r} stands in row {seen[post.id]} already; ids must differ"))
            seen.setdefault(post.id, row.line)
            posts.append(post)
    except InputError as error:
        wrong.append(error)
    if wrong:
        raise ManyInputErrors(wrong) if len(wrong) > 1 else wrong[0]
    return tuple(posts)


def _offering(cells: "_Cells") -> Offering:
    row = cells.row
    return Offering(
        id=row.get("offering_id"),
        school=row.get("school"),
        school_id=row.get("school_id") or row.get("school"),
        major=row.get("major"),
        major_code=normalise(row.get("major_code")),
        major_class=row.get("major_class"),
        level=cells.level(),
        seats=cells.whole("capacity", MOST_PEOPLE),
        batch_min=cells.whole("batch_min", MOST_PEOPLE),
        skills=cells.skills("skills"),
        courses=row.entries("courses"),
        industry_codes=cells.industries("industry_codes", row.entries("industry_codes")),
        chain=row.get("chain"),
        modes=row.entries("modes"),
        start=cells.month("start"),
        months=cells.whole("months", MOST_MONTHS),
        region=cells.region("region", row.get("region")),
        region_name=row.get("region_name"),
        regions=tuple(filter(None, (cells.region("regions", code) for code in row.entries("regions")))),
    )


def _demand(cells: "_Cells") -> Demand:
    row = cells.row
    code = row.get("industry_code")
    return Demand(
        id=row.get("demand_id"),
        enterprise=row.get("enterprise"),
        enterprise_id=row.get("enterprise_id") or row.get("enterprise"),
        position=row.get("position"),
        industry_code=next(iter(cells.industries("industry_code", (code,) if code else ())), ""),
        chain=row.get("chain"),
        segment=row.get("segment"),
        family=row.get("family"),
        level=cells.level(),
        headcount=cells.whole("headcount", MOST_PEOPLE),
        required_skills=cells.skills("skills"),
        preferred_skills=cells.skills("preferred_skills"),
        modes=row.entries("modes"),
        start=cells.month("start"),
        months=cells.whole("months", MOST_MONTHS),
        region=cells.region("region", row.get("region")),
        region_name=row.get("region_name"),
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """Reads the cells of one row. What cannot be meant is noted and counts as empty, so that the rest is read too."""

    row: Row
    tables: Taxonomies
    warn: Warn
    note: Warn

    def refuse(self, column: str, what: str) -> None:
        self.note(self.row.refuse(column, what))

    def skills(self, column: str) -> tuple[str, ...]:
        texts = self.row.entries(column)
        for text in texts:
            if is_not_needed(text):
                self.warn(self.row.refuse(column, f"{text[:40]!r} says what is not needed and is left out"))
            elif not is_skill(text):
                self.warn(self.row.refuse(column, f"{text[:40]!r} has no words and is left out"))
        return tuple(distinct_skills(texts))

    def industries(self, column: str, texts: tuple[str, ...]) -> tuple[str, ...]:
        codes = []
        for text in texts:
            code = self.tables.industry_code(text)
            nearest = code or self.tables.nearest_code(text)
            unknown = f"{text[:40]!r} is no code of GB/T 4754-2017"
            if nearest is None:
                self.refuse(column, f"{unknown}; write one like C3435, or leave it empty")
                continue
            if code is None:
                self.warn(self.row.refuse(column, f"{unknown}; read as {nearest}"))
            codes.append(nearest)
        return tuple(dict.fromkeys(codes))

    def level(self) -> str:
        text = self.row.get("level")
        level = level_of(text) if text else ""
        if level is None:
            names = "、".join(LADDER)
            self.refuse("level", f"{text[:40]!r} is no level; write one of {names}, or leave it empty")
        return level or ""

    def whole(self, column: str, most: int) -> int | None:
        text = self.row.get(column)
        if not text:
            return None
        digits = _POINT_NOUGHT.sub("", normalise(text))
        if text.lstrip().startswith(("-", "－", "−")) or not _WHOLE.fullmatch(digits) or int(digits) > most:
            self.refuse(column, f"{text[:40]!r} is no whole number from 0 to {most}; mend it or leave it empty")
            return None
        return int(digits)

    def month(self, column: str) -> str:
        text = self.row.get(column)
        if not text:
            return ""
        match = _MONTH.fullmatch("".join(text.split()))
        if match is None or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1:
            self.refuse(column, f"{text[:40]!r} is no month; write one like 2027-09, or leave it empty")
            return ""
        return f"{int(match[1]):04d}-{int(match[2]):02d}"

    def region(self, column: str, text: str) -> str:
        code = _POINT_NOUGHT.sub("", normalise(text))
        if not code:
            return ""
        if not _REGION.fullmatch(code):
            self.refuse(column, f"{text[:40]!r} is no region; write six digits of GB/T 2260, or leave it empty")
            return ""
        nearest = load_regions().nearest(code)
        if not nearest:
            self.refuse(column, f"{text[:40]!r} lies in no province of GB/T 2260; mend it or leave it empty")
        elif nearest != code:
            self.warn(self.row.refuse(column, f"{text[:40]!r} is no region of GB/T 2260; read as {nearest}"))
        return nearest
