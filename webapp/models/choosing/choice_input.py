"""What a side answers to a suggestion."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator
from sqlmodel import SQLModel

from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.kernel.typed import BlankIsNone, Text, WholeNumber, misfit


class ChoiceInput(SQLModel):
    """An answer: a decline has a reason, a partial acceptance has a number of people."""

    decision: Decision
    headcount: Annotated[WholeNumber | None, BlankIsNone] = None
    rank: Annotated[WholeNumber | None, Field(ge=1, le=20), BlankIsNone] = None
    reason: Annotated[DeclineReason | None, BlankIsNone] = None
    handed_to_id: Annotated[UUID | None, BlankIsNone] = None
    note_public: Annotated[Text, Field(max_length=300)] = ""
    note_private: Annotated[Text, Field(max_length=300)] = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.decision is Decision.DECLINE and self.reason is None:
            raise misfit("reason_missing", field="reason")
        if self.decision is Decision.ACCEPT_PARTIAL and self.headcount is None:
            raise misfit("headcount_missing", field="headcount")
        if self.reason is DeclineReason.OTHER and not self.note_public:
            raise misfit("note_missing", field="note_public")
        return self
