"""Mail that leaves after the commit that wrote it."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from webapp.clock import now
from webapp.models.kernel.base import Keyed, enum_field
from webapp.models.notices.enums import MailState


class OutboxMessage(Keyed, table=True):
    """A mail that leaves after the commit that wrote it."""

    __tablename__: ClassVar[str] = "outbox_message"

    to: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    body: str = Field(sa_type=sa.Text)  # emptied once the mail has left: it may hold a link that lets somebody in
    made_at: datetime = Field(default_factory=now)
    state: MailState = enum_field(MailState, default=MailState.WAITING)
    attempts: int = 0  # of the present series; counted when one begins, so that a killed worker's counts too
    next_attempt_at: datetime = Field(default_factory=now)  # of a mail under way: when its worker counts as dead
    sent_at: datetime | None = Field(default=None, index=True)
    error: str = Field(default="", max_length=300)

    __table_args__ = (
        sa.Index("ix_outbox_message_state_next_attempt_at", "state", "next_attempt_at"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="time_if_sent"),
        sa.CheckConstraint("state <> 'sent' OR body = ''", name="empty_once_sent"),
    )
