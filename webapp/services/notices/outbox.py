"""Outgoing mail: written with the change it tells of, sent after the commit."""

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from sqlmodel import Session, col, select

from webapp.clock import now
from webapp.config import Settings
from webapp.models import OutboxMessage

MOST_ATTEMPTS = 5
Deliver = Callable[[EmailMessage, OutboxMessage], None]


def post_mail(session: Session, to: str, subject: str, body: str) -> OutboxMessage:
    """Put a mail into the outbox."""
    message = OutboxMessage(to=to, subject=subject, body=body)
    session.add(message)
    session.flush()
    return message


def deliverer(settings: Settings) -> Deliver:
    """Return the way mail leaves: by the mail server that is set, else into a file of the outbox folder."""
    if settings.smtp_host:
        return lambda mail, _message: _send(settings, mail)
    folder = settings.outbox_folder
    return lambda mail, message: _write(folder, mail, message)


def deliver_pending(session: Session, deliver: Deliver, *, sender: str, most: int = 20) -> int:
    """Send what waits, oldest first; a mail that fails waits for the next turn. Return how many left."""
    query = select(OutboxMessage).where(
        col(OutboxMessage.sent_at).is_(None), col(OutboxMessage.attempts) < MOST_ATTEMPTS
    )
    query = query.order_by(col(OutboxMessage.made_at), col(OutboxMessage.id)).limit(most)
    sent = 0
    for message in session.exec(query.with_for_update(skip_locked=True)):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, message.to, message.subject
        mail.set_content(message.body)
        message.attempts += 1
        try:
            deliver(mail, message)
        except (OSError, smtplib.SMTPException) as error:
            message.error = type(error).__name__
        else:
            message.sent_at = now()
            message.error = ""
            sent += 1
    session.flush()
    return sent


def _send(settings: Settings, mail: EmailMessage) -> None:
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=20) as server:
        if settings.smtp_tls:
            server.starttls()
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.send_message(mail)


def _write(folder: Path, mail: EmailMessage, message: OutboxMessage) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{message.made_at:%Y%m%dT%H%M%S}-{message.id}.txt"
    text = f"To: {message.to}\nSubject: {message.subject}\n\n{message.body}\n"
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
