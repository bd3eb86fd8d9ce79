"""The small city, and what its people are told."""

from pathlib import Path

from sqlmodel import Session, col, select

from webapp.models import Notice, OutboxMessage


def mails(session: Session) -> list[OutboxMessage]:
    """Return all mails, oldest first."""
    return list(session.exec(select(OutboxMessage).order_by(col(OutboxMessage.made_at))))


def notices(session: Session) -> list[Notice]:
    """Return all notices, oldest first."""
    return list(session.exec(select(Notice).order_by(col(Notice.made_at), col(Notice.id))))


def files_of(folder: Path) -> list[str]:
    """Return the mails that lie in the outbox folder."""
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
