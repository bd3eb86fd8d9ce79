"""The day is China's, wherever the machine stands."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from webapp import clock

EVENING = datetime(2026, 2, 28, 16, 30, tzinfo=UTC)  # half an hour past midnight in China


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the evening in Greenwich on which the next day has begun in China."""
    monkeypatch.setattr(clock, "now", lambda: EVENING)


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def abroad(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the machine keep another time than China."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("late", "abroad")
def test_today_is_the_day_in_china_wherever_the_machine_stands() -> None:
    assert clock.today() == date(2026, 3, 1)


@pytest.mark.usefixtures("abroad")
def test_a_day_lasts_from_midnight_to_midnight_in_china() -> None:
    day = date(2026, 3, 1)

    assert clock.begin_of(day) == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert clock.end_of(day) == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert clock.day_of(clock.begin_of(day)) == day
    assert clock.day_of(clock.end_of(day)) == date(2026, 3, 2)


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC
