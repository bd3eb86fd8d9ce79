"""Who did what to which thing: the record that only grows."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Field, Relationship

from webapp.clock import now
from webapp.models.accounts.person import Person
from webapp.models.kernel.base import Keyed, json_field


class AuditEvent(Keyed, table=True):
    """Who did what to which thing, from where, with what stood before and after. Append-only."""

    __tablename__: ClassVar[str] = "audit_event"

    at: datetime = Field(default_factory=now, index=True)
    actor_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    action: str = Field(max_length=40)
    thing_kind: str = Field(max_length=24)
    thing_id: UUID = Field(index=True)
    before: dict[str, Any] = json_field(dict)
    after: dict[str, Any] = json_field(dict)
    address: str = Field(default="", max_length=64)  # from where; empty where no request came from anywhere

    actor: Person | None = Relationship(sa_relationship_kwargs={"lazy": "joined"})
