"""Working days: five in a plain week, less public holidays, and the weekend days that are worked instead."""

import csv
from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlmodel import Session, col, select

from webapp.models import AuditEvent, Person, SpecialDay
from webapp.models.kernel.base import Keyed
from webapp.models.limits.enums import DayKind
from webapp.services.kernel.audit import record
from webapp.services.kernel.data_folders import CALENDAR
from webapp.services.kernel.errors import DomainError, NotFound

SATURDAY = 5
REACH = 400  # days that are looked ahead
ONE = timedelta(days=1)


class MarkedDay(Keyed):
    """A day of the calendar as the record knows it: always the same id for the same day."""

    __tablename__: ClassVar[str] = "special_day"


def is_working_day(day: date, special: dict[date, DayKind]) -> bool:
    """Tell whether offices work on the day."""
    kind = special.get(day)
    return kind is DayKind.WORKDAY if kind else day.weekday() < SATURDAY


def add_working_days(session: Session, start: date, count: int) -> date:
    """Return the working day that comes so many working days after `start`, which does not count itself."""
    special = special_between(session, start, start + ONE * REACH)
    day, left = start, count
    while left:
        day += ONE
        left -= is_working_day(day, special)
    return day


def special_between(session: Session, start: date, end: date) -> dict[date, DayKind]:
    """Return the days from `start` to `end` that depart from the plain week."""
    query = select(SpecialDay).where(SpecialDay.day >= start, SpecialDay.day <= end)
    return {row.day: row.kind for row in session.exec(query)}


def days_of_year(session: Session, year: int) -> list[SpecialDay]:
    """Return the special days of a year, in their order."""
    query = select(SpecialDay).where(SpecialDay.day >= date(year, 1, 1), SpecialDay.day <= date(year, 12, 31))
    return list(session.exec(query.order_by(col(SpecialDay.day))))


def load_calendar(session: Session, folder: Path = CALENDAR) -> int:
    """Load the years that nobody has touched here, and return how many days were written."""
    written, touched = 0, _touched(session)
    known = {row.day: row for row in session.exec(select(SpecialDay))}
    for path in sorted(folder.glob("20[0-9][0-9].csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                day = date.fromisoformat(row["day"])
                if key_of(day) in touched:
                    continue
                special_day = known.get(day) or SpecialDay(day=day, kind=DayKind(row["kind"]))
                special_day.kind, special_day.name = DayKind(row["kind"]), row["name"]
                session.add(special_day)
                written += 1
    session.flush()
    return written


def set_day(session: Session, day: date, kind: DayKind, name: str, *, by: Person) -> SpecialDay:
    """Make a day one off or one that is worked."""
    if kind is DayKind.WORKDAY and day.weekday() < SATURDAY:
        raise DomainError("day_is_worked_anyway", field="day")
    special_day = session.get(SpecialDay, day)
    before = {"kind": special_day.kind.value, "name": special_day.name} if special_day else {}
    special_day = special_day or SpecialDay(day=day, kind=kind)
    special_day.kind, special_day.name = kind, name
    session.add(special_day)
    _record(session, day, "calendar.set", before, {"kind": kind.value, "name": name}, by)
    session.flush()
    return special_day


def drop_day(session: Session, day: date, *, by: Person) -> None:
    """Let a day be as the week has it."""
    special_day = session.get(SpecialDay, day)
    if special_day is None:
        raise NotFound("day_unknown")
    _record(session, day, "calendar.dropped", {"kind": special_day.kind.value, "name": special_day.name}, {}, by)
    session.delete(special_day)
    session.flush()


def key_of(day: date) -> UUID:
    """Return the key under which the record knows a day."""
    return uuid5(NAMESPACE_OID, f"special-day:{day.isoformat()}")


def _touched(session: Session) -> Collection[UUID]:
    return set(session.exec(select(AuditEvent.thing_id).where(AuditEvent.thing_kind == "special_day")))


def _record(
    session: Session, day: date, action: str, before: dict[str, Any], after: dict[str, Any], by: Person
) -> None:
    facts = {"day": day.isoformat()}
    record(session, action, MarkedDay(id=key_of(day)), by=by, before={**facts, **before}, after={**facts, **after})
