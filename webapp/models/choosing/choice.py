"""Choices: one side's answer to a suggestion."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from webapp.clock import now
from webapp.models.accounts.person import Person
from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.kernel.base import Keyed, enum_field
from webapp.models.kernel.enums import Side
from webapp.models.runs.run import Suggestion


class Choice(Keyed, table=True):
    """One side's answer to a suggestion; no row means that the side has not answered."""

    __tablename__: ClassVar[str] = "choice"

    suggestion_id: UUID = Field(foreign_key="suggestion.id", index=True)
    side: Side = enum_field(Side)
    decision: Decision = enum_field(Decision)
    headcount: int = 0
    rank: int | None = None
    run_id: UUID = Field(foreign_key="run.id", index=True)
    post_id: UUID = Field(index=True)  # the demand of an enterprise, the offering of a school: ranks are unique in it
    on_behalf: bool = False  # recorded by a coordinator, with evidence
    evidence: str = Field(default="", max_length=300)
    handed_to_id: UUID | None = Field(default=None, foreign_key="person.id")
    reason: DeclineReason | None = enum_field(DeclineReason, nullable=True, default=None)
    note_public: str = Field(default="", max_length=300)
    note_private: str = Field(default="", max_length=300)
    decided_by_id: UUID = Field(foreign_key="person.id")
    decided_at: datetime = Field(default_factory=now)
    version: int = 1

    suggestion: Suggestion = Relationship()
    decided_by: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "Choice.decided_by_id", "lazy": "joined"})

    __table_args__ = (
        sa.UniqueConstraint("suggestion_id", "side"),
        sa.UniqueConstraint("run_id", "side", "post_id", "rank"),
        sa.CheckConstraint("rank IS NULL OR (rank >= 1 AND headcount > 0)", name="rank_if_accepted"),
        sa.CheckConstraint("NOT on_behalf OR evidence <> ''", name="evidence_if_on_behalf"),
        sa.CheckConstraint("headcount >= 0", name="headcount_range"),
        sa.CheckConstraint(
            "(decision IN ('accept', 'accept_partial')) = (headcount > 0)", name="headcount_if_accepted"
        ),
        sa.CheckConstraint("decision <> 'decline' OR reason IS NOT NULL", name="reason_if_declined"),
    )
