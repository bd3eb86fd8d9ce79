"""Agreements and batches in words: duties, refusals, what goes beyond a limit, and their history."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask_babel import LazyString, lazy_pgettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.models import Agreement, AuditEvent
from webapp.models.agreements.enums import AgreementState, BatchKind, DutySide
from webapp.models.kernel.enums import CooperationMode, Side
from webapp.models.kernel.labels import LabelledEnum
from webapp.services.agreements.duties import BY_SLUG
from webapp.services.kernel.errors import Remark
from webapp.web.kernel.i18n import label
from webapp.web.kernel.refusals import Words, wording
from webapp.web.words.history import lines_of

DUTIES: Final[Mapping[str, LazyString]] = {
    "plan": _l("与企业共同制订培养方案和教学计划"),
    "teachers": _l("选派专门的实习指导教师，全程管理"),
    "visit": _l("安排前实地考察企业，形成考察评估报告"),
    "insurance": _l("为学生投保实习责任保险"),
    "consent": _l("未满 18 周岁的学生，取得监护人知情同意"),
    "posts": _l("按协议提供岗位和名额，岗位与专业对口"),
    "mentors": _l("指派企业师傅，按比例带教"),
    "safety": _l("开展安全生产教育，提供劳动防护用品"),
    "pay": _l("按时足额以货币形式支付实习报酬"),
    "no_fees": _l("不收取押金、培训费等任何费用，不扣押证件"),
    "labour_contract": _l("与学徒签订一年以上劳动合同"),
    "training_plan": _l("与学校共同制订学徒培训计划，企校双师带徒"),
    "rules": _l("遵守学校和企业的规章制度、安全规程和劳动纪律"),
    "reports": _l("按时完成实习任务，提交实习日志和报告"),
}

NOTE_TITLES: Final[Mapping[str, LazyString]] = {
    "share_of_post": _l("占同类岗位在岗人数的比例"),
    "share_of_employees": _l("占职工总数的比例"),
    "few_mentors": _l("企业师傅数"),
    "months_unusual": _l("学徒培养期"),
    "months_few": _l("学徒培养期"),
    "months_many": _l("学徒培养期"),
    "batch_grade": _l("学生年级"),
    "batch_months": _l("实习时间"),
    "batch_pay": _l("实习报酬"),
    "batch_hours": _l("每日工作时间"),
    "batch_nights": _l("夜班"),
    "batch_hazardous": _l("高风险岗位"),
}
YEARS: Final[Mapping[str, LazyString]] = {
    "1": _l("一年级"),
    "2": _l("二年级"),
    "3": _l("三年级"),
    "4": _l("四年级"),
    "5": _l("五年级"),
}
MARKS: Final[Mapping[int, LazyString]] = {
    1: _l("很不满意"),
    2: _l("不满意"),
    3: _l("一般"),
    4: _l("满意"),
    5: _l("很满意"),
}
LOOKS: Final[Mapping[AgreementState, tuple[str, str]]] = {  # class of the tag, icon
    AgreementState.DRAFT: ("line", "pencil"),
    AgreementState.SIGNED: ("info", "file-certificate"),
    AgreementState.RUNNING: ("info", "player-play"),
    AgreementState.ENDED: ("ok", "check"),
    AgreementState.BROKEN_OFF: ("err", "circle-x"),
}


def duty_text(line: Mapping[str, Any]) -> str:
    """Return a duty in words: a standard one in the reader's language, another as it was written."""
    return str(DUTIES[line["slug"]]) if line["slug"] in DUTIES else str(line["text"])


def duty_source(line: Mapping[str, Any]) -> str:
    """Return where a standard duty stands."""
    return BY_SLUG[line["slug"]].source if line["slug"] in BY_SLUG else ""


def duties_by_side(agreement: Agreement) -> list[tuple[str, list[tuple[int, str, str, list[str], bool]]]]:
    """Return (whose, [(place, text, source, who agrees, added)]) of an agreement's duties."""
    groups = []
    for side in DutySide:
        lines = [
            (place, duty_text(line), duty_source(line), line["agreed"], not line["slug"])
            for place, line in enumerate(agreement.duties)
            if line["side"] == side.value
        ]
        if lines:
            groups.append((label(side), lines))
    return groups


def mode_names(agreement: Agreement) -> list[str]:
    """Return an agreement's modes in the reader's language."""
    known = {mode.value: mode for mode in CooperationMode}
    return [label(known[mode]) for mode in agreement.modes if mode in known]


