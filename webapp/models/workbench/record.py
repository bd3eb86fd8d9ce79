"""What the platform remembers: audit, comments on posts, outgoing mail, forms already taken, background work."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from webapp.models.accounts.person import Person
from webapp.models.kernel.base import Keyed, enum_field, json_field, now
from webapp.models.kernel.enums import JobState


class AuditEvent(Keyed, table=True):
    """Who did what to which thing, with what stood before and after. Append-only."""

    __tablename__: ClassVar[str] = "audit_event"

    at: datetime = Field(default_factory=now, index=True)
    actor_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    action: str = Field(max_length=40)
    thing_kind: str = Field(max_length=24)
    thing_id: UUID = Field(index=True)
    before: dict[str, Any] = json_field(dict)
    after: dict[str, Any] = json_field(dict)

    actor: Person | None = Relationship(sa_relationship_kwargs={"lazy": "joined"})


class PostComment(Keyed, table=True):
    """A coordinator's remark that sends a post back, pinned to one of its fields."""

    __tablename__: ClassVar[str] = "post_comment"

    demand_id: UUID | None = Field(default=None, foreign_key="demand.id", index=True)
    offering_id: UUID | None = Field(default=None, foreign_key="offering.id", index=True)
    field: str = Field(default="", max_length=40)
    text: str = Field(max_length=300)
    made_by_id: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)
    settled_at: datetime | None = None

    made_by: Person = Relationship(sa_relationship_kwargs={"lazy": "joined"})

    __table_args__ = (sa.CheckConstraint("(demand_id IS NULL) <> (offering_id IS NULL)", name="one_post"),)


class OutboxMessage(Keyed, table=True):
    """A mail that leaves after the commit that wrote it."""

    __tablename__: ClassVar[str] = "outbox_message"

    to: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    body: str = Field(sa_type=sa.Text)
    made_at: datetime = Field(default_factory=now)
    sent_at: datetime | None = Field(default=None, index=True)
    attempts: int = 0
    error: str = Field(default="", max_length=300)


class TakenForm(SQLModel, table=True):
    """The key of a form that was taken once, and where it led: the same form sent again goes there too."""

    __tablename__: ClassVar[str] = "taken_form"

    key: str = Field(primary_key=True, max_length=64)
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    location: str = Field(default="", max_length=300)
    taken_at: datetime = Field(default_factory=now, index=True)


class Job(Keyed, table=True):
    """A piece of background work under a lease."""

    __tablename__: ClassVar[str] = "job"

    kind: str = Field(max_length=32, index=True)
    args: dict[str, Any] = json_field(dict)
    state: JobState = enum_field(JobState, default=JobState.QUEUED, index=True)
    attempt: int = 0
    max_attempts: int = 3
    lease_until: datetime | None = None
    worker: str = Field(default="", max_length=80)
    cancel_requested: bool = False
    error: str = Field(default="", max_length=2000)
    created_at: datetime = Field(default_factory=now)
