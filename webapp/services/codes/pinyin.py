"""Pinyin and initials of names, so that people may type them instead of characters."""

import unicodedata
from functools import lru_cache

from webapp.models.kernel.pinyin import syllables


def fold(text: str) -> str:
    """Return text as look-ups compare it: compatible forms made one, no case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=65536)
def spell(text: str) -> tuple[str, str]:
    """Return (pinyin without tones or blanks, initials)."""
    letters = syllables(text)
    initials = "".join(syllable[:1] if _is_syllable(syllable) else syllable for syllable in letters)
    return "".join(letters), initials


def _is_syllable(text: str) -> bool:
    return text.isascii() and text.isalpha() and len(text) <= 6
