"""The rules of a run as validated data: weights, threshold, how many suggestions each side gets, hard rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
        return cls(**{**data, "constraints": tuple(data.get("constraints", ()))})
