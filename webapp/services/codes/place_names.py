"""Names of places in Latin letters: pinyin with the kind of place in English, and the few names known otherwise."""

import re
from typing import Final

from webapp.services.codes.pinyin import syllables

KNOWN: Final = {
    "内蒙古自治区": "Inner Mongolia",
    "陕西省": "Shaanxi",
    "香港特别行政区": "Hong Kong",
    "澳门特别行政区": "Macao",
    "呼和浩特市": "Hohhot",
    "哈尔滨市": "Harbin",
    "乌鲁木齐市": "Urumqi",
    "拉萨市": "Lhasa",
    "日喀则市": "Shigatse",
    "吐鲁番市": "Turpan",
    "克拉玛依市": "Karamay",
    "喀什地区": "Kashgar Prefecture",
    "阿克苏地区": "Aksu Prefecture",
    "伊犁哈萨克自治州": "Ili Prefecture",
    "鄂尔多斯市": "Ordos",
    "呼伦贝尔市": "Hulunbuir",
    "巴彦淖尔市": "Bayannur",
    "乌兰察布市": "Ulanqab",
    "兴安盟": "Hinggan League",
    "锡林郭勒盟": "Xilingol League",
    "阿拉善盟": "Alxa League",
}
# kinds of places, the longest first: what the name ends with, and what follows it in English
KINDS: Final = (
    ("特别行政区", ""),
    ("自治区", ""),
    ("自治州", " Prefecture"),
    ("自治县", " County"),
    ("自治旗", " Banner"),
    ("地区", " Prefecture"),
    ("林区", " District"),
    ("新区", " New Area"),
    ("省", ""),
    ("市", ""),
    ("盟", " League"),
    ("旗", " Banner"),
    ("县", " County"),
    ("区", " District"),
)
PEOPLES: Final = re.compile(r"^(.{2,}?)(?:壮族|回族|维吾尔|(?:[^族]{1,4}族)+)$")


def latin(name: str) -> str:
    """Return the name of one place: 吴兴区 is Wuxing District."""
    if name in KNOWN:
        return KNOWN[name]
    for ending, kind in KINDS:
        if name.endswith(ending):
            stem = name.removesuffix(ending)
            if ending.startswith("自治"):
                stem = PEOPLES.sub(r"\1", stem)
            # a name of one syllable keeps its kind: 安县 is Anxian County
            return f"{_letters(stem if len(stem) > 1 else name)}{kind}"
    return _letters(name)


def latin_path(path: list[str]) -> str:
    """Return a place with those above it, the nearest first."""
    return ", ".join(latin(name) for name in reversed(path))


def _letters(name: str) -> str:
    """Return a name in pinyin; a mark parts syllables that would run together: 西安 is Xi'an."""
    first, *others = syllables(name)
    return "".join([first, *(f"'{other}" if other[:1] in "aoe" else other for other in others)]).capitalize()
