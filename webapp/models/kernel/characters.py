"""Which characters a text may hold: what parts lines or stands for no character is no part of one line."""

import unicodedata

LINE_ENDS = {"\r\n": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}  # what text of several lines may end one with
LAYOUT = frozenset("\n\r\t")
# controls, line and paragraph separators, halves of surrogate pairs: mail headers, XML and databases break on them
UNFIT = frozenset({"Cc", "Zl", "Zp", "Cs"})


def is_noncharacter(sign: str) -> bool:
    """Tell whether a code point is one that Unicode keeps from ever being a character, such as U+FFFE."""
    point = ord(sign)
    return 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE


def fits_line(sign: str) -> bool:
    """Tell whether a character may stand in a text of one line."""
    return unicodedata.category(sign) not in UNFIT and not is_noncharacter(sign)


def is_one_line(text: str) -> bool:
    """Tell whether a text is one line of characters."""
    return text.isprintable() or all(map(fits_line, text))  # printable text is: the quick way for almost all


def is_text(text: str) -> bool:
    """Tell whether a text is made of characters, in one line or several."""
    return text.isprintable() or all(sign in LAYOUT or fits_line(sign) for sign in with_line_ends(text))


def with_line_ends(text: str) -> str:
    """Return a text whose lines all end in a line feed, whatever they ended in."""
    for end, plain in LINE_ENDS.items():
        text = text.replace(end, plain)
    return text


def as_text(text: str) -> str:
    """Return a text of one line or several without what is no character, each line ended by a line feed."""
    return "".join(sign for sign in with_line_ends(text) if sign in LAYOUT or fits_line(sign))


def in_one_line(text: str) -> str:
    """Return a text as one line: whatever may not stand in one becomes a blank, and blanks in a row become one."""
    return " ".join("".join(sign if fits_line(sign) else " " for sign in text).split())
