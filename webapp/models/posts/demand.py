"""Demands: one position that an enterprise asks for."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from webapp.models.accounts.organisation import Organisation
from webapp.models.kernel.base import Keyed, Sourced, Timed, enum_field, json_field
from webapp.models.posts.enums import PostStatus, TrainingLevel, Visibility


class Demand(Keyed, Timed, Sourced, table=True):
    """A demand as stored. Drafts may be incomplete; a submitted one has passed `DemandInput`."""

    __tablename__: ClassVar[str] = "demand"

    number: str = Field(max_length=16, unique=True)
    enterprise_id: UUID = Field(foreign_key="organisation.id", index=True)
    round_id: UUID | None = Field(default=None, foreign_key="matching_round.id", index=True)
    status: PostStatus = enum_field(PostStatus, default=PostStatus.DRAFT, index=True)
    position: str = Field(default="", max_length=30)
    chain_slug: str | None = Field(default=None, foreign_key="chain.slug", index=True)
    segment_slug: str | None = Field(default=None, foreign_key="chain_segment.slug")
    industry_code: str | None = Field(default=None, foreign_key="industry.code", index=True)
    family_slug: str | None = Field(default=None, foreign_key="position_family.slug")
    level: TrainingLevel | None = enum_field(TrainingLevel, nullable=True, default=None)
    headcount: int | None = None
    current_staff: int | None = None
    required_skills: list[str] = json_field(list)
    preferred_skills: list[str] = json_field(list)
    modes: list[str] = json_field(list)
    start_month: str | None = Field(default=None, max_length=7)
    months: int | None = None
    mentors: int | None = None
    region: str | None = Field(default=None, foreign_key="region.code", index=True)
    address: str = Field(default="", max_length=80)
    lodging: bool = False
    pay_min: int | None = None
    pay_max: int | None = None
    contact_name: str = Field(default="", max_length=40)
    contact_phone: str = Field(default="", max_length=20)
    note: str = Field(default="", max_length=300)
    visibility: Visibility = enum_field(Visibility, default=Visibility.PUBLIC)
    valid_until: date | None = None
    verify_notes: dict[str, str] = json_field(dict)
    submitted_at: datetime | None = None
    made_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    given: int = Field(default=0)  # places that pairs hold in all rounds; kept by the database
    version: int = Field(default=1)

    enterprise: Organisation = Relationship(sa_relationship_kwargs={"lazy": "joined"})

    __table_args__ = (
        sa.CheckConstraint("headcount IS NULL OR headcount BETWEEN 1 AND 999", name="headcount_range"),
        sa.CheckConstraint("pay_min IS NULL OR pay_max IS NULL OR pay_min <= pay_max", name="pay_order"),
        sa.CheckConstraint(
            "status IN ('draft', 'withdrawn') OR (headcount IS NOT NULL AND position <> '')",
            name="complete_if_submitted",
        ),
    )
