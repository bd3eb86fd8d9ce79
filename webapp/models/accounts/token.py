"""Tokens by which programs act for a person, and the answers that the API gives again."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field as Limits
from sqlmodel import Field, Relationship, SQLModel

from webapp.clock import now
from webapp.models.accounts.enums import TokenScope
from webapp.models.accounts.person import Person
from webapp.models.kernel.base import Keyed, json_field
from webapp.models.kernel.typed import Line, WholeNumber


class TokenInput(SQLModel):
    """What a person says of a token: what it is for, what it may do, and for how many days."""

    name: Annotated[Line, Limits(min_length=1, max_length=60)]
    scopes: Annotated[list[TokenScope], Limits(min_length=1)]
    days: Annotated[WholeNumber, Limits(ge=1, le=366)]


class ApiToken(Keyed, table=True):
    """A token: its holder has the text, the table only the hash."""

    __tablename__: ClassVar[str] = "api_token"

    person_id: UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=60)
    token_hash: str = Field(max_length=64, unique=True)
    tail: str = Field(max_length=4)  # the last characters, by which its person tells one from another
    scopes: list[str] = json_field(list)
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    person: Person = Relationship(sa_relationship_kwargs={"lazy": "joined"})

    @property
    def is_expired(self) -> bool:
        """Tell whether its time is over."""
        return self.expires_at <= now()

    def allows(self, scope: TokenScope) -> bool:
        """Tell whether the token may be used for this."""
        return scope is TokenScope.READ or scope.value in self.scopes


class ApiAnswer(Keyed, table=True):
    """The answer to a request that made something: the same request sent again gets it again."""

    __tablename__: ClassVar[str] = "api_answer"

    person_id: UUID = Field(foreign_key="person.id")
    key: str = Field(max_length=64)
    request_hash: str = Field(max_length=64)
    status: int = 0
    headers: dict[str, str] = json_field(dict)
    body: str = Field(default="", sa_type=sa.Text)
    made_at: datetime = Field(default_factory=now, index=True)

    __table_args__ = (sa.UniqueConstraint("person_id", "key"),)
