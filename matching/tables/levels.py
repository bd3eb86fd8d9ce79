"""What people call the levels of training: codes and everyday words, brought to the names that the library compares."""

from collections.abc import Mapping

from matching.posts import LEVELS
from matching.text.normal import normalise

CODES: Mapping[str, str] = {
    "secondary": "中职",
    "mid_tech": "中级工",
    "senior_tech": "高级工",
    "pre_technician": "预备技师",
    "higher": "高职",
    "voc_bachelor": "本科",
}
WORDS: Mapping[str, tuple[str, ...]] = {
    "中职": ("中等职业", "中等职业教育", "中专", "中职中专", "职高", "职业高中", "技校", "中技", "中等专业", "高中",
           "secondary vocational", "vocational high school"),
    "中级工": ("中级工班", "中级技工", "四级", "四级工", "intermediate technician", "intermediate technician class"),
    "高级工": ("高级工班", "高级技工", "高技", "三级", "三级工", "senior technician", "senior technician class"),
    "预备技师": ("预备技师班", "技师班", "技师", "二级", "二级工", "pre-technician", "pre-technician class"),
    "高职": ("高等职业", "高职专科", "高职高专", "高专", "专科", "大专", "higher vocational", "college", "associate"),
    "本科": ("职业本科", "职教本科", "应用型本科", "大学本科", "学士", "vocational bachelor", "bachelor"),
}  # fmt: skip
ENDINGS = ("以上学历", "及以上", "以上", "毕业生", "毕业", "学历", "层次", "水平", "生")

_NAMES = {
    normalise(name): level
    for level in LEVELS
    for name in (level, *WORDS[level], *(code for code, meant in CODES.items() if meant == level))
}


def level_of(text: str) -> str | None:
    """Return the level that a code or word means (`higher`, 大专, 中专及以上), one of LEVELS; None for any other."""
    name = normalise(text.replace("_", ""))
    while name not in _NAMES:
        ending = next((ending for ending in ENDINGS if name.endswith(ending) and len(name) > len(ending)), None)
        if ending is None:
            return None
        name = name.removesuffix(ending)
    return _NAMES[name]
