"""Months: 2027-03 in all its writings; without a year, or with a season alone, the month is offered and asked."""

import re
from datetime import date
from typing import Final

from webapp.models.kernel.written.signs import CHINESE, close, says_nothing, whole, year_of
from webapp.models.kernel.written.unclear import Unclear

YEAR: Final = r"(20[0-9]{2}|[零〇一二三四五六七八九]{4})"
NUMBER: Final = rf"(0?[1-9]|1[0-2]|{CHINESE})"
PART: Final = "份?(?:初|底|末|中旬?|上旬|下旬)?(?:开学|入学|入职|到岗|起)?"
VAGUE: Final = "(?:左右|前后|之?前|之?后|以前|以后)"
DAY: Final = re.compile(
    rf"{YEAR}[-/.年]{NUMBER}[-/.月]([0-9]{{1,2}}|{CHINESE})[日号]?(?:[T ]?[0-9:.]+)?(?:前|之前|起)?", re.ASCII
)
MONTH: Final = re.compile(rf"{YEAR}(?:[-/.]|年度?-?){NUMBER}(?:月{PART})?", re.ASCII)
TENTH: Final = re.compile(
    r"(20[0-9]{2})\.1", re.ASCII
)  # what is left of 2027.10 once a spreadsheet took it for a number
RUN: Final = re.compile(r"(20[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])?", re.ASCII)
NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ENGLISH: Final = re.compile(r"([a-z]{3,9})\.?[-/, ]?(20)?([0-9]{2})", re.IGNORECASE | re.ASCII)  # Mar-27
ENGLISH_LAST: Final = re.compile(r"(20)?([0-9]{2})[-/, ]?([a-z]{3,9})\.?", re.IGNORECASE | re.ASCII)  # 27-Mar
SHORT: Final = re.compile(rf"'?([0-9]{{2}})年{NUMBER}月{PART}", re.ASCII)
SHORTEST: Final = re.compile(r"([0-9]{2})[-/.](0?[1-9]|1[0-2])", re.ASCII)
ABOUT: Final = re.compile(rf"{YEAR}[-/.年]{NUMBER}月.{{0,8}}", re.ASCII)
SPAN: Final = re.compile(rf"{YEAR}[-/.年]{NUMBER}月?(?:-|~|至|到|或|、|/){NUMBER}月?{PART}{VAGUE}?", re.ASCII)
BARE_SPAN: Final = re.compile(rf"{NUMBER}月?(?:-|~|至|到|或|、|/){NUMBER}月{PART}{VAGUE}?", re.ASCII)
BARE: Final = re.compile(rf"(?:[明今]年)?{NUMBER}月{PART}(?:[0-9]{{1,2}}[日号])?{VAGUE}?", re.ASCII)
SEASONS: Final = {
    "秋季": (9,), "秋": (9,), "秋天": (9,), "秋学期": (9,), "秋季学期": (9,), "春季": (3,), "春": (3,), "春天": (3,),
    "春学期": (3,), "春季学期": (3,), "夏季": (6, 7), "夏": (6, 7), "冬季": (12,), "冬": (12,), "上半年": (3, 6),
    "下半年": (9, 7), "年初": (1,), "初": (1,), "年中": (6,), "年底": (12,), "底": (12,), "年末": (12,), "末": (12,),
    "第一季度": (1, 2, 3), "一季度": (1, 2, 3), "第二季度": (4, 5, 6), "二季度": (4, 5, 6), "第三季度": (7, 8, 9),
    "三季度": (7, 8, 9), "第四季度": (10, 11, 12), "四季度": (10, 11, 12), "暑假": (7,), "暑期": (7,), "寒假": (1,),
    "年后": (3,), "春节后": (3,), "过年后": (3,), "元旦后": (1,), "五一后": (5,), "国庆后": (10,), "毕业后": (7,),
    "毕业季": (7,), "开学": (9,), "开学后": (9,), "学期初": (9,), "新学期": (9,),
}  # fmt: skip
WORD: Final = re.compile(
    rf"(?:{YEAR}年?度?|[今明本]年)?({'|'.join(sorted(SEASONS, key=len, reverse=True))})(?:左右)?", re.ASCII
)
NOW: Final = re.compile("随时(到岗|入职|上岗)?|即时|立即|马上|尽快|越快越好|近期|即日起?|现在|长期(招聘)?|全年|常年")
OPEN: Final = re.compile("待定|未定|不限|面议|面谈|协商|另行通知|视情况(而定)?|双方商定|商定|不定")


