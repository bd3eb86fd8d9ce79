"""What was tried by whom from where: counted so that nobody floods the platform, and nobody shuts a door for others."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from webapp.clock import now
from webapp.models.accounts.enums import AttemptKind
from webapp.models.kernel.base import Keyed, enum_field


class Attempt(Keyed, table=True):
    """One attempt: of which kind, on whose account, from which address; kept for as long as it counts."""

    __tablename__: ClassVar[str] = "attempt"

    kind: AttemptKind = enum_field(AttemptKind)
    who: str = Field(default="", max_length=64)  # a fingerprint of an account or an address of mail, never the text
    address: str = Field(default="", max_length=64)
    at: datetime = Field(default_factory=now, index=True)

    __table_args__ = (
        sa.Index("ix_attempt_kind_who_at", "kind", "who", "at"),
        sa.Index("ix_attempt_kind_address_at", "kind", "address", "at"),
    )
