"""The record as a list."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from webapp.models import AuditEvent
from webapp.services.kernel.audit import actor_name
from webapp.services.workbench.audit_search import AuditFilters, find_events, names_of
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import moment
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Column, Listing
from webapp.web.words.history import action_words
from webapp.web.workbench.audit_words import changes_of, kind_words, remark_of

Line = tuple[AuditEvent, str, list[str], list[str]]  # with the name of its thing, and what stood before and after


def event_list(filters: AuditFilters) -> Listing[AuditEvent]:
    """What was done, newest first, as far as the reader may see it."""
    columns: list[Column[Line]] = [
        Column(_("时间"), 18, lambda line: moment(line[0].at)),
        Column(_("操作人"), 14, lambda line: actor_name(line[0].actor, _("系统"))),
        Column(_("来源地址"), 18, lambda line: line[0].address),
        Column(_("操作"), 20, lambda line: action_words(line[0].action)),
        Column(_("对象类型"), 12, lambda line: kind_words(line[0].thing_kind)),
        Column(_("对象"), 36, lambda line: line[1]),
        Column(_("变动前"), 40, lambda line: "\n".join(line[2])),
        Column(_("变动后"), 40, lambda line: "\n".join(line[3])),
        Column(_("说明"), 40, lambda line: remark_of(line[0])),
        Column(_("操作代码"), 20, lambda line: line[0].action),
        Column(_("对象标识"), 38, lambda line: str(line[0].thing_id)),
    ]
    return Listing(
        name=_("操作记录"),
        columns=columns,
        rows=lambda offset, limit: find_events(session(), filters, viewer=actor(), offset=offset, limit=limit),
        lines=_lines,
        per_page=50,
        narrowed=(filters.thing, filters.who, action_words(filters.action) if filters.action else ""),
    )


def _lines(events: Sequence[AuditEvent]) -> Iterator[Line]:
    names = names_of(session(), list(events))
    for event in events:
        changes = changes_of(event)
        before = [_("%(field)s：%(value)s", field=field, value=value) for field, value, _after in changes]
        after = [_("%(field)s：%(value)s", field=field, value=value) for field, _before, value in changes]
        yield event, names.get(event.thing_id, ""), before, after
