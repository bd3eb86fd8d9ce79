"""What may be written in the code tables: one type per table, its fields named as the columns of the CSV files."""

import math
import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import SQLModel

from webapp.models.codes.enums import Stream
from webapp.models.kernel.typed import CellLines, Line, misfit

DECIMAL: Final = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,6})?", re.ASCII)
SLUG: Final = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*", re.ASCII)
PARK: Final = re.compile(r"X-[0-9]{4}", re.ASCII)
LONGEST_SKILL, LONGEST_WORD = 40, 60
NORTH_SOUTH, WEST_EAST = (3.0, 54.0), (73.0, 136.0)  # the degrees between which China lies
RelationKind = Literal[
    "makes", "supplies", "sells", "transports", "installs", "repairs", "inspects", "designs", "programs", "operates",
    "finances", "trains", "builds",
]  # fmt: skip


def _decimal(value: Any) -> Any:
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None
        if not DECIMAL.fullmatch(text):
            raise PydanticCustomError("decimal", "not a number")
        return float(text)
    if isinstance(value, float) and not math.isfinite(value):
        raise PydanticCustomError("decimal", "not a number")
    return value


def _entries_are_short(longest: int, entries: list[str]) -> list[str]:
    if any(len(entry) > longest for entry in entries):
        raise PydanticCustomError("entry_long", "an entry is too long", {"longest": longest})
    return entries


def _slug(value: str) -> str:
    if value and not SLUG.fullmatch(value):
        raise PydanticCustomError("slug", "not a slug")
    return value


Decimal = Annotated[float, BeforeValidator(_decimal)]
Slug = Annotated[Line, Field(min_length=1, max_length=64), AfterValidator(_slug)]
Name = Annotated[Line, Field(min_length=1, max_length=40)]
EnglishName = Annotated[Line, Field(min_length=1, max_length=120)]


class CodeRow(SQLModel):
    """A row of a code table as it is typed, read from a CSV file, and written to one."""


class ChainRow(CodeRow):
    """A chain."""

    slug: Annotated[Slug, Field(max_length=32)]
    name: Name
    name_en: Annotated[Line, Field(min_length=1, max_length=80)]
    description: Annotated[Line, Field(max_length=400)] = ""


class SegmentRow(CodeRow):
    """A segment of a chain."""

    slug: Slug
    chain: Annotated[Slug, Field(max_length=32)]
    stream: Stream
    name: Name
    name_en: EnglishName
    industry_codes: Annotated[CellLines, Field(min_length=1, max_length=40)]


class FamilyRow(CodeRow):
    """A family of positions in a segment."""

    slug: Annotated[Line, Field(min_length=1, max_length=96), AfterValidator(_slug)]
    segment: Slug
    name: Name
    name_en: EnglishName
    titles: Annotated[CellLines, Field(min_length=1, max_length=40)]

    @field_validator("titles")
    @classmethod
    def _titles_are_short(cls, value: list[str]) -> list[str]:
        return _entries_are_short(LONGEST_SKILL, value)


class RelationRow(CodeRow):
    """A bond between two branches."""

    a: Annotated[Line, Field(min_length=2, max_length=5)]
    b: Annotated[Line, Field(min_length=2, max_length=5)]
    relation: RelationKind
    strength: Annotated[Decimal, Field(ge=0, le=1)]
    reason: Annotated[Line, Field(max_length=200)] = ""

    @model_validator(mode="after")
    def _two_ends(self) -> "RelationRow":
        if self.a == self.b:
            raise misfit("relation_to_itself")
        return self


class ClassIndustriesRow(CodeRow):
    """What a class of majors serves."""

    major_class: Name
    industry_codes: Annotated[CellLines, Field(max_length=40)]
    reason: Annotated[Line, Field(max_length=200)] = ""


class ClassSkillsRow(CodeRow):
    """What a class of majors teaches."""

    major_class: Name
    skills: Annotated[CellLines, Field(max_length=60)]
    courses: Annotated[CellLines, Field(max_length=60)]

    @field_validator("skills", "courses")
    @classmethod
    def _entries_are_short(cls, value: list[str]) -> list[str]:
        return _entries_are_short(LONGEST_SKILL, value)


class SkillRow(CodeRow):
    """A skill with the words that mean it; a file of one field leaves the field out."""

    skill: Annotated[Line, Field(min_length=1, max_length=LONGEST_SKILL)]
    aliases: Annotated[CellLines, Field(max_length=80)]
    field: Annotated[Line, Field(max_length=32)] = ""

    @field_validator("aliases")
    @classmethod
    def _aliases_are_short(cls, value: list[str]) -> list[str]:
        return _entries_are_short(LONGEST_WORD, value)


class ParkRow(CodeRow):
    """A region of one's own: an industrial park or a development zone inside a region of GB/T 2260."""

    code: Line
    name: Name
    parent_code: Annotated[Line, Field(min_length=6, max_length=6)]
    lat: Annotated[Decimal | None, Field(ge=NORTH_SOUTH[0], le=NORTH_SOUTH[1])] = None
    lon: Annotated[Decimal | None, Field(ge=WEST_EAST[0], le=WEST_EAST[1])] = None

    @field_validator("code")
    @classmethod
    def _code_is_local(cls, value: str) -> str:
        if not PARK.fullmatch(value):
            raise PydanticCustomError("park_code", "not a code of a region of one's own")
        return value

    @model_validator(mode="after")
    def _both_coordinates(self) -> "ParkRow":
        if (self.lat is None) != (self.lon is None):
            raise misfit("coordinates_in_pairs")
        return self


class LimitRow(CodeRow):
    """A limit of the law: how strictly it is held, its parameter, whether it is held at all, where it stands."""

    key: Line
    severity: Literal["error", "verify", "hint", ""] = ""
    value: Decimal
    active: Literal["yes", "no", ""] = ""
    source: Annotated[Line, Field(max_length=200)] = ""


def as_cells(row: SQLModel) -> dict[str, str]:
    """Return a row as the texts of its cells: lists joined by `;`, numbers without more digits than they need."""
    return {name: _cell(value) for name, value in row.model_dump(mode="json").items()}


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(str(entry) for entry in value)
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)
