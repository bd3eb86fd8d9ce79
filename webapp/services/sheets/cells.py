"""Cells as text: what a cell shows, guarded against what spreadsheets do to digits, zeros and dates.

What the text means is read where the row is checked, by the readers of `webapp.models.kernel.written`.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum, auto
from typing import Any, Final

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from webapp.models.kernel.written import lists
from webapp.models.kernel.written.days import read_day
from webapp.models.kernel.written.months import read_month
from webapp.models.kernel.written.terms import read_term
from webapp.models.kernel.written.unclear import Unclear

ZEROS: Final = re.compile(r"0{2,}")
DECIMALS: Final = re.compile(r"0\.(0{1,6})(?:_.*)?")  # 2027.10 is shown with its last zero
INVISIBLE: Final = re.compile("[\u200b-\u200d\u2060\ufeff]")
SERIALS: Final = range(20_000, 80_000)  # 1954 to 2119: the days that a bare number in a date column can mean
EXACT_DIGITS: Final = 15  # Excel keeps no more of a number


class Holds(Enum):
    """What a column holds."""

    TEXT = auto()
    CODE = auto()
    REFERENCE = auto()
    PHONE = auto()
    EMAIL = auto()
    NUMBER = auto()
    MONTHS = auto()
    YEARS = auto()
    PAY = auto()
    MONTH = auto()
    DAY = auto()
    TERM = auto()
    CHOICE = auto()
    CHOICES = auto()
    YES_NO = auto()
    ENTRIES = auto()
    COURSES = auto()
    INDUSTRY = auto()
    INDUSTRIES = auto()
    REGION = auto()
    REGIONS = auto()
    MAJOR = auto()
    CHAIN = auto()
    SEGMENT = auto()
    FAMILY = auto()
    ROUND = auto()
    STATE = auto()


NAMED: Final = frozenset(
    {
        Holds.INDUSTRY,
        Holds.INDUSTRIES,
        Holds.REGION,
        Holds.REGIONS,
        Holds.MAJOR,
        Holds.CHAIN,
        Holds.SEGMENT,
        Holds.FAMILY,
    }
)
NUMBERS: Final = frozenset({Holds.NUMBER, Holds.MONTHS, Holds.YEARS, Holds.PAY})
FIGURES: Final = frozenset({*NUMBERS, Holds.CODE, Holds.REFERENCE, Holds.PHONE, *NAMED})
AS_WRITTEN: Final = frozenset(
    {Holds.TEXT, *NUMBERS, Holds.PHONE, Holds.CHOICE, Holds.CHOICES, Holds.STATE, Holds.YES_NO}
)
WIDE_SIGNS: Final = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
NARROW: Final = {wide: wide - 0xFEE0 for wide in WIDE_SIGNS} | {0x3000: 0x20, 0xA0: 0x20}


class Unreadable(Exception):
    """A cell that says nothing that could be used: the code of the reason."""


def text_of(value: Any, holds: Holds, *, number_format: str = "General", epoch: datetime = WINDOWS_EPOCH) -> str:
    """Return what a cell says as its column means it; raise Unreadable with a code."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value, holds, number_format, epoch)
    if isinstance(value, date):
        return _moment(value, holds)
    return tidy(str(value), holds)


def tidy(text: str, holds: Holds) -> str:
    """Return typed text as its column means it: free text stays as it is, codes and figures lose their disguise."""
    text = text.replace("\r\n", "\n").replace("\x00", "\x01")  # NUL fits no database; \x01 is refused likewise
    if holds in (Holds.ENTRIES, Holds.COURSES):
        return text
    if holds in AS_WRITTEN:
        return text.strip()
    if holds in NAMED:  # punctuation belongs to the names, full-width letters and digits do not
        return INVISIBLE.sub("", text.translate(NARROW)).strip()
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()
    return TIDIERS[holds](text) if holds in TIDIERS else text


def _number(value: float, holds: Holds, number_format: str, epoch: datetime) -> str:
    if isinstance(value, float) and not value.is_integer():
        decimals = DECIMALS.fullmatch(number_format)
        shown = f"{value:.{len(decimals.group(1))}f}" if decimals else repr(value)
        return tidy(shown if float(shown) == value else repr(value), holds)
    whole = int(value)
    if len(str(abs(whole))) > EXACT_DIGITS:
        raise Unreadable("number_lost_digits")
    if holds in (Holds.DAY, Holds.MONTH) and whole in SERIALS:
        moment = from_excel(whole, epoch)
        return _moment(moment, holds) if isinstance(moment, date) else str(whole)
    text = str(whole)
    if ZEROS.fullmatch(number_format):
        text = text.zfill(len(number_format))
    if holds is Holds.MAJOR and len(text) < 4:  # codes of technician colleges begin with a zero, which a number loses
        text = text.zfill(4)
    return tidy(text, holds)


def _moment(value: date, holds: Holds) -> str:
    if holds is Holds.MONTH:
        return f"{value.year:04d}-{value.month:02d}"
    if holds is Holds.TERM:
        return f"{value.year:04d}-{value.month}"  # 2027-1 typed into Excel becomes a day of January
    if holds in FIGURES:
        raise Unreadable("number_became_date")
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"


def _day(text: str) -> str:
    """Return a day that is plainly written as it is stored; the rest is asked where the row is checked."""
    try:
        day = read_day(text)
    except Unclear:
        return text
    return text if day is None else day.isoformat()


def _month(text: str) -> str:
    try:
        return read_month(text) or text
    except Unclear:
        return text


def _term(text: str) -> str:
    try:
        return read_term(text) or text
    except Unclear:
        return text


TIDIERS: Final[dict[Holds, Callable[[str], str]]] = {
    Holds.CODE: lambda text: re.sub(r"[\s-]", "", text).upper(),
    Holds.REFERENCE: str.upper,
    Holds.EMAIL: str.lower,
    Holds.DAY: _day,
    Holds.MONTH: _month,
    Holds.TERM: _term,
}

entries_of: Final = lists.entries_of  # pages, the API and cells read lists alike
joined: Final = lists.joined