def history(events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """Return the history of an agreement and its batches as people read it."""
    return lines_of(events, remark=_remark)


def _remark(event: AuditEvent) -> str:
    names: dict[str, type[LabelledEnum]] = {"state": AgreementState, "side": Side, "kind": BatchKind}
    parts = [str(event.after[name]) for name in ("text", "reason", "signed_number") if event.after.get(name)]
    parts += [label(names[name](event.after[name])) for name in ("state", "side", "kind") if event.after.get(name)]
    if "open" in event.after:
        parts.append(_("还有 %(count)s 项没有同意", count=event.after["open"]))
    if event.after.get("started") is not None and event.action == "batch.started":
        parts.append(_("到岗 %(count)s 人", count=event.after["started"]))
    return str(_("、").join(parts))


def explanations(remarks: Iterable[Remark]) -> dict[str, Any]:
    """Return what a form shows of figures that must be mended or explained."""
    asked = {remark.code: (remark.field, wording(remark.code, **remark.facts)) for remark in remarks}
    warnings = [(f"verify-{code}", sentence) for code, (_field, sentence) in asked.items()]
    return {"asked": asked, "warnings": warnings}


WORDS = Words(
    sentences={
        "agreement_without_terms": _l("合作方式和起止日期还没有填写"),
        "agreement_beyond_limits": _l("协议期超出法规限制，请修改条款，或填写核实说明"),
        "duties_open": _l("还有职责没有确认：企业 %(enterprise)s 项，学校 %(school)s 项；双方逐项同意后才能签约"),
        "agreement_step_impossible": _l("协议的状态已经改变，请刷新页面查看现在可以办理的事项"),
        "amendment_over": _l("这份补充协议已签署或已作废，请刷新页面"),
        "amendment_signed_already": _l("本方已经签署这份补充协议"),
        "agreement_is_signed": _l("协议已不是拟稿，条款不能再改"),
        "agreement_not_yours": _l("只有协议双方可以办理"),
        "agreement_not_open": _l("协议签约之后、结束之前才能安排学生批次"),
        "signed_in_future": _l("签约日期不能晚于今天"),
        "duties_full": _l("一份协议最多 %(most)s 项职责"),
        "duty_twice": _l("已有同样的一项职责"),
        "duty_stays": _l("标准职责不能删除"),
        "grade_too_early": _l("协议履行之后才能评价"),
        "batch_line_unknown": _l("请从协议的岗位里选择"),
        "batch_above_line": _l("协议里这个岗位只有 %(headcount)s 人"),
        "batch_outside_agreement": _l("应在协议期内：%(first)s 至 %(last)s"),
        "batch_has_started": _l("这一批已经开始，计划不能再改"),
        "batch_not_started": _l("这一批还没有开始"),
        "batch_not_covered": _l("还不能开始岗位实习：没有签三方协议，也没有投保实习责任险。无协议、无保险不实习"),
        "batch_without_tripartite": _l("还不能开始岗位实习：没有签学校、企业、学生三方协议"),
        "batch_without_insurance": _l("还不能开始岗位实习：没有投保实习责任险"),
        "started_above_planned": _l("不能超过计划的 %(planned)s 人"),
        "started_in_future": _l("开始日期不能晚于今天"),
        "outcome_above_started": _l("不能超过已到岗的 %(started)s 人"),
        "stayed_too_early": _l("开始满六个月（%(due)s）之后才能填写"),
        "batch_grade": _l("计划安排 %(grade)s 年级学生；岗位实习从 %(most)s 年级起，不得安排一年级学生"),
        "batch_months": _l("这一批岗位实习约 %(months)s 个月，一般为 %(most)s 个月"),
        "batch_pay": _l("报酬 %(pay)s 元，是本岗位 %(post_pay)s 元的 %(share)s%%；岗位实习报酬一般不低于 %(most)s%%"),
        "batch_hours": _l("每日工作 %(hours)s 小时，超过 %(most)s 小时；不得安排实习学生加班"),
        "batch_nights": _l(
            "每周夜班 %(nights)s 次，超过 %(most)s 次；不得安排实习学生上夜班，有特殊要求并已备案的请说明"
        ),
        "batch_hazardous": _l("不得安排学生到高空、井下、放射性、有毒、易燃易爆等安全风险较高的岗位"),
    },
    complaints={
        "period_order": _l("结束日期应在开始日期之后"),
        "insurance_number_missing": _l("已投保的，请填写保单号"),
        "grade_missing": _l("岗位实习请选择年级"),
    },
    actions={
        "agreement.drafted": lazy_pgettext("history", "生成拟稿"),
        "agreement.lines": lazy_pgettext("history", "名额随配对更新"),
        "agreement.amended": lazy_pgettext("history", "补充协议生效"),
        "amendment.proposed": lazy_pgettext("history", "拟出补充协议"),
        "amendment.signed": lazy_pgettext("history", "签署补充协议"),
        "amendment.dropped": lazy_pgettext("history", "补充协议作废"),
        "agreement.edited": lazy_pgettext("history", "修改条款"),
        "agreement.duties": lazy_pgettext("history", "确认职责"),
        "agreement.duty_added": lazy_pgettext("history", "增加职责"),
        "agreement.duty_dropped": lazy_pgettext("history", "删除职责"),
        "agreement.sign": lazy_pgettext("history", "登记签约"),
        "agreement.begin": lazy_pgettext("history", "开始履行"),
        "agreement.end": lazy_pgettext("history", "履行完成"),
        "agreement.break_off": lazy_pgettext("history", "提前终止"),
        "agreement.graded": lazy_pgettext("history", "评价满意度"),
        "batch.planned": lazy_pgettext("history", "安排批次"),
        "batch.edited": lazy_pgettext("history", "修改批次"),
        "batch.started": lazy_pgettext("history", "批次开始"),
        "batch.outcome": lazy_pgettext("history", "登记去向"),
        "batch.dropped": lazy_pgettext("history", "删除批次"),
    },
)
