"""Cells as text: numbers, dates, full-width signs and leading zeros, each by what its column holds."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum, auto
from typing import Any, Final

from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

ZEROS: Final = re.compile(r"0{2,}")
INVISIBLE: Final = re.compile("[\u200b-\u200d\u2060\ufeff]")
COUNT: Final = re.compile(
    r"\+?([0-9][0-9,， ]*)(?:\.0+)?\s*(?:人|名|个月|月|年|元/月|元|项|个|persons?|months?)?", re.ASCII
)
DAY: Final = re.compile(
    r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?(?:[ T][0-9:.]+)?", re.ASCII
)
RUN_DAY: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
MONTH: Final = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*月?份?", re.ASCII)
RUN_MONTH: Final = re.compile(r"([0-9]{4})([0-9]{2})", re.ASCII)
SCHOOL_YEAR: Final = re.compile(r"([0-9]{4})\s*-\s*([0-9]{4})\D*([12一二])\D*", re.ASCII)
TERM: Final = re.compile(r"([0-9]{4})\s*年?[\s-]*(?:([12])|(春)|(秋))[季学期\s]*", re.ASCII)
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
FIGURES: Final = frozenset({Holds.NUMBER, Holds.CODE, Holds.REFERENCE, Holds.PHONE, *NAMED})
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
    if holds is Holds.TEXT:
        return text.strip()
    if holds in NAMED:  # punctuation belongs to the names, full-width letters and digits do not
        return INVISIBLE.sub("", text.translate(NARROW)).strip()
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()
    return TIDIERS[holds](text) if holds in TIDIERS else text


def _number(value: float, holds: Holds, number_format: str, epoch: datetime) -> str:
    if isinstance(value, float) and not value.is_integer():
        return tidy(repr(value), holds)
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


def _count(text: str) -> str:
    match = COUNT.fullmatch(text)
    return re.sub(r"\D", "", match.group(1)) if match else text


def _day(text: str) -> str:
    match = DAY.fullmatch(text) or RUN_DAY.fullmatch(text)
    return "{}-{:0>2}-{:0>2}".format(*match.groups()) if match else text


def _month(text: str) -> str:
    match = DAY.fullmatch(text) or MONTH.fullmatch(text) or RUN_MONTH.fullmatch(text)
    return "{}-{:0>2}".format(*match.groups()[:2]) if match else text


def _term(text: str) -> str:
    match = SCHOOL_YEAR.fullmatch(text)
    if match and int(match.group(2)) == int(match.group(1)) + 1:
        first = match.group(3) in "1一"  # the first term of a school year is the autumn of its first year
        return f"{match.group(1)}-2" if first else f"{match.group(2)}-1"
    match = TERM.fullmatch(text)
    if match:
        return f"{match.group(1)}-{match.group(2) or ('1' if match.group(3) else '2')}"
    return text


TIDIERS: Final[dict[Holds, Callable[[str], str]]] = {
    Holds.CODE: lambda text: re.sub(r"[\s-]", "", text).upper(),
    Holds.REFERENCE: str.upper,
    Holds.PHONE: lambda text: re.sub(r"\s", "", re.sub("[‐-―−]", "-", text)),
    Holds.EMAIL: str.lower,
    Holds.NUMBER: _count,
    Holds.DAY: _day,
    Holds.MONTH: _month,
    Holds.TERM: _term,
}

LINE_BREAK: Final = re.compile(r"\n")
STRONG: Final = re.compile(r"[;；]")
WEAK: Final = re.compile(r"[、，,]")


def entries_of(text: str, *, by_comma: bool = True) -> list[str]:
    """Return the entries of a cell: one per line where there are lines, else parted by semicolons, else by commas."""
    separator = next((sign for sign in (LINE_BREAK, STRONG) if sign.search(text)), WEAK if by_comma else STRONG)
    return list(dict.fromkeys(entry.strip() for entry in separator.split(text) if entry.strip()))


def joined(entries: list[str]) -> str:
    """Return entries as one cell from which `entries_of` reads the same: one per line."""
    text = "\n".join(entries)
    parts = len(entries) == 1 and (STRONG.search(text) or WEAK.search(text))
    return f"{text}\n" if parts else text
