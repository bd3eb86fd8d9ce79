"""How Chinese text is read: places as their inhabitants say them, and the order that follows from the readings."""

import csv
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

from pypinyin import Style, lazy_pinyin, load_phrases_dict

READINGS: Final = Path(__file__).resolve().parents[3] / "data" / "taxonomies" / "region_readings.csv"
LONGEST_ORDER: Final = 480
LONGEST_TOKEN: Final = 12  # of one sign in an order: six letters, a tone, five digits of the sign itself


def _load_readings() -> None:
    with READINGS.open(encoding="utf-8", newline="") as handle:
        read = {row["name"]: row["pinyin"].split() for row in csv.DictReader(handle)}
    read["行业"] = ["háng", "yè"]
    load_phrases_dict({name: [[syllable] for syllable in reading] for name, reading in read.items()})


_load_readings()


def syllables(text: str) -> list[str]:
    """Return the text syllable by syllable, without tones."""
    readings = lazy_pinyin(unicodedata.normalize("NFKC", text), style=Style.NORMAL)
    return ["".join(filter(str.isalnum, syllable)).lower() for syllable in readings]


@lru_cache(maxsize=65536)
def pinyin_order(text: str) -> str:
    """Return what puts names in the order of a Chinese office: figures, letters, then sign by sign by pinyin and tone.

    It holds small letters and figures only, so that every database sorts it alike, whatever its language.
    """
    kept = unicodedata.normalize("NFKC", text).casefold()[: LONGEST_ORDER // LONGEST_TOKEN]
    signs = [sign for sign in kept if not sign.isspace()]
    readings = lazy_pinyin(
        "".join(signs),
        style=Style.TONE3,
        neutral_tone_with_five=True,
        errors=list,  # type: ignore[arg-type] # what is no Chinese comes sign by sign
    )
    return "".join(f"{_sound(sign, reading)}{ord(sign):05x}" for sign, reading in zip(signs, readings, strict=True))


def _sound(sign: str, reading: str) -> str:
    return "0" if sign == reading else reading.replace("ü", "v")
