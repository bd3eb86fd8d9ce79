"""Record: how earlier work of the enterprise with the school went; it takes no part where there was none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matching.posts import Partnership
from matching.results import Evidence
from matching.units import FULL


@dataclass(frozen=True, slots=True)
class Record:
    """Earlier work of two sides."""

    count: int
    outcome: float  # mean, [0, 1]

    @property
    def points(self) -> int:
        """Basis points of the criterion."""
        return round(self.outcome * FULL)

    def evidence(self) -> tuple[Evidence, ...]:
        """Say how often the two worked together and how it went."""
        return (Evidence("record", {"count": self.count, "outcome": self.outcome}),)


class PastWork:
    """Earlier work of enterprises with the schools of some offerings."""

    def __init__(self, partnerships: Iterable[Partnership], schools: Iterable[str]) -> None:
        """Take partnerships and the school of each offering, in the order in which offerings are numbered."""
        self._outcomes: dict[str, dict[str, list[float]]] = {}
        for entry in partnerships:
            self._outcomes.setdefault(entry.enterprise_id, {}).setdefault(entry.school_id, []).append(entry.outcome)
        self._offerings: dict[str, list[int]] = {}
        for column, school in enumerate(schools):
            self._offerings.setdefault(school, []).append(column)

    def of(self, enterprise: str) -> Iterator[tuple[int, Record]]:
        """Yield the offerings of schools that an enterprise has worked with; none for one without an id."""
        for school, outcomes in self._outcomes.get(enterprise, {}).items() if enterprise else ():
            record = Record(len(outcomes), sum(outcomes) / len(outcomes))
            for column in self._offerings.get(school, ()):
                yield column, record
