"""Lists in one text: one entry per line, or parted by ；, by 、 and ，, by / between Chinese words, or numbered."""

import re
from itertools import pairwise
from typing import Final

from webapp.models.kernel.characters import with_line_ends
from webapp.models.kernel.written.signs import DIGITS, TENS

AS_IT_STANDS: Final = "\n\n"  # at the end of a text: one entry per line, and nothing else parts them
STRONG: Final = frozenset(";；")
WEAK: Final = frozenset("、，,")
OPENING: Final = {"（": "）", "(": ")", "《": "》", "〈": "〉", "【": "】", "[": "]", "［": "］", "“": "”", "「": "」"}
HAN: Final = re.compile("[\u3400-\u9fff]")
SHORTEST_BY_SLASH: Final = 2  # 车/铣/刨 is one thing
TITLE: Final = re.compile("《([^《》]+)》")
ROUND_NUMBERS: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
CHINESE_NUMBER: Final = f"[{''.join(DIGITS)}{''.join(TENS)}]{{1,3}}"
CODE: Final = re.compile(r"[A-Ta-tＡ-Ｔ]?\s*[0-9０-９]{2,4}")
MARK: Final = re.compile(
    rf"[{ROUND_NUMBERS}]|(?<![0-9A-Za-z.])[0-9]{{1,2}}(?:[、)）．]|\.(?!\s*[0-9]))(?![0-9])|[(（](?:[0-9]{{1,2}}|{CHINESE_NUMBER})[)）]"
    rf"|(?<![\u3400-\u9fff]){CHINESE_NUMBER}、"
)
MARK_AT_FRONT: Final = re.compile(rf"\s*(?:{MARK.pattern})\s*")
BULLET: Final = re.compile(r"\s*[•·●○■□◆▪※►▶*\-–—]\s+|\s*[•●■◆▪►▶]\s*")
TRIMMED: Final = " \t\u3000\xa0。;；、，,"


def entries_of(text: str, *, by_comma: bool = True) -> list[str]:
    """Return the entries of a text in their order, each once; `by_comma` tells whether commas and slashes part them.

    Lines part entries, else semicolons, else commas; what stands in brackets is never parted. Numbers and dots in front
    of entries are taken away.
    """
    text = text.replace("\r\n", "\n")
    if text.endswith(AS_IT_STANDS):
        return _distinct(text.split("\n"))
    text = with_line_ends(text).replace("\r", "\n")
    parts = _numbered(text)
    if parts is None:
        lines = _lines(text)
        parts = [part for line in lines for part in _split(line, STRONG)]
        if len(parts) == 1 and not _has(text, STRONG) and by_comma:
            parts = _by_slashes(_split(parts[0], WEAK))
        parts = _without_marks(parts)
    return _distinct(_without_titles(parts) if by_comma else parts)


def entries_by_code(text: str) -> list[str]:
    """Return the entries of a list of codes and names: names hold commas, which part entries that are all codes."""
    apart = entries_of(text)
    return apart if all(CODE.match(entry) for entry in apart) else entries_of(text, by_comma=False)


def joined(entries: list[str], *, by_comma: bool = True) -> str:
    """Return entries as one text from which `entries_of` reads the same: one per line."""
    text = "\n".join(entries)
    closed = f"{text}；"
    return next(
        (form for form in (text, closed) if entries_of(form, by_comma=by_comma) == entries), f"{text}{AS_IT_STANDS}"
    )


def _distinct(parts: list[str]) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _lines(text: str) -> list[str]:
    """Return the lines of a text; one that ends in a comma goes on in the next."""
    lines: list[str] = []
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        if lines and lines[-1][-1] in WEAK:
            lines[-1] += line
        else:
            lines.append(line)
    return lines


def _has(text: str, signs: frozenset[str]) -> bool:
    return len(_split(text, signs, keep_empty=True)) > 1


def _split(text: str, signs: frozenset[str], *, keep_empty: bool = False) -> list[str]:
    """Return the parts of a text between signs that stand in no brackets; a comma between digits parts nothing."""
    parts, closing, begin = [], "", 0
    for place, sign in enumerate(text):
        if closing:
            closing = "" if sign == closing else closing
        elif sign in OPENING and OPENING[sign] in text[place + 1 :]:
            closing = OPENING[sign]
        elif sign in signs and not (sign == "," and _is_in_figure(text, place)):
            parts.append(text[begin:place])
            begin = place + 1
    parts.append(text[begin:])
    return parts if keep_empty else [part for part in parts if part.strip()]


def _is_in_figure(text: str, place: int) -> bool:
    return text[place - 1 : place].isdecimal() and text[place + 1 : place + 2].isdecimal()


def _by_slashes(parts: list[str]) -> list[str]:
    """Return the parts of a list with those of a slash between two Chinese words apart: CAD/CAM stays whole."""
    return [piece for part in parts for piece in _of_slashes(part)]


def _of_slashes(part: str) -> list[str]:
    pieces = [piece.strip() for piece in _split(part, frozenset("/／"), keep_empty=True)]
    are_words = all(len(piece) >= SHORTEST_BY_SLASH and HAN.search(piece) for piece in pieces)
    return pieces if are_words and all(_is_between(*pair) for pair in pairwise(pieces)) else [part]


def _is_between(left: str, right: str) -> bool:
    return bool(HAN.match(left[-1]) or left[-1] in "）)") and bool(HAN.match(right[0]) or right[0] in "（(")


def _numbered(text: str) -> list[str] | None:
    """Return the parts of a text that counts its entries from one, wherever its lines break; None if it does not."""
    marks = list(MARK.finditer(text))
    if len(marks) < 2 or text[: marks[0].start()].strip():
        return None
    if [_number(mark.group()) for mark in marks] != list(range(1, len(marks) + 1)):
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    parts = [text[mark.end() : end].strip(TRIMMED + "\n") for mark, end in zip(marks, ends, strict=True)]
    return [piece for part in parts for line in part.split("\n") for piece in _split(line.strip(), STRONG)]


def _number(mark: str) -> int:
    sign = mark.strip("()（）、.．")
    if sign in ROUND_NUMBERS:
        return ROUND_NUMBERS.index(sign) + 1
    if sign.isdecimal():
        return int(sign)
    tens, found, ones = sign.partition("十")
    if found:
        return DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)
    return DIGITS.get(sign, 0)


def _without_marks(parts: list[str]) -> list[str]:
    """Return entries without the dots or numbers in front of them, where every one has some."""
    for mark in (BULLET, MARK_AT_FRONT):
        if parts and all((match := mark.match(part)) and part[match.end() :].strip() for part in parts):
            return [part[match.end() :] for part in parts if (match := mark.match(part))]
    return parts


def _without_titles(parts: list[str]) -> list[str]:
    """Return names of courses or books without 《》, where all of them wear it; without a sign between, too."""
    if parts and all(TITLE.sub("", part).strip(TRIMMED + "和及与") == "" and TITLE.search(part) for part in parts):
        return [title for part in parts for title in TITLE.findall(part)]
    return parts
