"""What people are told, what they do not want mail about, and files attached to what they do."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from webapp.clock import now
from webapp.models.kernel.base import Keyed, enum_field, json_field
from webapp.models.notices.enums import NoticeEvent


class Notice(Keyed, table=True):
    """A message in a person's inbox, with the page it leads to."""

    __tablename__: ClassVar[str] = "notice"

    person_id: UUID = Field(foreign_key="person.id", index=True)
    event: NoticeEvent = enum_field(NoticeEvent)
    facts: dict[str, Any] = json_field(dict)
    path: str = Field(max_length=200)
    thing_id: UUID | None = Field(default=None, index=True)
    key: str = Field(default="", max_length=80)  # the same reminder is not told twice
    made_at: datetime = Field(default_factory=now, index=True)
    read_at: datetime | None = None
    mail_settled_at: datetime | None = Field(default=None, index=True)  # its mail was written, or is not wanted
    mail_error: str = Field(default="", max_length=80)  # why no mail could be written

    __table_args__ = (
        sa.Index(
            "uq_notice_person_id_key",
            "person_id",
            "key",
            unique=True,
            sqlite_where=sa.text("key <> ''"),
            postgresql_where=sa.text("key <> ''"),
        ),
    )


class NoticeOptOut(Keyed, table=True):
    """A kind of event that a person wants no mail about."""

    __tablename__: ClassVar[str] = "notice_opt_out"

    person_id: UUID = Field(foreign_key="person.id", index=True)
    event: NoticeEvent = enum_field(NoticeEvent)

    __table_args__ = (sa.UniqueConstraint("person_id", "event"),)


class Attachment(Keyed, table=True):
    """A file that belongs to a choice, a ruling, a hearing, an objection or an agreement."""

    __tablename__: ClassVar[str] = "attachment"

    thing_kind: str = Field(max_length=24)
    thing_id: UUID = Field(index=True)
    name: str = Field(max_length=120)
    media_type: str = Field(max_length=80)
    size: int
    sha256: str = Field(max_length=64)
    content: bytes = Field(sa_type=sa.LargeBinary)
    added_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    added_at: datetime = Field(default_factory=now)

    __table_args__ = (sa.CheckConstraint("size BETWEEN 1 AND 5242880", name="size_range"),)
