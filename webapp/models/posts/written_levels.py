"""Levels and entry levels as schools, enterprises and filing lists call them; what may be two is asked back."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from webapp.models.kernel.typed import asking
from webapp.models.kernel.written.choices import OPEN, folded, read_choice
from webapp.models.kernel.written.unclear import Unclear
from webapp.models.posts.enums import EntryLevel, TrainingLevel, Visibility

SECONDARY, MID, SENIOR = TrainingLevel.SECONDARY, TrainingLevel.MID_TECH, TrainingLevel.SENIOR_TECH
BEFORE_TECHNICIAN, HIGHER, BACHELOR = TrainingLevel.PRE_TECHNICIAN, TrainingLevel.HIGHER, TrainingLevel.VOC_BACHELOR
# what says no more than the word before it: a demand asks for the least level anyway
TAIL: Final = re.compile(
    r"(?:\(?含\)?以上|及其?以上|或以上|\(含\)以上|以上|学历|文化程度?|程度|水平|毕业生?|层次|起点|应届生?|在校生|\(含\)|生)+"
)
LEAD: Final = re.compile("^(?:全日制|普通|统招|应届|学历|招收)+")
BELOW: Final = re.compile("(?:及其?|或)?以下")
LEVELS: Final[Mapping[str, TrainingLevel]] = {
    "中专": SECONDARY, "中等专科": SECONDARY, "中等职业": SECONDARY, "中等职业教育": SECONDARY,
    "中等职业学校": SECONDARY,
    "职高": SECONDARY, "职业高中": SECONDARY, "职中": SECONDARY, "中职学校": SECONDARY, "普通中专": SECONDARY,
    "中技": MID, "中级技工": MID, "中级": MID, "中级班": MID, "中级工班": MID, "中级技能": MID,
    "高级技工": SENIOR, "高技": SENIOR, "高级工班": SENIOR, "高级技能": SENIOR, "高级技工班": SENIOR, "高级班": SENIOR,
    "预备技师班": BEFORE_TECHNICIAN, "技师班": BEFORE_TECHNICIAN,
    "大专": HIGHER, "专科": HIGHER, "高职高专": HIGHER, "高职专科": HIGHER, "大学专科": HIGHER, "高等职业": HIGHER,
    "高等职业教育": HIGHER, "高专": HIGHER, "高等专科": HIGHER, "职业专科": HIGHER, "高职大专": HIGHER,
    "五年制高职": HIGHER,
    "五年一贯制高职": HIGHER, "五年制大专": HIGHER, "三年制高职": HIGHER, "三年制大专": HIGHER, "二年制高职": HIGHER,
    "两年制高职": HIGHER, "高职(五年制)": HIGHER, "五年一贯制大专": HIGHER, "高职(三年制)": HIGHER,
    "职业本科": BACHELOR, "应用型本科": BACHELOR, "应用本科": BACHELOR, "大学本科": BACHELOR, "职教本科": BACHELOR,
    "高职本科": BACHELOR, "本科层次": BACHELOR, "本科院校": BACHELOR, "本科层次职业教育": BACHELOR,
}  # fmt: skip
LEVELS_ASKED: Final[Mapping[str, Sequence[TrainingLevel]]] = {
    "技师": (BEFORE_TECHNICIAN, SENIOR), "高级技师": (BEFORE_TECHNICIAN,), "技校": (MID, SENIOR, BEFORE_TECHNICIAN),
    "技工": (MID, SENIOR, BEFORE_TECHNICIAN), "技工院校": (MID, SENIOR, BEFORE_TECHNICIAN), "技工学校": (MID, SENIOR),
    "技师学院": (SENIOR, BEFORE_TECHNICIAN), "中高职": (SECONDARY, HIGHER), "中高职贯通": (HIGHER, SECONDARY),
    "中高职一体化": (HIGHER, SECONDARY), "五年制": (HIGHER,), "五年一贯制": (HIGHER,), "高中": (SECONDARY,),
    "初中": (SECONDARY,), "初中毕业": (SECONDARY,), "大学": (BACHELOR, HIGHER), "中职中技": (SECONDARY, MID),
    "高级": (SENIOR,), "职业院校": (SECONDARY, HIGHER), "职业学校": (SECONDARY, HIGHER),
    "中本贯通": (BACHELOR, SECONDARY),
    "专升本": (BACHELOR, HIGHER),
}  # fmt: skip
WITHOUT_LIMIT: Final = OPEN | {"学历不限", "不限学历", "无学历要求", "学历无要求", "不限层次", "层次不限", "无"}

ENTRIES: Final[Mapping[str, EntryLevel]] = {
    "初中": EntryLevel.JUNIOR, "初三": EntryLevel.JUNIOR, "初中应届": EntryLevel.JUNIOR, "九年级": EntryLevel.JUNIOR,
    "初中应往届": EntryLevel.JUNIOR, "应往届初中": EntryLevel.JUNIOR,
    "高中": EntryLevel.SENIOR, "普高": EntryLevel.SENIOR, "普通高中": EntryLevel.SENIOR, "中职": EntryLevel.SENIOR,
    "中专": EntryLevel.SENIOR, "中技": EntryLevel.SENIOR, "职高": EntryLevel.SENIOR, "中职中专": EntryLevel.SENIOR,
    "高中阶段": EntryLevel.SENIOR, "高中阶段教育": EntryLevel.SENIOR, "三校": EntryLevel.SENIOR,
    "高考": EntryLevel.SENIOR,
    "应往届高中": EntryLevel.SENIOR, "同等学力": EntryLevel.SENIOR,
    "在职职工": EntryLevel.EMPLOYEE, "企业职工": EntryLevel.EMPLOYEE, "在职人员": EntryLevel.EMPLOYEE,
    "在岗职工": EntryLevel.EMPLOYEE, "企业员工": EntryLevel.EMPLOYEE, "在职员工": EntryLevel.EMPLOYEE,
}  # fmt: skip
ENTRIES_ASKED: Final[Mapping[str, Sequence[EntryLevel]]] = {
    "初高中": (EntryLevel.JUNIOR, EntryLevel.SENIOR), "社会人员": (EntryLevel.EMPLOYEE, EntryLevel.SENIOR),
    "社招": (EntryLevel.EMPLOYEE, EntryLevel.SENIOR), "退役军人": (EntryLevel.EMPLOYEE, EntryLevel.SENIOR),
    "大专": (EntryLevel.SENIOR,), "高职": (EntryLevel.SENIOR,),
}  # fmt: skip
VISIBILITIES: Final[Mapping[str, Visibility]] = {
    "认证单位可见": Visibility.VERIFIED, "仅认证单位": Visibility.VERIFIED, "统筹方可见": Visibility.PRIVATE,
    "仅统筹方": Visibility.PRIVATE,
}  # fmt: skip
VISIBILITIES_ASKED: Final[Mapping[str, Sequence[Visibility]]] = {
    "不公开": (Visibility.PRIVATE, Visibility.VERIFIED), "保密": (Visibility.PRIVATE,), "是": (Visibility.PUBLIC,),
    "否": (Visibility.PRIVATE, Visibility.VERIFIED), "内部": (Visibility.VERIFIED, Visibility.PRIVATE),
}  # fmt: skip


def read_level(text: str) -> TrainingLevel:
    """Return the level that a writing names; raise Unclear."""
    wanted = folded(text)
    if wanted in WITHOUT_LIMIT:
        raise Unclear("choice_unclear", text, [SECONDARY.zh, ""])
    return TrainingLevel(_read(text, wanted, TrainingLevel, LEVELS, LEVELS_ASKED))


def read_entry_level(text: str) -> EntryLevel:
    """Return the schooling that students come with; raise Unclear."""
    return EntryLevel(_read(text, folded(text), EntryLevel, ENTRIES, ENTRIES_ASKED))


def read_visibility(text: str) -> Visibility:
    """Return who may see a post; raise Unclear."""
    return read_choice(text, Visibility, VISIBILITIES, VISIBILITIES_ASKED)


def _read(text: str, wanted: str, kind: Any, also: Mapping[str, Any], asked: Mapping[str, Sequence[Any]]) -> Any:
    if wanted in {name for member in kind for name in (member.value, folded(member.zh), folded(member.en))}:
        return read_choice(text, kind)
    bare = LEAD.sub("", TAIL.sub("", wanted)) or wanted
    try:
        if BELOW.search(bare):
            member = read_choice(BELOW.sub("", bare), kind, also, asked)
            raise Unclear("choice_unclear", text, [member.zh])
        return _whole(bare, kind, also) or read_choice(bare, kind, also, asked)
    except Unclear as unclear:
        raise Unclear(unclear.code, text, unclear.options) from None


def _whole(bare: str, kind: Any, also: Mapping[str, Any]) -> Any:
    """Return the member that a name and the one in its brackets both mean: 高职（大专）."""
    match = re.fullmatch(r"(.+?)\((.+)\)", bare)
    if match is None or bare in also:
        return None
    found = set()
    for part in (match.group(1), *re.split("[/、,，]", match.group(2))):
        try:
            found.add(read_choice(part, kind, also))
        except Unclear:
            return None
    return found.pop() if len(found) == 1 else None


Level = Annotated[TrainingLevel, BeforeValidator(asking(read_level))]
Entry = Annotated[EntryLevel, BeforeValidator(asking(read_entry_level))]
