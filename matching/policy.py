"""The rules of a run as validated data: weights, threshold, how many suggestions each side gets, hard rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real
from typing import Any

from matching.errors import PolicyError

CRITERIA = ("skills", "industry", "capacity", "level", "mode", "region", "record")
DEFAULT_WEIGHTS: Mapping[str, float] = {
    "skills": 45.0,
    "industry": 18.0,
    "capacity": 10.0,
    "level": 10.0,
    "mode": 5.0,
    "region": 7.0,
    "record": 5.0,
}
GREATEST = 1e15  # a weight or limit beyond is a slip of the pen, and sums of it are no numbers


@dataclass(frozen=True, slots=True)
class MatchingPolicy:
    """Weights and limits of one run.

    `min_score` is in points of 100; a pair below it is no suggestion. `top_per_demand` and `top_per_offering` limit
    the lists of each side (0: no limit). `constraints` names the hard rules that apply.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    min_score: float = 0.0
    top_per_demand: int = 50
    top_per_offering: int = 50
    constraints: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be meant; bring weights to floats."""
        self._refuse_other_kinds()
        unknown = set(self.weights) - set(CRITERIA)
        if unknown:
            raise PolicyError(f"unknown criteria: {', '.join(sorted(unknown))}; known: {', '.join(CRITERIA)}")
        weights = {name: float(self.weights.get(name, 0.0)) for name in CRITERIA}
        if not all(0 <= weight < float("inf") for weight in weights.values()) or not any(weights.values()):
            raise PolicyError("weights must be numbers of 0 or more, and one of them above 0")
        object.__setattr__(self, "weights", weights)
        if not 0 <= self.min_score <= 100:
            raise PolicyError("min_score must lie between 0 and 100")
        if self.top_per_demand < 0 or self.top_per_offering < 0:
            raise PolicyError("top_per_demand and top_per_offering must be 0 (no limit) or more")

    def _refuse_other_kinds(self) -> None:
        if not isinstance(self.weights, Mapping) or not all(map(_is_number, self.weights.values())):
            raise PolicyError("weights must be numbers of 0 or more by criterion, and one of them above 0")
        if not _is_number(self.min_score):
            raise PolicyError("min_score must lie between 0 and 100")
        for name in ("top_per_demand", "top_per_offering"):
            if type(getattr(self, name)) is not int:
                raise PolicyError(f"{name} must be a whole number, 0 (no limit) or more")
        if not isinstance(self.constraints, tuple) or not all(isinstance(rule, str) for rule in self.constraints):
            raise PolicyError("constraints must be a list of names of hard rules")

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "weights": dict(self.weights),
            "min_score": self.min_score,
            "top_per_demand": self.top_per_demand,
            "top_per_offering": self.top_per_offering,
            "constraints": list(self.constraints),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "MatchingPolicy":
        """Read what `as_dict` wrote; raise `PolicyError` for other keys and values that cannot be meant."""
        extra = set(data) - {"weights", "min_score", "top_per_demand", "top_per_offering", "constraints"}
        if extra:
            raise PolicyError(f"unknown settings: {', '.join(sorted(extra))}")
        rules = data.get("constraints", ())
        return cls(**{**data, "constraints": tuple(rules) if isinstance(rules, list) else rules})


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and abs(float(value)) <= GREATEST
