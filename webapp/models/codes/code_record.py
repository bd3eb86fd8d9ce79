"""What the administration of codes keeps: relations, frozen tables, merges, verdicts, parameters, uploads."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from webapp.clock import now
from webapp.models.accounts.person import Person
from webapp.models.kernel.base import Keyed, enum_field, json_field
from webapp.models.kernel.labels import LabelledEnum


class WordVerdict(LabelledEnum):
    """What became of a word that the lexicon did not know."""

    ACCEPTED = "accepted", "收为新技能", "Accepted as a new skill"
    ALIAS = "alias", "作为别名", "Added as an alias"
    DISMISSED = "dismissed", "不收录", "Not taken in"


class IndustryRelation(SQLModel, table=True):
    """Two branches that need the same people, although the tree keeps them apart."""

    __tablename__: ClassVar[str] = "industry_relation"

    a: str = Field(primary_key=True, max_length=5, foreign_key="industry.code")
    b: str = Field(primary_key=True, max_length=5, foreign_key="industry.code")
    relation: str = Field(max_length=20)
    strength: float
    reason: str = Field(default="", max_length=200)

    __table_args__ = (sa.CheckConstraint("strength BETWEEN 0 AND 1", name="strength_range"),)


class FrozenTables(SQLModel, table=True):
    """The code tables of one version, packed: written when a round is frozen, shared by all rounds of the version."""

    __tablename__: ClassVar[str] = "frozen_tables"

    taxonomy_version_id: int = Field(primary_key=True, foreign_key="taxonomy_version.id")
    content: bytes = Field(sa_type=sa.LargeBinary)


class SkillMerge(Keyed, table=True):
    """A skill that became part of another: its words are found there."""

    __tablename__: ClassVar[str] = "skill_merge"

    old_name: str = Field(max_length=40, index=True)
    into_name: str = Field(max_length=40, index=True)
    field_slug: str = Field(max_length=32)
    words: list[str] = json_field(list)
    merged_at: datetime = Field(default_factory=now)
    merged_by_id: UUID | None = Field(default=None, foreign_key="person.id")

    merged_by: Person | None = Relationship(sa_relationship_kwargs={"lazy": "joined"})


class ReviewedWord(Keyed, table=True):
    """A word that somebody used for a skill, and what a reviewer made of it."""

    __tablename__: ClassVar[str] = "reviewed_word"

    word: str = Field(max_length=80, unique=True)
    verdict: WordVerdict = enum_field(WordVerdict)
    skill_name: str = Field(default="", max_length=40)
    decided_at: datetime = Field(default_factory=now)
    decided_by_id: UUID | None = Field(default=None, foreign_key="person.id")

    decided_by: Person | None = Relationship(sa_relationship_kwargs={"lazy": "joined"})


class CodeUpload(Keyed, table=True):
    """A CSV file for one of the code tables, looked through and not yet, or already, applied."""

    __tablename__: ClassVar[str] = "code_upload"

    sheet: str = Field(max_length=32)
    file_name: str = Field(max_length=120)
    content: str = Field(sa_type=sa.Text)
    skill_field: str = Field(default="", max_length=32)
    takes_away: bool = False
    made_at: datetime = Field(default_factory=now)
    made_by_id: UUID = Field(foreign_key="person.id")
    applied_at: datetime | None = None
