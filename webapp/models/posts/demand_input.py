"""What an enterprise may write in a demand: a draft may be incomplete, a demand may not."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import SQLModel

from webapp.models.kernel.enums import CooperationMode
from webapp.models.kernel.typed import (
    BlankIsNone,
    Day,
    Line,
    Month,
    MonthlyPay,
    Months,
    Phone,
    PhoneAsTyped,
    Text,
    WholeNumber,
)
from webapp.models.kernel.written.pay import parted
from webapp.models.posts.enums import Visibility
from webapp.models.posts.skills import Skills
from webapp.models.posts.written_levels import Level

APPRENTICESHIPS = frozenset({CooperationMode.MODERN_APPRENTICESHIP, CooperationMode.NEW_APPRENTICESHIP})

NOT_IN_A_CHAIN = (
    "none"  # an answer, not a gap: the position belongs to no chain that is tended, its industry says where
)


def _outside_is_none(value: object) -> object:
    return None if isinstance(value, str) and value.strip() == NOT_IN_A_CHAIN else value


PlaceInChain = Annotated[Line | None, BlankIsNone, BeforeValidator(_outside_is_none)]


class DemandDraft(SQLModel):
    """A demand as far as it has been written: nothing is required, but what is there must be readable."""

    round_id: Annotated[Line | None, BlankIsNone] = None
    position: Line = Field(default="", max_length=30)
    chain_slug: PlaceInChain = None
    segment_slug: PlaceInChain = None
    industry_code: Annotated[Line | None, BlankIsNone] = None
    family_slug: Annotated[Line | None, BlankIsNone] = None
    level: Annotated[Level | None, BlankIsNone] = None
    headcount: WholeNumber | None = Field(default=None, ge=1, le=999)
    current_staff: WholeNumber | None = Field(default=None, ge=0, le=100_000)
    required_skills: Skills = Field(default_factory=list, max_length=15)
    preferred_skills: Skills = Field(default_factory=list, max_length=10)
    modes: list[CooperationMode] = Field(default_factory=list)
    start_month: Month | None = None
    months: Months | None = Field(default=None, ge=1, le=36)
    mentors: WholeNumber | None = Field(default=None, ge=0, le=999)
    region: Annotated[Line | None, BlankIsNone] = None
    address: Line = Field(default="", max_length=80)
    lodging: bool = False
    pay_min: MonthlyPay | None = Field(default=None, ge=1, le=200_000)
    pay_max: MonthlyPay | None = Field(default=None, ge=1, le=200_000)
    note: Text = Field(default="", max_length=300)
    contact_name: Line = Field(default="", max_length=40)
    contact_phone: PhoneAsTyped = Field(default="", max_length=20)
    visibility: Visibility = Visibility.PUBLIC
    valid_until: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _range_fills_both(cls, values: Any) -> Any:
        return parted(values) if isinstance(values, dict) else values

    @field_validator("pay_max")
    @classmethod
    def _pay_in_order(cls, value: int | None, info: object) -> int | None:
        low = getattr(info, "data", {}).get("pay_min")
        if value is not None and low is not None and value < low:
            raise PydanticCustomError("pay_order", "the upper figure is below the lower")
        return value


class DemandInput(DemandDraft):
    """A demand that can be handed in: it says what matching needs, and whatever else its enterprise wants to say."""

    position: Line = Field(min_length=2, max_length=30)
    industry_code: Annotated[Line | None, BlankIsNone] = Field(default=None, validate_default=True)
    level: Level
    headcount: WholeNumber = Field(ge=1, le=999)
    required_skills: Skills = Field(min_length=3, max_length=15)
    contact_phone: Phone = Field(default="", max_length=20)

    @field_validator("level", "headcount", mode="before")
    @classmethod
    def _blank_is_missing(cls, value: object) -> object:
        if value is None or (isinstance(value, str) and not value.strip()):
            raise PydanticCustomError("missing", "missing")
        return value

    @field_validator("industry_code")
    @classmethod
    def _has_a_place(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and not info.data.get("segment_slug", True):
            raise PydanticCustomError("segment_or_industry", "neither segment nor industry")
        return value

    def period_complaints(self) -> list[tuple[str, str]]:
        """Return (field, code) for what is wrong between the modes and the period."""
        if not APPRENTICESHIPS & set(self.modes):
            return []
        return [("months", "months_of_apprenticeship")] if self.months is None else []
