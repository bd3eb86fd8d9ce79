"""Publications and objections in words: checks, refusals, complaints, and what is on record."""

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l

from webapp.web.kernel.refusals import Words

CHECKS: dict[str, tuple[LazyString, LazyString]] = {
    "frozen": (_l("供需数据已冻结"), _l("轮次还没有冻结")),
    "run_adopted": (_l("采用的测算已确认"), _l("还没有采用任何一次测算")),
    "choosing_over": (_l("双向选择已截止"), _l("双向选择还没有结束")),
    "conflicts_settled": (_l("冲突已全部裁定"), _l("还有 %(count)s 项冲突、%(people)s 人没有裁定")),
    "seats_once": (_l("没有名额重复分配"), _l("有 %(count)s 条需求或专业的名额与分配不符")),
    "alternates_over": (_l("递补已全部答复"), _l("还有 %(count)s 个递补等待双方答复")),
    "notice_written": (_l("公示稿已拟好"), _l("还没有拟公示稿")),
    "notice_approved": (_l("公示稿已审定"), _l("公示稿还没有审定")),
}
WORDS = Words(
    sentences={
        **{f"check_{name}": red for name, (_green, red) in CHECKS.items()},
        "notice_published": _l("结果已公示，公示稿不能再改"),
        "notice_runs": _l("公示期到 %(until)s 为止，期满后才能结束"),
        "objections_open": _l("还有 %(count)s 件异议没有答复"),
        "objections_over": _l("公示期已过，不能再提交或处理异议"),
        "objections_too_many": _l("您一小时内提交的异议太多，请 %(minutes)s 分钟后再提交；填写的内容还在。"),
        "objection_pair_unknown": _l("所选的配对不在公示名单中"),
        "objection_settled": _l("这件异议已经答复"),
        "objection_needs_pair": _l("异议成立的，请选择涉及的配对"),
        "objection_pair_contested": _l("这个配对已在另一项冲突中，请先裁定那一项"),
    },
    complaints={
        "contact_unreachable": _l("请填写手机号、带区号的电话或邮箱，以便答复"),
    },
    actions={
        "objection.filed": lazy_pgettext("history", "提交异议"),
        "objection.replied": lazy_pgettext("history", "答复异议"),
        "publication.drafted": lazy_pgettext("history", "拟公示稿"),
        "publication.approved": lazy_pgettext("history", "审定公示稿"),
        "publication.corrected": lazy_pgettext("history", "更正公示"),
    },
)
