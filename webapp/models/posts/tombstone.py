"""What was on the exchange and is not any more: told to those who keep copies of it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from webapp.clock import now
from webapp.models.kernel.base import Keyed, enum_field
from webapp.models.posts.enums import GoneKind, GoneReason, Visibility


class Tombstone(Keyed, table=True):
    """That something has gone: what it was, whose, and who could see it until then.

    What it stood for may be deleted, and its organisation too, so it points at neither.
    """

    __tablename__: ClassVar[str] = "tombstone"

    kind: GoneKind = enum_field(GoneKind)
    thing_id: UUID = Field(index=True)
    number: str = Field(default="", max_length=16)
    owner_id: UUID = Field(index=True)
    round_id: UUID | None = Field(default=None)
    shown_to: Visibility | None = enum_field(Visibility, nullable=True, default=None)  # None: to nobody but its owner
    submitted_at: datetime | None = None  # None: a private draft, which no coordinator has read
    reason: GoneReason = enum_field(GoneReason)
    created_at: datetime = Field(default_factory=now)  # when it went

    __table_args__ = (sa.Index("ix_tombstone_created_at_id", "created_at", "id"),)
