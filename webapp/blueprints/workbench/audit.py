"""The record of who did what: searched, paged, taken away as a file; nobody changes it."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.models import AuditEvent
from webapp.policies import Permission, can
from webapp.services.kernel.audit import actor_name
from webapp.services.sheets.writing import Head
from webapp.services.workbench.audit_search import AuditFilters, Names, find_events, names_of
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import list_file, wanted_format
from webapp.web.kernel.guards import permits
from webapp.web.kernel.i18n import moment
from webapp.web.kernel.identity import actor
from webapp.web.kernel.links import url_with
from webapp.web.kernel.lists import MOST_ROWS, Page, page_number
from webapp.web.kernel.query import words_asked
from webapp.web.words.history import action_words
from webapp.web.workbench.audit_words import (
    KINDS,
    changes_of,
    history_lines,
    kind_words,
    known_actions,
    remark_of,
)

bp = Blueprint("audit", __name__, url_prefix="/admin/audit")
PER_PAGE = 50
PAGES = {  # where a kind of thing is shown, and who may open it
    "matching_round": ("rounds.show", "round_id", Permission.ROUND_MAKE),
    "suggestion": ("suggestions.show", "suggestion_id", Permission.SUGGESTION_CHOOSE_FOR),
    "demand": ("demands.show", "demand_id", Permission.POST_RETURN),
    "offering": ("offerings.show", "offering_id", Permission.POST_RETURN),
    "program": ("programs.show", "program_id", Permission.POST_RETURN),
    "organisation": ("organisations.show", "organisation_id", Permission.ORGANISATION_LIST),
}


@bp.get("")
@permits(Permission.AUDIT_READ)
def index() -> ResponseReturnValue:
    """List what was done, newest first, by what the reader looks for."""
    filters = _filters()
    if wanted := wanted_format():
        events, total = find_events(session(), filters, viewer=actor(), offset=0, limit=MOST_ROWS)
        return _file(wanted, events, total, filters)
    number = page_number()
    events, total = find_events(session(), filters, viewer=actor(), offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    names = names_of(session(), events)
    return render_template(
        "workbench/audit/index.html",
        page=Page(
            [(event, line, _thing(event, names)) for event, line in zip(events, history_lines(events), strict=True)],
            total, number, PER_PAGE,
        ),
        filters=filters,
        actions=known_actions(),
        kinds=sorted(((code, str(words)) for code, words in KINDS.items()), key=lambda pair: pair[1]),
    )  # fmt: skip


def _filters() -> AuditFilters:
    action, kind = _text("action"), _text("kind")
    return AuditFilters(
        action=action if action in known_actions() else "",
        kind=kind if kind in KINDS else "",
        thing=_text("thing"),
        who=_text("who"),
        first=_day("first"),
        last=_day("last"),
    )


def _text(name: str) -> str:
    return words_asked(name)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(_text(name))
    except ValueError:
        return None


def _thing(event: AuditEvent, names: Names) -> dict[str, str]:
    endpoint, argument, permission = PAGES.get(event.thing_kind, ("", "", Permission.AUDIT_READ))
    is_shown = bool(endpoint) and event.thing_id in names and can(actor(), permission)
    values: dict[str, Any] = {argument: event.thing_id}
    return {
        "kind": kind_words(event.thing_kind),
        "name": names.get(event.thing_id, ""),
        "url": url_with(endpoint, {}, **values) if is_shown else "",
    }


def _file(kind: str, events: list[AuditEvent], total: int, filters: AuditFilters) -> ResponseReturnValue:
    names = names_of(session(), events)
    done = (
        (_("时间"), 18),
        (_("操作人"), 14),
        (_("来源地址"), 18),
        (_("操作"), 20),
        (_("对象类型"), 12),
        (_("对象"), 36),
    )
    told_of = ((_("变动前"), 40), (_("变动后"), 40), (_("说明"), 40), (_("操作代码"), 20), (_("对象标识"), 38))
    rows = []
    for event in events:
        changes = changes_of(event)
        rows.append(
            [
                moment(event.at),
                actor_name(event.actor, _("系统")),
                event.address,
                action_words(event.action),
                kind_words(event.thing_kind),
                names.get(event.thing_id, ""),
                "\n".join(_("%(field)s：%(value)s", field=field, value=before) for field, before, _after in changes),
                "\n".join(_("%(field)s：%(value)s", field=field, value=after) for field, _before, after in changes),
                remark_of(event),
                event.action,
                str(event.thing_id),
            ]
        )
    told = [
        text for text in (filters.thing, filters.who, action_words(filters.action) if filters.action else "") if text
    ]
    return list_file(
        kind, _("操作记录"), [Head(text, width) for text, width in (*done, *told_of)], rows, total=total, filters=told
    )
