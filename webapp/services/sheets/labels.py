"""What a column is called: a label without what merely decorates it, whichever language it is in."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

DECORATION: Final = re.compile(r"[\s*＊]|[（(](选填|optional)[)）]")


def folded(label: str) -> str:
    """Return a label without what merely decorates it."""
    return DECORATION.sub("", unicodedata.normalize("NFKC", label)).casefold()


def columns_by_label(columns: Iterable[str], vocabularies: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the columns by what they may be called: their own names, and their labels in every language.

    A label that two columns share names neither.
    """
    names = list(columns)
    called: dict[str, set[str]] = {}
    for words in vocabularies:
        for name in names:
            called.setdefault(folded(words[name]), set()).add(name)
    by_label = {label: next(iter(meant)) for label, meant in called.items() if len(meant) == 1}
    return by_label | {folded(name): name for name in names}
