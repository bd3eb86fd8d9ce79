"""Months, days and terms, as people and spreadsheets write them: the date, or the question."""

from datetime import date

import pytest

from webapp.models.kernel.written.days import read_day
from webapp.models.kernel.written.months import read_month
from webapp.models.kernel.written.terms import read_term
from webapp.models.kernel.written.unclear import Unclear

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2027-03", "2027-03"), ("2026年9月", "2026-09"), ("2026.09", "2026-09"), ("2026.9", "2026-09"),
        ("2026/9", "2026-09"),
        ("202609", "2026-09"), ("２０２７－０３", "2027-03"), ("2027-9月", "2027-09"), ("二〇二七年九月", "2027-09"),
        ("2027年十二月", "2027-12"), ("Mar-27", "2027-03"), ("Sep-27", "2027-09"), ("March 2027", "2027-03"),
        ("2027.10", "2027-10"), ("2027.12", "2027-12"), ("2027-1", "2027-01"), ("2027年1月", "2027-01"),
        ("2027年9月初", "2027-09"), ("2027年9月上旬", "2027-09"), ("2027年9月份", "2027-09"),
        ("2027年7月底", "2027-07"),
        ("27年9月", "2027-09"), ("2027/9/1", "2027-09"), ("2027年9月1日", "2027-09"), ("20270901", "2027-09"),
        ("2027-09-01 00:00:00", "2027-09"), ("", None), ("--", None),
    ],
)  # fmt: skip
def test_a_month_is_read_where_year_and_month_are_known(text: str, month: str | None) -> None:
    assert read_month(text) == month


@pytest.mark.parametrize(
    ("text", "code", "options"),
    [
        ("2027.1", "month_tenth", ("2027-10", "2027-01")), ("9月初", "month_without_year", ("2027-09",)),
        ("12月", "month_without_year", ("2026-12",)), ("九月", "month_without_year", ("2027-09",)),
        ("9月1日", "month_without_year", ("2027-09",)), ("明年9月", "month_without_year", ("2027-09",)),
        ("9-10月", "month_without_year", ("2027-09", "2027-10")),
        ("2027年9-10月", "month_unclear", ("2027-09", "2027-10")),
        ("2027年秋季", "month_unclear", ("2027-09",)), ("2027春", "month_unclear", ("2027-03",)),
        ("2027年下半年", "month_unclear", ("2027-09", "2027-07")), ("2027年9月左右", "month_unclear", ("2027-09",)),
        ("2027年9月以后", "month_unclear", ("2027-09",)), ("27.9", "month_unclear", ("2027-09",)),
        ("27-Mar", "month_unclear", ("2027-03",)), ("年后", "month_unclear", ("2027-03",)),
        ("毕业后", "month_unclear", ("2027-07",)), ("随时", "month_open", ("2026-12", "")),
        ("待定", "month_open", ("",)),
        ("2027", "month", ()),
        ("2027-02-31", "month_unclear", ("2027-02",)),
        ("2027-13", "month", ()), ("Foo-27", "month", ()), ("很快就要", "month", ()),
    ],
)  # fmt: skip
def test_a_month_that_is_not_plain_is_asked(text: str, code: str, options: tuple[str, ...]) -> None:
    with pytest.raises(Unclear) as unclear:
        read_month(text, today=TODAY)

    assert (unclear.value.code, unclear.value.options) == (code, options)
    assert [read_month(option) for option in options] == [option or None for option in options]


def test_the_year_of_the_title_is_offered_and_never_taken() -> None:
    with pytest.raises(Unclear) as unclear:
        read_month("9月初", year=2028, today=TODAY)

    assert unclear.value.options == ("2028-09",)


def test_without_any_year_none_is_offered() -> None:
    with pytest.raises(Unclear, match="month_needs_year") as unclear:
        read_month("9月初")

    assert unclear.value.options == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-06-30", date(2027, 6, 30)), ("2027/6/30", date(2027, 6, 30)), ("2027.6.30", date(2027, 6, 30)),
        ("2027年6月30日", date(2027, 6, 30)), ("2027年6月30号", date(2027, 6, 30)), ("20270630", date(2027, 6, 30)),
        ("２０２７／６／３０", date(2027, 6, 30)), ("2027-06-03 00:00:00", date(2027, 6, 3)),
        ("27年6月3日", date(2027, 6, 3)),
        ("2027年6月30日前", date(2027, 6, 30)), ("二〇二七年六月三十日", date(2027, 6, 30)),
        ("2028-02-29", date(2028, 2, 29)),
        ("", None),
    ],
)  # fmt: skip
def test_a_day_is_read(text: str, day: date | None) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "code", "options"),
    [
        ("2027年6月底", "day_unclear", ("2027-06-30",)), ("2027年6月", "day_unclear", ("2027-06-30",)),
        ("2027-06", "day_unclear", ("2027-06-30",)), ("6月底", "day_unclear", ("2027-06-30",)),
        ("6月30日", "day_unclear", ("2027-06-30",)), ("12.31", "day_unclear", ("2026-12-31",)),
        ("年底", "day_unclear", ("2026-12-31",)), ("27.6.30", "day_unclear", ("2027-06-30",)),
        ("30/06/2027", "day_unclear", ("2027-06-30",)), ("03/04/2027", "day_unclear", ("2027-03-04", "2027-04-03")),
        ("长期", "day_open", ("",)), ("招满为止", "day_open", ("",)), ("2027-6-31", "day", ("2027-06-30",)),
        ("2027-02-29", "day", ("2027-02-28",)), ("0000-00-00", "day", ()), ("1900-01-05", "day", ()),
        ("明年", "day", ()),
        ("2027-13-01", "day", ()),
    ],
)  # fmt: skip
def test_a_day_that_is_not_plain_is_asked(text: str, code: str, options: tuple[str, ...]) -> None:
    with pytest.raises(Unclear) as unclear:
        read_day(text, today=TODAY)

    assert (unclear.value.code, unclear.value.options) == (code, options)
    assert [str(read_day(option) or "") for option in options] == list(options)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("2027-1", "2027-1"), ("2027年春季学期", "2027-1"), ("2027 秋", "2027-2"),
        ("2026-2027学年第一学期", "2026-2"),
        ("2026-2027-2", "2027-1"), ("２０２７－２", "2027-2"), ("", ""),
    ],
)  # fmt: skip
def test_a_term_is_read(text: str, term: str) -> None:
    assert read_term(text) == term


@pytest.mark.parametrize(
    ("text", "code", "options"),
    [
        ("2027", "term_unclear", ("2027-1", "2027-2")), ("2026-2027学年", "term_unclear", ("2026-2", "2027-1")),
        ("2027年下半年", "term_unclear", ("2027-2",)), ("大三上", "term", ()), ("2026-2028-1", "term", ()),
    ],
)  # fmt: skip
def test_a_year_alone_is_no_term(text: str, code: str, options: tuple[str, ...]) -> None:
    with pytest.raises(Unclear) as unclear:
        read_term(text)

    assert (unclear.value.code, unclear.value.options) == (code, options)
