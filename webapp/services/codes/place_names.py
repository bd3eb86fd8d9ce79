"""Names of places in Latin letters: pinyin with the kind of place in English, and the few names known otherwise."""

import re
from functools import lru_cache
from typing import Final

from webapp.models.kernel.pinyin import syllables

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
    "齐齐哈尔市": "Qiqihar",
    "香格里拉市": "Shangri-La",
    "克拉玛依区": "Karamay District",
    "乌鲁木齐县": "Urumqi County",
    "喀什市": "Kashgar",
    "阿克苏市": "Aksu",
    "和田地区": "Hotan Prefecture",
    "和田市": "Hotan",
    "和田县": "Hotan County",
    "阿勒泰地区": "Altay Prefecture",
    "阿勒泰市": "Altay",
}
# kinds of places, the longest first: what the name ends with, and what follows it in English
KINDS: Final = (
    ("特别行政区", ""),
    ("自治区", ""),
    ("自治州", " Prefecture"),
    ("自治县", " County"),
    ("自治旗", " Banner"),
    ("地区", " Prefecture"),
    ("特区", " Special District"),
    ("新区", " New Area"),
    ("矿区", " Mining District"),
    ("林区", " Forestry District"),
    ("省", ""),
    ("市", ""),
    ("盟", " League"),
    ("旗", " Banner"),
    ("县", " County"),
    ("区", " District"),
)
# names that end with the signs of a longer kind of place by chance: 万柏林区 is the district 万柏林
BY_CHANCE: Final = frozenset({"万柏林区", "金林区", "北林区", "碑林区", "清新区"})
WITH_PEOPLES: Final = ("自治区", "自治州", "自治县", "自治旗", "区")
PEOPLES: Final = (
    "乌孜别克|塔塔尔|柯尔克孜|哈萨克|塔吉克|维吾尔|达斡尔|鄂温克|鄂伦春|俄罗斯|蒙古|布依|朝鲜|土家|哈尼|傈僳|高山|拉祜|"
    "东乡|纳西|景颇|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|德昂|保安|裕固|独龙|赫哲|门巴|珞巴|基诺|回|藏|苗|彝|壮|满|"
    "侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|京"
)
NAMED_PEOPLES: Final = re.compile(rf"(?<=..)(?:各族|(?:{PEOPLES})族|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|蒙古)+$")


@lru_cache(maxsize=8192)
def parts(name: str) -> tuple[str, str]:
    """Return the stem of a place's name, and the kind of place it ends with: 东乡族自治县 is a 自治县 named 东乡."""
    for ending, _english in KINDS:
        if name.endswith(ending) and len(name) > len(ending) and not (name in BY_CHANCE and len(ending) > 1):
            stem = name.removesuffix(ending)
            if ending in WITH_PEOPLES:
                stem = NAMED_PEOPLES.sub("", stem)
                stem = stem if len(stem) < 3 else stem.removesuffix("族")
            return stem, ending
    return name, ""


def latin(name: str) -> str:
    """Return the name of one place: 吴兴区 is Wuxing District."""
    if name in KNOWN:
        return KNOWN[name]
    stem, kind = parts(name)
    # a name of one syllable keeps its kind: 安县 is Anxian County
    return f"{_written(spelt_stem(name) if len(stem) > 1 else syllables(name))}{dict(KINDS).get(kind, '')}"


def spelt_stem(name: str) -> list[str]:
    """Return the syllables of the stem, read as in the whole name: 大城县 is Daicheng, a 大城 by itself is not."""
    return syllables(name)[: len(parts(name)[0])]


def latin_path(path: list[str]) -> str:
    """Return a place with those above it, the nearest first, each once: 北京市 in 北京市 is Beijing."""
    return ", ".join(latin(name) for name in reversed(list(dict.fromkeys(path))))


def _written(read: list[str]) -> str:
    """Return syllables as one name; a mark parts those that would run together: Xi'an, and Lüliang has its dots."""
    first, *others = (syllable.replace("v", "ü") for syllable in read)
    written = "".join([first, *(f"'{other}" if other[:1] in "aoe" else other for other in others)])
    return written.capitalize()
