"""How a mail leaves: as a message that mail servers take, to a server or into a file. Knows no database."""

import contextlib
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from webapp.clock import now
from webapp.config import Settings
from webapp.models import OutboxMessage
from webapp.models.kernel.characters import as_text, in_one_line
from webapp.services.kernel.outside_writing import outside_writing

FILES_KEPT = timedelta(days=7)
SERVER_SECONDS = 20.0  # how long the server may take for one answer
Deliver = Callable[[EmailMessage, OutboxMessage], None]


class ServerAwayError(Exception):
    """The mail server does not answer, or takes nothing from us: the next mail would fare no better."""


def deliverer(settings: Settings) -> Deliver:
    """Return the way mail leaves: by the mail server that is set, else into a file of the outbox folder."""
    if settings.smtp_host:
        return lambda mail, message: _send(settings, mail, message)
    folder = settings.outbox_folder
    return lambda mail, message: _write(folder, mail, message)


def compose(message: OutboxMessage, *, sender: str) -> EmailMessage:
    """Return a mail as it travels; its subject is one line whatever the database holds.

    Raises where the address is none. The Message-ID is the same at every attempt, so that a mail that comes twice can
    be told.
    """
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = Address(addr_spec=message.to)
    mail["Subject"] = in_one_line(message.subject)
    mail["Date"] = format_datetime(message.made_at)
    mail["Message-ID"] = f"<{message.id}@{_domain(sender)}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(as_text(message.body))
    return mail


def old_files(folder: Path, *, moment: datetime | None = None) -> list[Path]:
    """Return the files of the outbox folder that nobody needs any more: they may hold links that let people in."""
    before = ((moment or now()) - FILES_KEPT).timestamp()
    return [path for path in sorted(folder.glob("*.txt")) if path.stat().st_mtime < before]


def reason_of(error: BaseException) -> str:
    """Return why a mail did not leave, with what the server said."""
    cause = error.__cause__ if isinstance(error, ServerAwayError) and error.__cause__ else error
    return f"{type(cause).__name__}: {cause}"


def _domain(sender: str) -> str:
    domain = sender.rpartition("@")[2].strip(" >")
    return domain if domain.isascii() and domain else "localhost"


@outside_writing
def _send(settings: Settings, mail: EmailMessage, message: OutboxMessage) -> None:
    try:
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SERVER_SECONDS)
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAwayError from error
    try:
        _introduce(settings, server)
        server.send_message(mail, to_addrs=[message.to])
    finally:  # what goes wrong with the good-bye is no failure of the mail, and hides none
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _introduce(settings: Settings, server: smtplib.SMTP) -> None:
    try:
        server.ehlo_or_helo_if_needed()
        if settings.smtp_tls:
            server.starttls()
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAwayError from error


def _write(folder: Path, mail: EmailMessage, message: OutboxMessage) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{message.made_at:%Y%m%dT%H%M%S}-{message.id}.txt"
    path.write_text(f"To: {mail['To']}\nSubject: {mail['Subject']}\n\n{mail.get_content()}", encoding="utf-8")
    path.chmod(0o600)
