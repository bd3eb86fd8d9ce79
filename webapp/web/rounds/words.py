"""Rounds in words: refusals of setting up, collecting and pairing, complaints, and what is on record."""

from collections.abc import Iterable

from flask_babel import LazyString, lazy_pgettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.web.kernel.refusals import Words
from webapp.web.words.criteria import HARD_RULES

FAILURES: dict[str, LazyString] = {
    "interrupted": _l("测算几次中断都没有完成，请查看服务器后重新发起；已采用的结果不受影响"),
    "refused": _l("快照里有不能测算的内容，请解除冻结、核对后重新冻结；已采用的结果不受影响"),
    "broken": _l("测算出错，没有完成，请重新发起；再次出错时请联系系统管理员；已采用的结果不受影响"),
}
LIMIT_NAMES: dict[str, LazyString] = {
    "min_score": _l("最低得分"),
    "top_per_demand": _l("每条需求最多建议"),
    "top_per_offering": _l("每个专业最多建议"),
    "cap_enterprise_pct": _l("单企业占比上限"),
}
DUE: dict[str, LazyString] = {
    "open": _l("征集开始日期 %(day)s 已到，轮次还是草稿，请决定是否开始征集。"),
    "freeze": _l("征集截止日期 %(day)s 已过，请决定是否冻结；在此之前提交的仍算按时。"),
    "adopt": _l("双向选择开始日期 %(day)s 已到，还没有采用测算。"),
    "choose": _l("双向选择开始日期 %(day)s 已到，请决定是否开始。"),
    "adjudicate": _l("双向选择截止日期 %(day)s 已过，请决定是否结束。"),
    "publish": _l("裁定截止日期 %(day)s 已过，请尽快发布。"),
    "close": _l("公示期已于 %(day)s 届满，请决定是否结束轮次。"),
}

WORDS = Words(
    sentences={
        "round_past_editing": _l("双向选择开始后，轮次的设置不能再修改"),
        "invite_not_collecting": _l("轮次不在征集阶段，现在不能邀请、催办或答复"),
        "message_too_long": _l("邀请附言最多 %(most)s 字"),
        "nobody_to_invite": _l("没有可以邀请的单位：请先选择单位，已邀请过的不会重复邀请"),
        "admitting_too_late": _l("双向选择已经开始，逾期提交的内容只能参加下一轮"),
        "post_not_late": _l("这条内容不是本轮的逾期提交，请刷新页面"),
        "post_without_places": _l("这条内容的名额已在其他轮次全部配出，不能参加本轮"),
        "post_already_admitted": _l("这条内容已经准许参加本轮"),
        "reason_needed": _l("请写明理由，%(least)s 至 %(most)s 字"),
        "pair_demand_unknown": _l("本轮没有编号为 %(number)s 的需求"),
        "pair_offering_unknown": _l("本轮没有编号为 %(number)s 的培养能力"),
        "pin_beyond_headcount": _l("需求只剩 %(left)s 人可以指定，不能指定 %(seats)s 人"),
        "pin_beyond_seats": _l("专业只剩 %(left)s 个名额可以指定，不能指定 %(seats)s 人"),
        "pair_rules_too_late": _l("双向选择已经开始，不能再指定或取消配对"),
        "round_empty": _l(
            "还不能冻结：现有需求 %(demands)s 条、培养能力 %(offerings)s 条，两边都至少要有一条已提交的内容"
        ),
        "round_step_impossible": _l("轮次已不在这一阶段，请刷新页面查看现在的阶段"),
        "round_step_under_way": _l("上一步正在后台进行，请等它完成后再试"),
        "round_step_over": _l("这一步已经结束，请刷新页面"),
        "changed_meanwhile": _l("处理期间轮次的内容一再变动，这一步没有进行，请稍后再试"),
        "step_broken": _l("处理出错，这一步没有进行；请再试一次，再次出错时请联系系统管理员"),
        "step_unfinished": _l("轮次已进入下一阶段，但后续处理没有做完；可以接着做，已做的不会重复"),
        "round_step_not_yours": _l("这一步由统筹员办理"),
        "co_host_unknown": _l("请选择一个已核验、尚未参与主办的统筹单位"),
        "co_hosts_not_yours": _l("共同主办单位由主办单位确定"),
        "round_has_begun": _l("已有 %(posts)s 条填报、%(invited)s 家受邀单位，不能退回草稿"),
        "round_has_answers": _l("双方已作出 %(answers)s 条选择，不能退回测算；需要调整请在裁定阶段处理"),
    },
    complaints={
        "round_dates_in_order": _l("四个日期应依次往后：征集开始、征集截止、选择开始、选择截止"),
        "adjudicate_after_choosing": _l("裁定截止应在选择截止之后"),
        "weights_make_100": _l("各项权重合计应为 100，现在是 %(sum)s"),
        "absence_reason_missing": _l("本次不参加的，请选择原因"),
        "absence_note_missing": _l("选择“其他”的，请在说明里写明原因"),
        "pin_needs_seats": _l("指定配对的，请填写人数"),
    },
    actions={
        "invitation.answered": lazy_pgettext("history", "答复邀请"),
        "invitation.reminded": lazy_pgettext("history", "提醒答复邀请"),
        "round.allocated": lazy_pgettext("history", "分配名额"),
        "round.refill": lazy_pgettext("history", "重新测算填补"),
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
        "round.unrule": lazy_pgettext("history", "撤销全部裁定"),
        "round.publish": lazy_pgettext("history", "发布公示"),
        "round.close": lazy_pgettext("history", "结束轮次"),
        "round.co_host_named": lazy_pgettext("history", "增加共同主办"),
        "round.co_host_dropped": lazy_pgettext("history", "取消共同主办"),
        "round.invited": lazy_pgettext("history", "邀请单位"),
        "round.reminded": lazy_pgettext("history", "提醒受邀单位"),
        "post.admitted": lazy_pgettext("history", "准许逾期内容参加"),
        "post.dismissed": lazy_pgettext("history", "取消准许逾期内容"),
        "pair.ruled": lazy_pgettext("history", "指定或不配一对"),
        "pair.unruled": lazy_pgettext("history", "取消指定或不配"),
    },
)

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


def field_names(fields: Iterable[str]) -> str:
    """Return names of fields as a list in words."""
    return str(_("、")).join(str(FIELD_NAMES[name]) for name in fields)


def rule_name(code: str) -> str:
    """Return what a hard rule says."""
    return str(HARD_RULES.get(code, code))
