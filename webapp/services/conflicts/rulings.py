"""Rulings: seats that a coordinator gives within what posts take, in public, declared free of interest, revertible."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from webapp.clock import now
from webapp.models import Allocation, Conflict, MatchingRound, Person, Ruling, RulingSeats
from webapp.models.conflicts.enums import ConflictKind, ConflictState, RulingWay
from webapp.models.conflicts.ruling_input import RulingInput, WhyInput
from webapp.models.notices.enums import NoticeEvent
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationOrigin, AllocationState
from webapp.services.conflicts.conflicts import (
    UNSETTLED,
    Claim,
    claims_of,
    hearing_of,
    party_ids,
    round_of,
    rulings_of,
    tell_parties,
)
from webapp.services.conflicts.proposals import agreed_seats, proposed_seats
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.posts import freezing
from webapp.services.seats.alternates import drop_offers, offer_next
from webapp.services.seats.capacity import move_seats
from webapp.services.seats.corrections import correct_publication

LATE = (ConflictKind.OBJECTION, ConflictKind.WITHDRAWN)  # what may come up once the result is published
FREE_WAYS = (RulingWay.EXCEPTION, RulingWay.HEARING)  # by which more may be given than both sides had accepted


def make_ruling(
    session: Session, conflict: Conflict, data: RulingInput, *, seen_version: int | None = None, by: Person
) -> Ruling:
    """Settle a conflict: seats for each claim, by what way and why, for everybody concerned to read."""
    round_ = lock(session, round_of(session, conflict))
    lock(session, conflict, seen_version=seen_version)
    claims = claims_of(session, conflict)
    _refuse_who(conflict, by)
    _refuse_when(session, conflict, round_, data)
    _refuse_seats(claims, data, freezing.withdrawn_from(session, round_))
    allocations = [claim.allocation for claim in claims]
    before = {row.id: row.seats for row in allocations}
    target = dict(zip([row.id for row in allocations], data.seats, strict=True))
    _raise_fallen(session, [row for row in allocations if target[row.id]], by)
    move_seats(session, allocations, target)
    for row in allocations:
        _settle(row, data)
        session.add(row)
    ruling = Ruling(
        conflict_id=conflict.id,
        number=len(rulings_of(session, conflict)) + 1,
        way=data.way,
        reason=data.reason,
        no_interest=True,
        made_by_id=by.id,
    )
    session.add(ruling)
    session.flush()
    session.add_all(
        RulingSeats(ruling_id=ruling.id, allocation_id=row.id, before=before[row.id], seats=row.seats)
        for row in allocations
    )
    conflict.state, conflict.decided_at = ConflictState.DECIDED, now()
    conflict.version += 1
    record(
        session,
        "conflict.ruled",
        conflict,
        by=by,
        before={"seats": [before[row.id] for row in allocations]},
        after={"seats": data.seats, "way": data.way.value, "reason": data.reason},
    )
    session.flush()
    session.refresh(ruling)
    tell_parties(session, conflict, round_, NoticeEvent.RULING, way=data.way.value)
    correct_publication(session, round_, data.reason, by=by)
    for row in allocations:
        if row.state is AllocationState.FALLEN and before[row.id]:
            offer_next(session, row, by=by)
    return ruling


def revert_ruling(
    session: Session, conflict: Conflict, data: WhyInput, *, seen_version: int | None = None, by: Person
) -> None:
    """Take a conflict's standing ruling back: what it gave and took is undone, and it waits for another ruling.

    What alternates were given meanwhile stays; where it has taken the places that would come back, this is refused.
    """
    round_ = lock(session, round_of(session, conflict))
    lock(session, conflict, seen_version=seen_version)
    standing = standing_ruling(session, conflict)
    if standing is None:
        raise DomainError("ruling_none")
    _refuse_who(conflict, by)
    _revert(session, round_, conflict, standing, data, by)


def revert_last(
    session: Session, round_: MatchingRound, data: WhyInput, *, made_until: datetime, most: int, by: Person
) -> tuple[int, int]:
    """Take back the last of a round's standing rulings, each as it would be by itself.

    The order is that of undoing: what a later ruling took is there again when an earlier one wants it back. Rulings
    made after `made_until` stay. Return how many were taken back, and how many are left.
    """
    lock(session, round_)
    standing = standing_until(round_, made_until)
    rows = session.exec(standing.order_by(col(Ruling.made_at).desc(), col(Ruling.id)).limit(most)).all()
    for ruling, conflict in rows:
        _refuse_who(lock(session, conflict), by)
        _revert(session, round_, conflict, ruling, data, by)
    left = select(func.count()).select_from(standing_until(round_, made_until).subquery())
    return len(rows), session.exec(left).one()


def standing_until(round_: MatchingRound, moment: datetime) -> Any:
    """Return the query for the rulings of a round that stand and were made until then, with their conflicts."""
    query = select(Ruling, Conflict).join(Conflict, col(Conflict.id) == col(Ruling.conflict_id))
    query = query.where(Conflict.round_id == round_.id, Conflict.state == ConflictState.DECIDED)
    return query.where(col(Ruling.reverted_at).is_(None), col(Ruling.made_at) <= moment)


def standing_ruling(session: Session, conflict: Conflict) -> Ruling | None:
    """Return the ruling that stands."""
    return next((row for row in rulings_of(session, conflict) if row.reverted_at is None), None)


def _revert(
    session: Session,
    round_: MatchingRound,
    conflict: Conflict,
    ruling: Ruling,
    data: WhyInput,
    by: Person,
) -> None:
    if round_.status is not RoundStatus.ADJUDICATING:
        raise DomainError("round_not_adjudicating")
    # what the ruling gave and took; what alternates were given meanwhile stays
    moved = {line.allocation_id: line.seats - line.before for line in ruling.seats}
    rows = list(session.exec(select(Allocation).where(col(Allocation.id).in_(moved)).order_by(col(Allocation.id))))
    target = {row.id: max(row.seats - moved[row.id], 0) for row in rows}
    drop_offers(session, [row.id for row in rows if row.state is AllocationState.FALLEN], by=by)
    for row in rows:
        row.state, row.fallen_reason = AllocationState.PROPOSED, ""
        row.version += 1
        session.add(row)
    try:
        move_seats(session, rows, target)
    except DomainError as error:
        raise DomainError("revert_places_gone") from error
    for row in rows:
        if row.seats == row.suggested and row.origin is AllocationOrigin.RULING:
            row.origin = AllocationOrigin.PIN if row.reason == "pinned" else AllocationOrigin.ALGORITHM
    ruling.reverted_at, ruling.reverted_by_id, ruling.revert_reason = now(), by.id, data.reason
    conflict.state = ConflictState.HEARING if hearing_of(session, conflict) else ConflictState.OPEN
    conflict.decided_at = None
    conflict.version += 1
    session.add(ruling)
    session.add(conflict)
    record(
        session,
        "conflict.reverted",
        conflict,
        by=by,
        before={"ruling": ruling.number, "seats": [line.seats for line in ruling.seats]},
        after={"seats": [line.before for line in ruling.seats], "reason": data.reason},
    )
    session.flush()
    tell_parties(session, conflict, round_, NoticeEvent.CONFLICT, kind=conflict.kind.value, reason=data.reason)


def _raise_fallen(session: Session, rows: Sequence[Allocation], by: Person) -> None:
    """Let fallen pairs that get seats again stand again: what they had freed is no longer on offer."""
    fallen = [row for row in rows if row.state is AllocationState.FALLEN]
    drop_offers(session, [row.id for row in fallen], by=by)
    for row in fallen:
        row.state = AllocationState.PROPOSED
        session.add(row)
    session.flush()


def _settle(row: Allocation, data: RulingInput) -> None:
    row.version += 1
    is_gone = data.way is RulingWay.CANCEL
    row.state = AllocationState.FALLEN if is_gone else AllocationState.SETTLED
    row.fallen_reason = data.reason[:300] if is_gone else ""
    if row.seats != row.suggested or data.way is not RulingWay.ADOPT:
        row.origin = AllocationOrigin.RULING


def _refuse_who(conflict: Conflict, by: Person) -> None:
    if by.organisation_id in party_ids(conflict):
        raise DomainError("ruling_own_interest")


def _refuse_when(session: Session, conflict: Conflict, round_: MatchingRound, data: RulingInput) -> None:
    late = conflict.kind in LATE and round_.status is RoundStatus.PUBLISHED
    if round_.status is not RoundStatus.ADJUDICATING and not late:
        raise DomainError("round_not_adjudicating")
    if conflict.state not in UNSETTLED:
        raise DomainError("conflict_decided")
    if data.way is RulingWay.HEARING:
        hearing = hearing_of(session, conflict)
        if hearing is None or not hearing.minutes:
            raise DomainError("ruling_without_minutes", field="way")


def _refuse_seats(claims: Sequence[Claim], data: RulingInput, withdrawn: Collection[str]) -> None:
    if len(data.seats) != len(claims):
        raise DomainError("ruling_incomplete", claims=len(claims))
    for place, (claim, seats) in enumerate(zip(claims, data.seats, strict=True)):
        if seats and {str(claim.demand.id), str(claim.offering.id)} & set(withdrawn):
            raise DomainError("ruling_post_withdrawn", field=f"seats_{place}")
        if seats > agreed_seats(claim) and data.way not in FREE_WAYS:
            raise DomainError("ruling_needs_consent", field=f"seats_{place}", most=agreed_seats(claim))
        verified = claim.demand.enterprise.is_verified and claim.offering.program.school.is_verified
        if seats and not verified and data.way is not RulingWay.EXCEPTION:
            raise DomainError("ruling_not_verified", field=f"seats_{place}")
    proposed = proposed_seats(claims, data.way)
    if proposed is not None and proposed != data.seats:
        raise DomainError("ruling_not_by_way", field="way", proposed=proposed)
