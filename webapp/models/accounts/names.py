"""When two names of an organisation are one: the only place that says so."""

import re
import unicodedata
from typing import Final

LONGEST_KEY: Final = 200
BRACKETS: Final = str.maketrans("[{〔【〖「『〈《<]}〕】〗」』〉》>", "((((((((((" + "))))))))))")
WIDE: Final = str.maketrans("()", "（）")
UNSEEN: Final = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp", "Mn"})  # blanks of every kind, and what shows nothing
DOTS: Final = re.compile(r"[·•‧∙⋅・]")


def organisation_key(name: str) -> str:
    """Return the form in which names of organisations are equal.

    Letters and digits of every width and case are the same, and so are brackets of every kind; blanks, dots between
    words and what cannot be seen do not count.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).translate(BRACKETS)
    kept = "".join(sign for sign in DOTS.sub("", folded) if unicodedata.category(sign) not in UNSEEN)
    return kept[:LONGEST_KEY]


def spellings(words: str) -> set[str]:
    """Return how words may stand in a text that has no key: as they are, with narrow and with wide brackets."""
    narrow = unicodedata.normalize("NFKC", words).translate(BRACKETS)
    return {words, narrow, narrow.translate(WIDE)}
