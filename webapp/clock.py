"""The clock: which moment it is, and which day it is in China. Nobody else asks the machine for the day.

Moments are kept in UTC; days are those of China, wherever the machine stands: a round that collects until a day does so
until that day ends in Shanghai. It lies below all layers, since tables stamp their rows by it.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day that it is in China."""
    return day_of(now())


def in_china(moment: datetime) -> datetime:
    """Return the same moment as clocks in China show it."""
    return moment.astimezone(SHANGHAI)


def day_of(moment: datetime) -> date:
    """Return the day on which a moment lies in China."""
    return in_china(moment).date()


def begin_of(day: date) -> datetime:
    """Return the moment in which a day begins in China."""
    return datetime.combine(day, time(), SHANGHAI)


def end_of(day: date) -> datetime:
    """Return the moment in which a day is over in China: the first one of the next."""
    return begin_of(day + timedelta(days=1))
