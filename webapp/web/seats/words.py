"""Alternates and what became of seats in words: refusals, and what is on record."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from webapp.web.kernel.refusals import Words

WORDS = Words(
    sentences={
        "offer_not_yours": _l("只有递补双方可以答复"),
        "offer_over": _l("这个递补机会已经结束"),
        "offer_answered": _l("贵单位已经答复"),
    },
    actions={
        "alternate.refused": lazy_pgettext("history", "递补未接受"),
        "alternate.lapsed": lazy_pgettext("history", "递补逾期"),
        "allocation.freed": lazy_pgettext("history", "名额释放"),
        "allocation.fallen": lazy_pgettext("history", "配对落空"),
        "alternate.offered": lazy_pgettext("history", "提供递补机会"),
        "alternate.answered": lazy_pgettext("history", "答复递补"),
        "alternate.taken": lazy_pgettext("history", "递补成功"),
    },
)
