"""Code tables: industries, majors, regions, chains, position families and skills."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from webapp.clock import now
from webapp.models.accounts.person import Person
from webapp.models.codes.enums import MajorCatalogue, Stream
from webapp.models.kernel.base import enum_field, json_field


class TaxonomyVersion(SQLModel, table=True):
    """One state of the code tables: the fingerprint of what is stored, who made it so, and by which change."""

    __tablename__: ClassVar[str] = "taxonomy_version"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(max_length=64)
    loaded_at: datetime = Field(default_factory=now)
    counts: dict[str, int] = json_field(dict)
    source_sha256: str | None = Field(default=None, max_length=64)  # of the files that were loaded
    made_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    change: dict[str, Any] = json_field(dict, sa_column_kwargs={"server_default": "{}"})
    editions: dict[str, str] = json_field(dict, sa_column_kwargs={"server_default": "{}"})  # catalogue → edition

    made_by: Person | None = Relationship(sa_relationship_kwargs={"lazy": "joined"})


class Industry(SQLModel, table=True):
    """A code of GB/T 4754: `C`, `C34`, `C343` or `C3435` (section letter in front everywhere)."""

    __tablename__: ClassVar[str] = "industry"

    code: str = Field(primary_key=True, max_length=5)
    name: str = Field(max_length=80)
    name_en: str = Field(default="", max_length=160)
    parent_code: str | None = Field(default=None, foreign_key="industry.code", index=True)
    level: int
    pinyin: str = Field(default="", max_length=400)
    initials: str = Field(default="", max_length=80, index=True)


class Region(SQLModel, table=True):
    """A province, city or county of GB/T 2260."""

    __tablename__: ClassVar[str] = "region"

    code: str = Field(primary_key=True, max_length=6)
    name: str = Field(max_length=40)
    full_name: str = Field(default="", max_length=120)
    name_en: str = Field(default="", max_length=120)
    parent_code: str | None = Field(default=None, foreign_key="region.code", index=True)
    level: int
    lat: float | None = None
    lon: float | None = None
    pinyin: str = Field(default="", max_length=200)
    initials: str = Field(default="", max_length=40, index=True)


class Major(SQLModel, table=True):
    """An entry of a catalogue of majors; levels 1 大类, 2 专业类, 3 专业."""

    __tablename__: ClassVar[str] = "major"

    key: str = Field(primary_key=True, max_length=20)  # catalogue:code
    catalogue: MajorCatalogue = enum_field(MajorCatalogue)
    code: str = Field(max_length=6, index=True)
    name: str = Field(max_length=60)
    parent_key: str | None = Field(default=None, foreign_key="major.key", index=True)
    level: int
    schooling: str = Field(default="", max_length=10)
    class_name: str = Field(default="", max_length=40)
    pinyin: str = Field(default="", max_length=300)
    initials: str = Field(default="", max_length=60, index=True)


class MajorClass(SQLModel, table=True):
    """What a class of majors (专业类) serves and teaches: proposals for a programme's form."""

    __tablename__: ClassVar[str] = "major_class"

    name: str = Field(primary_key=True, max_length=40)
    industry_codes: list[str] = json_field(list)
    reason: str = Field(default="", max_length=200)
    skills: list[str] = json_field(list)
    courses: list[str] = json_field(list)


class Chain(SQLModel, table=True):
    """An industry chain."""

    __tablename__: ClassVar[str] = "chain"

    slug: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=40)
    name_en: str = Field(max_length=80)
    description: str = Field(default="", max_length=400)
    position: int = 0


class ChainSegment(SQLModel, table=True):
    """A segment of a chain, tied to industry codes."""

    __tablename__: ClassVar[str] = "chain_segment"

    slug: str = Field(primary_key=True, max_length=64)
    chain_slug: str = Field(foreign_key="chain.slug", index=True, max_length=32)
    stream: Stream = enum_field(Stream)
    name: str = Field(max_length=40)
    name_en: str = Field(max_length=120)
    industry_codes: list[str] = json_field(list)
    position: int = 0


class PositionFamily(SQLModel, table=True):
    """A family of positions within a segment, with titles as enterprises call them."""

    __tablename__: ClassVar[str] = "position_family"

    slug: str = Field(primary_key=True, max_length=96)
    segment_slug: str = Field(foreign_key="chain_segment.slug", index=True, max_length=64)
    name: str = Field(max_length=40)
    name_en: str = Field(max_length=120)
    titles: list[str] = json_field(list)
    position: int = 0


class SkillField(SQLModel, table=True):
    """A field of skills: one per 专业大类."""

    __tablename__: ClassVar[str] = "skill_field"

    slug: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=40)
    name_en: str = Field(max_length=80)
    major_categories: list[str] = json_field(list)


class Skill(SQLModel, table=True):
    """A canonical skill."""

    __tablename__: ClassVar[str] = "skill"

    name: str = Field(primary_key=True, max_length=40)
    field_slug: str = Field(foreign_key="skill_field.slug", index=True, max_length=32)


class SkillName(SQLModel, table=True):
    """A word by which a skill may be found: its own name or an alias."""

    __tablename__: ClassVar[str] = "skill_name"

    id: int | None = Field(default=None, primary_key=True)
    word: str = Field(max_length=60)
    skill_name: str = Field(foreign_key="skill.name", index=True, max_length=40)
    is_alias: bool = True
    pinyin: str = Field(default="", max_length=300)
    initials: str = Field(default="", max_length=60, index=True)

    __table_args__ = (sa.UniqueConstraint("word", "skill_name"),)
