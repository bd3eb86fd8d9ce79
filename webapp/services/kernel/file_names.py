"""What a file that people keep may be called: the same on every system, whoever has thought of the name."""

import re
import unicodedata
from typing import Final

RESERVED_SIGNS: Final = frozenset("<>:\"/\\|?*;'`$&")
RESERVED_NAMES: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])( *\..*)?", re.I | re.ASCII)
AT_NEITHER_END: Final = "._~ "


def file_stem(text: str, *, longest: int, otherwise: str, blanks: bool = True) -> str:
    """Return a text as the name of a file before its ending, or `otherwise` where nothing is left of it.

    Signs that a system or a shell reads as something else are left out, and so is what shows nothing or turns the
    order of the others. A name begins with no dash, which commands take for an option, and neither begins nor ends
    with a dot or a blank. Names of devices get a sign behind them.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split()) if blanks else unicodedata.normalize("NFC", text)
    kept = "".join(sign for sign in plain if _fits(sign) or (blanks and sign == " "))
    begin = next((place for place, sign in enumerate(kept) if not _is_skipped(sign)), len(kept))
    stem = kept[begin:][:longest].rstrip(AT_NEITHER_END)
    if not stem:
        return otherwise
    return f"{stem[: longest - 1]}_" if RESERVED_NAMES.fullmatch(stem) else stem


def _fits(sign: str) -> bool:
    return sign not in RESERVED_SIGNS and unicodedata.category(sign)[0] not in "CZ"


def _is_skipped(sign: str) -> bool:
    return sign in AT_NEITHER_END or unicodedata.category(sign) == "Pd"
