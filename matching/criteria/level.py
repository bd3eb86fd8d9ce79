"""Level: what the programme trains to against the least that is asked for. Above is as good as equal."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.arrays import Points
from matching.posts import LADDER, LEVELS, Demand, Offering
from matching.results import Evidence
from matching.units import FULL

BELOW = (FULL, 3_000, 1_000)  # by steps below the minimum: low, so that it orders only what misses it


def steps_below(wanted: str, offered: str) -> int:
    """Return by how many steps the offered level misses the wanted one, 0 where it does not."""
    return max(0, LADDER[wanted] - LADDER[offered])


@dataclass(frozen=True, slots=True)
class Level:
    """Full at or above the minimum, low below it."""

    criterion: str = "level"

    def of_demand(self, demand: Demand) -> str:
        """Return the least level asked for."""
        return demand.level

    def of_offering(self, offering: Offering) -> str:
        """Return the level trained to."""
        return offering.level

    def is_known(self, value: str) -> bool:
        """Tell whether a level is stated."""
        return value in LADDER

    def compare(self, demands: Sequence[str], offerings: Sequence[str]) -> Points:
        """Return basis points [n × m] by the steps that are missing."""
        table = np.zeros((len(demands), len(offerings)), np.int32)
        for row, wanted in enumerate(demands):
            for column, offered in enumerate(offerings):
                if wanted in LADDER and offered in LADDER:
                    table[row, column] = BELOW[steps_below(wanted, offered)]
        return table

    def evidence(self, demand: Demand, offering: Offering) -> tuple[Evidence, ...]:
        """Say whether the offered level is the same, above or below."""
        if not (self.is_known(demand.level) and self.is_known(offering.level)):
            return ()
        facts = {"demand": demand.level, "offering": offering.level}
        if steps_below(demand.level, offering.level):
            return (Evidence("level_below", facts),)
        same = demand.level == offering.level or LADDER[demand.level] == LADDER[offering.level]
        return (Evidence("level_same" if same else "level_above", facts),)


assert set(LADDER) == set(LEVELS)  # noqa: S101 - a level without a step would silently be unknown
