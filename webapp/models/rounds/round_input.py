"""What a coordinator types to set a matching round up."""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from sqlmodel import SQLModel

from webapp.models.kernel.typed import BlankIsNone, Day, Line, WholeNumber, misfit
from webapp.models.rounds.enums import AllocationMethod

CRITERIA = ("skills", "industry", "capacity", "level", "mode", "region", "record")
DEFAULT_WEIGHTS = {"skills": 45, "industry": 18, "capacity": 10, "level": 10, "mode": 5, "region": 7, "record": 5}
WHOLE = 100
HARD_RULES = ("level_far_below", "modes_apart", "batch_too_large")

Weight = Annotated[WholeNumber, Field(ge=0, le=100)]


class RoundInput(SQLModel):
    """A round as its coordinator describes it: weights are points of 100, dates are inclusive."""

    title: Annotated[Line, Field(min_length=4, max_length=40)]
    term: Annotated[Line, Field(pattern=r"^20\d{2}-[12]$")]
    region: Annotated[Line | None, BlankIsNone] = None
    collect_from: Day
    collect_until: Day
    choose_from: Day
    choose_until: Day
    weight_skills: Weight
    weight_industry: Weight
    weight_capacity: Weight
    weight_level: Weight
    weight_mode: Weight
    weight_region: Weight
    weight_record: Weight
    hard_rules: list[Literal["level_far_below", "modes_apart", "batch_too_large"]] = []
    min_score: Annotated[WholeNumber, Field(ge=0, le=100)]
    top_per_demand: Annotated[WholeNumber, Field(ge=1, le=50)]
    top_per_offering: Annotated[WholeNumber, Field(ge=1, le=50)]
    max_ranks: Annotated[WholeNumber, Field(ge=1, le=20)] = 5
    cap_enterprise_pct: Annotated[WholeNumber, Field(ge=1, le=100)] = 100
    method: AllocationMethod = AllocationMethod.STABLE_ENTERPRISE
    adjudicate_until: Annotated[Day | None, BlankIsNone] = None
    notice_days: Annotated[WholeNumber, Field(ge=1, le=30)] = 5

    @property
    def weights(self) -> dict[str, int]:
        """Return the points of each criterion."""
        return {name: getattr(self, f"weight_{name}") for name in CRITERIA}

    @model_validator(mode="after")
    def _one_after_the_other(self) -> Self:
        moments = [self.collect_from, self.collect_until, self.choose_from, self.choose_until]
        if any(earlier >= later for earlier, later in pairwise(moments)):
            raise misfit("round_dates_in_order")
        if self.adjudicate_until is not None and self.adjudicate_until <= self.choose_until:
            raise misfit("adjudicate_after_choosing")
        if sum(self.weights.values()) != WHOLE:
            raise misfit("weights_make_100", sum=sum(self.weights.values()))
        return self
