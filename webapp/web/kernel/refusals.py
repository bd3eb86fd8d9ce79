"""The sentences behind the codes of refusals, of input errors and of the record.

Each room of pages has one table, `WORDS` in its `words.py`; `webapp.web.frame.vocabulary` names all of them, and the
application joins them when it is made.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from flask import Flask, current_app
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.services.kernel.errors import DomainError

Sentences = Mapping[str, LazyString]


@dataclass(frozen=True, slots=True)
class Words:
    """What a room says, by code."""

    sentences: Sentences = field(default_factory=dict)  # of refusals and remarks of services
    complaints: Sentences = field(default_factory=dict)  # of input types, which a form puts beside a field
    actions: Sentences = field(default_factory=dict)  # of events on record


def init_app(app: Flask, rooms: Iterable[Words]) -> None:
    """Give the application the words of all rooms."""
    app.extensions["zhiqiao.words"] = joined(rooms)


def joined(rooms: Iterable[Words]) -> Words:
    """Return the tables of all rooms as one; a code that two rooms word is a mistake, whichever came last."""
    tables: dict[str, dict[str, LazyString]] = {table.name: {} for table in fields(Words)}
    for room in rooms:
        for name, known in tables.items():
            said: Sentences = getattr(room, name)
            if twice := known.keys() & said.keys():
                raise ValueError(f"worded in two rooms: {name} {', '.join(sorted(twice))}")
            known.update(said)
    return Words(**tables)


def all_words() -> Words:
    """Return the words of all rooms."""
    words: Words = current_app.extensions["zhiqiao.words"]
    return words


def has_sentence(code: str) -> bool:
    """Tell whether a refusal has a sentence of its own."""
    return code in all_words().sentences


def wording(code: str, **facts: Any) -> str:
    """Return the sentence of a code with its facts filled in."""
    sentence = all_words().sentences.get(code)
    if sentence is None:
        return str(_("该操作现在不能进行，请刷新页面后再试。"))
    return str(sentence) % spelled(facts) if facts else str(sentence)


def waiting(error: DomainError) -> dict[str, str]:
    """Return the header that tells how long to wait, where the refusal says so."""
    wait = getattr(error, "wait", None)
    return {"Retry-After": str(max(1, math.ceil(wait.total_seconds())))} if wait else {}


def complaint_code(kind: str, facts: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the code and the facts of a complaint of an input type, our own ones among them."""
    if kind == "value_error" and "error" in facts:
        code, *values = facts["error"].args
        return str(code), values[0] if values and isinstance(values[0], dict) else {}
    if facts.get("field_type") == "Value":  # how pydantic measures text that a function has gone over
        kind = {"too_short": "string_too_short", "too_long": "string_too_long"}.get(kind, kind)
    return kind, dict(facts)


def complaint_text(kind: str, facts: Mapping[str, Any]) -> str:
    """Return the sentence of a complaint of an input type."""
    code, values = complaint_code(kind, facts)
    words = all_words()
    sentence = words.complaints.get(code) or words.sentences.get(code)
    if sentence is None:
        return str(_("请检查此项"))
    return str(sentence) % spelled(values)


