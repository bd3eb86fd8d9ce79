"""The record of who did what: searched, paged, taken away as a file; nobody changes it."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.models import AuditEvent
from webapp.models.kernel.pinyin import pinyin_order
from webapp.policies import Permission, can
from webapp.services.workbench.audit_search import AuditFilters, Names, names_of
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits
from webapp.web.kernel.identity import actor
from webapp.web.kernel.links import url_with
from webapp.web.kernel.lists import Page, page_or_file
from webapp.web.kernel.query import asked, words_asked
from webapp.web.workbench.audit_words import (
    KINDS,
    history_lines,
    kind_words,
    known_actions,
)
from webapp.web.workbench.lists import event_list

bp = Blueprint("audit", __name__, url_prefix="/admin/audit")
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
    action, kind = words_asked("action"), words_asked("kind")
    filters = asked(
        AuditFilters, action=action if action in known_actions() else "", kind=kind if kind in KINDS else ""
    )

    def draw(page: Page) -> str:
        events: list[AuditEvent] = list(page.rows)
        names = names_of(session(), events)
        rows = [(event, line, _thing(event, names)) for event, line in zip(events, history_lines(events), strict=True)]
        return render_template(
            "workbench/audit/index.html",
            page=replace(page, rows=rows),
            filters=filters,
            actions=known_actions(),
            kinds=sorted(((code, str(words)) for code, words in KINDS.items()), key=lambda pair: pinyin_order(pair[1])),
        )

    return page_or_file(event_list(filters), draw)


def _thing(event: AuditEvent, names: Names) -> dict[str, str]:
    endpoint, argument, permission = PAGES.get(event.thing_kind, ("", "", Permission.AUDIT_READ))
    is_shown = bool(endpoint) and event.thing_id in names and can(actor(), permission)
    values: dict[str, Any] = {argument: event.thing_id}
    return {
        "kind": kind_words(event.thing_kind),
        "name": names.get(event.thing_id, ""),
        "url": url_with(endpoint, {}, **values) if is_shown else "",
    }
