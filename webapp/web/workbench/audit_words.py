"""The record in words: what was done, to what, and each change as it was and as it is.

Every action of `services.kernel.audit.record` has its words in the table of the room that it belongs to.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

import flask_babel
from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l

from webapp.models import AuditEvent
from webapp.models.accounts.enums import OrganisationStatus, Role
from webapp.models.agreements.enums import AgreementState
from webapp.models.conflicts.enums import ConflictKind, ConflictState, RulingWay
from webapp.models.kernel.enums import Side
from webapp.models.kernel.labels import LabelledEnum
from webapp.models.kernel.pinyin import pinyin_order
from webapp.models.posts.enums import PostStatus
from webapp.models.publication.enums import ObjectionState
from webapp.models.rounds.enums import AllocationMethod, InvitationState, RoundStatus
from webapp.models.seats.enums import AllocationState, AlternateState
from webapp.web.kernel.i18n import label
from webapp.web.kernel.refusals import all_words
from webapp.web.kernel.versioned import ENUM_OF_FIELD, lines_in, shown_entries
from webapp.web.posts.demand_forms import DEMAND_LABELS
from webapp.web.posts.offering_forms import OFFERING_LABELS
from webapp.web.posts.program_forms import PROGRAM_LABELS
from webapp.web.words.answers import state_words
from webapp.web.words.history import lines_of

_: Callable[..., str] = flask_babel.gettext
KINDS: dict[str, LazyString] = {
    "suggestion": _l("匹配建议"), "matching_round": lazy_pgettext("list", "轮次"), "demand": _l("人才需求"),
    "offering": _l("培养能力"), "program": _l("专业"), "organisation": _l("单位"), "person": _l("账号"),
    "import_batch": _l("导入"), "invitation": _l("邀请"), "api_token": _l("接口令牌"), "code_entry": _l("代码"),
    "conflict": _l("冲突"), "allocation": _l("配额"), "agreement": _l("合作协议"), "objection": _l("异议"),
    "publication": _l("公示"), "hearing": _l("答辩会"), "alternate_offer": _l("递补"), "ruling": _l("裁定"),
    "student_batch": _l("学生批次"), "special_day": _l("工作日历"),
    "choice": _l("意见"), "conflict_statement": _l("书面意见"),
}  # fmt: skip
FIELDS: dict[str, LazyString] = {
    "status": _l("状态"), "state": _l("状态"), "side": _l("一方"), "title": _l("名称"), "name": _l("名称"),
    "code": _l("编号"), "number": _l("编号"), "run": _l("测算"), "reason": _l("原因"), "text": _l("说明"),
    "note": _l("说明"), "people": _l("人"), "organisations": _l("单位数"), "post": lazy_pgettext("field", "填报"),
    "seats": _l("人数"),
    "headcount": _l("人数"), "way": _l("裁定方式"), "role": _l("角色"), "kind": _l("类型"), "method": _l("分配方法"),
    "rows": _l("行数"), "email": _l("邮箱"), "weights": _l("计分权重"), "min_score": _l("最低得分"),
    "max_ranks": _l("志愿上限"), "sha256": _l("快照校验码"), "signed_on": _l("签约日期"),
    "pairs": _l("配对"), "conflicts": _l("冲突"), "days": _l("公示期"),
    "path": _l("页面"),
}  # fmt: skip
STATUSES: dict[str, type[LabelledEnum]] = {
    "matching_round": RoundStatus, "demand": PostStatus, "offering": PostStatus, "organisation": OrganisationStatus,
    "invitation": InvitationState, "conflict": ConflictState, "allocation": AllocationState,
    "objection": ObjectionState, "agreement": AgreementState, "alternate_offer": AlternateState,
}  # fmt: skip
ENUMS: dict[str, type[LabelledEnum]] = {"side": Side, "role": Role, "way": RulingWay, "method": AllocationMethod}
REMARKS = ("evidence", "text", "reason", "note")  # written by somebody: shown as it is, in a line of its own
QUIET = frozenset({"version", "form_key", "sheet", "key"})


def known_actions() -> dict[str, str]:
    """Return the words of all actions by their code, in the order of the words."""
    codes = all_words().actions
    return dict(sorted(((code, str(words)) for code, words in codes.items()), key=lambda pair: pinyin_order(pair[1])))


def kind_words(kind: str) -> str:
    """Return what kind of thing something was done to."""
    return str(KINDS.get(kind, kind))


def history_lines(events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """Return events as people read them: when, who, what, each change, and what was written along with it."""
    return lines_of(events, changes=changes_of, remark=remark_of, nobody=_("系统"))


def changes_of(event: AuditEvent) -> list[tuple[str, str, str]]:
    """Return each change of an event: the field, what stood before, what stands after."""
    if event.action.startswith("choice.") or event.action == "suggestion.decided":
        side = event.after.get("side") or event.before.get("side") or Side.SCHOOL.value
        name = _("企业意见") if side == Side.ENTERPRISE.value else _("学校意见")
        return [(name, state_words(event.before), state_words(event.after))]
    names = [name for name in {**event.before, **event.after} if name not in QUIET and name not in REMARKS]
    return [
        (_field(name), _worded(event, name, event.before.get(name)), _worded(event, name, event.after.get(name)))
        for name in names
        if event.before.get(name) != event.after.get(name)
    ]


def remark_of(event: AuditEvent) -> str:
    """Return what somebody wrote along with what they did."""
    is_choice = event.action.startswith("choice.")
    names = ("evidence", "note_public") if is_choice else REMARKS
    return _("；").join(str(event.after[name]) for name in names if isinstance(event.after.get(name), str))


def _field(name: str) -> str:
    words = FIELDS.get(name) or DEMAND_LABELS.get(name) or OFFERING_LABELS.get(name) or PROGRAM_LABELS.get(name)
    return str(words or name)


def _worded(event: AuditEvent, name: str, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "--"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name == "course_facts":
        return shown_entries(name, lines_in(value))
    kinds = {"status": STATUSES.get(event.thing_kind), "state": STATUSES.get(event.thing_kind)}
    kind = kinds.get(name) or ENUMS.get(name) or ENUM_OF_FIELD.get(name)
    if name == "kind" and event.thing_kind == "conflict":
        kind = ConflictKind
    entries = value if isinstance(value, list) else [value]
    return _("、").join(_entry(kind, entry) for entry in entries)


def _entry(kind: type[LabelledEnum] | None, entry: Any) -> str:
    if kind is not None and entry in {member.value for member in kind}:
        return label(kind(entry))
    return json.dumps(entry, ensure_ascii=False) if isinstance(entry, dict | list) else str(entry)
