"""Organisations: schools, enterprises and coordinating bodies."""

import re
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from pydantic import field_validator
from pydantic_core import PydanticCustomError
from sqlmodel import Field, SQLModel

from webapp.models.accounts.credit_code import check_credit_code
from webapp.models.accounts.enums import EnterpriseScale, OrganisationKind, OrganisationStatus, Ownership, SchoolType
from webapp.models.accounts.names import LONGEST_KEY, organisation_key
from webapp.models.kernel.base import Keyed, Sourced, Timed, enum_field
from webapp.models.kernel.pinyin import LONGEST_ORDER, pinyin_order
from webapp.models.kernel.typed import Line, WholeNumber

WEBSITE = re.compile(r"https?://[^\s/]+\.[^\s]+")


class OrganisationInput(SQLModel):
    """What an organisation says of itself. Validates."""

    name: Line = Field(min_length=2, max_length=60)
    short_name: Line = Field(default="", max_length=20)
    region: Line = Field(min_length=6, max_length=6)
    address: Line = Field(default="", max_length=80)
    website: Line = Field(default="", max_length=200)
    industry_code: Line | None = Field(default=None, max_length=5)
    ownership: Ownership | None = None
    scale: EnterpriseScale | None = None
    employees: WholeNumber | None = Field(default=None, ge=1, le=2_000_000)
    school_type: SchoolType | None = None

    @field_validator("website")
    @classmethod
    def _website_is_one(cls, value: str) -> str:
        if value and not WEBSITE.fullmatch(value):
            raise PydanticCustomError("website", "not the address of a website")
        return value


class RegistrationInput(OrganisationInput):
    """An organisation as it registers: what it says of itself, with its kind and its credit code."""

    kind: OrganisationKind
    credit_code: str

    @field_validator("credit_code")
    @classmethod
    def _check_digit(cls, value: str) -> str:
        return check_credit_code(value)


class Organisation(Keyed, Timed, Sourced, table=True):
    """An organisation as stored. Does not validate: build it from checked input."""

    __tablename__: ClassVar[str] = "organisation"

    kind: OrganisationKind = enum_field(OrganisationKind, index=True)
    credit_code: str = Field(max_length=18, unique=True)
    name: str = Field(max_length=60)
    short_name: str = Field(default="", max_length=20)
    name_key: str = Field(default="", max_length=LONGEST_KEY, index=True)  # in which equal names are equal: kept here
    short_name_key: str = Field(default="", max_length=LONGEST_KEY)
    name_order: str = Field(default="", max_length=LONGEST_ORDER, index=True)  # by which lists are ordered: kept here
    region: str = Field(max_length=6, foreign_key="region.code", index=True)
    address: str = Field(default="", max_length=80)
    website: str = Field(default="", max_length=200)
    industry_code: str | None = Field(default=None, max_length=5)
    ownership: Ownership | None = enum_field(Ownership, nullable=True, default=None)
    scale: EnterpriseScale | None = enum_field(EnterpriseScale, nullable=True, default=None)
    employees: int | None = None
    school_type: SchoolType | None = enum_field(SchoolType, nullable=True, default=None)
    status: OrganisationStatus = enum_field(OrganisationStatus, default=OrganisationStatus.PENDING, index=True)
    status_reason: str = Field(default="", max_length=300)
    status_at: datetime | None = None
    version: int = Field(default=1)

    __table_args__ = (
        sa.CheckConstraint("employees IS NULL OR employees > 0", name="employees_positive"),
        sa.CheckConstraint("length(credit_code) = 18", name="credit_code_length"),
    )

    @property
    def is_verified(self) -> bool:
        """Tell whether a coordinator has verified the organisation."""
        return self.status is OrganisationStatus.VERIFIED

    @property
    def shown_name(self) -> str:
        """Return the short name where there is one."""
        return self.short_name or self.name


@sa.event.listens_for(Organisation, "before_insert")
@sa.event.listens_for(Organisation, "before_update")
def _keep_keys(_mapper: Any, _connection: Any, row: Organisation) -> None:
    row.name_key, row.short_name_key = organisation_key(row.name), organisation_key(row.short_name)
    row.name_order = pinyin_order(row.name)
