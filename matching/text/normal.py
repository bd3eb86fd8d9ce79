"""Text as the library compares it: the normal forms in which texts are equal, and cells that list several texts.

`normalise` is the form of names and codes: what differs in width, case, script, blanks and signs is one. `in_words`
keeps where one Latin word ends and the next begins, as features need it. `matching.text.skills` has the form of skills.

Signs and characters are folded before a text is parted into words: patterns and tables of names know narrow Latin
letters in lower case and simplified characters alone. Otherwise ＰＬＣ／ＣＡＤ would become six single letters without
a sign between them, and 數控 something else than 数控.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any

from matching.text.abbreviations import CANONICAL_WORDS, LONG_NAMES, NAMES_IN_TWO_WORDS

_TOKEN = re.compile(r"[0-9a-z]+(?:\.[0-9a-z]+)*[+#]*|[^\W\d_a-z]", re.UNICODE)
_LISTED = re.compile(r"[;；]")
# soft hyphens, marks of direction, joiners, variation selectors: nobody sees them
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_APART = re.compile(
    r"[/\\|,，、;；:：&()\[\]{}<>《》【】〈〉「」『』〔〕“”\"*=~·•]"
)  # between two Latin words: two things
SOFT, HARD = " ", "/"  # between Latin words of one name, and of two things
_BETWEEN = re.compile(f"[{SOFT}{HARD}]")


@lru_cache(maxsize=1)
def _converters() -> tuple[Any, Any]:
    import opencc  # not above: who writes simplified characters alone does not wait for it

    return opencc.OpenCC("t2s"), opencc.OpenCC("tw2sp")


def simplified(text: str) -> str:
    """Return a text with traditional characters in simplified ones, words of Taiwan in those of the mainland.

    數控 becomes 数控, 印表機 打印机; a text in simplified characters stays as it is.
    """
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        characters, words = _converters()
        if characters.convert(text) == text:
            return text
        parts = text.split("程式設計")  # 编程 in the dictionary: a looser word than the lexicon's
        return "程序设计".join(str(words.convert(part)) for part in parts)
    return text


def folded(text: str) -> str:
    """Return a text in NFKC, simplified characters and lower case, without what nobody sees."""
    return simplified(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).casefold()


@lru_cache(maxsize=1 << 18)
def normalise(text: str) -> str:
    """Return the form in which texts are equal: letters and digits of the folded text, `C++` and `node.js` as they are.

    `ＰＬＣ 编程` and `plc编程` become one, `數控` and `数控` too; `C++` stays apart from `C`. Empty for signs alone.
    """
    return "".join(_TOKEN.findall(folded(text)))


def compact(words: str) -> str:
    """Return words without what stands between them: `solid works` and `solidworks` are one."""
    return _BETWEEN.sub("", words)


@lru_cache(maxsize=1 << 18)
def in_words(text: str) -> str:
    """Return the normal form with Latin words kept apart: by `/` where they name two things, else by a blank.

    `CAD/CAM` becomes `cad/cam`, `MS  Office` `ms office`. Abbreviations and long names of one thing become one
    (CNC编程, 数控编程), and names that people write in two words (Solid Works) one word.
    """
    return words_of_folded(folded(text))


def words_of_folded(text: str) -> str:
    """Return `in_words` of a text that is folded already."""
    pieces: list[str] = []
    latin, end = False, 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        word = token[0].isascii()
        if word and latin:
            gap = text[end : match.start()]
            pieces.append(HARD if _APART.search(gap) else SOFT)
        pieces.append(token)
        latin, end = word, match.end()
    return _in_one_name("".join(pieces))


_LATIN_WORD = re.compile(r"(?<![0-9a-z.+#])[0-9a-z.+#]+")
_TWO_WORDS = re.compile(r"(?<![0-9a-z.+#])([0-9a-z.+#]+) ([0-9a-z.+#]+)")
_LONG = re.compile("|".join(sorted(map(re.escape, LONG_NAMES), key=lambda name: (-len(name), name))))


def _in_one_name(words: str) -> str:
    if SOFT in words:
        words = _TWO_WORDS.sub(_joined, words)
    if words.isascii() and words.isalpha() and words not in CANONICAL_WORDS:
        return words
    words = _LONG.sub(lambda match: _apart(LONG_NAMES[match[0]], match), words)
    words = _LATIN_WORD.sub(_canonical, words)
    return _TWICE.sub(r"\1", words) if SOFT in words or HARD in words else words


_TWICE = re.compile(r"(?<![0-9a-z.+#])([0-9a-z.+#]+)(?:[ /]\1)+(?![0-9a-z.+#])")  # a name and its long form beside it


def _canonical(match: re.Match[str]) -> str:
    word = match[0]
    name = CANONICAL_WORDS.get(word, word)
    beside = name is not word and (
        match.string[: match.start()].endswith(name) or match.string[match.end() :].startswith(name)
    )
    return "" if beside else name


def _joined(match: re.Match[str]) -> str:
    whole = match[1] + match[2]
    return whole if whole in NAMES_IN_TWO_WORDS else match[0]


def _apart(name: str, match: re.Match[str]) -> str:
    """Return a Latin name that takes the place of a Chinese one, kept apart from Latin words beside it."""
    text, start, end = match.string, match.start(), match.end()
    before = SOFT if start and text[start - 1].isascii() and text[start - 1] not in (SOFT, HARD) else ""
    after = SOFT if end < len(text) and text[end].isascii() and text[end] not in (SOFT, HARD) else ""
    return f"{before}{name}{after}"


def split_list(text: str) -> tuple[str, ...]:
    """Split a cell at `;` or `；`; blanks around and empty entries go, order stays, repeated entries are kept once."""
    return tuple(dict.fromkeys(entry for raw in _LISTED.split(text) if (entry := raw.strip())))