def spelled(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a sentence with lists as the reader's language writes them."""
    return {name: _spelled(name, fact) if isinstance(fact, list | tuple) else fact for name, fact in facts.items()}


def _spelled(name: str, fact: Sequence[Any]) -> str:
    """Return a list in words: what may be meant instead is one or another, the rest comes together."""
    joint = str(_(" 或 ")) if name == "options" else str(_("、"))
    return joint.join(str(entry) for entry in fact if entry != "")


CONTROL_CHARACTERS = _l("含有不可见的控制字符，请删除后再提交")
WORDS = Words(
    sentences={
        "stale_edit": _l("这条内容在您打开之后已被他人修改，您的修改没有保存。请打开最新版本，对照后再改。"),
        "attachment_large": _l("文件太大，最多 %(most)s MB"),
        "attachment_empty": _l("文件是空的，请重新选择"),
        "attachment_kind": _l("只能上传 PDF、JPG、PNG 或 DOCX 文件，按文件内容判断"),
    },
    complaints={
        "missing": _l("请填写此项"),
        "string_type": _l("请填写此项"),
        "int_type": _l("请填写一个整数"),
        "date_type": _l("请填写日期"),
        "enum": _l("请从选项中选择"),
        "literal_error": _l("请从选项中选择"),
        "bool_parsing": _l("请从选项中选择"),
        "uuid_parsing": _l("请从选项中选择"),
        "uuid_type": _l("请从选项中选择"),
        "float_type": _l("请填写数字"),
        "list_type": _l("请从选项中选择"),
        "string_too_short": _l("至少 %(min_length)s 个字"),
        "string_too_long": _l("最多 %(max_length)s 个字"),
        "string_pattern_mismatch": _l("格式不对，请按提示填写"),
        "too_short": _l("至少 %(min_length)s 项"),
        "too_long": _l("最多 %(max_length)s 项"),
        "greater_than_equal": _l("不能小于 %(ge)s"),
        "less_than_equal": _l("不能大于 %(le)s"),
        "whole_number": _l("应为整数，例如 12"),
        "number_range": _l("写的是“%(written)s”，请填一个数：%(options)s"),
        "number_unclear": _l("写的是“%(written)s”，请填一个数：%(options)s"),
        "number_signs": _l("“%(written)s”看不出是哪个数：%(options)s"),
        "number_about": _l("写的是“%(written)s”，不是确切的数；按 %(options)s 填吗？"),
        "number_open": _l("写的是“%(written)s”，请填一个数；还不确定的留空"),
        "month": _l("应为年月，例如 2027-03"),
        "month_tenth": _l("“%(written)s”可能是末尾少了 0 的 10 月，也可能是 1 月：%(options)s"),
        "month_unclear": _l("写的是“%(written)s”，请填一个月：%(options)s"),
        "month_without_year": _l("写的是“%(written)s”，没有写年份；是 %(options)s 吗？"),
        "month_needs_year": _l("写的是“%(written)s”，请写明年份，例如 2027-09"),
        "month_open": _l("写的是“%(written)s”，请填一个月，例如 2027-09；还不确定的留空"),
        "day": _l("应为日期，例如 2027-06-30"),
        "day_unclear": _l("写的是“%(written)s”，请填一天：%(options)s"),
        "day_open": _l("写的是“%(written)s”，请填一天，例如 2027-06-30"),
        "duration": _l("应为月数，例如 12"),
        "duration_unclear": _l("写的是“%(written)s”，请填一个月数：%(options)s"),
        "duration_open": _l("写的是“%(written)s”，请填月数，例如 12；还不确定的留空"),
        "years": _l("应为年数，例如 3"),
        "years_unclear": _l("写的是“%(written)s”，请填一个年数：%(options)s"),
        "pay": _l("应为每月的元数，例如 5000"),
        "pay_unclear": _l("写的是“%(written)s”，请填每月的元数：%(options)s"),
        "pay_open": _l("写的是“%(written)s”，请填每月的元数，例如 5000；商定的留空"),
        "pay_period": _l("写的是“%(written)s”，折合每月约 %(options)s 元；请按月填写"),
        "pay_range": _l("写的是“%(written)s”，请填一个数：%(options)s"),
        "pay_beside": _l("写的是“%(written)s”，与另一栏的数不一致；按 %(options)s 填吗？"),
        "phone": _l("请填手机号或带区号的固定电话"),
        "phone_several": _l("写了不止一个号码，请留一个：%(options)s"),
        "phone_zero": _l("“%(written)s”像是少了区号开头的 0；是 %(options)s 吗？"),
        "phone_words": _l("号码旁边还有别的字；按 %(options)s 填吗？"),
        "choice_unclear": _l("写的是“%(written)s”，请选一项：%(options)s"),
        "choice_open": _l("写的是“%(written)s”，请从选项中选择；不确定的留空"),
        "yes_or_no": _l("只能填“是”或“否”"),
        "yes_or_no_unclear": _l("写的是“%(written)s”，请填“是”或“否”"),
        "term": _l("请从选项中选择学期"),
        "term_unclear": _l("写的是“%(written)s”，请填一个学期：%(options)s"),
        "control_characters": CONTROL_CHARACTERS,
        "entry_long": _l("每一项最多 %(longest)s 个字"),
    },
)
