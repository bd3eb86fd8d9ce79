"""Posts that a round has kept since it was frozen."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from webapp.clock import now
from webapp.models.kernel.base import Keyed


class FrozenPost(Keyed, table=True):
    """A demand or an offering that stands in a round from its freeze, or from its admission, on."""

    __tablename__: ClassVar[str] = "frozen_post"

    round_id: UUID = Field(foreign_key="matching_round.id", index=True)
    demand_id: UUID | None = Field(default=None, foreign_key="demand.id", index=True)
    offering_id: UUID | None = Field(default=None, foreign_key="offering.id", index=True)
    kept_at: datetime = Field(default_factory=now)
    withdrawn_at: datetime | None = None
    reason: str = Field(default="", max_length=300)  # why it was withdrawn

    __table_args__ = (
        sa.UniqueConstraint("round_id", "demand_id"),
        sa.UniqueConstraint("round_id", "offering_id"),
        sa.CheckConstraint("(demand_id IS NULL) <> (offering_id IS NULL)", name="one_post"),
        sa.CheckConstraint("withdrawn_at IS NULL OR length(reason) >= 2", name="reason_if_withdrawn"),
    )
