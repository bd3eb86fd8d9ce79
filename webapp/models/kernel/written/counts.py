"""Counts of people and things: 12, 8人, 十二名; a range, a rough figure or 若干 is asked back."""

import re
from typing import Final

from webapp.models.kernel.written.signs import CHINESE, NUMBER, close, plain, says_nothing, whole
from webapp.models.kernel.written.unclear import Unclear

UNITS: Final = "(?:个?人|人次|名|位|个|员|项|家|persons?|people)?"
LEADS: Final = "(?:共计?|合计|总计|招聘?|需求?|需要|拟招|计划)?"
EXACT: Final = re.compile(rf"{LEADS}\+?({NUMBER}){UNITS}", re.ASCII | re.IGNORECASE)
SIGNED: Final = re.compile(r"-[0-9]{1,12}", re.ASCII)
RANGE: Final = re.compile(rf"{LEADS}({NUMBER}){UNITS}(?:-|~|至|到|或者?|/|、)({NUMBER}){UNITS}(?:左右)?", re.I)
TWO_IN_ONE: Final = re.compile("([一二三四五六七八])([二三四五六七八九])(?:人|名|位|个)")  # 三五人
BEFORE: Final = "(?:约|大约|大概|近|将近|接近|不少于|不低于|至少|最少|不超过|不多于|最多|至多|上限|预计|>=?|<=?|≥|≤)"
AFTER: Final = rf"(?:余|多|几|\+)?{UNITS}(?:\+|左右|上下|以上|及以上|以下|以内|之内|内|起|不等|多|余)?(?:\(?含\)?)?"
ABOUT: Final = re.compile(rf"({BEFORE})?{LEADS}({NUMBER})({AFTER})", re.IGNORECASE)
GROUPS: Final = re.compile(r"[0-9]+(?:[, ][0-9]+)+", re.ASCII)
OPEN: Final = re.compile(
    r"若干(人|名)?|[多数几](人|名|位|个)|十?几(人|名|位|个)?|[几数][十百](人|名|位|个)?|十几(人|名)?|一?批"
    r"|批量|大量|长期|不限(人数)?|人数不限|不定|待定|未定|未知|面议|面谈|按需|视情况(而定)?|看情况|越多越好|N(人|名)?",
    re.IGNORECASE,
)
FIGURES: Final = re.compile(rf"([0-9]{{1,6}}|{CHINESE})(?:人|名|位)", re.ASCII)
WORDS: Final = re.compile(r"[\u4e00-\u9fff0-9,.;:、。()+/ -]+")


def read_count(text: str) -> int | None:
    """Return the number of people or things that a writing says, None where it says nothing; raise Unclear."""
    if says_nothing(text):
        return None
    figure = close(text)
    if match := GROUPS.fullmatch(plain(text)):
        return _of_groups(text, match.group())
    if match := EXACT.fullmatch(figure):
        number = whole(match.group(1))
        if number is not None:
            return number
    if SIGNED.fullmatch(figure):
        return int(figure)
    _refuse_vague(text, figure)
    if _is_telling(figure):
        numbers = [number for found in FIGURES.findall(figure) if (number := whole(found)) is not None]
        if not numbers:
            raise Unclear("whole_number", text)
        together = [sum(numbers)] if len(numbers) > 1 else []
        raise Unclear("number_unclear", text, [*together, *numbers])
    raise Unclear("whole_number", text)


def _of_groups(text: str, figure: str) -> int:
    """Return 1,200 as one number; digits that are parted otherwise may be one number or several."""
    number = whole(figure)
    if number is not None:
        return number
    parts = re.split("[, ]", figure)
    joined = "".join(parts)
    if len(joined) > 12:
        raise Unclear("whole_number", text)
    raise Unclear("number_signs", text, [int(joined), *(int(part) for part in parts)])


def _refuse_vague(text: str, figure: str) -> None:
    if match := RANGE.fullmatch(figure):
        least, most = whole(match.group(1)), whole(match.group(2))
        if least is not None and most is not None:
            raise Unclear("number_range", text, [least, most], least=least, most=most)
    if match := TWO_IN_ONE.fullmatch(figure):
        least, most = whole(match.group(1)) or 0, whole(match.group(2)) or 0
        raise Unclear("number_range", text, [least, most], least=least, most=most)
    if (match := ABOUT.fullmatch(figure)) and (number := whole(match.group(2))) is not None:
        raise Unclear("number_about", text, [number], number=number)
    if OPEN.fullmatch(figure):
        raise Unclear("number_open", text, [""])


def _is_telling(figure: str) -> bool:
    """Tell whether a writing in words names numbers of people: 男5人女3人."""
    return WORDS.fullmatch(figure) is not None and FIGURES.search(figure) is not None
