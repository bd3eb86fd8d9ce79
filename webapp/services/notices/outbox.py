"""Outgoing mail: written with the change it tells of, then sent one by one, each with a state of its own.

A mail is marked as being sent, committed, sent, and marked as sent: no transaction stands open while the mail server is
spoken to. What fails is tried again after growing pauses for more than a day; what fails then is given up, and an
operator sends it again. A worker that dies between sending and marking leaves a mail that is sent once more: a mail may
come twice, under the same Message-ID, and is never lost (docs/adr/0011).

    waiting → sending → sent;   sending → waiting: it has failed, or its worker died;   sending → given up

`next_attempt_at` says of a mail that waits when it is due, and of one that is being sent when its worker is taken for
dead: in either case it is then the next one's. `attempts` counts when an attempt begins and not when it ends, so that a
mail over which workers die runs out of attempts as well. It is the fencing token, too: a worker that was given up and
speaks after all finds another number, and its word does not count.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, and_, update
from sqlmodel import Session, col, func, select

from webapp.clock import now
from webapp.models import OutboxMessage
from webapp.models.kernel.characters import in_one_line
from webapp.models.notices.enums import MailState
from webapp.services.kernel.queue import change_held

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 34  # with the pauses between them, 26 hours
LONGEST_SUBJECT = 200
LONGEST_ERROR = 300
UNDER_WAY = (MailState.WAITING, MailState.SENDING)


def post_mail(session: Session, to: str, subject: str, body: str) -> OutboxMessage:
    """Put a mail into the outbox."""
    message = OutboxMessage(to=to, subject=in_one_line(subject)[:LONGEST_SUBJECT], body=body)
    session.add(message)
    session.flush()
    return message


def pause_after(attempts: int) -> timedelta:
    """Return how long a mail rests after so many failed attempts: twice as long each time, up to an hour."""
    seconds = FIRST_PAUSE.total_seconds() * 2.0 ** min(attempts - 1, 32)
    return min(timedelta(seconds=seconds), LONGEST_PAUSE)


def is_mail_due(session: Session, moment: datetime) -> bool:
    """Tell whether a mail is to be sent now; asked before `claim_mail`, which takes the lock of writers."""
    return session.exec(_due(moment).limit(1)).first() is not None


def claim_mail(session: Session, moment: datetime, *, lease: float) -> OutboxMessage | None:
    """Mark the mail that has been due the longest as being sent, for `lease` seconds, and return it."""
    while True:
        key = session.exec(_due(moment).limit(1).with_for_update(skip_locked=True)).first()
        message = session.get(OutboxMessage, key, populate_existing=True) if key else None
        if message is None:
            return None
        if message.attempts >= MOST_ATTEMPTS:  # the worker of the last attempt has died
            message.state = MailState.GIVEN_UP
            session.flush()
            continue
        message.state = MailState.SENDING
        message.attempts += 1
        message.next_attempt_at = moment + timedelta(seconds=lease)
        session.flush()
        return message


def renew_mail(session: Session, message: OutboxMessage, moment: datetime, *, lease: float) -> None:
    """Keep a mail that is being sent. Raises LostLeaseError."""
    _fenced(session, message, next_attempt_at=moment + timedelta(seconds=lease))


def mark_sent(session: Session, message: OutboxMessage, moment: datetime) -> None:
    """Note that a mail has left, and empty it: it may hold a link by which somebody gets in. Raises LostLeaseError."""
    _fenced(session, message, state=MailState.SENT, sent_at=moment, body="", error="")


def mark_failed(session: Session, message: OutboxMessage, error: str, moment: datetime) -> None:
    """Note why a mail did not leave; it is tried again after a pause, or given up. Raises LostLeaseError."""
    state = MailState.GIVEN_UP if message.attempts >= MOST_ATTEMPTS else MailState.WAITING
    due = moment + pause_after(message.attempts)
    _fenced(session, message, state=state, next_attempt_at=due, error=in_one_line(error)[:LONGEST_ERROR])


def resend_mails(session: Session, keys: Collection[UUID] = (), *, moment: datetime | None = None) -> int:
    """Let mails that wait or were given up be sent now, with all their attempts before them; return how many.

    Without keys, all of them. What has left is not sent again: its text is gone.
    """
    statement = update(OutboxMessage).where(col(OutboxMessage.state).in_((MailState.WAITING, MailState.GIVEN_UP)))
    if keys:
        statement = statement.where(col(OutboxMessage.id).in_(keys))
    result = session.execute(
        statement.values(state=MailState.WAITING, attempts=0, next_attempt_at=moment or now()),
        execution_options={"synchronize_session": False},
    )
    return result.rowcount if isinstance(result, CursorResult) else 0


def find_mails(session: Session, states: Collection[MailState], *, limit: int) -> list[OutboxMessage]:
    """Return mails in these states, newest first."""
    query = select(OutboxMessage).where(col(OutboxMessage.state).in_(states))
    return list(session.exec(query.order_by(col(OutboxMessage.made_at).desc(), col(OutboxMessage.id)).limit(limit)))


def count_mails(session: Session) -> dict[MailState, int]:
    """Return how many mails there are in each state."""
    counted = session.exec(select(OutboxMessage.state, func.count()).group_by(col(OutboxMessage.state))).all()
    counts = dict(counted)
    return {state: counts.get(state, 0) for state in MailState}


def count_failing(session: Session) -> int:
    """Return how many mails wait after a failure."""
    query = select(func.count()).where(OutboxMessage.state == MailState.WAITING, col(OutboxMessage.attempts) > 0)
    return session.exec(query).one()


def _due(moment: datetime) -> Any:
    query = select(OutboxMessage.id).where(
        col(OutboxMessage.state).in_(UNDER_WAY), col(OutboxMessage.next_attempt_at) <= moment
    )
    return query.order_by(col(OutboxMessage.next_attempt_at), col(OutboxMessage.id))


def _fenced(session: Session, message: OutboxMessage, **values: Any) -> None:
    """Change a mail that is being sent, unless another worker has taken it over: `attempts` tells them apart."""
    is_held = and_(col(OutboxMessage.attempts) == message.attempts, col(OutboxMessage.state) == MailState.SENDING)
    change_held(session, message, is_held, **values)
