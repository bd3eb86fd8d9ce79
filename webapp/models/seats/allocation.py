"""After choosing: seats given to pairs within capacities, and the next in line where a pair falls."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from webapp.clock import now
from webapp.models.kernel.base import Keyed, enum_field
from webapp.models.posts.demand import Demand
from webapp.models.posts.program import Offering
from webapp.models.seats.enums import AllocationOrigin, AllocationState, AlternateState


class Capacity(Keyed, table=True):
    """What a demand or an offering can take in a round, and how much of it is given; the database holds the bound."""

    __tablename__: ClassVar[str] = "capacity"

    round_id: UUID = Field(foreign_key="matching_round.id", index=True)
    demand_id: UUID | None = Field(default=None, foreign_key="demand.id")
    offering_id: UUID | None = Field(default=None, foreign_key="offering.id")
    places: int
    given: int = 0

    __table_args__ = (
        sa.UniqueConstraint("round_id", "demand_id"),
        sa.UniqueConstraint("round_id", "offering_id"),
        sa.CheckConstraint("(demand_id IS NULL) <> (offering_id IS NULL)", name="one_post"),
        sa.CheckConstraint("given >= 0 AND given <= places", name="given_within_places"),
    )


class Allocation(Keyed, table=True):
    """Seats of an offering given to a demand in a round: what the algorithm gave, and what stands."""

    __tablename__: ClassVar[str] = "allocation"

    round_id: UUID = Field(foreign_key="matching_round.id", index=True)
    demand_id: UUID = Field(foreign_key="demand.id", index=True)
    offering_id: UUID = Field(foreign_key="offering.id", index=True)
    suggestion_id: UUID | None = Field(default=None, foreign_key="suggestion.id")
    wanted: int = 0  # what both sides had agreed on
    suggested: int = 0  # what the algorithm gave
    seats: int = 0  # what stands
    score: float | None = None
    origin: AllocationOrigin = enum_field(AllocationOrigin, default=AllocationOrigin.ALGORITHM)
    state: AllocationState = enum_field(AllocationState, default=AllocationState.PROPOSED)
    reason: str = Field(default="", max_length=40)  # code of why the algorithm gave no more
    fallen_reason: str = Field(default="", max_length=300)
    released: bool = False  # its agreement was broken off when it had begun: the posts may give its places again
    made_at: datetime = Field(default_factory=now)
    version: int = 1

    demand: Demand = Relationship()
    offering: Offering = Relationship()

    __table_args__ = (
        sa.UniqueConstraint("round_id", "demand_id", "offering_id"),
        sa.CheckConstraint("seats >= 0 AND suggested >= 0 AND wanted >= 0", name="seats_range"),
        sa.CheckConstraint("state <> 'fallen' OR seats = 0", name="fallen_holds_none"),
    )


class AlternateOffer(Keyed, table=True):
    """Places that a fallen pair has freed, offered to the next in line on both sides until a date."""

    __tablename__: ClassVar[str] = "alternate_offer"

    round_id: UUID = Field(foreign_key="matching_round.id", index=True)
    fallen_id: UUID = Field(foreign_key="allocation.id")
    suggestion_id: UUID = Field(foreign_key="suggestion.id")
    demand_id: UUID = Field(foreign_key="demand.id")
    offering_id: UUID = Field(foreign_key="offering.id")
    seats: int
    until: date
    state: AlternateState = enum_field(AlternateState, default=AlternateState.OPEN)
    enterprise_answer: bool | None = None
    school_answer: bool | None = None
    made_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
    version: int = 1

    demand: Demand = Relationship()
    offering: Offering = Relationship()

    __table_args__ = (
        sa.UniqueConstraint("fallen_id", "suggestion_id"),
        sa.CheckConstraint("seats >= 1", name="seats_range"),
    )
