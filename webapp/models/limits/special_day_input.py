"""What is typed for a special day."""

from typing import Annotated

from pydantic import Field
from sqlmodel import SQLModel

from webapp.models.kernel.typed import Day, Line
from webapp.models.limits.enums import DayKind


class DayInput(SQLModel):
    """A day that departs from the plain week."""

    day: Day
    kind: DayKind
    name: Annotated[Line, Field(min_length=1, max_length=40)]
