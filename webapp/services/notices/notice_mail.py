"""Mail about notices: written by the worker after the commit that told, in the language of each person."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from webapp.clock import now
from webapp.models import Notice, NoticeOptOut, Person
from webapp.models.notices.enums import DECISIONS
from webapp.services.notices.outbox import post_mail

MOST = 200  # of one turn
WordNotice = Callable[[Notice, Person], tuple[str, str]]  # subject and body


def unmailed(session: Session) -> list[UUID]:
    """Return the oldest notices whose mail is neither written nor known to be unwanted."""
    query = select(Notice.id).where(col(Notice.mail_settled_at).is_(None))
    return list(session.exec(query.order_by(col(Notice.made_at), col(Notice.id)).limit(MOST)))


def mail_notice(session: Session, notice_id: UUID, word: WordNotice) -> None:
    """Put the mail about one notice into the outbox if its reader wants it; another worker may have done so."""
    query = select(Notice).where(Notice.id == notice_id, col(Notice.mail_settled_at).is_(None))
    notice = session.exec(query.with_for_update(skip_locked=True)).first()
    if notice is None:
        return
    person = session.get_one(Person, notice.person_id)
    notice.mail_settled_at, notice.mail_error = now(), ""
    session.add(notice)
    if person.is_active and _wants(session, person, notice):
        subject, body = word(notice, person)
        post_mail(session, person.email, subject, body)
    session.flush()


def note_unmailable(session: Session, notice_id: UUID, error: Exception) -> None:
    """Set a notice aside whose mail cannot be written, so that it stops none of the others."""
    session.execute(
        update(Notice)
        .where(col(Notice.id) == notice_id)
        .values(mail_settled_at=now(), mail_error=type(error).__name__[:80])
    )


def count_unmailable(session: Session) -> int:
    """Return how many notices were set aside."""
    return session.exec(select(func.count()).where(Notice.mail_error != "")).one()


def try_unmailable_again(session: Session) -> int:
    """Let the mails be written about notices that were set aside; return how many."""
    waiting = count_unmailable(session)
    session.execute(update(Notice).where(col(Notice.mail_error) != "").values(mail_settled_at=None, mail_error=""))
    return waiting


def _wants(session: Session, person: Person, notice: Notice) -> bool:
    if notice.event in DECISIONS:
        return True
    query = select(NoticeOptOut.id).where(NoticeOptOut.person_id == person.id, NoticeOptOut.event == notice.event)
    return session.exec(query).first() is None
