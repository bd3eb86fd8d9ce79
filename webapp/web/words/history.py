"""The history of a thing in words; each concept adds the words of its actions."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import LazyString, lazy_pgettext

from webapp.models import AuditEvent
from webapp.services.kernel.audit import actor_name
from webapp.web.kernel.versioned import entries_of, shown_entries

ACTIONS: dict[str, LazyString] = {
    "program.created": lazy_pgettext("history", "新建专业"),
    "program.edited": lazy_pgettext("history", "修改专业"),
    "program.closed": lazy_pgettext("history", "停止发布"),
    "program.reopened": lazy_pgettext("history", "恢复发布"),
    "offering.drafted": lazy_pgettext("history", "新建培养能力"),
    "offering.edited": lazy_pgettext("history", "修改培养能力"),
    "offering.submitted": lazy_pgettext("history", "提交培养能力"),
    "offering.withdrawn": lazy_pgettext("history", "撤回培养能力"),
    "offering.returned": lazy_pgettext("history", "退回修改"),
}


def history_lines(events: Iterable[AuditEvent], labels: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the history as people read it: when, who, what, and each change as it was and as it is."""
    lines = []
    for event in events:
        changed = [
            (
                str(labels[name]),
                shown_entries(name, entries_of(event.before.get(name))),
                shown_entries(name, entries_of(value)),
            )
            for name, value in event.after.items()
            if name in labels and name not in ("round_id", "major_key") and event.action.endswith(".edited")
        ]
        lines.append(
            {
                "at": event.at,
                "who": actor_name(event.actor),
                "what": str(ACTIONS.get(event.action, event.action)),
                "changes": changed,
                "remark": event.after.get("text") or event.after.get("reason", ""),
            }
        )
    return lines
