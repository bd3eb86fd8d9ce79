"""The working calendar in words: refusals, and what is on record."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from webapp.web.kernel.refusals import Words

WORDS = Words(
    sentences={
        "day_unknown": _l("该操作现在不能进行，请刷新页面后再试。"),
        "day_is_worked_anyway": _l("这一天本来就是工作日，不需要登记"),
    },
    actions={
        "calendar.set": lazy_pgettext("history", "修改工作日历"),
        "calendar.dropped": lazy_pgettext("history", "删除工作日历的一天"),
    },
)
