"""What people are told: a line in their inbox, and mail about it unless they want none."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from webapp.models import Notice, Person
from webapp.models.market_enums import NoticeEvent


def tell(
    session: Session,
    event: NoticeEvent,
    people: Iterable[Person],
    *,
    path: str,
    thing_id: UUID | None = None,
    key: str = "",
    **facts: Any,
) -> list[Notice]:
    """Put a notice with its link into the inbox of each active person; with a key, nobody is told the same twice."""
    told = []
    for person in people:
        if not person.is_active or (key and _has_been_told(session, person, key)):
            continue
        notice = Notice(person_id=person.id, event=event, path=path, thing_id=thing_id, key=key, facts=facts)
        session.add(notice)
        told.append(notice)
    session.flush()
    return told


def people_of(session: Session, organisation_ids: Iterable[UUID]) -> list[Person]:
    """Return the active people of the organisations, in the order of their addresses."""
    query = select(Person).where(col(Person.organisation_id).in_(list(organisation_ids)), col(Person.is_active))
    return list(session.exec(query.order_by(col(Person.email))))


def _has_been_told(session: Session, person: Person, key: str) -> bool:
    query = select(Notice.id).where(Notice.person_id == person.id, Notice.key == key)
    return session.exec(query).first() is not None
