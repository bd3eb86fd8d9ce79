"""What a coordinator types for a trial run: a title, and rules that may differ from the round's."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from sqlmodel import SQLModel

from webapp.models.kernel.typed import Line, WholeNumber, misfit
from webapp.models.rounds.enums import AllocationMethod
from webapp.models.rounds.round_input import CRITERIA, WHOLE, Weight


class WeightsInput(SQLModel):
    """Points of each criterion: 100 in all."""

    weight_skills: Weight
    weight_industry: Weight
    weight_capacity: Weight
    weight_level: Weight
    weight_mode: Weight
    weight_region: Weight
    weight_record: Weight

    @property
    def weights(self) -> dict[str, int]:
        """Return the points of each criterion."""
        return {name: getattr(self, f"weight_{name}") for name in CRITERIA}

    @model_validator(mode="after")
    def _make_100(self) -> Self:
        if sum(self.weights.values()) != WHOLE:
            raise misfit("weights_make_100", sum=sum(self.weights.values()))
        return self


class RunInput(WeightsInput):
    """The rules of a trial run."""

    title: Annotated[Line, Field(max_length=40)] = ""
    hard_rules: list[Literal["level_far_below", "modes_apart", "batch_too_large"]] = []
    min_score: Annotated[WholeNumber, Field(ge=0, le=100)]
    top_per_demand: Annotated[WholeNumber, Field(ge=1, le=50)]
    top_per_offering: Annotated[WholeNumber, Field(ge=1, le=50)]
    cap_enterprise_pct: Annotated[WholeNumber, Field(ge=1, le=100)]
    method: AllocationMethod
