"""Pinyin and initials of names, so that people may type them instead of characters."""

import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, load_phrases_dict

load_phrases_dict({"单县": [["shàn"], ["xiàn"]], "重庆": [["chóng"], ["qìng"]], "行业": [["háng"], ["yè"]]})


def fold(text: str) -> str:
    """Return text as look-ups compare it: compatible forms made one, no case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def syllables(text: str) -> list[str]:
    """Return the text syllable by syllable, without tones."""
    readings = lazy_pinyin(unicodedata.normalize("NFKC", text), style=Style.NORMAL)
    return ["".join(filter(str.isalnum, syllable)).lower() for syllable in readings]


@lru_cache(maxsize=65536)
def spell(text: str) -> tuple[str, str]:
    """Return (pinyin without tones or blanks, initials)."""
    letters = syllables(text)
    initials = "".join(syllable[:1] if _is_syllable(syllable) else syllable for syllable in letters)
    return "".join(letters), initials


def _is_syllable(text: str) -> bool:
    return text.isascii() and text.isalpha() and len(text) <= 6
