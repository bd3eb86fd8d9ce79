"""What people are told: a line in their inbox, and mail about it unless they want none."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from webapp.clock import now
from webapp.models import Notice, NoticeOptOut, Person
from webapp.models.notices.enums import DECISIONS, NoticeEvent

OPTIONAL = tuple(event for event in NoticeEvent if event not in DECISIONS)  # mail that a person may do without
PLAIN = (str, int, float, bool, list, dict, type(None))


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
    """Put a notice with its link into the inbox of each active person; with a key, nobody is told the same twice.

    Mail about it is written by the worker, in the language of each person; see `services.notices.notice_mail`.
    """
    people = [person for person in people if person.is_active]
    knowing = _have_been_told(session, people, key) if key else set()
    plain = {name: fact if isinstance(fact, PLAIN) else str(fact) for name, fact in facts.items()}
    notices = []
    for person in {person.id: person for person in people if person.id not in knowing}.values():
        notice = Notice(person_id=person.id, event=event, path=path, thing_id=thing_id, key=key, facts=plain)
        session.add(notice)
        notices.append(notice)
    session.flush()
    return notices


def people_of(session: Session, organisation_ids: Iterable[UUID]) -> list[Person]:
    """Return the active people of the organisations, in the order of their addresses."""
    query = select(Person).where(col(Person.organisation_id).in_(list(organisation_ids)), col(Person.is_active))
    return list(session.exec(query.order_by(col(Person.email))))


def find_notices(
    session: Session, person: Person, *, only_unread: bool, offset: int, limit: int
) -> tuple[list[Notice], int]:
    """Return a page of somebody's inbox, newest first, and how many notices there are."""
    conditions = [col(Notice.person_id) == person.id]
    if only_unread:
        conditions.append(col(Notice.read_at).is_(None))
    total = session.exec(select(func.count()).select_from(Notice).where(*conditions)).one()
    query = select(Notice).where(*conditions).order_by(col(Notice.made_at).desc(), col(Notice.id))
    return list(session.exec(query.offset(offset).limit(limit))), total


def count_unread(session: Session, person: Person) -> int:
    """Return how many notices somebody has not read."""
    query = select(func.count()).select_from(Notice)
    return session.exec(query.where(Notice.person_id == person.id, col(Notice.read_at).is_(None))).one()


def read_notice(session: Session, notice: Notice, *, by: Person) -> None:
    """Note that its reader has read a notice."""
    if notice.person_id == by.id and notice.read_at is None:
        notice.read_at = now()
        session.add(notice)
        session.flush()


def read_all(session: Session, *, by: Person) -> int:
    """Note that somebody has read all of the inbox, and return how much was new."""
    moment, unread = now(), select(Notice).where(Notice.person_id == by.id, col(Notice.read_at).is_(None))
    notices = list(session.exec(unread))
    for notice in notices:
        notice.read_at = moment
        session.add(notice)
    session.flush()
    return len(notices)


def unwanted_mail(session: Session, person: Person) -> set[NoticeEvent]:
    """Return the kinds of event that a person wants no mail about."""
    return {row.event for row in session.exec(select(NoticeOptOut).where(NoticeOptOut.person_id == person.id))}


def choose_mail(session: Session, wanted: Iterable[NoticeEvent], *, by: Person) -> None:
    """Keep which mail a person wants; what is decided about them is always mailed."""
    opted_out = {row.event: row for row in session.exec(select(NoticeOptOut).where(NoticeOptOut.person_id == by.id))}
    unwanted = set(OPTIONAL) - set(wanted)
    for event, row in opted_out.items():
        if event not in unwanted:
            session.delete(row)
    for event in sorted(unwanted - set(opted_out)):
        session.add(NoticeOptOut(person_id=by.id, event=event))
    session.flush()


def _have_been_told(session: Session, people: Iterable[Person], key: str) -> set[UUID]:
    asked = [person.id for person in people]
    return set(session.exec(select(Notice.person_id).where(col(Notice.person_id).in_(asked), Notice.key == key)))
