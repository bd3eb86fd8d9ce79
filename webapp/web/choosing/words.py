"""Answers to suggestions in words: refusals, complaints, and what is on record."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from webapp.web.kernel.refusals import Words

WORDS = Words(
    sentences={
        "not_choosing": _l("“%(round)s”现在不在双向选择阶段，意见不能再填写或修改"),
        "headcount_outside": _l("人数应为 1 至 %(most)s"),
        "rank_outside": _l("本轮最多排 %(most)s 个志愿"),
        "rank_of_nothing": _l("只有已接受的建议才排志愿"),
        "choice_missing": _l("这条建议还没有意见，没有可以撤回的内容"),
        "colleague_unknown": _l("请选择本单位的一位同事"),
        "evidence_missing": _l("代为填写需要写明依据，至少 %(least)s 个字"),
        "too_many_at_once": _l("一次最多处理 %(most)s 条，请先按专业或岗位筛选"),
        "count_changed": _l("在您确认之前情况有变：原来 %(expected)s 条，现在 %(count)s 条，请重新核对"),
    },
    complaints={
        "reason_missing": _l("不接受的，请选择原因"),
        "headcount_missing": _l("请填写接受的人数"),
        "note_missing": _l("选择“其他”的，请在说明里写明原因"),
    },
    actions={
        "choice.made": lazy_pgettext("history", "填写意见"),
        "choice.made_for": lazy_pgettext("history", "统筹员代填意见"),
        "choice.withdrawn": lazy_pgettext("history", "撤回意见"),
        "choice.undone": lazy_pgettext("history", "撤销上一次修改"),
        "choice.ranked": lazy_pgettext("history", "志愿顺序变动"),
        "suggestion.decided": lazy_pgettext("history", "填写意见"),
    },
)
