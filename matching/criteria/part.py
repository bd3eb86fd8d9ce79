"""What a criterion made of small facts looks like: distinct values are compared once, pairs look the answer up."""

from collections.abc import Hashable, Sequence
from typing import Any, Protocol

from matching.arrays import Points
from matching.posts import Demand, Offering
from matching.results import Evidence


class Part(Protocol):
    """One fact that both sides may state. A pair knows it where both sides do."""

    @property
    def criterion(self) -> str:
        """The criterion that the part belongs to."""
        ...

    def of_demand(self, demand: Demand) -> Hashable:
        """Return what the demand says: the value that is compared."""
        ...

    def of_offering(self, offering: Offering) -> Hashable:
        """Return what the offering says."""
        ...

    def is_known(self, value: Any) -> bool:
        """Tell whether a value of either side says anything."""
        ...

    def compare(self, demands: Sequence[Any], offerings: Sequence[Any]) -> Points:
        """Return similarities in basis points [demand values × offering values]; what is unknown counts 0."""
        ...


class Evident(Protocol):
    """Says in codes and facts why a pair was judged so."""

    def evidence(self, demand: Demand, offering: Offering) -> tuple[Evidence, ...]:
        """Return the evidence; nothing where the pair says nothing."""
        ...
