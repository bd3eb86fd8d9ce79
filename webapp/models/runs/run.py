"""Snapshots of a round, the runs over them, their suggestions, and the posts left without one."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from webapp.clock import now
from webapp.models.kernel.base import Keyed, enum_field, json_field
from webapp.models.posts.demand import Demand
from webapp.models.posts.program import Offering
from webapp.models.runs.enums import RunState


class RoundSnapshot(Keyed, table=True):
    """Everything that a run depends on, frozen and fingerprinted."""

    __tablename__: ClassVar[str] = "round_snapshot"

    round_id: UUID = Field(foreign_key="matching_round.id", index=True)
    number: int = 1
    taken_at: datetime = Field(default_factory=now)
    taken_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    sha256: str = Field(max_length=64)
    content: str = Field(sa_type=sa.Text)
    demand_count: int
    offering_count: int
    taxonomy_version_id: int | None = Field(default=None, foreign_key="taxonomy_version.id")
    library_version: str = Field(max_length=20)

    __table_args__ = (sa.UniqueConstraint("round_id", "number"),)


class Run(Keyed, table=True):
    """One computation over a round's snapshot."""

    __tablename__: ClassVar[str] = "run"

    round_id: UUID = Field(foreign_key="matching_round.id", index=True)
    snapshot_id: UUID = Field(foreign_key="round_snapshot.id")
    number: int
    title: str = Field(default="", max_length=40)
    state: RunState = enum_field(RunState, default=RunState.QUEUED)
    policy: dict[str, Any] = json_field(dict)
    pairs_total: int = 0
    pairs_done: int = 0
    metrics: dict[str, Any] = json_field(dict)
    error: str = Field(default="", max_length=500)
    queued_at: datetime = Field(default_factory=now)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    adopted_at: datetime | None = None
    started_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    job_id: UUID | None = Field(default=None, foreign_key="job.id")

    __table_args__ = (
        sa.UniqueConstraint("round_id", "number"),
        sa.Index(
            "uq_run_one_active_per_round",
            "round_id",
            unique=True,
            sqlite_where=sa.text("state IN ('queued', 'running')"),
            postgresql_where=sa.text("state IN ('queued', 'running')"),
        ),
        sa.Index(
            "uq_run_one_adopted_per_round",
            "round_id",
            unique=True,
            sqlite_where=sa.text("adopted_at IS NOT NULL"),
            postgresql_where=sa.text("adopted_at IS NOT NULL"),
        ),
        sa.CheckConstraint("pairs_done >= 0 AND pairs_done <= pairs_total", name="progress_range"),
    )

    @property
    def is_active(self) -> bool:
        """Tell whether the run waits or computes."""
        return self.state in (RunState.QUEUED, RunState.RUNNING)

    @property
    def is_adopted(self) -> bool:
        """Tell whether the round's suggestions are this run's."""
        return self.adopted_at is not None


class Suggestion(Keyed, table=True):
    """A scored pair of demand and offering that people see."""

    __tablename__: ClassVar[str] = "suggestion"

    run_id: UUID = Field(foreign_key="run.id", index=True)
    demand_id: UUID = Field(foreign_key="demand.id", index=True)
    offering_id: UUID = Field(foreign_key="offering.id", index=True)
    score: float = Field(index=True)  # points of 100, one decimal
    coverage: float
    rank_for_demand: int
    rank_for_offering: int
    seats_suggested: int
    explanation: dict[str, Any] = json_field(dict)
    facts: dict[str, Any] = json_field(dict)  # the two posts as they were in the snapshot

    demand: Demand = Relationship()
    offering: Offering = Relationship()

    __table_args__ = (
        sa.UniqueConstraint("run_id", "demand_id", "offering_id"),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name="score_range"),
        sa.CheckConstraint("seats_suggested >= 0", name="seats_range"),
    )


class UnmatchedPost(Keyed, table=True):
    """A demand or an offering that a run left without a suggestion, and why."""

    __tablename__: ClassVar[str] = "unmatched_post"

    run_id: UUID = Field(foreign_key="run.id", index=True)
    demand_id: UUID | None = Field(default=None, foreign_key="demand.id")
    offering_id: UUID | None = Field(default=None, foreign_key="offering.id")
    reason: str = Field(max_length=40)
    facts: dict[str, Any] = json_field(dict)

    demand: Demand | None = Relationship()
    offering: Offering | None = Relationship()

    __table_args__ = (sa.CheckConstraint("(demand_id IS NULL) <> (offering_id IS NULL)", name="one_post"),)
