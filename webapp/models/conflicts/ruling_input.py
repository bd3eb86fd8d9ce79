"""What is typed when conflicts are settled: rulings, hearings, statements."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import SQLModel

from webapp.clock import SHANGHAI
from webapp.models.conflicts.enums import RulingWay
from webapp.models.kernel.typed import Day, Line, Lines, Text, WholeNumber, misfit

FEWEST_JUDGES, MOST_JUDGES = 3, 15
LONGEST_NAME = 40
MOST_SEATS = 2000


def _declared(value: bool) -> bool:
    if not value:
        raise PydanticCustomError("no_interest_missing", "no declaration")
    return value


class RulingInput(SQLModel):
    """A ruling: by what, how many seats each claim gets in the order of the claims, and why."""

    way: RulingWay
    seats: list[Annotated[WholeNumber, Field(ge=0, le=MOST_SEATS)]]
    reason: Annotated[Text, Field(min_length=20, max_length=500)]
    no_interest: Annotated[bool, AfterValidator(_declared)]


class HearingInput(SQLModel):
    """A hearing: when, where, before whom; times are of Shanghai."""

    held_on: Day
    held_at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    place: Annotated[Line, Field(min_length=2, max_length=120)]
    panel: Lines = []

    @model_validator(mode="after")
    def _panel_is_one(self) -> Self:
        if not FEWEST_JUDGES <= len(self.panel) <= MOST_JUDGES:
            raise misfit("panel_size", field="panel", least=FEWEST_JUDGES, most=MOST_JUDGES)
        if any(len(name) > LONGEST_NAME for name in self.panel):
            raise misfit("panel_name_long", field="panel", most=LONGEST_NAME)
        return self

    @property
    def moment(self) -> datetime:
        """Return when it is held."""
        hour, minute = map(int, self.held_at.split(":"))
        day: date = self.held_on
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


class MinutesInput(SQLModel):
    """What was said at a hearing."""

    minutes: Annotated[Text, Field(min_length=20, max_length=5000)]


class StatementInput(SQLModel):
    """What a party has to say on its conflict, once."""

    text: Annotated[Text, Field(min_length=10, max_length=500)]


class WhyInput(SQLModel):
    """Why something is taken back or changed."""

    reason: Annotated[Text, Field(min_length=2, max_length=300)]
