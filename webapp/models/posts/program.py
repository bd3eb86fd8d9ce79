"""Programmes, and the offerings by which they open capacity for a term."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from webapp.models.accounts.organisation import Organisation
from webapp.models.codes.taxonomy import Major
from webapp.models.kernel.base import Keyed, Sourced, Timed, enum_field, json_field
from webapp.models.posts.enums import EntryLevel, PostStatus, TrainingLevel, Visibility


class Program(Keyed, Timed, Sourced, table=True):
    """One major as one school teaches it at one level."""

    __tablename__: ClassVar[str] = "program"

    school_id: UUID = Field(foreign_key="organisation.id", index=True)
    major_key: str | None = Field(default=None, foreign_key="major.key", index=True)
    name: str = Field(max_length=60)  # the catalogue's name at the time of writing, or the school's own
    direction: str = Field(default="", max_length=30)
    level: TrainingLevel = enum_field(TrainingLevel)
    entry_level: EntryLevel | None = enum_field(EntryLevel, nullable=True, default=None)
    years: int | None = None
    skills: list[str] = json_field(list)
    courses: list[str] = json_field(list)
    course_facts: dict[str, dict[str, Any]] = json_field(dict)  # hours and kind by a course's name, where they are said
    rooms: list[str] = json_field(list)
    industry_codes: list[str] = json_field(list)
    certificates: list[str] = json_field(list)
    is_closed: bool = False
    version: int = Field(default=1)

    school: Organisation = Relationship(sa_relationship_kwargs={"lazy": "joined"})
    major: Major | None = Relationship(sa_relationship_kwargs={"lazy": "joined"})
    offerings: list["Offering"] = Relationship(back_populates="program")

    __table_args__ = (sa.CheckConstraint("years IS NULL OR years BETWEEN 1 AND 7", name="years_range"),)

    @property
    def title(self) -> str:
        """Return the major's name, with its direction where there is one."""
        return f"{self.name}（{self.direction}）" if self.direction else self.name


class Offering(Keyed, Timed, Sourced, table=True):
    """What a programme can give in one term."""

    __tablename__: ClassVar[str] = "offering"

    number: str = Field(max_length=16, unique=True)
    program_id: UUID = Field(foreign_key="program.id", index=True)
    round_id: UUID | None = Field(default=None, foreign_key="matching_round.id", index=True)
    status: PostStatus = enum_field(PostStatus, default=PostStatus.DRAFT, index=True)
    term: str = Field(default="", max_length=6)
    seats: int | None = None
    batch_min: int | None = None
    batch_max: int | None = None
    modes: list[str] = json_field(list)
    start_month: str | None = Field(default=None, max_length=7)
    months: int | None = None
    regions: list[str] = json_field(list)
    teachers: int | None = None
    visibility: Visibility = enum_field(Visibility, default=Visibility.PUBLIC)
    contact_name: str = Field(default="", max_length=40)
    contact_phone: str = Field(default="", max_length=20)
    note: str = Field(default="", max_length=300)
    submitted_at: datetime | None = None
    made_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    given: int = Field(default=0)  # places that pairs hold in all rounds; kept by the database
    version: int = Field(default=1)

    program: Program = Relationship(back_populates="offerings", sa_relationship_kwargs={"lazy": "joined"})

    __table_args__ = (
        sa.CheckConstraint("seats IS NULL OR seats BETWEEN 1 AND 2000", name="seats_range"),
        sa.CheckConstraint("batch_min IS NULL OR batch_max IS NULL OR batch_min <= batch_max", name="batch_order"),
        sa.CheckConstraint("status IN ('draft', 'withdrawn') OR seats IS NOT NULL", name="complete_if_submitted"),
    )
