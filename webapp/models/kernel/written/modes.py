"""Ways of working together as people call them; a placement alone says none of them."""

from collections.abc import Mapping, Sequence
from typing import Final

from webapp.models.kernel.enums import CooperationMode as Mode
from webapp.models.kernel.written.choices import OPEN, folded, read_choice
from webapp.models.kernel.written.lists import entries_of
from webapp.models.kernel.written.unclear import Unclear

ALSO: Final[Mapping[str, Mode]] = {
    "订单": Mode.ORDER_CLASS, "订单培养": Mode.ORDER_CLASS, "订单式培养": Mode.ORDER_CLASS, "订单式": Mode.ORDER_CLASS,
    "订单班培养": Mode.ORDER_CLASS, "现代学徒": Mode.MODERN_APPRENTICESHIP, "现代学徒制班": Mode.MODERN_APPRENTICESHIP,
    "现代学徒制培养": Mode.MODERN_APPRENTICESHIP, "新型学徒制": Mode.NEW_APPRENTICESHIP,
    "企业新型学徒": Mode.NEW_APPRENTICESHIP, "企业新型学徒制培养": Mode.NEW_APPRENTICESHIP,
    "实习基地": Mode.PRACTICE_BASE, "实训基地": Mode.PRACTICE_BASE, "校外实习基地": Mode.PRACTICE_BASE,
    "校外实训基地": Mode.PRACTICE_BASE, "共建实训基地": Mode.PRACTICE_BASE, "共建实习实训基地": Mode.PRACTICE_BASE,
    "校外实习实训基地": Mode.PRACTICE_BASE, "现代产业学院": Mode.INDUSTRY_COLLEGE,
    "共建产业学院": Mode.INDUSTRY_COLLEGE,
    "专业共建": Mode.JOINT_MAJOR, "校企共建专业": Mode.JOINT_MAJOR, "联合技术攻关": Mode.TECH_PROJECT,
    "教师实践": Mode.TEACHER_PRACTICE, "教师企业实践": Mode.TEACHER_PRACTICE, "师资企业实践": Mode.TEACHER_PRACTICE,
}  # fmt: skip
APPRENTICE: Final = (Mode.MODERN_APPRENTICESHIP, Mode.NEW_APPRENTICESHIP)
ASKED: Final[Mapping[str, Sequence[Mode]]] = {
    "学徒制": APPRENTICE, "学徒": APPRENTICE, "企业学徒制": APPRENTICE[::-1], "中国特色学徒制": APPRENTICE,
    "特色学徒制": APPRENTICE, "现场工程师": APPRENTICE, "冠名班": (Mode.ORDER_CLASS,),
    "企业冠名班": (Mode.ORDER_CLASS,),
    "定向班": (Mode.ORDER_CLASS,), "定向培养": (Mode.ORDER_CLASS,), "实习": (Mode.PRACTICE_BASE,),
    "实训": (Mode.PRACTICE_BASE,), "顶岗实习": (Mode.PRACTICE_BASE,), "岗位实习": (Mode.PRACTICE_BASE,),
    "跟岗实习": (Mode.PRACTICE_BASE,), "认识实习": (Mode.PRACTICE_BASE,), "实习实训": (Mode.PRACTICE_BASE,),
    "实习就业": (Mode.PRACTICE_BASE, Mode.ORDER_CLASS), "技术服务": (Mode.TECH_PROJECT,),
    "横向课题": (Mode.TECH_PROJECT,),
    "师资培训": (Mode.TEACHER_PRACTICE,), "师资互聘": (Mode.TEACHER_PRACTICE,),
}  # fmt: skip
LEFT_OPEN: Final = OPEN | {"校企合作", "合作", "合作办学", "长期合作", "产教融合"}


def read_mode(text: str) -> Mode:
    """Return the way of working together that a writing names; raise Unclear."""
    if folded(text) in LEFT_OPEN:
        raise Unclear("choice_open", text, [""])
    return read_choice(text, Mode, ALSO, ASKED)


def read_modes(text: str) -> list[Mode]:
    """Return the ways of working together that a writing lists; raise Unclear for the list as a whole."""
    modes: list[Mode] = []
    entries = entries_of(text.replace("+", "；").replace("＋", "；"))
    for entry in entries:
        try:
            modes.append(read_mode(entry))
        except Unclear as unclear:
            if len(entries) == 1:
                raise
            raise Unclear(unclear.code, text, _with_others(entries, entry, unclear.options), entry=entry) from None
    return list(dict.fromkeys(modes))


def _with_others(entries: list[str], unclear: str, options: Sequence[str]) -> list[str]:
    return ["；".join(filter(None, (option if entry == unclear else entry for entry in entries))) for option in options]
