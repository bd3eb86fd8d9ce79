"""Hearings: when and where a conflict is heard, before whom, and what was said."""

from sqlmodel import Session

from webapp.models import Conflict, Hearing, Person
from webapp.models.conflicts.enums import ConflictState
from webapp.models.conflicts.ruling_input import HearingInput, MinutesInput
from webapp.models.notices.enums import NoticeEvent
from webapp.services.conflicts.conflicts import UNSETTLED, hearing_of, round_of, tell_parties
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock


def set_hearing(
    session: Session, conflict: Conflict, data: HearingInput, *, seen_version: int | None = None, by: Person
) -> Hearing:
    """Call a conflict's parties to a hearing, or move it; once there are minutes, it has been held."""
    lock(session, conflict, seen_version=seen_version)
    if conflict.state not in UNSETTLED:
        raise DomainError("conflict_decided")
    hearing = hearing_of(session, conflict)
    if hearing is not None and hearing.minutes:
        raise DomainError("hearing_held")
    before = {"at": hearing.held_at.isoformat(), "place": hearing.place} if hearing else {}
    if hearing is None:
        hearing = Hearing(
            conflict_id=conflict.id, held_at=data.moment, place=data.place, panel=list(data.panel), set_by_id=by.id
        )
    else:
        hearing.held_at, hearing.place, hearing.panel = data.moment, data.place, list(data.panel)
        hearing.set_by_id = by.id
        hearing.version += 1
    session.add(hearing)
    conflict.state = ConflictState.HEARING
    conflict.version += 1
    after = {"at": data.moment.isoformat(), "place": data.place, "panel": list(data.panel)}
    record(session, "conflict.hearing", conflict, by=by, before=before, after=after)
    session.flush()
    text = f"{data.moment:%Y-%m-%d %H:%M} {data.place}"
    round_ = round_of(session, conflict)
    tell_parties(session, conflict, round_, NoticeEvent.CONFLICT, kind=conflict.kind.value, text=text)
    return hearing


def write_minutes(
    session: Session, conflict: Conflict, data: MinutesInput, *, seen_version: int | None = None, by: Person
) -> None:
    """Write down what was said at the hearing."""
    lock(session, conflict, seen_version=seen_version)
    hearing = hearing_of(session, conflict)
    if hearing is None:
        raise DomainError("hearing_none")
    if conflict.state not in UNSETTLED:
        raise DomainError("conflict_decided")
    before, hearing.minutes = hearing.minutes, data.minutes
    hearing.version += 1
    conflict.version += 1
    session.add(hearing)
    record(session, "conflict.minutes", conflict, by=by, before={"minutes": before}, after={"minutes": data.minutes})
    session.flush()
