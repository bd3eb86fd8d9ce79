"""Counts, months of training, years of schooling and pay, as people write them: the value, or the question."""

from collections.abc import Callable
from typing import Any

import pytest

from webapp.models.kernel.written.counts import read_count
from webapp.models.kernel.written.durations import read_months, read_years
from webapp.models.kernel.written.pay import Pay, parted, read_one_pay, read_pay
from webapp.models.kernel.written.unclear import Unclear


def asked(read: Callable[[str], Any], text: str) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Unclear) as unclear:
        read(text)
    assert unclear.value.facts["written"] == text.strip()
    return unclear.value.code, unclear.value.options


def is_plain(read: Callable[[str], Any], options: tuple[str, ...]) -> bool:
    """Tell whether what is offered is read without another question."""
    for option in options:
        read(option)
    return True


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), ("8人", 8), (" 8 人 ", 8), ("１２", 12), ("十二人", 12), ("三名", 3), ("两人", 2), ("十", 10),
        ("二十五人", 25), ("一百二十", 120), ("1,200", 1200), ("1，200", 1200), ("2万人", 20000), ("1.2万", 12000),
        ("招5人", 5), ("共30人", 30), ("15位", 15), ("6个", 6), ("100.0", 100), ("+7", 7), ("0", 0), ("-3", -3),
        ("12 persons", 12), ("十五名", 15), ("3个人", 3), ("", None), ("-", None), ("——", None), ("/", None),
        ("无", None),
    ],
)  # fmt: skip
def test_a_plain_count_is_read(text: str, number: int | None) -> None:
    assert read_count(text) == number


@pytest.mark.parametrize(
    ("text", "code", "options"),
    [
        ("3-5人", "number_range", ("3", "5")), ("3—5", "number_range", ("3", "5")),
        ("3～5名", "number_range", ("3", "5")),
        ("3至5人", "number_range", ("3", "5")), ("5到8个", "number_range", ("5", "8")),
        ("3、5人", "number_range", ("3", "5")),
        ("5/6人", "number_range", ("5", "6")), ("三五人", "number_range", ("3", "5")),
        ("10或12人", "number_range", ("10", "12")),
        ("约20", "number_about", ("20",)), ("20+", "number_about", ("20",)), ("20左右", "number_about", ("20",)),
        ("大约30人", "number_about", ("30",)), ("20余人", "number_about", ("20",)),
        ("二十余人", "number_about", ("20",)),
        ("300多人", "number_about", ("300",)), ("20人以上", "number_about", ("20",)),
        ("不少于20人", "number_about", ("20",)),
        ("≥15", "number_about", ("15",)), ("不超过8人", "number_about", ("8",)),
        ("10人以内", "number_about", ("10",)),
        ("若干", "number_open", ("",)), ("若干名", "number_open", ("",)), ("多名", "number_open", ("",)),
        ("不限", "number_open", ("",)), ("待定", "number_open", ("",)), ("几十人", "number_open", ("",)),
        ("批量", "number_open", ("",)), ("1，2", "number_signs", ("12", "1", "2")),
        ("1 2", "number_signs", ("12", "1", "2")),
        ("1 200", "number_signs", ("1200", "1", "200")), ("男5人女3人", "number_unclear", ("8", "5", "3")),
        ("每批30人，共两批", "number_unclear", ("30",)),
    ],
)  # fmt: skip
def test_a_count_that_may_be_several_is_asked(text: str, code: str, options: tuple[str, ...]) -> None:
    assert asked(read_count, text) == (code, options)
    assert is_plain(read_count, options)


def test_a_range_names_its_ends() -> None:
    with pytest.raises(Unclear) as unclear:
        read_count("3-5人")

    assert unclear.value.facts == {"written": "3-5人", "least": 3, "most": 5}


@pytest.mark.parametrize(
    "text",
    [
        "12月",
        "12天",
        "3年",
        "1.5",
        "1e309",
        "NaN",
        "٣",
        "=1+1",
        "<b>",
        "{{7*7}}",
        "9223372036854775808",
        "5000元",
        "甲\ud800",
    ],
)
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(Unclear) as unclear:
        read_count(text)

    assert (unclear.value.code, unclear.value.options) == ("whole_number", ())


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("12", 12), ("18个月", 18), ("1年", 12), ("一年", 12), ("2年", 24), ("两年", 24), ("三年", 36), ("半年", 6),
        ("一年半", 18), ("1.5年", 18), ("1年3个月", 15), ("一年零三个月", 15), ("十八个月", 18), ("12月", 12),
        ("３年", 36),
        ("24 个月", 24), ("6 months", 6), ("3年期", 36), ("", None), ("-", None),
    ],
)  # fmt: skip
def test_a_duration_is_read_in_months(text: str, months: int | None) -> None:
    assert read_months(text) == months


