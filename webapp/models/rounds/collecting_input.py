"""What is typed before choosing: an answer to an invitation, a pin or a ban with its reason."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from sqlmodel import SQLModel

from webapp.models.kernel.typed import BlankIsNone, Line, Text, WholeNumber, misfit
from webapp.models.rounds.enums import AbsenceReason, InvitationState, PairRuleKind

ANSWERS = (InvitationState.YES, InvitationState.MAYBE, InvitationState.NO)


class InvitationAnswer(SQLModel):
    """What an invited organisation answers; a refusal says why."""

    state: Literal[InvitationState.YES, InvitationState.MAYBE, InvitationState.NO]
    reason: Annotated[AbsenceReason | None, BlankIsNone] = None
    note: Annotated[Text, Field(max_length=300)] = ""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.state is not InvitationState.NO:
            self.reason = None
        elif self.reason is None:
            raise misfit("absence_reason_missing", field="reason")
        elif self.reason is AbsenceReason.OTHER and len(self.note) < 2:
            raise misfit("absence_note_missing", field="note")
        return self


class PairRuleInput(SQLModel):
    """A pair that is pinned with its seats, or banned; both by the numbers that people see."""

    demand: Annotated[Line, Field(min_length=1, max_length=20)]
    offering: Annotated[Line, Field(min_length=1, max_length=20)]
    kind: PairRuleKind
    seats: Annotated[WholeNumber | None, BlankIsNone] = Field(default=None, ge=1, le=2000)
    reason: Annotated[Text, Field(min_length=2, max_length=300)]

    @model_validator(mode="after")
    def _seats_of_pin(self) -> Self:
        if self.kind is PairRuleKind.BAN:
            self.seats = None
        elif self.seats is None:
            raise misfit("pin_needs_seats", field="seats")
        return self
