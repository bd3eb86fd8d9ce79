"""Working days are counted by the public calendar, which people may change."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from tests.market import Market
from tests.stage import person
from webapp.models.limits.enums import DayKind
from webapp.services.kernel.errors import DomainError
from webapp.services.limits import working_days
from webapp.services.limits.working_days import add_working_days, is_working_day, load_calendar


def ahead(market: Market, start: date, count: int) -> date:
    """Return the day so many working days after another, by the calendar that comes with the platform."""

    def count_on(session: Session) -> date:
        load_calendar(session)
        return add_working_days(session, start, count)

    return market.stage.ask(count_on)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 5, 8), 5, date(2026, 5, 14)),  # Saturday 9 May is worked
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday worked before the Spring Festival
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 9, 30), 2, date(2026, 10, 9)),
        (date(2025, 9, 30), 1, date(2025, 10, 9)),
        (date(2027, 2, 4), 1, date(2027, 2, 9)),
    ],
)
def test_holidays_and_worked_weekends_count(market: Market, start: date, count: int, expected: date) -> None:
    assert ahead(market, start, count) == expected


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.dictionaries(st.dates(), st.sampled_from(DayKind)))
def test_a_day_is_as_the_calendar_says_and_else_as_the_week_has_it(day: date, special: dict[date, DayKind]) -> None:
    expected = special[day] is DayKind.WORKDAY if day in special else day.weekday() < 5

    assert is_working_day(day, special) is expected


def test_the_calendar_covers_the_years_with_both_kinds_of_days(market: Market) -> None:
    def count(session: Session) -> list[int]:
        load_calendar(session)
        return [len(working_days.days_of_year(session, year)) for year in (2025, 2026, 2027)]

    assert market.stage.ask(count) == [33, 39, 13]


def test_a_day_that_somebody_has_changed_stays_changed(market: Market) -> None:
    day = date(2026, 1, 2)
    with market.stage.session() as session:
        load_calendar(session)
        working_days.drop_day(session, day, by=person(session, "Noor"))
    with market.stage.session() as session:
        load_calendar(session)
        assert add_working_days(session, day - timedelta(days=1), 1) == day


def test_a_plain_working_day_is_no_special_day(market: Market) -> None:
    def set_monday(session: Session) -> None:
        working_days.set_day(session, date(2026, 6, 1), DayKind.WORKDAY, "上班", by=person(session, "Noor"))

    with pytest.raises(DomainError) as refused:
        market.stage.ask(set_monday)

    assert refused.value.code == "day_is_worked_anyway"


def test_a_coordinator_keeps_the_calendar_on_a_page(market: Market) -> None:
    noor = market.stage.as_("Noor")

    saved = noor.send("/admin/calendar", {"day": "2027-02-09", "kind": "holiday", "name": "春节"}, to="/admin/calendar")
    shown = noor.get("/admin/calendar?year=2027").text
    dropped = noor.send("/admin/calendar?year=2027", to="/admin/calendar/2027-02-09/drop")

    assert (saved.status_code, dropped.status_code) == (303, 303)
    assert "2027-02-09" in shown
    assert "/2027-02-09/drop" not in noor.get("/admin/calendar?year=2027").text
