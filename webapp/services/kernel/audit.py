"""The append-only record of who did what and from where, and how whoever acted is told to others."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from webapp.clock import now
from webapp.models import AuditEvent, Person
from webapp.models.kernel.base import Keyed

ADDRESS: Final = "address"  # where a session keeps from where it is asked
HOUR: Final = timedelta(hours=1)
MOST_REFUSALS: Final = 60  # of one person in an hour: whoever tries all doors does not fill the record


def record(
    session: Session,
    action: str,
    thing: Keyed,
    *,
    by: Person | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEvent:
    """Add one event for the thing, with the address that the session is asked from; values must be plain JSON."""
    event = AuditEvent(
        action=action,
        thing_kind=str(getattr(type(thing), "__tablename__", type(thing).__name__.lower())),
        thing_id=thing.id,
        actor_id=by.id if by else None,
        before=before or {},
        after=after or {},
        address=address_of(session),
    )
    session.add(event)
    return event


def record_refusal(
    session: Session, thing_kind: str, thing_id: UUID, *, person_id: UUID, address: str, path: str
) -> None:
    """Add that a person was refused a thing or, where it is the person, a page; the same at most once an hour."""
    refused = select(AuditEvent.thing_id).where(
        AuditEvent.actor_id == person_id, AuditEvent.action == "access.refused", col(AuditEvent.at) > now() - HOUR
    )
    known = session.exec(refused.limit(MOST_REFUSALS)).all()
    if thing_id in known or len(known) >= MOST_REFUSALS:
        return
    session.add(
        AuditEvent(
            action="access.refused",
            thing_kind=thing_kind,
            thing_id=thing_id,
            actor_id=person_id,
            after={"path": path},
            address=address,
        )
    )


def address_of(session: Session) -> str:
    """Return from where the session is asked; nothing where no request is."""
    return str(session.info.get(ADDRESS, ""))[:64]


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
