"""The forms and words of what comes before choosing: invitations, late posts, the check before the freeze."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice

from webapp.models.rounds.collecting_input import ANSWERS
from webapp.models.rounds.enums import AbsenceReason, InvitationState
from webapp.web.kernel.i18n import label
from webapp.web.kernel.versioned import VersionedForm
from webapp.web.words.criteria import HARD_RULES

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


class AnswerForm(VersionedForm):
    """What an invited organisation answers."""

    state = RadioField(_l("贵单位是否参加本轮"), choices=[], validate_choice=False)
    reason = SelectField(_l("原因"), choices=[], description=_l("本次不参加时选择"), validate_choice=False)
    note = TextAreaField(_l("说明"), description=_l("选填，统筹员可见，最多 300 字"))

    BESIDE: Mapping[str, str] = {"absence_reason_missing": "reason", "absence_note_missing": "note"}
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

    def typed(self) -> dict[str, Any]:
        """Return what was typed."""
        values = super().typed()
        return values | {"note": values["note"] or "", "reason": values["reason"] or ""}


def field_names(fields: Iterable[str]) -> str:
    """Return names of fields as a list in words."""
    return str(_("、")).join(str(FIELD_NAMES[name]) for name in fields)


def rule_name(code: str) -> str:
    """Return what a hard rule says."""
    return str(HARD_RULES.get(code, code))
