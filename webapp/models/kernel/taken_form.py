"""Forms that were taken once, so that the same form sent again makes nothing new."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field, SQLModel

from webapp.clock import now


class TakenForm(SQLModel, table=True):
    """The key of a form that was taken once, and where it led: the same form sent again goes there too."""

    __tablename__: ClassVar[str] = "taken_form"

    key: str = Field(primary_key=True, max_length=64)
    person_id: UUID | None = Field(default=None, foreign_key="person.id")
    location: str = Field(default="", max_length=300)
    taken_at: datetime = Field(default_factory=now, index=True)
