"""Headcount and period: are the seats enough, do the months meet. Mild: it tells apart what otherwise fits alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.arrays import Bools, IntArray, Points
from matching.posts import Demand, Offering
from matching.results import Evidence
from matching.units import FULL

SHARES = {"seats": 5, "start": 3, "months": 2}  # how the criterion splits where all three are known
NEARLY_ENOUGH = 80  # percent of the headcount: a class that is a little smaller serves as well
LEAST = 4_000  # a school with few seats can still send some
YEAR = 12
SAME_MONTHS, NEAR_MONTHS = 0, 3

Value = tuple[int | None, tuple[bool, bool, bool]]  # own figure, and which of seats, start, months are known


def month_number(text: str) -> int | None:
    """Return months since year 0 of `YYYY-MM`, None for an empty text."""
    return int(text[:4]) * YEAR + int(text[5:7]) - 1 if text else None


def seats_fit(headcount: IntArray, seats: IntArray) -> IntArray:
    """Return basis points: full from 80 % of the headcount up, at least 4,000 with any seat, nothing without one."""
    needed = np.maximum(headcount * NEARLY_ENOUGH // 100, 1)
    return np.asarray(np.where(seats > 0, LEAST + (FULL - LEAST) * np.minimum(seats, needed) // needed, 0), np.int64)


def start_fit(wanted: IntArray, offered: IntArray) -> IntArray:
    """Return basis points: full in the same month, 0 a year apart."""
    return np.asarray(FULL * np.maximum(0, YEAR - np.abs(wanted - offered)) // YEAR, dtype=np.int64)


def months_fit(wanted: IntArray, offered: IntArray) -> IntArray:
    """Return basis points: the shorter of two durations by the longer."""
    return FULL * np.maximum(np.minimum(wanted, offered), 0) // np.maximum(np.maximum(wanted, offered), 1)


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
        wanted, asked, knows = _columns(demands)
        offered, said, known = _columns(offerings)
        shares = (asked[:, None, :] & said[None, :, :]) @ np.array(list(SHARES.values()), np.int64)
        points = FITS[self.name](wanted[:, None], offered[None, :]) * SHARES[self.name] // np.maximum(shares, 1)
        return np.asarray(np.where(knows[:, None] & known[None, :], points, 0), dtype=np.int32)


def _columns(values: Sequence[Value]) -> tuple[IntArray, Bools, Bools]:
    own = np.array([0 if figure is None else figure for figure, _ in values], np.int64)
    flags = np.array([flags for _, flags in values], np.bool_).reshape(-1, len(SHARES))
    return own, flags, np.array([figure is not None for figure, _ in values], np.bool_)


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
    statements = []
    if demand.headcount is not None and offering.seats is not None:
        enough = offering.seats >= demand.headcount
        facts = {"seats": offering.seats, "headcount": demand.headcount}
        statements.append(Evidence("seats_enough" if enough else "seats_short", facts))
    wanted, offered = month_number(demand.start), month_number(offering.start)
    apart = abs(wanted - offered) if wanted is not None and offered is not None else None
    if apart is not None or (demand.months is not None and offering.months is not None):
        statements.append(
            Evidence(_period(apart, demand.months, offering.months), _period_facts(demand, offering, apart))
        )
    return tuple(statements)


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
