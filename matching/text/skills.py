"""The normal form of a skill: what it is, without numbering, words of mastery, and what is said not to be needed.

One owner for the whole exchange: the library, forms, imports and the API ask here whether two skills are one, and
whether a text is a skill at all.

A text is folded first, so that no pattern below need know wide letters, upper case and traditional characters.
Numbering, what is not needed and words of mastery go next and words are parted last, as parting drops the signs and
blanks that tell these apart: `(2)`, `1.` and `experience in`.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from matching.text.normal import compact, folded, words_of_folded

_CIRCLED = re.compile(
    "[\u2460-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289]"
)  # ① ❶ ㈠: NFKC would leave the bare digit
_NUMBERING = re.compile(
    r"""^(?:
      [(\[【〔]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-z]|[ivx]{1,4})\s*[)\]】〕]
    | (?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:[、):]|\.(?!\d))
    | [a-z]\s*[.)](?=\s*[^\W\d_a-z])
    | 第[一二三四五六七八九十\d]{1,2}\s*[,、:：]
    | [^\w+#.(\[【〔《"“'<]+
    )\s*""",
    re.VERBOSE,
)
# degrees of mastery before a skill; what begins with the same characters and is a skill itself is left alone
_DEGREE = (
    r"(?:非常|十分|较好地?|较|很|能够?|可以?|可|需要?|须|必须|应当?|应该|要求|至少|基本|初步|全面|深入|一定|良好地?)"
)
_MASTERY = re.compile(
    rf"""^(?:
      (?:{_DEGREE}\s*)*(?:
        (?:熟练|熟悉|娴熟|正确|准确|规范|独立|自主)地?\s*(?:地|的)?\s*(?:掌握|使用|运用|应用|完成|进行|开展|从事|胜任|处理)(?!器|机)
      | 熟练(?!工)地? | 熟悉 | 熟知 | 熟识 | 娴熟地?
      | 掌握 | 精通 | 通晓 | 了解 | 理解(?!能?力) | 懂得 | 懂 | 擅长 | 善于 | 学会 | 知道 | 知晓 | 胜任
      )
    | (?:{_DEGREE}\s*)*(?:能够|能独立|能熟练|能正确|能准确|能规范|能自主|独立(?=完成|进行|开展|承担|操作|处理|编|识|看))
    | (?:可以|能|会)(?:使用|运用|应用)(?=.)
    | (?:可以|能|会)(?=操作|进行|完成|编|识读|看懂|读懂|绘制|撰写|胜任|用|写|做|画|修|装|焊|调|拆|开)
    | (?:独立|能够?)?(?:完成(?!度|率)|进行(?!性|曲)|开展)(?=.{{2}})
    | (?:具备|具有|拥有)(?:一定|良好|较强|较好|扎实|丰富|基本|相应|相关)*(?:的)?
    | (?:负责|从事)(?=.{{2}})
    | (?:一定|良好|扎实|基本|较强|丰富)的
    | 使用(?=[a-z]) | 会(?=[a-z0-9])
    | (?:proficient|skilled|experienced|competent)\s+(?:in|at|with)\b | proficiency\s+(?:in|with)\b
    | (?:good|basic|solid|strong|working)?\s*(?:knowledge|understanding|command|mastery)\s+of\b
    | (?:familiar|experience|acquainted)\s+with\b | familiarity\s+with\b | experience\s+(?:in|of)\b
    | (?:ability|able)\s+to\b
    )\s*(?:[:：,，的]\s*|并且?|且|和(?=掌握|了解|熟))?""",
    re.VERBOSE,
)
_OWNED = re.compile(r"^(?:具备|具有|拥有|有)")
_OWNING = re.compile(
    r"^有(?!机|色|限|线|轨|氧|毒|害|源|效|偿|序|声|刷)(.+?)(?:的)?(?:相关)?(?:工作)?(?:经验|基础)(?:者?优先)?$"
)
_ABILITY = re.compile(r"(?:等|方面)?的?(?:相关)?(?:能力|经验|技能|知识|基础)(?:者?优先)?$")
_DENYING = frozenset("无毋勿不没非谢拒零nw")  # one of them is in whatever says that something is not needed
_KEEPS_OUT = re.compile(
    "^(?:不会|不懂|没|无).*(?:勿扰|勿投|免谈)$"
)  # who cannot need not come: what is wanted after all
_CLAUSES = re.compile(r"[,，;；。!！\n]+")
# 无菌, 无人机, 无缝钢管 …: 无 begins the name of a thing
_BARE = (
    "菌|尘|人|损|线|机|纺|氧|铅|缝|刷|级|极|障|水|公害|土|源|轨|痛|创|纸|溶剂|醛|碱|卤|烟|油|动力|功|形|影|氟|磷|毒|害"
)
# 非标, 非金属, 非遗 …: 非 begins the name of a thing
_KINDS = (
    "标|金属|晶|遗|物质|织造|开挖|接触|线性|煤|常规|洲|营利|公|处方|甾|均|牛顿|对称|稳态|球面|圆|公路|机动|银行|车载|凡"
    "|连续|平衡|道路"
)
_NOT_NEEDED = re.compile(
    rf"""^(?:
      (?:无|毋|勿|不)[需须].* | 不必.* | 不用(?!火).* | 不要.* | 不限.* | 不强制.* | 不强求.* | 不涉及.*
    | 不考虑.* | 不包括.* | 不包含.* | 不招.* | 不收.* | 谢绝.* | 拒绝(?=.*(?:者|人员)$).*
    | 不(?:加班|倒班|出差|出外勤|上夜班)
    | 没有?.*要求 | 无(?!{_BARE}).*要求
    | (?:没有?|无|零|不会|不懂).*(?:也可以?|亦可|均可|可培养|也行|者可)
    | .+(?:不限|不要求|无要求|没有要求|不作要求|不做要求|不作硬性要求|不是必须|不是必需|非必须)
    | .+(?:非必需|不需要|不强制|可不会|可不考)
    | .+[(\[【]\s*(?:不要求|无需|不需要|非必须|非必需|不限|不是必须)\s*[)\]】]
    | 非(?!{_KINDS}).{{1,16}}(?:专业|相关专业|类专业)(?:毕业生?|也可以?|亦可|均可|勿扰|勿投|人员|者)?
    | (?:no|without)\s+.*\b(?:needed|required|necessary|experience|skills?|knowledge)
    | no\s+need\s+.* | not?\s+(?:required|needed|necessary).* | .+\s(?:is\s+|are\s+)?not\s+(?:required|needed|necessary)
    | non-.{{1,20}}\smajors?
    )$""",
    re.VERBOSE,
)


def is_not_needed(text: str) -> bool:
    """Tell whether a text says alone what is not needed (无需编程, 非机械专业), and so names no wanted skill.

    无人机, 无损检测, 不锈钢 and 非标设计 are skills.
    """
    clauses = _clauses(_without_numbering(_visible(text)))
    return bool(clauses) and all(map(_denies, clauses))


def is_skill(text: str) -> bool:
    """Tell whether a text names something that can be compared: not signs and emoji alone, not what is not needed."""
    return bool(skill_in_words(text))


def normalise_skill(text: str) -> str:
    """Return the form in which skills are equal, empty for none: 熟练掌握ＰＬＣ 编程, 1.plc编程 and PLC编程 are one."""
    return compact(skill_in_words(text))


def distinct_skills(texts: Iterable[str]) -> list[str]:
    """Return texts that name skills, each skill once as it was written first, in their order."""
    by_form: dict[str, str] = {}
    for text in texts:
        if form := normalise_skill(text):
            by_form.setdefault(form, text)
    return list(by_form.values())


def as_written(texts: Iterable[str]) -> dict[str, str]:
    """Return how skills are written by their normal form; of several spellings the last."""
    return {form: text for text in texts if (form := normalise_skill(text))}


@lru_cache(maxsize=1 << 18)
def skill_in_words(text: str) -> str:
    """Return the normal form of a skill with Latin words kept apart, as `matching.text.normal.in_words`."""
    seen = _without_numbering(_visible(text))
    needed = [clause for clause in _clauses(seen) if not _denies(clause)]
    if len(needed) == len(_clauses(seen)):
        return words_of_folded(_without_mastery(seen))
    return words_of_folded("，".join(map(_without_mastery, needed)))


def _visible(text: str) -> str:
    return folded(_CIRCLED.sub(" ", text)).strip()


def _clauses(text: str) -> list[str]:
    return [clause for raw in _CLAUSES.split(text) if (clause := raw.strip(" .、"))]


def _denies(clause: str) -> bool:
    if _DENYING.isdisjoint(clause):  # the quick way for nearly all
        return False
    return bool(_NOT_NEEDED.match(_without_numbering(clause))) and not _KEEPS_OUT.search(clause)


def _without_numbering(text: str) -> str:
    shorter = _NUMBERING.sub("", text, count=1).strip()
    return shorter if words_of_folded(shorter) else text


def _without_mastery(text: str) -> str:
    """Take words of mastery off the front, again and again, as long as something is left."""
    owned = _OWNING.match(text)
    if owned and words_of_folded(owned[1]):
        return owned[1]
    if _OWNED.match(text):
        text = _ABILITY.sub("", text) or text
    while True:
        shorter = _MASTERY.sub("", text, count=1).strip()
        if shorter == text or not words_of_folded(shorter):
            return text
        text = shorter
