"""How often somebody may try: always of one asker, an account or an address, and never of everybody together."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from webapp.clock import now
from webapp.models import Attempt
from webapp.models.accounts.enums import AttemptKind
from webapp.services.kernel.errors import DomainError

HOUR: Final = timedelta(hours=1)
HOUSEHOLD: Final = 64  # bits of an IPv6 address that one subscriber is given: the rest is theirs to choose


class Throttled(DomainError):
    """Too many attempts: wait."""

    status = 429

    def __init__(self, code: str, wait: timedelta) -> None:
        """Remember the code of the sentence, and how long to wait."""
        super().__init__(code, minutes=max(1, -(-int(wait.total_seconds()) // 60)))
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Limit:
    """How many attempts of a kind there may be within a time."""

    kind: AttemptKind
    most: int
    within: timedelta
    code: str = ""  # of the sentence that refuses the next


REGISTRATIONS: Final = Limit(AttemptKind.REGISTRATION, 30, HOUR, "registrations_too_many")  # a hall shares its address
INVITATIONS: Final = Limit(AttemptKind.INVITATION, 50, HOUR, "invitations_too_many")
TOKENS: Final = Limit(AttemptKind.TOKEN, 30, HOUR)  # refused ones that the record tells of
OBJECTIONS: Final = Limit(AttemptKind.OBJECTION, 10, HOUR, "objections_too_many")


def place_of(address: str) -> str:
    """Return what an address is counted as: a subscriber of IPv6 has more addresses than anybody could count."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, HOUSEHOLD), strict=False).network_address)


def note(session: Session, kind: AttemptKind, *, who: str = "", address: str = "") -> None:
    """Count one attempt."""
    session.add(Attempt(kind=kind, who=who, address=place_of(address)))
    session.flush()


def count(
    session: Session, kind: AttemptKind, within: timedelta, *, who: str | None = None, address: str | None = None
) -> int:
    """Return how many attempts of a kind there were within a time, of somebody, from somewhere, or both."""
    query = select(func.count()).select_from(Attempt)
    return session.exec(query.where(*_asked(kind, within, who, address))).one()


def wait_for(limit: Limit, session: Session, *, who: str | None = None, address: str | None = None) -> timedelta:
    """Return how long it takes until the next attempt is within the limit; nothing where it is."""
    if limit.most <= 0:
        return limit.within
    query = select(Attempt.at).where(*_asked(limit.kind, limit.within, who, address))
    moments = session.exec(query.order_by(col(Attempt.at).desc()).offset(limit.most - 1).limit(1))
    earliest: datetime | None = moments.first()
    return timedelta() if earliest is None else max(earliest + limit.within - now(), timedelta(seconds=1))


def hold(limit: Limit, session: Session, *, who: str | None = None, address: str | None = None) -> None:
    """Refuse what is beyond the limit, and count what is not."""
    wait = wait_for(limit, session, who=who, address=address)
    if wait:
        raise Throttled(limit.code, wait)
    note(session, limit.kind, who=who or "", address=address or "")


def forget(session: Session, kind: AttemptKind, *, who: str, address: str | None = None) -> None:
    """Count nothing of what somebody has tried so far, from somewhere or anywhere."""
    statement = delete(Attempt).where(col(Attempt.kind) == kind, col(Attempt.who) == who)
    if address is not None:
        statement = statement.where(col(Attempt.address) == place_of(address))
    session.execute(statement.execution_options(synchronize_session=False))


def _asked(kind: AttemptKind, within: timedelta, who: str | None, address: str | None) -> list[Any]:
    asked: list[Any] = [Attempt.kind == kind, col(Attempt.at) > now() - within]
    if who is not None:
        asked.append(Attempt.who == who)
    if address is not None:
        asked.append(Attempt.address == place_of(address))
    return asked
