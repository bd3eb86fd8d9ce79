"""One of a few: read by its exact name or by a name that is known to mean it; all else that is near is asked back."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

from webapp.models.kernel.labels import LabelledEnum
from webapp.models.kernel.written.signs import close
from webapp.models.kernel.written.unclear import Unclear

E = TypeVar("E", bound=LabelledEnum)
STEM: Final = re.compile(r"\(.*?\)")
OR: Final = re.compile(r"[/、,，;；]|或者?|和|及|与|~|-|至|到")
OPEN: Final = frozenset({
    "不限", "均可", "都可", "都行", "不要求", "无要求", "无限制",
    "待定", "未定", "面议", "协商", "其它", "双方商定", "商定", "另行商定",
    "视情况", "不确定",
})  # fmt: skip
YES: Final = frozenset({
    "是", "有", "提供", "√", "✓", "✔", "☑", "y",
    "yes", "true", "1", "对", "可", "可以", "包", "包吃住", "包吃",
    "包住", "包食宿", "包三餐", "包餐", "包午餐", "包中餐", "包两餐",
    "管吃住", "管吃", "管住", "管饭", "管两餐", "管三餐", "提供食宿",
    "提供住宿", "提供宿舍", "提供用餐", "提供餐食", "提供工作餐", "有宿舍",
    "有食堂", "有住宿", "免费住宿", "免费食宿", "免费工作餐", "工作餐",
    "食宿免费", "吃住全包", "含食宿", "含住宿", "含餐", "供食宿",
})  # fmt: skip
NO: Final = frozenset({
    "否", "无", "没有", "不提供", "×", "✗", "✘", "☒", "x", "n", "no", "false", "0", "不", "不包", "不包吃住",
    "不包食宿", "不含食宿", "自理", "食宿自理", "住宿自理", "无食宿", "无宿舍", "不提供食宿", "不提供住宿",
})  # fmt: skip
HALF: Final = re.compile("包|提供|食|宿|餐|吃|住|补")


def folded(text: str) -> str:
    """Return a name as names are compared."""
    return close(text).casefold()


def read_choice(
    text: str,
    members: Iterable[E],
    also: Mapping[str, E] | None = None,
    asked: Mapping[str, Sequence[E]] | None = None,
) -> E:
    """Return the member that a writing names; raise Unclear with the members that it may mean.

    `also` has further names that mean a member, `asked` those that may mean several.
    """
    listed = list(members)
    wanted = folded(text)
    names = {folded(name): member for name, member in (also or {}).items()}
    found = _exact(wanted, listed) or names.get(wanted) or names.get(STEM.sub("", wanted))
    if found is not None:
        return found
    several = (asked or {}).get(wanted)
    if several is not None:
        raise Unclear("choice_unclear", text, [member.zh for member in several])
    parts = [part for part in OR.split(wanted) if part]
    if len(parts) > 1:
        named = [_exact(part, listed) or names.get(part) for part in parts]
        either = [member for member in named if member is not None]
        if len(either) == len(parts) and len(set(either)) == 1:
            return either[0]
        if either:
            raise Unclear("choice_unclear", text, [member.zh for member in dict.fromkeys(either)])
    if wanted in OPEN:
        raise Unclear("choice_open", text, [""])
    near = [member for member in listed if _is_near(wanted, folded(member.zh))]
    if near:
        raise Unclear("choice_unclear", text, [member.zh for member in near])
    raise Unclear("enum", text)


def read_yes_no(text: str) -> bool:
    """Return what a writing says to a question of yes or no; raise Unclear."""
    wanted = folded(text)
    if wanted in YES or wanted in NO:
        return wanted in YES
    parts = [part for part in re.split("[,，、;；。及和]", wanted) if part]
    if len(parts) > 1 and (all(part in YES for part in parts) or all(part in NO for part in parts)):
        return parts[0] in YES
    if wanted in OPEN or HALF.search(wanted):
        raise Unclear("yes_or_no_unclear", text, ["是", "否"])
    raise Unclear("yes_or_no", text)


def _exact(wanted: str, members: list[E]) -> E | None:
    for member in members:
        label = folded(member.zh)
        if wanted in (member.value, label, folded(member.en), STEM.sub("", label)):
            return member
    return None


def _is_near(wanted: str, label: str) -> bool:
    return len(wanted) > 1 and (wanted in label or label in wanted)
