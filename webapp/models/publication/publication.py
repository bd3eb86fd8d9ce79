"""Publication of a round's result: the notice, its corrections, objections to it."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from webapp.clock import now
from webapp.models.kernel.base import Keyed, enum_field, json_field
from webapp.models.publication.enums import ObjectionState


class Publication(Keyed, table=True):
    """The public notice of a round's pairs and headcounts."""

    __tablename__: ClassVar[str] = "publication"

    round_id: UUID = Field(foreign_key="matching_round.id", unique=True)
    title: str = Field(max_length=80)
    text: str = Field(sa_type=sa.Text)
    contact: str = Field(default="", max_length=120)
    notice_days: int = 5
    approved_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    approved_at: datetime | None = None
    published_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    published_at: datetime | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    pairs: list[dict[str, Any]] = json_field(list)  # what was published, as it stands after corrections
    version: int = 1

    __table_args__ = (sa.CheckConstraint("notice_days BETWEEN 1 AND 30", name="notice_days_range"),)


class Correction(Keyed, table=True):
    """A change of what was published: the pairs whose headcount changed, as they were told before and are told now."""

    __tablename__: ClassVar[str] = "correction"

    publication_id: UUID = Field(foreign_key="publication.id", index=True)
    number: int
    reason: str = Field(max_length=500)
    before: list[dict[str, Any]] = json_field(list)
    after: list[dict[str, Any]] = json_field(list)
    made_by_id: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)

    __table_args__ = (sa.UniqueConstraint("publication_id", "number"),)


class Objection(Keyed, table=True):
    """An objection to a publication under a real name, and its reply."""

    __tablename__: ClassVar[str] = "objection"

    publication_id: UUID = Field(foreign_key="publication.id", index=True)
    number: int
    name: str = Field(max_length=40)
    organisation_name: str = Field(default="", max_length=60)
    contact: str = Field(max_length=80)
    content: str = Field(max_length=1000)
    allocation_id: UUID | None = Field(default=None, foreign_key="allocation.id")
    state: ObjectionState = enum_field(ObjectionState, default=ObjectionState.OPEN)
    made_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)
    reply: str = Field(default="", max_length=1000)
    due_on: date | None = None
    replied_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    replied_at: datetime | None = None
    version: int = 1

    __table_args__ = (
        sa.UniqueConstraint("publication_id", "number"),
        sa.CheckConstraint("state NOT IN ('upheld', 'dismissed') OR length(reply) > 0", name="reply_if_settled"),
    )
