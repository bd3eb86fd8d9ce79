"""Cooperation mode: how many of the ways the enterprise would work together does the programme offer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.arrays import Points
from matching.posts import Demand, Offering
from matching.results import Evidence
from matching.units import FULL

ONE_SHARED = 7_000  # one common way is enough to begin; the rest is the share of wanted ways


@dataclass(frozen=True, slots=True)
class Mode:
    """Mostly full as soon as one mode is shared."""

    criterion: str = "mode"

    def of_demand(self, demand: Demand) -> frozenset[str]:
        """Return the wanted modes."""
        return frozenset(demand.modes)

    def of_offering(self, offering: Offering) -> frozenset[str]:
        """Return the offered modes."""
        return frozenset(offering.modes)

    def is_known(self, value: frozenset[str]) -> bool:
        """Tell whether any mode is stated."""
        return bool(value)

    def compare(self, demands: Sequence[frozenset[str]], offerings: Sequence[frozenset[str]]) -> Points:
        """Return basis points [n × m]: 0 without a common mode, else 7,000 and the share of wanted modes."""
        names = sorted({mode for value in (*demands, *offerings) for mode in value})
        wanted = np.array([[name in value for name in names] for value in demands], np.int32).reshape(
            len(demands), len(names)
        )
        offered = np.array([[name in value for name in names] for value in offerings], np.int32)
        shared = wanted @ offered.reshape(len(offerings), len(names)).T
        asked = np.maximum(wanted.sum(axis=1, dtype=np.int32), 1)[:, None]
        points = ONE_SHARED + (FULL - ONE_SHARED) * shared // asked
        return np.asarray(np.where(shared > 0, points, 0), dtype=np.int32)

    def evidence(self, demand: Demand, offering: Offering) -> tuple[Evidence, ...]:
        """Name the shared modes."""
        if not demand.modes or not offering.modes:
            return ()
        shared = sorted(set(demand.modes) & set(offering.modes))
        facts = {"modes": shared, "wanted": sorted(demand.modes), "offered": sorted(offering.modes)}
        return (Evidence("modes_shared" if shared else "modes_apart", facts),)
