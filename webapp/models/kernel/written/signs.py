"""Signs as people type them: wide and narrow, dashes of all lengths, numbers in Chinese characters."""

import re
import unicodedata
from typing import Final

INVISIBLE: Final = re.compile("[\u200b-\u200d\u2060\ufeff]")
DASHES: Final = re.compile("[‐-―−─━－﹣]+")
WAVES: Final = re.compile("[~〜～∼]+")
BLANKS: Final = re.compile(r"\s+")
NOTHING: Final = frozenset({"", "-", "--", "/", "//", "\\", "无", "暂无", "n/a"})  # an empty cell, ruled through

DIGITS: Final = {
    "零": 0, "〇": 0, "一": 1, "壹": 1, "二": 2, "两": 2, "贰": 2, "三": 3, "叁": 3, "四": 4, "肆": 4,
    "五": 5, "伍": 5, "六": 6, "陆": 6, "七": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "玖": 9,
}  # fmt: skip
TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIAD: Final = "万"
CHINESE: Final = f"[{''.join(DIGITS)}{''.join(TENS)}{MYRIAD}]+"
# what stands for a whole number: digits in groups of three or in one, or Chinese characters
NUMBER: Final = (
    rf"(?:[0-9]{{1,4}}(?:\.[0-9]{{1,4}})?万|[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.0+)?|[0-9]{{1,12}}(?:\.0+)?|{CHINESE})"
)


def plain(text: str) -> str:
    """Return a figure's text in narrow signs, with one kind of dash and of blank and without what cannot be seen."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = WAVES.sub("~", DASHES.sub("-", text))
    return BLANKS.sub(" ", text).strip()


def close(text: str) -> str:
    """Return a figure's text without any blanks."""
    return plain(text).replace(" ", "")


def says_nothing(text: str) -> bool:
    """Tell whether a writing only fills its place: a stroke, or the word for nothing."""
    return plain(text).casefold() in NOTHING


def whole(text: str) -> int | None:
    """Return the whole number that a text says in digits or in Chinese characters, or None."""
    if re.fullmatch(r"[0-9]{1,12}(\.0+)?", text, re.ASCII):
        return int(text.partition(".")[0])
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.0+)?", text, re.ASCII):
        return int(text.partition(".")[0].replace(",", ""))
    if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4})?万", text, re.ASCII):
        return round(float(text[:-1]) * 10_000)
    if re.fullmatch(CHINESE, text):
        return _of_characters(text)
    return None


def year_of(text: str) -> int | None:
    """Return the year that four digits or four Chinese characters say, or None."""
    if re.fullmatch("20[0-9]{2}", text, re.ASCII):
        return int(text)
    if len(text) == 4 and all(sign in DIGITS for sign in text):
        year = int("".join(str(DIGITS[sign]) for sign in text))
        return year if 2000 <= year <= 2099 else None
    return None


def _of_characters(text: str) -> int | None:
    high, found, low = text.partition(MYRIAD)
    if found:
        first, rest = _below_myriad(high), _below_myriad(low) if low else 0
        return first * 10_000 + rest if first and rest is not None else None
    return _below_myriad(text)


def _below_myriad(text: str) -> int | None:
    """Return the number below ten thousand that characters say; what does not follow their order is none."""
    if not text or MYRIAD in text:
        return None
    if len(text) > 1 and not any(sign in TENS for sign in text):
        return None  # 三五: from three to five, not thirty-five
    total, digit, last = 0, None, 10_000
    for sign in text:
        if sign in TENS:
            unit = TENS[sign]
            if unit >= last or digit == 0:
                return None
            total, digit, last = total + (1 if digit is None else digit) * unit, None, unit
        elif digit in (None, 0):
            digit = DIGITS[sign]
        else:
            return None
    return total + (digit or 0)
