"""Headcount and period: are the seats enough, do the months meet. Mild: it tells apart what otherwise fits alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.arrays import Points
from matching.criteria.part import FULL
from matching.types import Demand, Evidence, Offering

SHARES = {"seats": 5, "start": 3, "months": 2}  # how the criterion splits where all three are known
NEARLY_ENOUGH = 0.8  # of the headcount: a class that is a little smaller serves as well
LEAST = 0.4  # a school with few seats can still send some
YEAR = 12
SAME_MONTHS, NEAR_MONTHS = 0, 3

Value = tuple[int | None, tuple[bool, bool, bool]]  # own figure, and which of seats, start, months are known


def month_number(text: str) -> int | None:
    """Return months since year 0 of `YYYY-MM`, None for an empty text."""
    return int(text[:4]) * YEAR + int(text[5:7]) - 1 if text else None


def seats_fit(headcount: int, seats: int) -> int:
    """Return basis points: full from 80 % of the headcount up, at least 4,000."""
    if headcount <= 0:
        return FULL
    return round(FULL * (LEAST + (1 - LEAST) * min(1.0, seats / (NEARLY_ENOUGH * headcount))))


def start_fit(wanted: int, offered: int) -> int:
    """Return basis points: full in the same month, 0 a year apart."""
    return FULL * max(0, YEAR - abs(wanted - offered)) // YEAR


def months_fit(wanted: int, offered: int) -> int:
    """Return basis points: the shorter of two durations by the longer."""
    longer = max(wanted, offered)
    return FULL * min(wanted, offered) // longer if longer > 0 else FULL


FITS = {"seats": seats_fit, "start": start_fit, "months": months_fit}


def _flags(seats: int | None, start: str, months: int | None) -> tuple[bool, bool, bool]:
    return seats is not None, bool(start), months is not None


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    criterion: str = "capacity"

    def is_known(self, value: Value) -> bool:
        """Tell whether the figure is stated."""
        return value[0] is not None

    def compare(self, demands: Sequence[Value], offerings: Sequence[Value]) -> Points:
        """Return this part's share of the criterion [n × m], given which other parts a pair knows."""
        table = np.zeros((len(demands), len(offerings)), np.int32)
        fit = FITS[self.name]
        for row, (wanted, asked) in enumerate(demands):
            if wanted is None:
                continue
            for column, (offered, said) in enumerate(offerings):
                if offered is not None:
                    table[row, column] = fit(wanted, offered) * SHARES[self.name] // _known_shares(asked, said)
        return table


def _known_shares(asked: tuple[bool, bool, bool], said: tuple[bool, bool, bool]) -> int:
    return sum(share for share, a, b in zip(SHARES.values(), asked, said, strict=True) if a and b)


@dataclass(frozen=True, slots=True)
class Seats(_Part):
    """Seats against headcount."""

    name: str = "seats"

    def of_demand(self, demand: Demand) -> Value:
        """Return the headcount."""
        return demand.headcount, _flags(demand.headcount, demand.start, demand.months)

    def of_offering(self, offering: Offering) -> Value:
        """Return the seats."""
        return offering.seats, _flags(offering.seats, offering.start, offering.months)


@dataclass(frozen=True, slots=True)
class Start(_Part):
    """The months in which the two sides would begin."""

    name: str = "start"

    def of_demand(self, demand: Demand) -> Value:
        """Return the wanted first month."""
        return month_number(demand.start), _flags(demand.headcount, demand.start, demand.months)

    def of_offering(self, offering: Offering) -> Value:
        """Return the offered first month."""
        return month_number(offering.start), _flags(offering.seats, offering.start, offering.months)


@dataclass(frozen=True, slots=True)
class Months(_Part):
    """How long the two sides would go on."""

    name: str = "months"

    def of_demand(self, demand: Demand) -> Value:
        """Return the wanted duration."""
        return demand.months, _flags(demand.headcount, demand.start, demand.months)

    def of_offering(self, offering: Offering) -> Value:
        """Return the offered duration."""
        return offering.months, _flags(offering.seats, offering.start, offering.months)


def evidence(demand: Demand, offering: Offering) -> tuple[Evidence, ...]:
    """Say whether the seats are enough and how far the periods lie apart."""
    found = []
    if demand.headcount is not None and offering.seats is not None:
        enough = offering.seats >= demand.headcount
        facts = {"seats": offering.seats, "headcount": demand.headcount}
        found.append(Evidence("seats_enough" if enough else "seats_short", facts))
    wanted, offered = month_number(demand.start), month_number(offering.start)
    apart = abs(wanted - offered) if wanted is not None and offered is not None else None
    if apart is not None or (demand.months is not None and offering.months is not None):
        found.append(Evidence(_period(apart, demand.months, offering.months), _period_facts(demand, offering, apart)))
    return tuple(found)


def _period(apart: int | None, wanted: int | None, offered: int | None) -> str:
    both = wanted is not None and offered is not None
    furthest = max(apart or 0, abs((wanted or 0) - (offered or 0)) if both else 0)
    if furthest == SAME_MONTHS:
        return "period_same"
    return "period_near" if furthest <= NEAR_MONTHS else "period_apart"


def _period_facts(demand: Demand, offering: Offering, apart: int | None) -> dict[str, object]:
    return {
        "demand_start": demand.start,
        "offering_start": offering.start,
        "demand_months": demand.months,
        "offering_months": offering.months,
        "months_apart": apart,
    }
