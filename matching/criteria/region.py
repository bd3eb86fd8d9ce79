"""Region: a soft bonus for being near. Many real partners sit in different cities, so far is never a bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from matching.arrays import Points
from matching.posts import Demand, Offering
from matching.results import Evidence
from matching.tables.regions import load_regions
from matching.units import FULL

Places = tuple[str, tuple[str, ...]]  # where the school is, where its students may go

SAME, CITY, PROVINCE, LISTED = FULL, 9_000, 5_000, 9_000
PROVINCE_DIGITS = 2


@lru_cache(maxsize=1 << 14)
def _city(code: str) -> tuple[str, bool]:
    """Return the city of a place and whether the place is all of it."""
    return load_regions().city(code), load_regions().is_whole_city(code)


def nearness(demand: str, offering: str, listed: tuple[str, ...]) -> tuple[int, str]:
    """Return basis points and evidence code for two places (GB/T 2260) and the regions that a school names."""
    city, whole = _city(demand)
    other, other_whole = _city(offering) if offering else ("", False)
    shared = bool(city) and city == other
    if demand == offering or (shared and (whole or other_whole)):
        return SAME, "region_same"
    if any(load_regions().covers(region, demand) for region in listed):
        return LISTED, "region_listed"
    if shared:
        return CITY, "region_city"
    if offering and demand[:PROVINCE_DIGITS] == offering[:PROVINCE_DIGITS]:
        return PROVINCE, "region_province"
    return 0, "region_apart"


@dataclass(frozen=True, slots=True)
class Region:
    """Full in one city or district, less within a province, 0 beyond."""

    criterion: str = "region"

    def of_demand(self, demand: Demand) -> Places:
        """Return the place of work."""
        return demand.region, ()

    def of_offering(self, offering: Offering) -> Places:
        """Return the place of the school and where its students may go."""
        return offering.region, offering.regions

    def is_known(self, value: Places) -> bool:
        """Tell whether a place is stated."""
        return bool(value[0] or value[1])

    def compare(self, demands: Sequence[Places], offerings: Sequence[Places]) -> Points:
        """Return basis points [n × m]."""
        table = np.zeros((len(demands), len(offerings)), np.int32)
        provinces: dict[str, list[int]] = {}
        for row, (place, _) in enumerate(demands):
            provinces.setdefault(place[:PROVINCE_DIGITS], []).append(row)
        for column, (place, listed) in enumerate(offerings):
            near = {code[:PROVINCE_DIGITS] for code in (place, *listed) if code}
            for province in near:
                for row in provinces.get(province, ()):
                    if demands[row][0]:
                        table[row, column] = nearness(demands[row][0], place, listed)[0]
        return table

    def evidence(self, demand: Demand, offering: Offering) -> tuple[Evidence, ...]:
        """Say how near the two are."""
        if not demand.region or not self.is_known(self.of_offering(offering)):
            return ()
        _, code = nearness(demand.region, offering.region, offering.regions)
        if code == "region_same":
            return (Evidence(code, {"region": demand.region_name or demand.region}),)
        facts = {
            "demand": demand.region_name or demand.region,
            "offering": offering.region_name or offering.region,
        }
        return (Evidence(code, facts),)
