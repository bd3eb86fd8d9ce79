"""The record, searched: by what was done, by whom, to what, and when, within what the reader may see."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator
from sqlalchemy import union_all
from sqlmodel import Session, SQLModel, col, func, or_, select

from webapp import clock
from webapp.models import (
    Agreement,
    AuditEvent,
    Conflict,
    Demand,
    Invitation,
    MatchingRound,
    Offering,
    Organisation,
    Person,
    Program,
    Suggestion,
)
from webapp.models.kernel.filters import Filters, Words
from webapp.services.accounts.names import named_so
from webapp.services.rounds.pair_rules import titles_of
from webapp.services.workbench.audit_rights import readable, withheld_from

Names = dict[UUID, str]


def _date(value: Any) -> Any:
    return date.fromisoformat(value.strip()) if isinstance(value, str) else value


class AuditFilters(Filters):
    """What the record is narrowed to."""

    action: Words = ""
    kind: Words = ""
    thing: Words = ""  # a word of its name or number, or its key
    who: Words = ""
    first: Annotated[date | None, BeforeValidator(_date)] = None
    last: Annotated[date | None, BeforeValidator(_date)] = None


def find_events(
    session: Session, filters: AuditFilters, *, viewer: Person, offset: int, limit: int
) -> tuple[list[AuditEvent], int]:
    """Return a page of the record as the viewer may see it, newest first, and how many events there are.

    An event loses what stood before and after where its thing keeps that from the viewer.
    """
    allowed = readable(viewer)
    total = session.exec(_filtered(select(func.count(col(AuditEvent.id))), filters).where(allowed)).one()
    query = _filtered(select(AuditEvent), filters).where(allowed)
    page = query.order_by(col(AuditEvent.at).desc(), col(AuditEvent.id)).offset(offset).limit(limit)
    events = list(session.exec(page))
    withheld = withheld_from(session, events, viewer)
    for event in events:
        if event.id in withheld:
            session.expunge(event)  # the record itself does not change
            event.before, event.after = {}, {}
    return events, total


def names_of(session: Session, events: Sequence[AuditEvent]) -> Names:
    """Return the names of the things that events are about, as far as these have names."""
    names: Names = {}
    for kind in {event.thing_kind for event in events}:
        keys = {event.thing_id for event in events if event.thing_kind == kind}
        if kind in NAMING:
            names.update(NAMING[kind](session, keys))
    return names


def _filtered(query: Any, filters: AuditFilters) -> Any:
    query = query.select_from(AuditEvent)
    if filters.action:
        query = query.where(AuditEvent.action == filters.action)
    if filters.kind:
        query = query.where(AuditEvent.thing_kind == filters.kind)
    if filters.first is not None:
        query = query.where(AuditEvent.at >= clock.begin_of(filters.first))
    if filters.last is not None:
        query = query.where(AuditEvent.at < clock.end_of(filters.last))
    if filters.who:
        people = select(Person.id).where(
            or_(col(Person.name).icontains(filters.who, autoescape=True),
                col(Person.email).icontains(filters.who, autoescape=True))
        )  # fmt: skip
        query = query.where(col(AuditEvent.actor_id).in_(people))
    if filters.thing:
        query = query.where(_is_about(filters.thing))
    return query


def _is_about(words: str) -> Any:
    try:
        return col(AuditEvent.thing_id) == UUID(words)
    except ValueError:
        pass
    matching_ids = [
        select(col(key)).where(or_(*(col(column).icontains(words, autoescape=True) for column in columns)))
        for key, columns in (
            (MatchingRound.id, (MatchingRound.title, MatchingRound.code)),
            (Demand.id, (Demand.position, Demand.number)),
            (Offering.id, (Offering.number,)),
            (Program.id, (Program.name,)),
            (Organisation.id, (Organisation.credit_code,)),
            (Person.id, (Person.name, Person.email)),
            (Agreement.id, (Agreement.number,)),
        )
    ]
    pairs = select(col(Suggestion.id)).join(Demand, col(Demand.id) == col(Suggestion.demand_id))
    demand_names = (col(Demand.position), col(Demand.number))
    pairs = pairs.where(or_(*(column.icontains(words, autoescape=True) for column in demand_names)))
    return col(AuditEvent.thing_id).in_(union_all(*matching_ids, named_so(words), pairs))


def _by(kind: type[SQLModel], name: Callable[[Any], str]) -> Callable[[Session, set[UUID]], Names]:
    def names(session: Session, keys: Iterable[UUID]) -> Names:
        rows = session.exec(select(kind).where(col(kind.id).in_(list(keys))))  # type: ignore[attr-defined]
        return {row.id: name(row) for row in rows}  # type: ignore[attr-defined]

    return names


def _pairs(session: Session, keys: set[UUID]) -> Names:
    return {key: f"{position} × {major}" for key, (position, _owner, major) in titles_of(session, keys).items()}


def _conflicts(session: Session, keys: set[UUID]) -> Names:
    query = select(Conflict.id, Conflict.number, MatchingRound.title).join(
        MatchingRound, col(MatchingRound.id) == col(Conflict.round_id)
    )
    rows = session.exec(query.where(col(Conflict.id).in_(list(keys))))
    return {key: f"{title} {number}" for key, number, title in rows}


NAMING: dict[str, Callable[[Session, set[UUID]], Names]] = {
    "matching_round": _by(MatchingRound, lambda row: row.title),
    "demand": _by(Demand, lambda row: f"{row.number} {row.position}".strip()),
    "offering": _by(Offering, lambda row: row.number),
    "program": _by(Program, lambda row: row.name),
    "organisation": _by(Organisation, lambda row: row.name),
    "person": _by(Person, lambda row: row.name),
    "invitation": _by(Invitation, lambda row: row.organisation.name),
    "agreement": _by(Agreement, lambda row: row.number),
    "suggestion": _pairs,
    "conflict": _conflicts,
}
