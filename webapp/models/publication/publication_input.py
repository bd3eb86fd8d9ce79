"""What is typed around a publication: the notice, objections to it, replies."""

import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from sqlmodel import SQLModel

from webapp.models.kernel.typed import BlankIsNone, Line, Text, WholeNumber
from webapp.models.kernel.written.phones import names_a_phone

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+", re.ASCII)


def _contact(value: str) -> str:
    if not MAIL.fullmatch(value) and not names_a_phone(value):
        raise PydanticCustomError("contact_unreachable", "neither a phone number nor a mail address")
    return value


class NoticeInput(SQLModel):
    """The text of a public notice, and how many working days it stands."""

    title: Annotated[Line, Field(min_length=4, max_length=80)]
    text: Annotated[Text, Field(min_length=20, max_length=5000)]
    contact: Annotated[Line, Field(min_length=5, max_length=120)]
    notice_days: Annotated[WholeNumber, Field(ge=1, le=30)]


class ObjectionInput(SQLModel):
    """An objection under a real name, with a contact for the reply."""

    name: Annotated[Line, Field(min_length=2, max_length=40)]
    organisation_name: Annotated[Line, Field(max_length=60)] = ""
    contact: Annotated[Line, Field(min_length=5, max_length=80), AfterValidator(_contact)]
    content: Annotated[Text, Field(min_length=20, max_length=1000)]
    allocation_id: Annotated[UUID | None, BlankIsNone] = None


class ReplyInput(SQLModel):
    """A coordinator's reply to an objection."""

    verdict: Literal["upheld", "dismissed"]
    reply: Annotated[Text, Field(min_length=20, max_length=1000)]
    allocation_id: Annotated[UUID | None, BlankIsNone] = None
