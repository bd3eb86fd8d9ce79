"""Telling coordinators which organisations wait to be verified: together, and at most once an hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session, col, func, select

from webapp.clock import now
from webapp.models import Notice, Organisation
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.notices.enums import NoticeEvent
from webapp.services.kernel.coordinators import all_coordinators
from webapp.services.notices.notices import tell

PAUSE: Final = timedelta(hours=1)
NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has registered since coordinators were told the last time."""

    since: datetime
    count: int
    names: list[str]


def unannounced(session: Session, *, moment: datetime | None = None) -> list[Waiting]:
    """Return what coordinators are to be told now: one piece of news, or none."""
    moment = moment or now()
    announced_at = session.exec(select(func.max(Notice.made_at)).where(Notice.event == NoticeEvent.REGISTERED)).one()
    if announced_at is not None and moment - announced_at < PAUSE:
        return []
    waiting: list[Any] = [Organisation.status == OrganisationStatus.PENDING]
    if announced_at is not None:
        waiting.append(col(Organisation.created_at) > announced_at)
    count = session.exec(select(func.count()).select_from(Organisation).where(*waiting)).one()
    if not count or not all_coordinators(session):
        return []
    first = select(Organisation.name).where(*waiting).order_by(col(Organisation.created_at), col(Organisation.id))
    return [Waiting(moment, count, list(session.exec(first.limit(NAMED))))]


def announce(session: Session, waiting: Waiting) -> None:
    """Tell the coordinators; of two workers that would, one does."""
    tell(
        session,
        NoticeEvent.REGISTERED,
        all_coordinators(session),
        path="/orgs?status=pending",
        key=f"registered:{waiting.since:%Y-%m-%dT%H}",
        count=waiting.count,
        names=waiting.names,
    )
