"""Days: 2027-06-30 in all its writings; 6月底 and a day without its year are asked back."""

import calendar
import re
from datetime import date
from typing import Final

from webapp.models.kernel.written.signs import CHINESE, close, says_nothing, whole, year_of
from webapp.models.kernel.written.unclear import Unclear

YEAR: Final = r"([0-9]{4}|[零〇一二三四五六七八九]{4})"
FIGURE: Final = rf"([0-9]{{1,2}}|{CHINESE})"
UNTIL: Final = "(?:[前止]|之前|以前|截止|为止)?"
WEEKDAY: Final = r"(?:\(?(?:星期|周)[一二三四五六日天]\)?)?"
DAY: Final = re.compile(
    rf"{YEAR}[-/.年]{FIGURE}[-/.月]{FIGURE}[日号]?{WEEKDAY}(?:[T]?[0-9]{{1,2}}:[0-9:.]+)?{UNTIL}", re.ASCII
)
RUN: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{2}:[0-9:.]+)?", re.ASCII)
SHORT: Final = re.compile(rf"'?([0-9]{{2}})年{FIGURE}月{FIGURE}[日号]?{UNTIL}", re.ASCII)
SHORTEST: Final = re.compile(r"([0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", re.ASCII)
LAST_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.](20[0-9]{2})", re.ASCII)
END: Final = re.compile(rf"(?:{YEAR}[-/.年]|[今明]年)?{FIGURE}月(底|末|初|中旬?|上旬|下旬|份)?{UNTIL}", re.ASCII)
MONTH: Final = re.compile(rf"{YEAR}[-/.]([0-9]{{1,2}})", re.ASCII)
BARE: Final = re.compile(rf"(?:[今明]年)?{FIGURE}(?:月|[-/.]){FIGURE}[日号]?{UNTIL}", re.ASCII)
YEAR_END: Final = re.compile(rf"(?:{YEAR}年?|[今明]年|)(?:年底|年末|底|末)", re.ASCII)
OPEN: Final = re.compile("长期(有效)?|不限|待定|未定|永久|招满(为止)?|招满即止|有效|至招满(为止)?")
DAYS_OF_PARTS: Final = {"初": 1, "上旬": 10, "中": 15, "中旬": 15, "下旬": 31}  # others end with the month


def read_day(text: str, *, year: int | None = None, today: date | None = None) -> date | None:
    """Return the day that a writing says, None where it says nothing; raise Unclear.

    `year` is the one of the title above, `today` the day on which it is read: both only offer a year, neither gives it.
    """
    if says_nothing(text):
        return None
    figure = close(text)
    if match := DAY.fullmatch(figure) or RUN.fullmatch(figure) or SHORT.fullmatch(figure):
        first, month, day = match.groups()[:3]
        written = 2000 + int(first) if len(first) == 2 else int(first) if first.isdecimal() else year_of(first)
        found = _day(written, whole(month), whole(day))
        if found is None:
            raise Unclear("day", text, _nearest(written, whole(month), whole(day)))
        return found
    _refuse_vague(text, figure, year, today)
    raise Unclear("day", text)


def _refuse_vague(text: str, figure: str, year: int | None, today: date | None) -> None:
    options: list[date | None] = []
    if match := SHORTEST.fullmatch(figure):
        first, second, third = map(int, match.groups())
        options = [_day(2000 + first, second, third)]
    elif match := LAST_YEAR_LAST.fullmatch(figure):
        first, second, third = map(int, match.groups())
        options = [_day(third, first, second), _day(third, second, first)]
    elif (match := END.fullmatch(figure)) and (number := whole(match.group(2))):
        of_year = year_of(match.group(1)) if match.group(1) else _year(year, today, number, 28)
        options = [_day_in(of_year, number, DAYS_OF_PARTS.get(match.group(3) or "", 31))]
    elif match := MONTH.fullmatch(figure):
        options = [_day_in(year_of(match.group(1)), int(match.group(2)), 31)]
    elif match := BARE.fullmatch(figure):
        month, day = whole(match.group(1)), whole(match.group(2))
        options = [_day(_year(year, today, month, day), month, day)]
    elif match := YEAR_END.fullmatch(figure):
        of_year = year_of(match.group(1)) if match.group(1) else year or (today.year if today else None)
        options = [_day(of_year, 12, 31)]
    elif OPEN.fullmatch(figure):
        raise Unclear("day_open", text, [""])
    found = [day.isoformat() for day in options if day is not None]
    if found:
        raise Unclear("day_unclear", text, found)


def _year(year: int | None, today: date | None, month: int | None, day: int | None) -> int | None:
    if year is not None or today is None:
        return year
    return today.year + ((month or 1, day or 1) < (today.month, today.day))


def _day(year: int | None, month: int | None, day: int | None) -> date | None:
    try:
        return date(year, month or 0, day or 0) if year is not None and 2000 <= year <= 2099 else None
    except ValueError:
        return None


def _day_in(year: int | None, month: int, day: int) -> date | None:
    """Return a day of a month, its last one at the most."""
    if year is None or not 1 <= month <= 12:
        return None
    return _day(year, month, min(day, calendar.monthrange(year, month)[1]))


def _nearest(year: int | None, month: int | None, day: int | None) -> list[str]:
    """Return the last day of the month where one was written that the month does not have."""
    if day is None or not 28 < day <= 31:
        return []
    last = _day_in(year, month or 0, day)
    return [last.isoformat()] if last is not None else []
