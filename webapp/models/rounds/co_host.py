"""Organisations that lead a round together with its host."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from webapp.clock import now
from webapp.models.accounts.organisation import Organisation
from webapp.models.kernel.base import Keyed


class CoHost(Keyed, table=True):
    """A coordinating body that the host of a round has named to lead it too."""

    __tablename__: ClassVar[str] = "co_host"

    round_id: UUID = Field(foreign_key="matching_round.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    named_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    named_at: datetime = Field(default_factory=now)

    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "joined"})

    __table_args__ = (sa.UniqueConstraint("round_id", "organisation_id"),)