def read_month(text: str, *, year: int | None = None, today: date | None = None) -> str | None:
    """Return the month that a writing says as 2027-03, None where it says nothing; raise Unclear.

    `year` is the one of the title above, `today` the day on which it is read: both only offer a year, neither gives it.
    """
    if says_nothing(text):
        return None
    figure = close(text)
    found = _plain_month(text, figure)
    if found is None:
        _refuse_vague(text, figure, _Offer(year, today))
        raise Unclear("month", text)
    return found


class _Offer:
    """The years that may be meant where none is written."""

    def __init__(self, year: int | None, today: date | None) -> None:
        self.year, self.today = year, today

    def months(self, numbers: tuple[int, ...], year: int | None = None) -> list[str]:
        """Return the months to offer: of the year that is written or stands above, else the next ones to come."""
        return [f"{year or self.year or self._next(number)}-{number:02d}" for number in numbers if self._has(year)]

    def soon(self) -> list[str]:
        """Return the month after this one."""
        if self.today is None:
            return []
        index = self.today.year * 12 + self.today.month
        return [f"{index // 12}-{index % 12 + 1:02d}"]

    def _has(self, year: int | None) -> bool:
        return bool(year or self.year or self.today)

    def _next(self, number: int) -> int:
        today = self.today or date.min
        return today.year + (number < today.month)


def _plain_month(text: str, figure: str) -> str | None:
    if match := TENTH.fullmatch(figure):
        raise Unclear("month_tenth", text, [f"{match.group(1)}-10", f"{match.group(1)}-01"])
    if match := DAY.fullmatch(figure):
        return _month_of_day(text, year_of(match.group(1)), whole(match.group(2)), whole(match.group(3)))
    if match := MONTH.fullmatch(figure):
        return _month(year_of(match.group(1)), whole(match.group(2)))
    if match := RUN.fullmatch(figure):
        year, number, day = (int(part or 1) for part in match.groups())
        return _month_of_day(text, year, number, day)
    if match := SHORT.fullmatch(figure):
        return _month(2000 + int(match.group(1)), whole(match.group(2)))
    if match := ENGLISH.fullmatch(figure):
        return _month(2000 + int(match.group(3)), _named(match.group(1)))
    if (match := ENGLISH_LAST.fullmatch(figure)) and match.group(1):
        return _month(2000 + int(match.group(2)), _named(match.group(3)))
    return None


def _refuse_vague(text: str, figure: str, offer: _Offer) -> None:
    if (match := ENGLISH_LAST.fullmatch(figure)) and (number := _named(match.group(3))):
        # the 27th of March, or March 2027 after a second saving
        raise Unclear("month_unclear", text, [f"20{match.group(2)}-{number:02d}"])
    if match := SHORTEST.fullmatch(figure):
        raise Unclear("month_unclear", text, [f"20{match.group(1)}-{int(match.group(2)):02d}"])
    if match := SPAN.fullmatch(figure):
        raise Unclear("month_unclear", text, offer.months(_numbers(*match.groups()[1:3]), year_of(match.group(1))))
    if (match := ABOUT.fullmatch(figure)) and (numbers := _numbers(match.group(2))):
        raise Unclear("month_unclear", text, offer.months(numbers, year_of(match.group(1))))
    if match := BARE_SPAN.fullmatch(figure):
        raise _without_year(text, offer.months(_numbers(*match.groups()[:2])))
    if (match := BARE.fullmatch(figure)) and (number := whole(match.group(1))):
        raise _without_year(text, offer.months((number,)))
    if match := WORD.fullmatch(figure):
        year = year_of(match.group(1)) if match.group(1) else None
        months = offer.months(SEASONS[match.group(2)], year)
        raise Unclear("month_unclear" if months else "month", text, months)
    if NOW.fullmatch(figure):
        raise Unclear("month_open", text, [*offer.soon(), ""])
    if OPEN.fullmatch(figure):
        raise Unclear("month_open", text, [""])


def _without_year(text: str, months: list[str]) -> Unclear:
    return Unclear("month_without_year", text, months) if months else Unclear("month_needs_year", text)


def _month(year: int | None, number: int | None) -> str | None:
    return f"{year}-{number:02d}" if year is not None and number is not None and 1 <= number <= 12 else None


def _month_of_day(text: str, year: int | None, number: int | None, day: int | None) -> str | None:
    month = _month(year, number)
    try:
        date(year or 0, number or 0, day or 0)
    except ValueError:
        raise Unclear("month_unclear" if month else "month", text, [month] if month else []) from None
    return month


def _numbers(*texts: str) -> tuple[int, ...]:
    return tuple(number for text in texts if (number := whole(text)) is not None and 1 <= number <= 12)


def _named(text: str) -> int | None:
    name = text.casefold()
    number = next((place for place, short in enumerate(NAMES, 1) if name.startswith(short)), None)
    full = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december", "sept")  # fmt: skip
    return number if number is not None and (len(name) == 3 or name in full) else None
