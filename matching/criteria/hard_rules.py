"""Hard rules: what keeps a pair apart whatever its score. A rule applies only where the policy names it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from matching.arrays import Bools, number
from matching.criteria.level import steps_below
from matching.errors import PolicyError
from matching.policy import MatchingPolicy
from matching.posts import LADDER, Demand, Offering
from matching.results import Exclusion

FAR_BELOW = 2  # steps of level


class Constraint(Protocol):
    """A rule over one fact of each side; unknown facts are never forbidden."""

    @property
    def code(self) -> str:
        """The reason code."""
        ...

    def of_demand(self, demand: Demand) -> Any:
        """Return what the demand says."""
        ...

    def of_offering(self, offering: Offering) -> Any:
        """Return what the offering says."""
        ...

    def forbids(self, demands: Sequence[Any], offerings: Sequence[Any]) -> Bools:
        """Return which combinations are forbidden [n × m]."""
        ...

    def facts(self, demand: Demand, offering: Offering) -> dict[str, Any]:
        """Return the facts for the sentence."""
        ...


@dataclass(frozen=True, slots=True)
class LevelFarBelow:
    """The programme trains two steps or more below what is asked for."""

    code: str = "level_far_below"

    def of_demand(self, demand: Demand) -> str:
        """Return the least level asked for."""
        return demand.level

    def of_offering(self, offering: Offering) -> str:
        """Return the level trained to."""
        return offering.level

    def forbids(self, demands: Sequence[str], offerings: Sequence[str]) -> Bools:
        """Return where two steps or more are missing."""
        return np.array(
            [[a in LADDER and b in LADDER and steps_below(a, b) >= FAR_BELOW for b in offerings] for a in demands]
        ).reshape(len(demands), len(offerings))

    def facts(self, demand: Demand, offering: Offering) -> dict[str, Any]:
        """Return both levels."""
        return {"demand": demand.level, "offering": offering.level}


@dataclass(frozen=True, slots=True)
class ModesApart:
    """Both sides name modes, and none is shared."""

    code: str = "modes_apart"

    def of_demand(self, demand: Demand) -> frozenset[str]:
        """Return the wanted modes."""
        return frozenset(demand.modes)

    def of_offering(self, offering: Offering) -> frozenset[str]:
        """Return the offered modes."""
        return frozenset(offering.modes)

    def forbids(self, demands: Sequence[frozenset[str]], offerings: Sequence[frozenset[str]]) -> Bools:
        """Return where both are known and apart."""
        return np.array([[bool(a and b and not a & b) for b in offerings] for a in demands]).reshape(
            len(demands), len(offerings)
        )

    def facts(self, demand: Demand, offering: Offering) -> dict[str, Any]:
        """Return the modes of both sides."""
        return {"wanted": sorted(demand.modes), "offered": sorted(offering.modes)}


@dataclass(frozen=True, slots=True)
class BatchTooLarge:
    """The school sends whole classes only, and the demand asks for fewer people."""

    code: str = "batch_too_large"

    def of_demand(self, demand: Demand) -> int | None:
        """Return the headcount."""
        return demand.headcount

    def of_offering(self, offering: Offering) -> int | None:
        """Return the least batch."""
        return offering.batch_min

    def forbids(self, demands: Sequence[int | None], offerings: Sequence[int | None]) -> Bools:
        """Return where the least batch exceeds the headcount."""
        return np.array([[a is not None and b is not None and b > a for b in offerings] for a in demands]).reshape(
            len(demands), len(offerings)
        )

    def facts(self, demand: Demand, offering: Offering) -> dict[str, Any]:
        """Return batch and headcount."""
        return {"batch_min": offering.batch_min, "headcount": demand.headcount}


RULES: tuple[Constraint, ...] = (LevelFarBelow(), ModesApart(), BatchTooLarge())


def constraints_of(policy: MatchingPolicy) -> tuple[Constraint, ...]:
    """Return the rules that a policy names; raise `PolicyError` for a name that is no rule."""
    unknown = set(policy.constraints) - {rule.code for rule in RULES}
    if unknown:
        raise PolicyError(f"unknown constraints: {', '.join(sorted(unknown))}")
    return tuple(rule for rule in RULES if rule.code in policy.constraints)


def exclusions(policy: MatchingPolicy, demand: Demand, offering: Offering) -> tuple[Exclusion, ...]:
    """Return the rules that keep this pair apart, with their facts."""
    return tuple(
        Exclusion(rule.code, rule.facts(demand, offering))
        for rule in constraints_of(policy)
        if rule.forbids([rule.of_demand(demand)], [rule.of_offering(offering)])[0, 0]
    )


def forbidden_pairs(
    demands: Sequence[Demand], offerings: Sequence[Offering], policy: MatchingPolicy
) -> dict[str, Bools]:
    """Return, by the code of each hard rule that the policy names, which pairs it keeps apart [demands × offerings].

    Only what the rules look at has to be filled in; what is unknown forbids nothing. Raise `PolicyError` as `match`.
    """
    return {rule.code: _forbidden(rule, demands, offerings) for rule in constraints_of(policy)}


def _forbidden(rule: Constraint, demands: Sequence[Demand], offerings: Sequence[Offering]) -> Bools:
    rows, wanted = number(map(rule.of_demand, demands))
    columns, offered = number(map(rule.of_offering, offerings))
    return np.asarray(rule.forbids(wanted, offered), np.bool_)[np.ix_(rows, columns)]
