"""Matching rounds."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from webapp.models.accounts.organisation import Organisation
from webapp.models.kernel.base import Keyed, Timed, enum_field, json_field
from webapp.models.rounds.co_host import CoHost
from webapp.models.rounds.enums import AllocationMethod, RoundStatus


class MatchingRound(Keyed, Timed, table=True):
    """One matching exercise with its phases."""

    __tablename__: ClassVar[str] = "matching_round"

    code: str = Field(max_length=16, unique=True)
    title: str = Field(max_length=40)
    term: str = Field(max_length=6)
    region: str | None = Field(default=None, foreign_key="region.code")
    host_id: UUID = Field(foreign_key="organisation.id", index=True)
    status: RoundStatus = enum_field(RoundStatus, default=RoundStatus.DRAFT, index=True)
    collect_from: date
    collect_until: date
    choose_from: date
    choose_until: date
    weights: dict[str, int] = json_field(dict)
    hard_rules: list[str] = json_field(list)
    min_score: int = Field(default=40)
    top_per_demand: int = Field(default=5)
    top_per_offering: int = Field(default=10)
    max_ranks: int = Field(default=5)
    cap_enterprise_pct: int = Field(default=100)  # of a school's seats that one enterprise may take
    method: AllocationMethod = enum_field(AllocationMethod, default=AllocationMethod.STABLE_ENTERPRISE)
    adjudicate_until: date | None = None
    notice_days: int = Field(default=5)  # working days
    frozen_at: datetime | None = None
    chosen_at: datetime | None = None  # when choosing ended
    policy_version: int = Field(default=1)
    taxonomy_version_id: int | None = Field(default=None, foreign_key="taxonomy_version.id")  # kept while frozen
    made_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    version: int = Field(default=1)

    host: Organisation = Relationship(sa_relationship_kwargs={"lazy": "joined"})
    co_hosts: list[CoHost] = Relationship(sa_relationship_kwargs={"lazy": "selectin", "order_by": "CoHost.named_at"})

    @property
    def leading_ids(self) -> set[UUID]:
        """Return the organisations whose coordinators lead the round: its host and those that the host has named."""
        return {self.host_id, *(row.organisation_id for row in self.co_hosts)}

    __table_args__ = (
        sa.CheckConstraint("min_score BETWEEN 0 AND 100", name="min_score_range"),
        sa.CheckConstraint("top_per_demand BETWEEN 1 AND 50", name="top_per_demand_range"),
        sa.CheckConstraint("top_per_offering BETWEEN 1 AND 50", name="top_per_offering_range"),
        sa.CheckConstraint("collect_from <= collect_until", name="collect_order"),
        sa.CheckConstraint("choose_from <= choose_until", name="choose_order"),
        sa.CheckConstraint("cap_enterprise_pct BETWEEN 1 AND 100", name="cap_range"),
        sa.CheckConstraint("max_ranks BETWEEN 1 AND 20", name="max_ranks_range"),
    )
