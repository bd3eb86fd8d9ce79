"""Days that depart from the plain week of five working days."""

from datetime import date
from typing import ClassVar

from sqlmodel import Field, SQLModel

from webapp.models.kernel.base import enum_field
from webapp.models.limits.enums import DayKind


class SpecialDay(SQLModel, table=True):
    """A day that departs from the plain week of five working days."""

    __tablename__: ClassVar[str] = "special_day"

    day: date = Field(primary_key=True)
    kind: DayKind = enum_field(DayKind)
    name: str = Field(default="", max_length=40)
