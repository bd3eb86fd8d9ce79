"""Durations: months of training (18个月, 1年, 半年) and years of schooling (三年, 2+1, 五年一贯制)."""

import re
from typing import Final

from webapp.models.kernel.written.signs import CHINESE, close, says_nothing, whole
from webapp.models.kernel.written.unclear import Unclear

NUMBER: Final = rf"([0-9]{{1,4}}(?:\.[0-9]+)?|{CHINESE}|半)"
LEADS: Final = "(?:共计?|为期|培养期|学徒期|周期|时长|学制|全日制|弹性|\\()?"
TAILS: Final = "(?:整|\\)|全日制)?"
MONTHS: Final = re.compile(rf"{LEADS}{NUMBER}(?:个?月|months?)?{TAILS}", re.IGNORECASE)
YEARS: Final = re.compile(rf"{LEADS}{NUMBER}(?:周?年|years?)(半)?(?:制|期)?{TAILS}", re.IGNORECASE)
BOTH: Final = re.compile(rf"{LEADS}{NUMBER}年零?(?:加|\+|又)?{NUMBER}个?月{TAILS}")
UNIT: Final = "(个?月|周?年制?|学期|学年|天|日|周|个?星期)"
RANGE: Final = re.compile(rf"{LEADS}{NUMBER}{UNIT}?(?:-|~|至|到|或者?|/|、){NUMBER}{UNIT}?(?:左右|不等|制)?{TAILS}")
ABOUT: Final = re.compile(
    rf"(约|大约|不少于|不超过|至少|最长|最多|>=?|<=?|≥|≤)?{LEADS}{NUMBER}{UNIT}?(左右|以上|以内|以下|起|\+|多)?{TAILS}"
)
OPEN: Final = re.compile("长期|不限|待定|未定|面议|协商|双方商定|商定|视情况(而定)?|不定|弹性|另行商定")
SUM_OF_YEARS: Final = re.compile(
    r"(?:[高中]职|中高职|贯通|学制|分段)*\(?([0-9](?:\.5)?(?:\+[0-9](?:\.5)?)+)\)?(?:年制?|学制|模式|分段|培养|贯通|中高职)*"
)
SCHOOLING: Final = re.compile(
    rf"(?:[初高]中起点|学制|全日制|弹性)*{NUMBER}(?:学?年)?(?:制|期|一贯制|全日制|学制|长学制|贯通|\(.*\))*"
)
PER_UNIT: Final = {"年": 12, "学年": 12, "学期": 6}
DAYS: Final = {"天": 30, "日": 30, "周": 4, "星期": 4}


def read_months(text: str) -> int | None:
    """Return the months that a duration says (1年 is 12), None where it says nothing; raise Unclear."""
    if says_nothing(text):
        return None
    figure = close(text)
    if match := BOTH.fullmatch(figure):
        years, months = _number(match.group(1)), _number(match.group(2))
        if years is not None and months is not None:
            return _whole_months(text, years * 12 + months, figure)
    if match := YEARS.fullmatch(figure):
        years = _number(match.group(1))
        if years is not None:
            return _whole_months(text, (years + (0.5 if match.group(2) else 0)) * 12, figure)
    if match := MONTHS.fullmatch(figure):
        months = _number(match.group(1))
        if months is not None and match.group(1) != "半":
            return _whole_months(text, months, figure)
    options = _vague_months(figure)
    if options:
        raise Unclear("duration_unclear", text, options)
    if OPEN.fullmatch(figure):
        raise Unclear("duration_open", text, [""])
    raise Unclear("duration", text)


def read_years(text: str) -> int | None:
    """Return the years that a length of schooling says, None where it says nothing; raise Unclear."""
    if says_nothing(text):
        return None
    figure = close(text)
    if match := SUM_OF_YEARS.fullmatch(figure):
        return _whole_years(text, sum(map(float, match.group(1).split("+"))))
    if match := SCHOOLING.fullmatch(figure):
        years = _number(match.group(1))
        if years is not None:
            return _whole_years(text, years)
    if (match := re.fullmatch(rf"{NUMBER}年半制?", figure)) and (years := _number(match.group(1))) is not None:
        return _whole_years(text, years + 0.5)
    if (match := re.fullmatch(rf"{NUMBER}个?月", figure)) and (months := _number(match.group(1))) is not None:
        return _whole_years(text, months / 12)
    if match := RANGE.fullmatch(figure):
        found = [years for part in (match.group(1), match.group(3)) if (years := _number(part)) is not None]
        if options := [int(years) for years in found if years.is_integer()]:
            raise Unclear("years_unclear", text, options)
    if (match := ABOUT.fullmatch(figure)) and (years := _number(match.group(2))) is not None and years.is_integer():
        raise Unclear("years_unclear", text, [int(years)])
    raise Unclear("years", text)


def _number(text: str) -> float | None:
    if text == "半":
        return 0.5
    number = whole(text)
    if number is not None:
        return float(number)
    return float(text) if re.fullmatch(r"[0-9]{1,4}\.[0-9]+", text, re.ASCII) else None


def _whole_months(text: str, months: float, figure: str) -> int:
    if months.is_integer():
        return int(months)
    if figure[-1].isdecimal():  # a number without a unit
        raise Unclear("duration", text)
    raise Unclear("duration_unclear", text, [int(months), int(months) + 1])


def _whole_years(text: str, years: float) -> int:
    if years.is_integer():
        return int(years)
    raise Unclear("years_unclear", text, [option for option in (int(years) + 1, int(years)) if option])


def _vague_months(figure: str) -> list[int]:
    if match := RANGE.fullmatch(figure):
        first, unit, second, last = match.groups()
        found = [_in_months(first, unit or last), _in_months(second, last or unit)]
        return [months for months in found if months]
    if match := ABOUT.fullmatch(figure):
        months = _in_months(match.group(2), match.group(3))
        return [months] if months else []
    return []


def _in_months(number: str, unit: str | None) -> int:
    value, name = _number(number), (unit or "").removesuffix("制").removeprefix("个").removeprefix("周年")
    if value is None:
        return 0
    if name in DAYS:
        return max(1, round(value / DAYS[name]))
    return round(value * PER_UNIT.get("年" if unit and "周年" in unit else name, 1))
