"""Answers of the record in words."""

from collections.abc import Callable, Mapping
from typing import Any

import flask_babel

from webapp.models.kernel.enums import Decision, DeclineReason
from webapp.web.choosing.forms import answer_of, rank_of
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
