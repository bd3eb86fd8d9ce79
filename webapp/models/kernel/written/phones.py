"""Phones as they stand on business cards, in one form: 13812345678, 0571-88001234-801, 400-820-8820."""

import re
from typing import Final

from webapp.models.kernel.written.signs import plain, says_nothing
from webapp.models.kernel.written.unclear import Unclear

COUNTRY: Final = re.compile(
    r"(?<![0-9-])(?:\+|00)\s?86[- ]?|\(\+?86\)[- ]?|(?<![0-9])86[- ](?=[0-9(])|(?<![0-9])86(?=1[3-9][0-9]{9}(?![0-9]))"
)
MOBILE: Final = re.compile(
    r"(?<![0-9])(?:1[3-9][0-9][- .]?[0-9]{4}[- .]?[0-9]{4}|1[3-9][0-9]{3}[- ]?[0-9]{3}[- ]?[0-9]{3})(?![0-9])"
)
EXTENSION: Final = r"(?:[ ]?(?:-|转|转分机|分机|ext\.?|x|#|\*)[:： ]?([0-9]{1,5})(?![0-9]))?"
AREA: Final = r"\(?(0(?:10|2[0-9]|[3-9][0-9]{2}))\)?"
LANDLINE: Final = re.compile(
    rf"(?<![0-9]){AREA}[- ]{{0,2}}([0-9]{{4}}[- ]?[0-9]{{4}}|[0-9]{{3}}[- ]?[0-9]{{4}})(?![0-9]){EXTENSION}",
    re.IGNORECASE,
)
SERVICE: Final = re.compile(rf"(?<![0-9])([48]00)[- ]?([0-9]{{3}})[- ]?([0-9]{{4}})(?![0-9]){EXTENSION}", re.IGNORECASE)
SERVICE_BY_FOUR: Final = re.compile(
    rf"(?<![0-9])([48]00)[- ]([0-9]{{4}})[- ]([0-9]{{3}})(?![0-9]){EXTENSION}", re.IGNORECASE
)
ZERO_LOST: Final = re.compile(r"(10|2[0-9]|[3-9][0-9]{2})-?([0-9]{7,8})")
# what stands beside a number and says nothing that a reader of the number needs
BESIDE: Final = re.compile(
    r"[\s()。.,;:、/]|(?:手机|电话|座机|固话|办公|联系|号码?|微信|同号|同|也是|可加|tel|mobile|phone|热线|传真除外)",
    re.IGNORECASE,
)


def read_phone(text: str) -> str:
    """Return the one phone that a writing says in its one form, empty where it says nothing; raise Unclear."""
    if says_nothing(text):
        return ""
    figure = COUNTRY.sub("", plain(text))
    found: list[tuple[int, int, str]] = []
    for pattern, form in (
        (SERVICE, _service), (SERVICE_BY_FOUR, _service), (LANDLINE, _landline), (MOBILE, _mobile),
    ):  # fmt: skip
        for match in pattern.finditer(figure):
            if not any(start < match.end() and match.start() < end for start, end, _phone in found):
                found.append((match.start(), match.end(), form(match)))
    phones = list(dict.fromkeys(phone for _start, _end, phone in sorted(found)))
    if len(phones) > 1:
        raise Unclear("phone_several", text, phones)
    if not phones:
        return _with_zero(text, figure)
    rest = _without(figure, found)
    if BESIDE.sub("", rest):
        raise Unclear("phone_words", text, phones)
    return phones[0]


def names_a_phone(text: str) -> bool:
    """Tell whether a writing names a phone, with words beside it or not."""
    try:
        return bool(read_phone(text))
    except Unclear as unclear:
        return bool(unclear.options)


def _with_zero(text: str, figure: str) -> str:
    """Return the number of a landline whose area is written without its zero, as it is after a country code."""
    match = ZERO_LOST.fullmatch(figure.replace(" ", ""))
    if match is None or (len(match.group(1)) == 2 and len(match.group(2)) == 7):
        raise Unclear("phone", text)
    phone = f"0{match.group(1)}-{match.group(2)}"
    if figure != plain(text):
        return phone
    raise Unclear("phone_zero", text, [phone])


def _without(figure: str, found: list[tuple[int, int, str]]) -> str:
    rest, last = "", 0
    for start, end, _phone in sorted(found):
        rest, last = rest + figure[last:start], end
    return rest + figure[last:]


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def _mobile(match: re.Match[str]) -> str:
    return _digits(match.group())


def _landline(match: re.Match[str]) -> str:
    area, number, extension = match.groups()
    return "-".join(filter(None, [area, _digits(number), extension]))


def _service(match: re.Match[str]) -> str:
    first, second, third, extension = match.groups()
    digits = second + third
    return "-".join(filter(None, [first, digits[:3], digits[3:], extension]))
