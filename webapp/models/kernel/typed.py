"""Types of typed-in values, with errors named by code so that pages can word them."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from webapp.models.kernel.characters import is_one_line, is_text, with_line_ends

WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,12}", re.ASCII)
MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)
MOBILE = r"1[3-9][0-9]{9}"
PHONE = re.compile(rf"({MOBILE})|(0[0-9]{{2,3}}-?[0-9]{{7,8}}(-[0-9]{{1,5}})?)", re.ASCII)
# whoever objects to a publication has no account and writes as they are used to: country code, blanks
PHONE_AS_WRITTEN = re.compile(rf"(\+?86[- ]?)?({MOBILE}|0[0-9]{{2,3}}[- ]?[0-9]{{7,8}}(-[0-9]{{1,5}})?)", re.ASCII)
DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)


def misfit(code: str, *, field: str = "", **facts: Any) -> ValueError:
    """Return the error of values that do not fit together: its code, the field that mends it, facts for its words."""
    return ValueError(code, {"field": field, **facts})


def _whole_number(value: Any) -> Any:
    if isinstance(value, bool):
        raise PydanticCustomError("whole_number", "not a whole number")
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None
        if not WHOLE_NUMBER.fullmatch(text):
            raise PydanticCustomError("whole_number", "not a whole number")
        return int(text)
    return value


def _month(value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str) or not MONTH.fullmatch(value.strip()):
        raise PydanticCustomError("month", "not a month")
    return value.strip()


def _day(value: Any) -> Any:
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None
        try:
            if not DAY.fullmatch(text):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            raise PydanticCustomError("day", "not a day") from None
    return value


def _blank_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _line(value: str) -> str:
    if not is_one_line(value):
        raise PydanticCustomError("control_characters", "control characters")
    return value.strip()


def _text(value: str) -> str:
    if not is_text(value):
        raise PydanticCustomError("control_characters", "control characters")
    return with_line_ends(value).strip()


def as_lines(value: Any) -> Any:
    """Turn text with one entry per line, or a list, into a list of distinct entries in their order."""
    if value is None:
        return []
    if isinstance(value, str):
        value = re.split(r"[\r\n;；]+", with_line_ends(value))
    if not isinstance(value, list):
        return value
    entries = [entry.strip() if isinstance(entry, str) else entry for entry in value]
    return list(dict.fromkeys(entry for entry in entries if entry not in ("", None)))


WholeNumber = Annotated[int, BeforeValidator(_whole_number)]
Month = Annotated[str, BeforeValidator(_month)]
Day = Annotated[date, BeforeValidator(_day)]
Line = Annotated[str, AfterValidator(_line)]
Text = Annotated[str, AfterValidator(_text)]
Lines = Annotated[list[Line], BeforeValidator(as_lines)]
BlankIsNone = BeforeValidator(_blank_is_none)
