"""Background work under a lease."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from webapp.clock import now
from webapp.models.kernel.base import Keyed, enum_field, json_field
from webapp.models.kernel.enums import JobState


class Job(Keyed, table=True):
    """A piece of background work under a lease."""

    __tablename__: ClassVar[str] = "job"

    kind: str = Field(max_length=32, index=True)
    args: dict[str, Any] = json_field(dict)
    state: JobState = enum_field(JobState, default=JobState.QUEUED, index=True)
    attempt: int = 0
    max_attempts: int = 3
    lease_until: datetime | None = None
    worker: str = Field(default="", max_length=80)
    cancel_requested: bool = False
    error: str = Field(default="", max_length=2000)
    created_at: datetime = Field(default_factory=now)
