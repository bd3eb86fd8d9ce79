"""Answers of the record in words."""

from collections.abc import Callable, Mapping
from typing import Any

import flask_babel

from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.web.kernel.i18n import label

_: Callable[..., str] = flask_babel.gettext


def state_words(values: Mapping[str, Any]) -> str:
    """Return an answer as the record keeps it in words; silence is no answer."""
    if "decision" not in values:
        return _("未表态") if "rank" not in values else rank_of(values["rank"]) or _("不排志愿")
    parts = [answer_of(Decision(values["decision"]), int(values.get("headcount") or 0)), rank_of(values.get("rank"))]
    if values.get("reason"):
        parts.append(label(DeclineReason(values["reason"])))
    if values.get("handed_to_id"):
        parts.append(_("已转给同事"))
    if values.get("on_behalf"):
        parts.append(_("统筹员代填"))
    return _("，").join(part for part in parts if part)


def answer_of(decision: Decision, headcount: int) -> str:
    """Return an answer in words."""
    answers = {
        Decision.ACCEPT: _("接受 %(count)s 人", count=headcount),
        Decision.ACCEPT_PARTIAL: _("接受部分人数：%(count)s 人", count=headcount),
        Decision.DECLINE: _("不接受"),
        Decision.DEFER: _("暂缓"),
    }
    return str(answers[decision])


def rank_of(rank: int | None) -> str:
    """Return a rank in words, or nothing."""
    return _("第 %(rank)s 志愿", rank=rank) if rank else ""
