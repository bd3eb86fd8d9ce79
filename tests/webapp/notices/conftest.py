"""The small city, and what its people are told."""

import re
from dataclasses import dataclass

from sqlmodel import Session, col, select

from tests.stage import Stage
from webapp.models import Notice


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it left."""

    to: str
    subject: str
    body: str


def letters(stage: Stage) -> list[Letter]:
    """Return the mails that have left, in the order in which they were written."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(stage.place.settings.outbox_folder.glob("*.txt"))]
    found = [re.fullmatch(r"To: (.*?)\nSubject: (.*?)\n\n(.*)", text, re.DOTALL) for text in texts]
    return [Letter(*match.groups()) for match in found if match]


def notices(session: Session) -> list[Notice]:
    """Return all notices, oldest first."""
    return list(session.exec(select(Notice).order_by(col(Notice.made_at), col(Notice.id))))
