"""Mail that leaves after the commit that wrote it."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from webapp.clock import now
from webapp.models.kernel.base import Keyed


class OutboxMessage(Keyed, table=True):
    """A mail that leaves after the commit that wrote it."""

    __tablename__: ClassVar[str] = "outbox_message"

    to: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    body: str = Field(sa_type=sa.Text)
    made_at: datetime = Field(default_factory=now)
    sent_at: datetime | None = Field(default=None, index=True)
    attempts: int = 0
    error: str = Field(default="", max_length=300)
