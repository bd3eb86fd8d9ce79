"""The forms and words of what comes before choosing: invitations, late posts, the check before the freeze."""

from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from webapp.models.rounds.collecting_input import ANSWERS
from webapp.models.rounds.enums import AbsenceReason, InvitationState
from webapp.web.kernel.forms import COMPLAINTS, TypedForm
from webapp.web.kernel.i18n import label
from webapp.web.kernel.refusals import word
from webapp.web.words.criteria import HARD_RULES

COMPLAINTS["absence_reason_missing"] = _l("本次不参加的，请选择原因")
COMPLAINTS["absence_note_missing"] = _l("选择“其他”的，请在说明里写明原因")
BESIDE = {"absence_reason_missing": "reason", "absence_note_missing": "note"}

word("invite_not_collecting", _l("轮次不在征集阶段，现在不能邀请、催办或答复"))
word("message_too_long", _l("邀请附言最多 %(most)s 字"))
word("nobody_to_invite", _l("没有可以邀请的单位：请先选择单位，已邀请过的不会重复邀请"))
word("admitting_too_late", _l("双向选择已经开始，逾期提交的内容只能参加下一轮"))
word("post_not_late", _l("这条内容不是本轮的逾期提交，请刷新页面"))
word("post_already_admitted", _l("这条内容已经准许参加本轮"))
word("reason_needed", _l("请写明理由，2 至 300 字"))

FIELD_NAMES: dict[str, LazyString] = {
    "headcount": _l("人数"),
    "seats": _l("可培养人数"),
    "level": _l("培养层次"),
    "modes": _l("合作方式"),
    "start_month": _l("开始时间"),
    "region": _l("工作地点"),
    "industry_code": _l("行业"),
    "industry_codes": _l("面向行业"),
    "chain_slug": _l("产业链"),
    "required_skills": _l("必备技能"),
    "skills": _l("技能"),
}


class AnswerForm(TypedForm):
    """What an invited organisation answers."""

    version = HiddenField()
    state = RadioField(_l("贵单位是否参加本轮"), choices=[], validate_choice=False)
    reason = SelectField(_l("原因"), choices=[], description=_l("本次不参加时选择"), validate_choice=False)
    note = TextAreaField(_l("说明"), description=_l("选填，统筹员可见，最多 300 字"))

    REQUIRED_FIELDS = ("state",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the answers and the reasons."""
        super().__init__(*arguments, **options)
        words = {
            InvitationState.YES: _("参加"),
            InvitationState.MAYBE: _("可能参加，提交内容后自动计为参加"),
            InvitationState.NO: _("本次不参加"),
        }
        self.state.choices = [SelectChoice(state.value, words[state]) for state in ANSWERS]
        reasons = [SelectChoice(reason.value, label(reason)) for reason in AbsenceReason]
        self.reason.choices = [SelectChoice("", _("请选择")), *reasons]

    @property
    def seen_version(self) -> int:
        """Return the version of the invitation that the form was drawn from."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0

    def typed(self) -> dict[str, Any]:
        """Return what was typed."""
        values = super().typed()
        values.pop("version")
        return values | {"note": values["note"] or "", "reason": values["reason"] or ""}

    def complain(self, place: Iterable[Any], sentence: str) -> None:
        """Put what concerns an answer as a whole beside the field that mends it."""
        place = tuple(place)
        found = next((name for code, name in BESIDE.items() if str(COMPLAINTS[code]) == sentence), None)
        super().complain((found,) if not place and found else place, sentence)


def field_names(fields: Iterable[str]) -> str:
    """Return names of fields as a list in words."""
    return str(_("、")).join(str(FIELD_NAMES[name]) for name in fields)


def rule_name(code: str) -> str:
    """Return what a hard rule says."""
    return str(HARD_RULES.get(code, code))
