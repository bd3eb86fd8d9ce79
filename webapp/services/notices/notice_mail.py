"""Mail about notices: written by the worker after the commit that told, in the language of each person."""

from collections.abc import Callable

from sqlmodel import Session, col, select

from webapp.clock import now
from webapp.models import Notice, NoticeOptOut, Person
from webapp.models.notices.enums import DECISIONS
from webapp.services.notices.outbox import post_mail

MOST = 200  # of one turn
WordNotice = Callable[[Notice, Person], tuple[str, str]]  # subject and body


def mail_notices(session: Session, word: WordNotice, *, most: int = MOST) -> int:
    """Put into the outbox what people have been told and want mail about; return how many mails were written."""
    query = select(Notice, Person).join(Person, col(Person.id) == col(Notice.person_id))
    query = query.where(col(Notice.mail_settled_at).is_(None)).order_by(col(Notice.made_at), col(Notice.id))
    waiting = session.exec(query.limit(most).with_for_update(skip_locked=True, of=Notice)).all()
    unwanted = _unwanted(session, [person for _notice, person in waiting])
    written = 0
    for notice, person in waiting:
        notice.mail_settled_at = now()
        session.add(notice)
        is_wanted = notice.event in DECISIONS or (person.id, notice.event) not in unwanted
        if is_wanted and person.is_active:
            subject, body = word(notice, person)
            post_mail(session, person.email, subject[:200], body)
            written += 1
    session.flush()
    return written


def _unwanted(session: Session, people: list[Person]) -> set[tuple[object, object]]:
    if not people:
        return set()
    query = select(NoticeOptOut).where(col(NoticeOptOut.person_id).in_({person.id for person in people}))
    return {(row.person_id, row.event) for row in session.exec(query)}
