"""Remarks that send a post back."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from webapp.clock import now
from webapp.models.accounts.person import Person
from webapp.models.kernel.base import Keyed


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
