"""Steps of a round that take long: asked for by a coordinator, taken by the worker."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from webapp.clock import now
from webapp.models.kernel.base import Keyed, enum_field, json_field
from webapp.models.kernel.enums import JobState

ACTIVE = (JobState.QUEUED, JobState.RUNNING)


class RoundStep(Keyed, table=True):
    """A step that waits for the worker, is being taken, or has ended; one at a time in each round."""

    __tablename__: ClassVar[str] = "round_step"

    round_id: UUID = Field(foreign_key="matching_round.id", index=True)
    step: str = Field(max_length=16)
    state: JobState = enum_field(JobState, default=JobState.QUEUED)
    percent: int = 0
    taken_at: datetime | None = None  # since then the round stands in its new phase; what is left follows in pieces
    place: int = 0  # how many of the pieces that follow are done
    error: str = Field(default="", max_length=60)  # the code of a refusal
    facts: dict[str, Any] = json_field(dict)  # those of its sentence
    asked_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    asked_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
    job_id: UUID | None = Field(default=None, foreign_key="job.id", index=True)

    __table_args__ = (
        sa.Index(
            "uq_round_step_one_active_per_round",
            "round_id",
            unique=True,
            sqlite_where=sa.text("state IN ('queued', 'running')"),
            postgresql_where=sa.text("state IN ('queued', 'running')"),
        ),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name="percent_range"),
        sa.CheckConstraint("(ended_at IS NULL) = (state IN ('queued', 'running'))", name="time_if_ended"),
    )

    @property
    def is_active(self) -> bool:
        """Tell whether the step waits or is being taken."""
        return self.state in ACTIVE
