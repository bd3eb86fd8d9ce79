"""The forms of a round: its settings, the answer to an invitation, a pinned or banned pair."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from webapp.models.rounds.collecting_input import ANSWERS, InvitationAnswer, PairRuleInput
from webapp.models.rounds.enums import AbsenceReason, AllocationMethod, InvitationState, PairRuleKind
from webapp.models.rounds.round_input import CRITERIA, RoundInput
from webapp.services.codes.search import host_regions
from webapp.web.kernel.db import session
from webapp.web.kernel.forms import CheckboxesField, LineField, TypedForm, choices
from webapp.web.kernel.i18n import label, language
from webapp.web.kernel.versioned import VersionedForm
from webapp.web.words.criteria import CRITERION_NAMES, HARD_RULES


class RoundForm(TypedForm):
    """What a coordinator fills in to set a round up."""

    INPUT = RoundInput

    version = HiddenField()
    title = LineField(_l("标题"), description=_l("企业和学校看到的名称，%(least)s 至 %(most)s 字"))
    term = StringField(_l("学期"), description=_l("年份-学期，如 2027-1"))
    region = SelectField(_l("范围"), choices=[])
    collect_from = DateField(_l("征集开始"))
    collect_until = DateField(_l("征集截止"))
    choose_from = DateField(_l("选择开始"))
    choose_until = DateField(_l("选择截止"))
    weight_skills = StringField(CRITERION_NAMES["skills"])
    weight_industry = StringField(CRITERION_NAMES["industry"])
    weight_capacity = StringField(CRITERION_NAMES["capacity"])
    weight_level = StringField(CRITERION_NAMES["level"])
    weight_mode = StringField(CRITERION_NAMES["mode"])
    weight_region = StringField(CRITERION_NAMES["region"])
    weight_record = StringField(CRITERION_NAMES["record"])
    hard_rules = CheckboxesField(
        _l("硬性规则"),
        choices=[SelectChoice(code, name) for code, name in HARD_RULES.items()],
        description=_l("违反的一对不列为建议，不论得分"),
    )
    min_score = StringField(_l("最低得分"), description=_l("%(least)s 至 %(most)s，低于此分的不列为建议"))
    top_per_demand = StringField(_l("每条需求最多建议"), description=_l("%(least)s 至 %(most)s 条"))
    top_per_offering = StringField(_l("每个专业最多建议"), description=_l("%(least)s 至 %(most)s 条"))
    max_ranks = StringField(_l("志愿上限"), description=_l("每条需求、每个专业最多填几个志愿，%(least)s 至 %(most)s"))
    method = SelectField(
        _l("分配方法"),
        choices=[],
        description=_l("稳定分配：不会有一对双方都更愿意选对方却没有配上"),
        validate_choice=False,
    )
    cap_enterprise_pct = StringField(
        _l("单企业占一校名额的上限"), description=_l("百分比，%(least)s 至 %(most)s；100 为不限，避免一家包揽")
    )
    adjudicate_until = DateField(_l("裁定截止"))
    notice_days = StringField(_l("公示期"), description=_l("%(least)s 至 %(most)s 个工作日，按国家节假日安排计算"))

    REQUIRED_FIELDS = ("max_ranks", "cap_enterprise_pct", "method", "notice_days")  # which the type has defaults for

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the regions that organisations of the platform are in."""
        super().__init__(*arguments, **options)
        offered = [("", str(_l("不限地区"))), *host_regions(session(), language())]
        if self.region.data and self.region.data not in dict(offered):
            offered.append((self.region.data, self.region.data))
        self.region.choices = [SelectChoice(code, name) for code, name in offered]
        self.method.choices = choices(AllocationMethod)

    def typed(self) -> dict[str, Any]:
        """Return what was typed; days as text, so that the input type words what is wrong with them."""
        values = super().typed()
        values.pop("version")
        for name in ("collect_from", "collect_until", "choose_from", "choose_until", "adjudicate_until"):
            raw = self._fields[name].raw_data
            values[name] = raw[0] if raw else None
        return values

    @property
    def weights(self) -> list[Any]:
        """Return the fields of the weights."""
        return [self._fields[f"weight_{name}"] for name in CRITERIA]


class AnswerForm(VersionedForm):
    """What an invited organisation answers."""

    INPUT = InvitationAnswer

    state = RadioField(_l("贵单位是否参加本轮"), choices=[], validate_choice=False)
    reason = SelectField(_l("原因"), choices=[], description=_l("本次不参加时选择"), validate_choice=False)
    note = TextAreaField(_l("说明"), description=_l("选填，统筹员可见，最多 %(most)s 字"))

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


class PairRuleForm(TypedForm):
    """What a coordinator decides on one pair before allocation."""

    INPUT = PairRuleInput

    demand = LineField(_l("需求编号"), description=_l("如 D-ABCDEFG，在征集内容里可以查到"))
    offering = LineField(_l("培养能力编号"), description=_l("如 P-ABCDEFG"))
    kind = RadioField(_l("决定"), choices=[], validate_choice=False)
    seats = StringField(_l("人数"), description=_l("指定配对时填写"))
    reason = TextAreaField(_l("理由"), description=_l("%(least)s 至 %(most)s 字，记入办理记录"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer both decisions."""
        super().__init__(*arguments, **options)
        self.kind.choices = [SelectChoice(kind.value, label(kind)) for kind in PairRuleKind]

    def typed(self) -> dict[str, Any]:
        """Return what was typed; numbers of posts in capitals and without blanks around them."""
        values = super().typed()
        trimmed = {name: (values[name] or "").strip().upper() for name in ("demand", "offering")}
        return values | trimmed | {"reason": values["reason"] or ""}
