"""Places of GB/T 2260 and what each belongs to, by the table of parents: digits alone do not tell.

Districts and counties of a municipality are one city although their codes differ in the fourth digit; counties and
cities that a province governs itself share four digits and are no city together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from matching.tables.csv_rows import read_rows
from matching.tables.load import TAXONOMIES

DIGITS = 6
PROVINCE, CITY = "1", "2"  # levels of the table


@dataclass(frozen=True)
class Regions:
    """Every place with its parent. A code that the table lacks counts as a part of the place that its digits name."""

    parents: Mapping[str, str] = field(repr=False)  # code → code of the place above, empty for a province
    levels: Mapping[str, str] = field(repr=False)
    municipalities: Mapping[str, str] = field(repr=False)  # province that is one city → that city

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]]) -> "Regions":
        """Take (code, code of the parent, level) of each place."""
        places = list(rows)
        levels = {code: level for code, _, level in places}
        below: dict[str, list[str]] = {}
        for code, parent, _ in places:
            if levels.get(parent) == PROVINCE:
                below.setdefault(parent, []).append(code)
        single = {province: own[0] for province, own in below.items() if len(own) == 1}
        return cls({code: parent for code, parent, _ in places}, levels, single)

    def nearest(self, code: str) -> str:
        """Return the place itself, or the smallest known one that its digits lie in; empty where there is none."""
        wider = (code[:length].ljust(DIGITS, "0") for length in (DIGITS, 4, 2))
        return next((place for place in wider if place in self.levels), "")

    def city(self, code: str) -> str:
        """Return the city that a place is or lies in; empty for a province and for what is unknown.

        A municipality is one city under both of its codes, and what a province governs itself is one of its own.
        """
        place = self.nearest(code)
        level = self.levels.get(place, "")
        if level in ("", PROVINCE):
            return self.municipalities.get(place, "")
        parent = self.parents[place]
        return parent if level != CITY and self.levels.get(parent) == CITY else place

    def is_whole_city(self, code: str) -> bool:
        """Tell whether a code stands for a city and not for a part of one."""
        return code in self.levels and (code in self.municipalities or self.city(code) == code)

    def covers(self, region: str, place: str) -> bool:
        """Tell whether a region holds a place, itself included: 330000 holds 330500, 330500 holds 330502."""
        wanted = self.municipalities.get(region, region)
        above = place if place == region else self.nearest(place)
        while above:
            if wanted == self.municipalities.get(above, above):
                return True
            above = self.parents.get(above, "")
        return False


@lru_cache(maxsize=1)
def load_regions() -> Regions:
    """Return the places of the platform's table, read once."""
    rows = read_rows(TAXONOMIES / "regions.csv", required=("code", "name", "parent_code", "level"))
    return Regions.of((row.get("code"), row.get("parent_code"), row.get("level")) for row in rows)
