"""The append-only record of who did what, and how whoever acted is told to others."""

from typing import Any

from sqlmodel import Session, col, select

from webapp.models import AuditEvent, Person
from webapp.models.kernel.base import Keyed


def record(
    session: Session,
    action: str,
    thing: Keyed,
    *,
    by: Person | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEvent:
    """Add one event for the thing; values must be plain JSON."""
    event = AuditEvent(
        action=action,
        thing_kind=str(getattr(type(thing), "__tablename__", type(thing).__name__.lower())),
        thing_id=thing.id,
        actor_id=by.id if by else None,
        before=before or {},
        after=after or {},
    )
    session.add(event)
    return event


def history_of(session: Session, *things: Keyed, limit: int = 50) -> list[AuditEvent]:
    """Return the events of one or more things, newest first."""
    query = select(AuditEvent).where(col(AuditEvent.thing_id).in_([thing.id for thing in things]))
    return list(session.exec(query.order_by(col(AuditEvent.at).desc(), col(AuditEvent.id)).limit(limit)))


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what differs between two states, as it was and as it is."""
    names = [name for name, value in after.items() if before.get(name) != value and (before or value)]
    return {name: before[name] for name in names if name in before}, {name: after[name] for name in names}


def actor_name(actor: Person | None, otherwise: str = "") -> str:
    """Return the name under which somebody who acted is told to others: in the record, in mails and on pages.

    Everybody is told the person's own name, the other side as well as colleagues; whom it may concern is not asked.
    Where nobody acted, or the account is gone, it is `otherwise`, and pages depart from one another: the record says
    the platform itself, histories of things say nothing, lists of versions draw a dash.
    """
    return actor.name if actor is not None else otherwise
