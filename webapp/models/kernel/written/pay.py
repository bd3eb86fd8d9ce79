"""Pay per month in yuan: 5000-8000/月, 6-8k, 0.6-0.8万; pay by the day or the year is reckoned and asked back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from webapp.models.kernel.written.signs import close, says_nothing
from webapp.models.kernel.written.unclear import Unclear

FIGURE: Final = r"([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,7}(?:\.[0-9]+)?)(k|千|w|万|百)?"
MONEY: Final = "(?:元|块|圆|rmb|人民币|¥)?"
PERIOD: Final = "(?:/|每|一)?个?(月|天|日|小时|时|h|年|班|件)(?:薪)?"
SPAN: Final = r"(?:-|~|至|到)"
LEADS: Final = (
    "(?:月薪酬?|月工资|月报酬|月|综合|薪资|薪酬|工资|报酬|待遇|实习|补贴|税前|税后|平均|每月|每人|人均"
    "|年薪|日薪|时薪|[:¥])*"
)
TAILS: Final = r"(?:/人|每人|税前|税后|不等|\(税前\)|\(税后\)|之间|[。;])*"
PAY: Final = re.compile(
    rf"({LEADS}){MONEY}{FIGURE}{MONEY}(?:{SPAN}{MONEY}{FIGURE}{MONEY})?(?:{PERIOD})?{MONEY}{TAILS}", re.IGNORECASE
)
WITHIN: Final = re.compile(rf"{FIGURE}{MONEY}(?:{SPAN}{FIGURE}{MONEY})?(?:{PERIOD})?", re.IGNORECASE)
BLANK: Final = re.compile(
    "(薪资|薪酬|工资|待遇|报酬)?(可|从优)?(面议|面谈|详谈|电议|协商|另议|待定|可谈|议定|从优|商议|保密)"
)
MULTIPLES: Final = {"k": 1000, "千": 1000, "w": 10_000, "万": 10_000, "百": 100}
DAYS_PAID, HOURS_PAID = 21.75, 174  # of a month, as wages are reckoned by law
PER_MONTH: Final = {
    "月": 1.0, "": 1.0, "天": DAYS_PAID, "日": DAYS_PAID, "小时": float(HOURS_PAID), "时": float(HOURS_PAID),
    "h": float(HOURS_PAID), "年": 1 / 12,
}  # fmt: skip
LEAST_TOLD: Final = 200  # nobody is paid fewer yuan a month
LEAST_THOUSANDS: Final = 100  # below this, thousands are meant
WRITES_WORDS: Final = re.compile("[0-9].*[\u4e00-\u9fff+以]|[\u4e00-\u9fff].*[0-9]|[0-9]\\+|[<>≥≤][0-9]", re.DOTALL)
OTHER_THINGS: Final = re.compile(r"[0-9]{1,2}(月|日|号|天)|20[0-9]{2}年.*|[0-9]+(人|名|个|岁|周岁)")


@dataclass(frozen=True, slots=True)
class Pay:
    """What is paid a month, in yuan: one figure, or from one to another."""

    low: int
    high: int | None = None

    def __str__(self) -> str:
        """Return the pay as it is read again."""
        return str(self.low) if self.high is None else f"{self.low}-{self.high}"


def read_pay(text: str) -> Pay | None:
    """Return what a writing says is paid a month, None where nothing is said or it is to be agreed; raise Unclear."""
    figure = close(text)
    if says_nothing(text) or BLANK.fullmatch(figure):
        return None
    if OTHER_THINGS.fullmatch(figure):
        raise Unclear("pay", text)
    match = PAY.fullmatch(figure)
    if match is not None:
        lead, low, low_unit, high, high_unit, period = match.groups()
        return _pay(text, (low, low_unit, high, high_unit), _period(lead, period))
    if WRITES_WORDS.search(figure) and (match := WITHIN.search(figure)) is not None:
        low, low_unit, high, high_unit, period = match.groups()
        pay = _reckoned((low, low_unit, high, high_unit), _period(figure, period))
        if pay is not None and pay.low >= LEAST_TOLD:
            raise Unclear("pay_unclear", text, [pay])
        raise Unclear("pay_open", text, [""])
    raise Unclear("pay", text)


def read_one_pay(text: str) -> int | None:
    """Return the one figure that a writing says is paid a month; a range is asked back."""
    pay = read_pay(text)
    if pay is None:
        return None
    if pay.high is not None and pay.high != pay.low:
        raise Unclear("pay_range", text, [pay.low, pay.high])
    return pay.low


def parted(values: Mapping[str, Any], low: str = "pay_min", high: str = "pay_max") -> dict[str, Any]:
    """Return values in which a range that stands in the lower field fills both, where the upper one says no other."""
    written, upper = values.get(low), values.get(high)
    if not isinstance(written, str) or not (upper is None or isinstance(upper, str | int)):
        return dict(values)
    try:
        pay = read_pay(written)
        beside = read_pay(str(upper)) if upper is not None else None
    except Unclear:
        return dict(values)
    if pay is None or pay.high is None or (beside is not None and beside not in (Pay(pay.high), pay)):
        return dict(values)
    return {**values, low: str(pay.low), high: str(pay.high)}


def _period(lead: str, period: str | None) -> str:
    if period:
        return period.casefold()
    return "年" if "年薪" in lead else "日" if "日薪" in lead else "时" if "时薪" in lead else ""


def _pay(text: str, parts: tuple[str, str | None, str | None, str | None], period: str) -> Pay:
    low, low_unit, high, high_unit = parts
    pay = _reckoned(parts, period)
    if pay is None:
        raise Unclear("pay_open", text, [""])
    if period not in ("", "月"):
        raise Unclear("pay_period", text, [pay, ""])
    if high is not None and pay.low < LEAST_TOLD and not (low_unit or high_unit):
        if pay.low < LEAST_THOUSANDS:
            raise Unclear("pay_unclear", text, [Pay(pay.low * 1000, (pay.high or 0) * 1000)])
        raise Unclear("pay_open", text, [""])
    exact = [_exact(low, low_unit or (high_unit if high else None)), _exact(high, high_unit) if high else 0.0]
    if any(not figure.is_integer() for figure in exact):
        raise Unclear("pay_unclear", text, [pay])
    return pay


def _reckoned(parts: tuple[str, str | None, str | None, str | None], period: str) -> Pay | None:
    """Return the pay by the month; None where it is paid by something else that no month has a number of."""
    low, low_unit, high, high_unit = parts
    factor = PER_MONTH.get(period)
    if factor is None:
        return None
    if high is None:
        return Pay(round(_exact(low, low_unit) * factor))
    shared = low_unit
    if low_unit is None and high_unit is not None and _exact(low, None) < 1000:
        shared = high_unit  # 6-8k
    return Pay(round(_exact(low, shared) * factor), round(_exact(high, high_unit) * factor))


def _exact(figure: str | None, unit: str | None) -> float:
    number = float((figure or "0").replace(",", ""))
    return round(number * MULTIPLES.get((unit or "").casefold(), 1), 4)
