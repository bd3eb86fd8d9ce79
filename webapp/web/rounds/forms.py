"""The form of a matching round, the words of its refusals and of its history."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from webapp.models import AuditEvent
from webapp.models.rounds.enums import AllocationMethod
from webapp.models.rounds.round_input import CRITERIA
from webapp.services.codes.search import host_regions
from webapp.web.kernel.db import session
from webapp.web.kernel.forms import CheckboxesField, LineField, TypedForm, choices
from webapp.web.kernel.i18n import language
from webapp.web.words.criteria import CRITERION_NAMES, HARD_RULES
from webapp.web.words.history import lines_of


class RoundForm(TypedForm):
    """What a coordinator fills in to set a round up."""

    version = HiddenField()
    title = LineField(_l("标题"), description=_l("企业和学校看到的名称，4 至 40 字"))
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
    min_score = StringField(_l("最低得分"), description=_l("0 至 100，低于此分的不列为建议"))
    top_per_demand = StringField(_l("每条需求最多建议"), description=_l("1 至 50 条"))
    top_per_offering = StringField(_l("每个专业最多建议"), description=_l("1 至 50 条"))
    max_ranks = StringField(_l("志愿上限"), description=_l("每条需求、每个专业最多填几个志愿，1 至 20"))
    method = SelectField(
        _l("分配方法"),
        choices=[],
        description=_l("稳定分配：不会有一对双方都更愿意选对方却没有配上"),
        validate_choice=False,
    )
    cap_enterprise_pct = StringField(
        _l("单企业占一校名额的上限"), description=_l("百分比，1 至 100；100 为不限，避免一家包揽")
    )
    adjudicate_until = DateField(_l("裁定截止"))
    notice_days = StringField(_l("公示期"), description=_l("1 至 30 个工作日，按国家节假日安排计算"))

    REQUIRED_FIELDS = (
        "title",
        "term",
        "collect_from",
        "collect_until",
        "choose_from",
        "choose_until",
        *(f"weight_{name}" for name in CRITERIA),
        "min_score",
        "top_per_demand",
        "top_per_offering",
        "max_ranks",
        "cap_enterprise_pct",
        "method",
        "notice_days",
    )

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


def history_lines(events: list[AuditEvent]) -> list[dict[str, object]]:
    """Return the round's history as people read it, with the number of the run that an event is about."""
    return [line | {"run": event.after.get("run")} for line, event in zip(lines_of(events), events, strict=True)]
