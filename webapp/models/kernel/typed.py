"""Types of typed-in values, with errors named by code so that pages can word them."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from webapp import clock
from webapp.models.kernel.characters import is_one_line, is_text, with_line_ends
from webapp.models.kernel.written.counts import read_count
from webapp.models.kernel.written.days import read_day
from webapp.models.kernel.written.durations import read_months, read_years
from webapp.models.kernel.written.lists import entries_by_code, entries_of
from webapp.models.kernel.written.months import read_month
from webapp.models.kernel.written.pay import read_one_pay
from webapp.models.kernel.written.phones import read_phone
from webapp.models.kernel.written.terms import read_term
from webapp.models.kernel.written.unclear import Unclear


def misfit(code: str, *, field: str = "", **facts: Any) -> ValueError:
    """Return the error of values that do not fit together: its code, the field that mends it, facts for its words."""
    return ValueError(code, {"field": field, **facts})


def asking(reader: Callable[[str], Any]) -> Callable[[Any], Any]:
    """Return a reader of writings as a validator: what is unclear becomes a complaint that holds what may be meant."""

    def read(value: Any) -> Any:
        if isinstance(value, bool):
            raise PydanticCustomError("whole_number", "not a whole number")
        if not isinstance(value, str):
            return value
        try:
            return reader(value)
        except Unclear as unclear:
            raise complaint_of(unclear) from None

    return read


def complaint_of(unclear: Unclear) -> PydanticCustomError:
    """Return what a reader could not make out as a complaint of an input type."""
    facts = {**unclear.facts, "options": list(unclear.options)} if unclear.options else unclear.facts
    return PydanticCustomError(unclear.code, "unclear", facts)


def _month(value: Any) -> Any:
    if value is not None and not isinstance(value, str):
        raise PydanticCustomError("month", "not a month")
    return asking(lambda text: read_month(text, today=clock.today()))(value)


def _day(text: str) -> date | None:
    return read_day(text, today=clock.today())


def _term(value: str) -> str:
    return str(asking(read_term)(value))


def _phone_if_readable(value: Any) -> Any:
    try:
        return read_phone(value) if isinstance(value, str) else value
    except Unclear:
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


def as_lines(value: Any, read: Callable[[str], list[str]] = entries_of) -> Any:
    """Turn a text that lists entries, or a list, into a list of distinct entries in their order."""
    if value is None:
        return []
    if isinstance(value, str):
        return read(value)
    if not isinstance(value, list):
        return value
    entries = [entry.strip() if isinstance(entry, str) else entry for entry in value]
    return list(dict.fromkeys(entry for entry in entries if entry not in ("", None)))


WholeNumber = Annotated[int, BeforeValidator(asking(read_count))]
Months = Annotated[int, BeforeValidator(asking(read_months))]
Years = Annotated[int, BeforeValidator(asking(read_years))]
MonthlyPay = Annotated[int, BeforeValidator(asking(read_one_pay))]
Month = Annotated[str, BeforeValidator(_month)]
Day = Annotated[date, BeforeValidator(asking(_day))]
Line = Annotated[str, AfterValidator(_line)]
Phone = Annotated[str, BeforeValidator(asking(read_phone)), AfterValidator(_line)]
PhoneAsTyped = Annotated[str, BeforeValidator(_phone_if_readable), AfterValidator(_line)]  # of drafts
Term = Annotated[str, AfterValidator(_line), AfterValidator(_term)]
Text = Annotated[str, AfterValidator(_text)]
Lines = Annotated[list[Line], BeforeValidator(as_lines)]
CodedLines = Annotated[list[Line], BeforeValidator(partial(as_lines, read=entries_by_code))]  # names may hold commas
CellLines = Annotated[list[Line], BeforeValidator(partial(as_lines, read=partial(entries_of, by_comma=False)))]
BlankIsNone = BeforeValidator(_blank_is_none)
