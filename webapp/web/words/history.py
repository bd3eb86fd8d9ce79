"""The record of a thing as people read it: one line for each event."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from webapp.models import AuditEvent
from webapp.services.kernel.audit import actor_name
from webapp.web.kernel.refusals import all_words
from webapp.web.kernel.versioned import lines_in, shown_entries

Change = tuple[str, str, str]  # the field, what stood before, what stands after


def named_changes(changes: Iterable[Iterable[str]], name: Callable[[str], Any]) -> list[Change]:
    """Return (field, was, is) with the field's name as people know it, and a dash where nothing stands."""
    return [(str(name(field)), was or "--", now or "--") for field, was, now in changes]


def action_words(action: str) -> str:
    """Return what was done."""
    return str(all_words().actions.get(action, action))


def lines_of(
    events: Iterable[AuditEvent],
    *,
    changes: Callable[[AuditEvent], list[Change]] = lambda _event: [],
    remark: Callable[[AuditEvent], str] = lambda _event: "",
    nobody: str = "",
) -> list[dict[str, Any]]:
    """Return when, who, what of each event, with its changes and what was written along with it as a page wants them.

    `nobody` stands where the platform itself acted.
    """
    return [
        {
            "at": event.at,
            "who": actor_name(event.actor, nobody),
            "what": action_words(event.action),
            "changes": changes(event),
            "remark": remark(event),
        }
        for event in events
    ]


def history_lines(events: Iterable[AuditEvent], labels: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the history of a thing that is edited as a whole: each change of a field that has a label."""

    def edits(event: AuditEvent) -> list[Change]:
        if not event.action.endswith(".edited"):
            return []
        return [
            (
                str(labels[name]),
                shown_entries(name, lines_in(event.before.get(name))),
                shown_entries(name, lines_in(value)),
            )
            for name, value in event.after.items()
            if name in labels and name not in ("round_id", "major_key")
        ]

    return lines_of(events, changes=edits, remark=_reason)


def _reason(event: AuditEvent) -> str:
    return str(event.after.get("text") or event.after.get("reason", ""))
