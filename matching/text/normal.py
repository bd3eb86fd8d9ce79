"""Text as the library compares it: one normal form in which texts are equal, and cells that list several texts."""

import re
import unicodedata
from functools import lru_cache

_KEPT = re.compile(r"[0-9a-z+#.]+|[^\W\d_a-z]", re.UNICODE)
_LISTED = re.compile(r"[;；]")


@lru_cache(maxsize=1 << 18)
def normalise(text: str) -> str:
    """Return the form in which texts are equal: NFKC, case folded, runs of letters, digits and `+#.` kept, no blanks.

    `ＰＬＣ 编程` and `plc编程` become one; `C++` stays apart from `C`.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_KEPT.findall(folded)).strip(".")


def split_list(text: str) -> tuple[str, ...]:
    """Split a cell at `;` or `；`; blanks around and empty entries go, order stays, repeated entries are kept once."""
    return tuple(dict.fromkeys(entry for raw in _LISTED.split(text) if (entry := raw.strip())))
