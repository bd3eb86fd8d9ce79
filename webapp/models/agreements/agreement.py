"""Agreements between a school and an enterprise, batches of students by headcount, and what both think of it."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from webapp.clock import now
from webapp.models.accounts.organisation import Organisation
from webapp.models.agreements.enums import AgreementState, AmendmentState, BatchKind
from webapp.models.kernel.base import Keyed, Timed, enum_field, json_field
from webapp.models.kernel.enums import Side

LIVE = "round_id IS NOT NULL AND state IN ('draft', 'signed', 'running')"


class Agreement(Keyed, Timed, table=True):
    """What a school and an enterprise agree on after a round."""

    __tablename__: ClassVar[str] = "agreement"

    number: str = Field(max_length=24, unique=True)
    round_id: UUID | None = Field(default=None, foreign_key="matching_round.id", index=True)
    enterprise_id: UUID = Field(foreign_key="organisation.id", index=True)
    school_id: UUID = Field(foreign_key="organisation.id", index=True)
    state: AgreementState = enum_field(AgreementState, default=AgreementState.DRAFT, index=True)
    modes: list[str] = json_field(list)
    starts_on: date | None = None
    ends_on: date | None = None
    duties: list[dict[str, Any]] = json_field(list)  # {"side", "slug" or "text", "agreed"}
    signed_on: date | None = None
    signed_number: str = Field(default="", max_length=40)
    end_reason: str = Field(default="", max_length=300)
    ended_on: date | None = None
    verify_notes: dict[str, str] = json_field(dict)
    version: int = 1

    enterprise: Organisation = Relationship(
        sa_relationship_kwargs={"foreign_keys": "Agreement.enterprise_id", "lazy": "joined"}
    )
    school: Organisation = Relationship(
        sa_relationship_kwargs={"foreign_keys": "Agreement.school_id", "lazy": "joined"}
    )
    lines: list["AgreementLine"] = Relationship(back_populates="agreement")
    batches: list["StudentBatch"] = Relationship(back_populates="agreement")

    __table_args__ = (
        sa.Index(
            "uq_agreement_one_live",
            "round_id",
            "enterprise_id",
            "school_id",
            unique=True,
            sqlite_where=sa.text(LIVE),
            postgresql_where=sa.text(LIVE),
        ),
        sa.CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name="period_order"),
        sa.CheckConstraint(
            "state IN ('draft', 'broken_off') OR (signed_on IS NOT NULL AND signed_number <> '')",
            name="signed_with_number",
        ),
        sa.CheckConstraint("state <> 'broken_off' OR end_reason <> ''", name="reason_if_broken_off"),
    )


class AgreementLine(Keyed, table=True):
    """A programme and a position of an agreement, with the headcount."""

    __tablename__: ClassVar[str] = "agreement_line"

    agreement_id: UUID = Field(foreign_key="agreement.id", index=True)
    allocation_id: UUID | None = Field(default=None, foreign_key="allocation.id", index=True)
    program_id: UUID = Field(foreign_key="program.id")
    demand_id: UUID | None = Field(default=None, foreign_key="demand.id")
    program_title: str = Field(max_length=100)
    position: str = Field(max_length=30)
    headcount: int

    agreement: Agreement = Relationship(back_populates="lines")

    __table_args__ = (
        sa.UniqueConstraint("agreement_id", "allocation_id"),
        sa.CheckConstraint("headcount >= 1", name="headcount_range"),
    )


class Amendment(Keyed, Timed, table=True):
    """A change of the lines of a signed agreement, which holds once both sides have signed it."""

    __tablename__: ClassVar[str] = "amendment"

    agreement_id: UUID = Field(foreign_key="agreement.id", index=True)
    number: int
    state: AmendmentState = enum_field(AmendmentState, default=AmendmentState.PROPOSED)
    changes: list[dict[str, Any]] = json_field(list)  # {"allocation", "position", "program", "was", "is"}
    reason: str = Field(default="", max_length=300)
    enterprise_signed_on: date | None = None
    enterprise_signed_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    school_signed_on: date | None = None
    school_signed_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    version: int = 1

    agreement: Agreement = Relationship()

    __table_args__ = (
        sa.UniqueConstraint("agreement_id", "number"),
        sa.Index(
            "uq_amendment_one_proposed",
            "agreement_id",
            unique=True,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        ),
        sa.CheckConstraint(
            "state <> 'signed' OR (enterprise_signed_on IS NOT NULL AND school_signed_on IS NOT NULL)",
            name="signed_by_both",
        ),
    )


class StudentBatch(Keyed, Timed, table=True):
    """A batch of students at the enterprise: headcounts only, no person."""

    __tablename__: ClassVar[str] = "student_batch"

    agreement_id: UUID = Field(foreign_key="agreement.id", index=True)
    line_id: UUID | None = Field(default=None, foreign_key="agreement_line.id")
    kind: BatchKind = enum_field(BatchKind)
    grade: str = Field(default="", max_length=20)
    planned: int
    started: int | None = None
    stayed_6_months: int | None = None
    hired: int | None = None
    starts_on: date
    ends_on: date
    started_on: date | None = None
    tripartite_signed: bool = False
    insured: bool = False
    insurance_number: str = Field(default="", max_length=40)
    pay: int | None = None  # yuan a month
    mentors: int | None = None
    hours: int | None = None  # of work a day
    nights: int = 0  # shifts at night a week
    hazardous: bool = False  # posts at heights, underground, with poison, radiation or explosives
    verify_notes: dict[str, str] = json_field(dict)
    made_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    version: int = 1

    agreement: Agreement = Relationship(back_populates="batches")

    __table_args__ = (
        sa.CheckConstraint("planned >= 1", name="planned_range"),
        sa.CheckConstraint("starts_on <= ends_on", name="period_order"),
        sa.CheckConstraint("started IS NULL OR started BETWEEN 0 AND planned", name="started_within_planned"),
        sa.CheckConstraint(
            "stayed_6_months IS NULL OR (started IS NOT NULL AND stayed_6_months BETWEEN 0 AND started)",
            name="stayed_within_started",
        ),
        sa.CheckConstraint(
            "hired IS NULL OR (started IS NOT NULL AND hired BETWEEN 0 AND started)", name="hired_within_started"
        ),
        sa.CheckConstraint(
            "kind <> 'post_internship' OR started IS NULL OR (tripartite_signed AND insured)",
            name="covered_before_internship",
        ),
    )


class Satisfaction(Keyed, table=True):
    """What one side thinks of an agreement, from 1 to 5."""

    __tablename__: ClassVar[str] = "satisfaction"

    agreement_id: UUID = Field(foreign_key="agreement.id", index=True)
    side: Side = enum_field(Side)
    grade: int
    comment: str = Field(default="", max_length=300)
    made_by_id: UUID = Field(foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)
    version: int = 1

    __table_args__ = (
        sa.UniqueConstraint("agreement_id", "side"),
        sa.CheckConstraint("grade BETWEEN 1 AND 5", name="grade_range"),
    )
