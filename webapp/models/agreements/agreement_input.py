"""What the parties of an agreement type: its terms, its signature, its end, batches of students, satisfaction."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from sqlmodel import SQLModel

from webapp.models.agreements.enums import BatchKind, DutySide
from webapp.models.kernel.enums import CooperationMode
from webapp.models.kernel.typed import BlankIsNone, Day, Line, Text, WholeNumber, misfit

LONGEST_DUTY = 120


class TermsInput(SQLModel):
    """How and how long both sides work together."""

    modes: list[CooperationMode] = Field(min_length=1)
    starts_on: Day
    ends_on: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on <= self.starts_on:
            raise misfit("period_order", field="ends_on")
        return self


class DutyInput(SQLModel):
    """A duty that the standard list does not have."""

    side: DutySide
    text: Annotated[Line, Field(min_length=4, max_length=LONGEST_DUTY)]


class SignInput(SQLModel):
    """When and under which number both sides signed."""

    signed_on: Day
    signed_number: Annotated[Line, Field(min_length=2, max_length=40)]


class BreakInput(SQLModel):
    """Why an agreement ends before its time."""

    reason: Annotated[Text, Field(min_length=5, max_length=300)]


class BatchInput(SQLModel):
    """A batch of students as it is planned: headcounts and conditions, no names."""

    line_id: Annotated[Line, Field(min_length=1)]
    kind: BatchKind
    grade: Annotated[Literal["1", "2", "3", "4", "5"] | None, BlankIsNone] = None
    planned: WholeNumber = Field(ge=1, le=2000)
    starts_on: Day
    ends_on: Day
    tripartite_signed: bool = False
    insured: bool = False
    insurance_number: Annotated[Line, Field(max_length=40)] = ""
    pay: Annotated[WholeNumber | None, Field(ge=1, le=200_000)] = None
    mentors: Annotated[WholeNumber | None, Field(ge=0, le=999)] = None
    hours: Annotated[WholeNumber | None, Field(ge=1, le=24)] = None
    nights: WholeNumber = Field(default=0, ge=0, le=7)
    hazardous: bool = False

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.ends_on <= self.starts_on:
            raise misfit("period_order", field="ends_on")
        if self.insured and not self.insurance_number:
            raise misfit("insurance_number_missing", field="insurance_number")
        if self.kind is BatchKind.INTERNSHIP and self.grade is None:
            raise misfit("grade_missing", field="grade")
        return self


class StartInput(SQLModel):
    """How many students of a batch have begun, and when."""

    started: WholeNumber = Field(ge=0, le=2000)
    started_on: Day


class OutcomeInput(SQLModel):
    """How many are still there after six months, and how many were hired."""

    stayed_6_months: Annotated[WholeNumber | None, Field(ge=0, le=2000)] = None
    hired: Annotated[WholeNumber | None, Field(ge=0, le=2000)] = None


class GradeInput(SQLModel):
    """What one side thinks of the cooperation."""

    grade: WholeNumber = Field(ge=1, le=5)
    comment: Annotated[Text, Field(max_length=300)] = ""