@pytest.mark.parametrize(
    ("text", "code", "options"),
    [
        ("1-2年", "duration_unclear", ("12", "24")), ("12-24个月", "duration_unclear", ("12", "24")),
        ("半年到一年", "duration_unclear", ("6", "12")), ("约1年", "duration_unclear", ("12",)),
        ("1年以上", "duration_unclear", ("12",)), ("一学期", "duration_unclear", ("6",)),
        ("30天", "duration_unclear", ("1",)),
        ("2学年", "duration_unclear", ("24",)), ("长期", "duration_open", ("",)),
        ("双方商定", "duration_open", ("",)),
        ("很久", "duration", ()), ("4.5", "duration", ()), ("3人", "duration", ()),
    ],
)  # fmt: skip
def test_a_duration_that_is_no_number_of_months_is_asked(text: str, code: str, options: tuple[str, ...]) -> None:
    assert asked(read_months, text) == (code, options)
    assert is_plain(read_months, options)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("3", 3), ("三年", 3), ("3年", 3), ("3年制", 3), ("三年制", 3), ("2+1", 3), ("3+2", 5), ("2.5+0.5", 3),
        ("五年一贯制", 5),
        ("5年一贯制", 5), ("全日制三年", 3), ("三年（全日制）", 3), ("36个月", 3), ("学制3年", 3), ("3.0", 3),
        ("3+2分段", 5),
        ("４年", 4), ("", None),
    ],
)  # fmt: skip
def test_years_of_schooling_are_read(text: str, years: int | None) -> None:
    assert read_years(text) == years


@pytest.mark.parametrize(
    ("text", "code", "options"),
    [
        ("2.5", "years_unclear", ("3", "2")), ("2年半", "years_unclear", ("3", "2")),
        ("3-5年", "years_unclear", ("3", "5")),
        ("2年/3年", "years_unclear", ("2", "3")), ("约3年", "years_unclear", ("3",)), ("很久", "years", ()),
    ],
)  # fmt: skip
def test_years_that_are_not_whole_are_asked(text: str, code: str, options: tuple[str, ...]) -> None:
    assert asked(read_years, text) == (code, options)
    assert is_plain(read_years, options)


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("5000-8000/月", Pay(5000, 8000)), ("6-8k", Pay(6000, 8000)), ("4.5K-6K", Pay(4500, 6000)),
        ("0.6-0.8万", Pay(6000, 8000)), ("0.6万-0.8万/月", Pay(6000, 8000)), ("6千-8千", Pay(6000, 8000)),
        ("5000～8000元/月", Pay(5000, 8000)), ("4000至6000元", Pay(4000, 6000)), ("月薪5000-8000", Pay(5000, 8000)),
        ("5,000-8,000", Pay(5000, 8000)), ("￥5000-8000", Pay(5000, 8000)), ("5000元-8000元/月", Pay(5000, 8000)),
        ("5000", Pay(5000)), ("5000元/月", Pay(5000)), ("5,000", Pay(5000)), ("5K", Pay(5000)), ("0.5万", Pay(5000)),
        ("1.2万", Pay(12000)), ("5000元每月", Pay(5000)), ("税前6000", Pay(6000)), ("５０００", Pay(5000)),
        ("2500元/月/人", Pay(2500)), ("面议", None), ("薪资面议", None), ("面谈", None), ("协商", None),
        ("待定", None),
        ("", None), ("/", None),
    ],
)  # fmt: skip
def test_plain_pay_is_read_by_the_month(text: str, pay: Pay | None) -> None:
    assert read_pay(text) == pay


@pytest.mark.parametrize(
    ("text", "code", "options"),
    [
        ("5000以上", "pay_unclear", ("5000",)), ("4500元起", "pay_unclear", ("4500",)),
        ("5000+", "pay_unclear", ("5000",)),
        ("5000左右", "pay_unclear", ("5000",)), ("8000以下", "pay_unclear", ("8000",)),
        ("3000+提成", "pay_unclear", ("3000",)),
        ("5000-8000元/月（含餐补）", "pay_unclear", ("5000-8000",)), ("4500.5", "pay_unclear", ("4500",)),
        ("5-8", "pay_unclear", ("5000-8000",)), ("200元/天", "pay_period", ("4350", "")),
        ("20元/小时", "pay_period", ("3480", "")),
        ("6万/年", "pay_period", ("5000", "")), ("年薪8万", "pay_period", ("6667", "")),
        ("6-8万/年", "pay_period", ("5000-6667", "")),
        ("4月", "pay", ()), ("12月", "pay", ()), ("10人", "pay", ()), ("很高", "pay", ()), ("-1", "pay", ()),
        ("1e309", "pay", ()),
    ],
)  # fmt: skip
def test_pay_that_is_no_figure_by_the_month_is_asked(text: str, code: str, options: tuple[str, ...]) -> None:
    assert asked(read_pay, text) == (code, options)
    assert is_plain(read_pay, options)


def test_a_range_in_the_lower_field_fills_both_unless_the_upper_says_another() -> None:
    assert parted({"pay_min": "5000-8000/月"}) == {"pay_min": "5000", "pay_max": "8000"}
    assert parted({"pay_min": "5-8k", "pay_max": ""}) == {"pay_min": "5000", "pay_max": "8000"}
    assert parted({"pay_min": "5000-8000", "pay_max": 8000}) == {"pay_min": "5000", "pay_max": "8000"}
    assert parted({"pay_min": "5000-8000", "pay_max": "5500"}) == {"pay_min": "5000-8000", "pay_max": "5500"}
    assert parted({"pay_min": 5000, "pay_max": None}) == {"pay_min": 5000, "pay_max": None}


def test_a_field_of_one_figure_asks_for_one_of_a_range() -> None:
    assert asked(read_one_pay, "5000-8000") == ("pay_range", ("5000", "8000"))
    assert read_one_pay("6k") == 6000
