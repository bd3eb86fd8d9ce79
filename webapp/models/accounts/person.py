"""People who sign in, their sessions, and the links that let them in."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship

from webapp.clock import now
from webapp.models.accounts.enums import OrganisationKind, Role
from webapp.models.accounts.organisation import Organisation
from webapp.models.kernel.base import Keyed, Timed, enum_field

ROLE_OF_KIND = {
    OrganisationKind.ENTERPRISE: Role.ENTERPRISE,
    OrganisationKind.SCHOOL: Role.SCHOOL,
    OrganisationKind.COORDINATOR: Role.COORDINATOR,
}


class Person(Keyed, Timed, table=True):
    """A person with one role, who belongs to one organisation (an administrator may belong to none)."""

    __tablename__: ClassVar[str] = "person"

    email: str = Field(max_length=254, unique=True)
    name: str = Field(max_length=40)
    phone: str = Field(default="", max_length=20)
    password_hash: str = Field(max_length=200)
    role: Role = enum_field(Role, index=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    language: str = Field(default="zh", max_length=8)
    is_active: bool = True

    organisation: Organisation | None = Relationship(
        sa_relationship_kwargs={"foreign_keys": "Person.organisation_id", "lazy": "joined"}
    )

    __table_args__ = (
        sa.CheckConstraint("role = 'administrator' OR organisation_id IS NOT NULL", name="organisation_unless_admin"),
    )


class PersonSession(Keyed, table=True):
    """A signed-in browser: the cookie holds the token, the table only its hash."""

    __tablename__: ClassVar[str] = "person_session"

    token_hash: str = Field(max_length=64, unique=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    created_at: datetime = Field(default_factory=now)
    seen_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
    agent: str = Field(default="", max_length=200)

    person: Person = Relationship(sa_relationship_kwargs={"lazy": "joined"})


class AccessLink(Keyed, table=True):
    """A link sent by mail, good once and for a while: a password reset or an invitation of a colleague."""

    __tablename__: ClassVar[str] = "access_link"

    kind: str = Field(max_length=16)
    token_hash: str = Field(max_length=64, unique=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id", index=True)
    email: str = Field(max_length=254)
    made_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime
    used_at: datetime | None = None

    __table_args__ = (
        sa.CheckConstraint("kind IN ('reset', 'invitation')", name="kind"),
        sa.CheckConstraint(
            "(kind = 'reset' AND person_id IS NOT NULL) OR (kind = 'invitation' AND organisation_id IS NOT NULL)",
            name="target",
        ),
    )
