"""Before choosing: invitations, late posts that were admitted, pairs that a coordinator has pinned or banned."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from webapp.clock import now
from webapp.models.accounts.organisation import Organisation
from webapp.models.kernel.base import Keyed, enum_field
from webapp.models.posts.demand import Demand
from webapp.models.posts.program import Offering
from webapp.models.rounds.enums import AbsenceReason, InvitationState, PairRuleKind


class Invitation(Keyed, table=True):
    """An organisation asked to take part in a round, and its answer."""

    __tablename__: ClassVar[str] = "invitation"

    round_id: UUID = Field(foreign_key="matching_round.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    message: str = Field(default="", max_length=500)
    state: InvitationState = enum_field(InvitationState, default=InvitationState.INVITED)
    reason: AbsenceReason | None = enum_field(AbsenceReason, nullable=True, default=None)
    note: str = Field(default="", max_length=300)
    invited_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    invited_at: datetime = Field(default_factory=now)
    answered_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None
    version: int = 1

    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "joined"})

    __table_args__ = (
        sa.UniqueConstraint("round_id", "organisation_id"),
        sa.CheckConstraint("state <> 'no' OR reason IS NOT NULL", name="reason_if_no"),
    )


class AdmittedPost(Keyed, table=True):
    """A post handed in after the freeze that a coordinator has admitted, and why."""

    __tablename__: ClassVar[str] = "admitted_post"

    round_id: UUID = Field(foreign_key="matching_round.id", index=True)
    demand_id: UUID | None = Field(default=None, foreign_key="demand.id")
    offering_id: UUID | None = Field(default=None, foreign_key="offering.id")
    reason: str = Field(max_length=300)
    admitted_by_id: UUID = Field(foreign_key="person.id")
    admitted_at: datetime = Field(default_factory=now)

    __table_args__ = (
        sa.UniqueConstraint("round_id", "demand_id"),
        sa.UniqueConstraint("round_id", "offering_id"),
        sa.CheckConstraint("(demand_id IS NULL) <> (offering_id IS NULL)", name="one_post"),
        sa.CheckConstraint("length(reason) >= 2", name="reason_given"),
    )


class PairRule(Keyed, table=True):
    """A pair of demand and offering that is pinned or banned in a round, with the reason."""

    __tablename__: ClassVar[str] = "pair_rule"

    round_id: UUID = Field(foreign_key="matching_round.id", index=True)
    demand_id: UUID = Field(foreign_key="demand.id")
    offering_id: UUID = Field(foreign_key="offering.id")
    kind: PairRuleKind = enum_field(PairRuleKind)
    seats: int | None = None  # of a pin
    reason: str = Field(max_length=300)
    made_by_id: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)
    version: int = 1

    demand: Demand = Relationship()
    offering: Offering = Relationship()

    __table_args__ = (
        sa.UniqueConstraint("round_id", "demand_id", "offering_id"),
        sa.CheckConstraint("(kind = 'pin') = (seats IS NOT NULL)", name="seats_of_pin"),
        sa.CheckConstraint("seats IS NULL OR seats >= 1", name="seats_range"),
        sa.CheckConstraint("length(reason) >= 2", name="reason_given"),
    )
