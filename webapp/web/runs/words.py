"""Runs in words: refusals, and what is on record."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from webapp.web.kernel.refusals import Words

WORDS = Words(
    sentences={
        "run_active": _l("已有一次测算在进行，请等它结束，或先停止它"),
        "run_needs_freeze": _l("请先冻结轮次，再发起测算；双向选择结束后不再测算"),
        "run_not_active": _l("这次测算已经结束，不需要停止"),
        "run_not_done": _l("只有已完成的测算可以采用"),
        "run_already_adopted": _l("已经采用的就是这次测算"),
        "run_loses_answers": _l("有 %(answers)s 条已作出的选择不在这次测算里，请再测算一次，再采用新的结果"),
        "run_before_freeze": _l("这次测算之后内容重新冻结过，请再测算一次，再采用新的结果"),
        "run_not_adopted": _l("还没有采用任何一次测算"),
        "run_without_suggestions": _l("采用的测算没有一条建议，请调整规则后再测算"),
    },
    actions={
        "run.queued": lazy_pgettext("history", "发起测算"),
        "run.stopped": lazy_pgettext("history", "停止测算"),
        "run.adopted": lazy_pgettext("history", "采用测算"),
    },
)
