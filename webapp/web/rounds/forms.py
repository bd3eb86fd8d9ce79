"""The form of a matching round, the words of its refusals and of its history."""

from typing import Any

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from webapp.models import AuditEvent
from webapp.models.rounds.enums import AllocationMethod
from webapp.models.rounds.round_input import CRITERIA
from webapp.services.codes.search import host_regions
from webapp.services.kernel.audit import actor_name
from webapp.web.kernel.db import session
from webapp.web.kernel.forms import COMPLAINTS, CheckboxesField, LineField, TypedForm, choices
from webapp.web.kernel.i18n import language
from webapp.web.kernel.refusals import word
from webapp.web.words.criteria import CRITERION_NAMES, HARD_RULES

word("round_past_editing", _l("双向选择开始后，轮次的设置不能再修改"))
word("run_active", _l("已有一次测算在进行，请等它结束，或先停止它"))
word("run_needs_freeze", _l("请先冻结轮次，再发起测算；双向选择结束后不再测算"))
word("run_not_active", _l("这次测算已经结束，不需要停止"))
word("run_not_done", _l("只有已完成的测算可以采用"))
word("run_already_adopted", _l("已经采用的就是这次测算"))
word("run_loses_answers", _l("有 %(answers)s 条已作出的选择不在这次测算里，请再测算一次，再采用新的结果"))
word("run_before_freeze", _l("这次测算之后内容重新冻结过，请再测算一次，再采用新的结果"))
COMPLAINTS["round_dates_in_order"] = _l("四个日期应依次往后：征集开始、征集截止、选择开始、选择截止")
COMPLAINTS["adjudicate_after_choosing"] = _l("裁定截止应在选择截止之后")
COMPLAINTS["weights_make_100"] = _l("各项权重合计应为 100，现在是 %(sum)s")

ACTIONS: dict[str, LazyString] = {
    "round.made": lazy_pgettext("history", "新建轮次"),
    "round.edited": lazy_pgettext("history", "修改设置"),
    "round.open": lazy_pgettext("history", "开始征集"),
    "round.freeze": lazy_pgettext("history", "冻结"),
    "round.thaw": lazy_pgettext("history", "解除冻结"),
    "round.choose": lazy_pgettext("history", "开始双向选择"),
    "round.recall": lazy_pgettext("history", "退回草稿"),
    "round.adopt": lazy_pgettext("history", "进入已测算"),
    "round.release": lazy_pgettext("history", "取消采用"),
    "round.hold": lazy_pgettext("history", "收回双向选择"),
    "round.adjudicate": lazy_pgettext("history", "结束双向选择"),
    "round.publish": lazy_pgettext("history", "发布公示"),
    "round.close": lazy_pgettext("history", "结束轮次"),
    "round.invited": lazy_pgettext("history", "邀请单位"),
    "round.reminded": lazy_pgettext("history", "提醒受邀单位"),
    "post.admitted": lazy_pgettext("history", "准许逾期内容参加"),
    "post.dismissed": lazy_pgettext("history", "取消准许逾期内容"),
    "pair.ruled": lazy_pgettext("history", "指定或不配一对"),
    "pair.unruled": lazy_pgettext("history", "取消指定或不配"),
    "run.queued": lazy_pgettext("history", "发起测算"),
    "run.stopped": lazy_pgettext("history", "停止测算"),
    "run.adopted": lazy_pgettext("history", "采用测算"),
}


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
    """Return the round's history as people read it."""
    return [
        {
            "at": event.at,
            "what": ACTIONS.get(event.action, event.action),
            "who": actor_name(event.actor),
            "run": event.after.get("run"),
        }
        for event in events
    ]
