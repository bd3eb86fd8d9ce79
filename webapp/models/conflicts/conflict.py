"""Conflicts between choices, and what settles them: statements, hearings, rulings."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from webapp.clock import now
from webapp.models.accounts.organisation import Organisation
from webapp.models.accounts.person import Person
from webapp.models.conflicts.enums import ConflictKind, ConflictState, RulingWay
from webapp.models.kernel.base import Keyed, enum_field, json_field
from webapp.models.seats.allocation import Allocation


class Conflict(Keyed, table=True):
    """Choices of a round that cannot all be satisfied."""

    __tablename__: ClassVar[str] = "conflict"

    round_id: UUID = Field(foreign_key="matching_round.id", index=True)
    number: int
    kind: ConflictKind = enum_field(ConflictKind)
    state: ConflictState = enum_field(ConflictState, default=ConflictState.OPEN, index=True)
    headcount: int = 0  # places that are contested
    facts: dict[str, Any] = json_field(dict)
    objection_id: UUID | None = Field(default=None, foreign_key="objection.id")
    opened_at: datetime = Field(default_factory=now)
    due_on: date | None = None
    decided_at: datetime | None = None
    version: int = 1

    claims: list["ConflictClaim"] = Relationship(back_populates="conflict")

    __table_args__ = (sa.UniqueConstraint("round_id", "number"),)


class ConflictClaim(Keyed, table=True):
    """A pair that takes part in a conflict."""

    __tablename__: ClassVar[str] = "conflict_claim"

    conflict_id: UUID = Field(foreign_key="conflict.id", index=True)
    allocation_id: UUID = Field(foreign_key="allocation.id", index=True)

    conflict: Conflict = Relationship(back_populates="claims")
    allocation: Allocation = Relationship(sa_relationship_kwargs={"lazy": "joined"})

    __table_args__ = (sa.UniqueConstraint("conflict_id", "allocation_id"),)


class ConflictStatement(Keyed, table=True):
    """The one statement that a party may add."""

    __tablename__: ClassVar[str] = "conflict_statement"

    conflict_id: UUID = Field(foreign_key="conflict.id", index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    text: str = Field(max_length=500)
    made_by_id: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)

    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "joined"})
    made_by: Person = Relationship(sa_relationship_kwargs={"lazy": "joined"})

    __table_args__ = (sa.UniqueConstraint("conflict_id", "organisation_id"),)


class Hearing(Keyed, table=True):
    """A hearing on a conflict: when, where, before whom, and what was said."""

    __tablename__: ClassVar[str] = "hearing"

    conflict_id: UUID = Field(foreign_key="conflict.id", unique=True)
    held_at: datetime
    place: str = Field(max_length=120)
    panel: list[str] = json_field(list)
    minutes: str = Field(default="", sa_type=sa.Text)
    set_by_id: UUID = Field(foreign_key="person.id")
    version: int = 1


class Ruling(Keyed, table=True):
    """What a coordinator has decided on a conflict, for everybody to read; a later one takes its place."""

    __tablename__: ClassVar[str] = "ruling"

    conflict_id: UUID = Field(foreign_key="conflict.id", index=True)
    number: int
    way: RulingWay = enum_field(RulingWay)
    reason: str = Field(max_length=500)
    no_interest: bool
    made_by_id: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)
    reverted_at: datetime | None = None
    reverted_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    revert_reason: str = Field(default="", max_length=300)

    seats: list["RulingSeats"] = Relationship(sa_relationship_kwargs={"lazy": "selectin"})
    made_by: Person = Relationship(sa_relationship_kwargs={"foreign_keys": "Ruling.made_by_id", "lazy": "joined"})

    __table_args__ = (
        sa.UniqueConstraint("conflict_id", "number"),
        sa.CheckConstraint("length(reason) BETWEEN 20 AND 500", name="reason_length"),
        sa.CheckConstraint("no_interest", name="no_interest_declared"),
    )


class RulingSeats(Keyed, table=True):
    """The seats that a ruling gives to one claim, and what stood before."""

    __tablename__: ClassVar[str] = "ruling_seats"

    ruling_id: UUID = Field(foreign_key="ruling.id", index=True)
    allocation_id: UUID = Field(foreign_key="allocation.id")
    before: int
    seats: int

    __table_args__ = (
        sa.UniqueConstraint("ruling_id", "allocation_id"),
        sa.CheckConstraint("seats >= 0 AND before >= 0", name="seats_range"),
    )
