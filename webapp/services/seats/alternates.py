"""Alternates: places that a fallen pair has freed, offered to the next in line on both sides until a date."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import aliased, defer, joinedload
from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp import clock
from webapp.clock import now
from webapp.models import (
    Allocation,
    AlternateOffer,
    Choice,
    Demand,
    MatchingRound,
    Offering,
    Person,
    Suggestion,
)
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.models.notices.enums import NoticeEvent
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationOrigin, AllocationState, AlternateState
from webapp.services.kernel.audit import record
from webapp.services.kernel.coordinators import leads
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.limits.working_days import add_working_days
from webapp.services.notices.notices import people_of, tell
from webapp.services.posts import freezing
from webapp.services.rounds import rounds
from webapp.services.seats.capacity import free_beside_offers, move_seats, room_for_alternate
from webapp.services.seats.corrections import correct_publication

ANSWER_DAYS = 3
RUNNING = (RoundStatus.ADJUDICATING, RoundStatus.PUBLISHED, RoundStatus.CLOSED)
ACCEPTING = (Decision.ACCEPT, Decision.ACCEPT_PARTIAL)
BEHIND = 10_000


def let_fall(session: Session, allocation: Allocation, reason: str, *, by: Person | None) -> None:
    """Let a pair that stood fall, correct what was published, and offer its places to the next in line."""
    lock(session, round_of(session, allocation))
    lock(session, allocation)
    if allocation.state is AllocationState.FALLEN:
        raise DomainError("pair_fallen")
    before = allocation.seats
    move_seats(session, [allocation], {allocation.id: 0})
    allocation.state, allocation.fallen_reason = AllocationState.FALLEN, reason[:300]
    allocation.version += 1
    session.add(allocation)
    record(session, "allocation.fallen", allocation, by=by, before={"seats": before}, after={"reason": reason})
    session.flush()
    correct_publication(session, round_of(session, allocation), reason, by=by)
    _end_all(session, _open_offers(allocation.round_id).where(*_of_pair(allocation)), by=by)
    offer_next(session, allocation, by=by)


def offer_next(session: Session, fallen: Allocation, *, by: Person | None = None) -> list[AlternateOffer]:
    """Offer what the fallen pair has freed: its programme to the next demand, its demand to the next programme."""
    made = []
    for key in ("offering_id", "demand_id"):
        next_pair = _next_in_line(session, fallen, key)
        if next_pair is not None:
            made.append(_make_offer(session, fallen, *next_pair, by=by))
    return made


def answer_offer(
    session: Session, offer: AlternateOffer, *, accepts: bool, seen_version: int | None = None, by: Person
) -> None:
    """Write one side's answer: a no passes the places on, two yes take them."""
    lock(session, round_of(session, offer))
    lock(session, offer, seen_version=seen_version)
    side = side_of(offer, by)
    if side is None:
        raise DomainError("offer_not_yours")
    if offer.state is not AlternateState.OPEN or clock.today() > offer.until:
        raise DomainError("offer_over")
    name = "enterprise_answer" if side is Side.ENTERPRISE else "school_answer"
    if getattr(offer, name) is not None:
        raise DomainError("offer_answered")
    setattr(offer, name, accepts)
    offer.version += 1
    session.add(offer)
    record(session, "alternate.answered", offer, by=by, after={"side": side.value, "accepts": accepts})
    session.flush()
    if not accepts:
        _end(session, offer, AlternateState.REFUSED, by=by)
    elif offer.enterprise_answer and offer.school_answer:
        _take(session, offer, by=by)


def overdue_offers(session: Session, *, today: date | None = None) -> list[UUID]:
    """Return the open offers whose date has passed without both answers, the oldest first."""
    passed = AlternateOffer.until < (today or clock.today())
    query = select(AlternateOffer.id).where(AlternateOffer.state == AlternateState.OPEN, passed)
    return list(session.exec(query.order_by(col(AlternateOffer.until), col(AlternateOffer.id))))


def lapse_offer(session: Session, offer_id: UUID) -> None:
    """End an overdue offer and pass its places on, unless somebody was first."""
    offer = session.get_one(AlternateOffer, offer_id)
    lock(session, round_of(session, offer))
    lock(session, offer)
    if offer.state is AlternateState.OPEN:
        _end(session, offer, AlternateState.LAPSED, by=None)


def drop_offers(session: Session, fallen: Collection[UUID], *, by: Person | None) -> None:
    """End the open offers of pairs that stand again: their places are no longer free."""
    query = select(AlternateOffer).where(col(AlternateOffer.fallen_id).in_(fallen))
    for offer in session.exec(
        query.where(AlternateOffer.state == AlternateState.OPEN).order_by(col(AlternateOffer.id))
    ):
        lock(session, offer)
        offer.state, offer.ended_at = AlternateState.LAPSED, now()
        offer.version += 1
        session.add(offer)
        record(session, "alternate.lapsed", offer, by=by, after={"seats": offer.seats})
    session.flush()


def end_offers_to(session: Session, round_: MatchingRound, post: Demand | Offering, *, by: Person | None) -> None:
    """End the open offers to a post that takes part no longer, and pass their places on."""
    key = AlternateOffer.demand_id if isinstance(post, Demand) else AlternateOffer.offering_id
    _end_all(session, _open_offers(round_.id).where(key == post.id), by=by)


def offers_of(session: Session, round_: MatchingRound, viewer: Person) -> list[AlternateOffer]:
    """Return the round's offers that the viewer may see, open ones first."""
    query = select(AlternateOffer).where(AlternateOffer.round_id == round_.id)
    query = query.options(joinedload(AlternateOffer.demand), joinedload(AlternateOffer.offering))  # type: ignore[arg-type]
    rows = session.exec(query.order_by(col(AlternateOffer.made_at).desc(), col(AlternateOffer.id)))
    seen = [row for row in rows if side_of(row, viewer) or leads(viewer, round_)]
    return sorted(seen, key=lambda row: row.state is not AlternateState.OPEN)


def side_of(offer: AlternateOffer, person: Person) -> Side | None:
    """Return the side that a person answers for."""
    if offer.demand.enterprise_id == person.organisation_id:
        return Side.ENTERPRISE
    return Side.SCHOOL if offer.offering.program.school_id == person.organisation_id else None


def round_of(session: Session, thing: Allocation | AlternateOffer) -> MatchingRound:
    """Return the round that an allocation or an offer belongs to."""
    return session.get_one(MatchingRound, thing.round_id)


def _make_offer(
    session: Session, fallen: Allocation, suggestion: Suggestion, seats: int, *, by: Person | None
) -> AlternateOffer:
    offer = AlternateOffer(
        round_id=fallen.round_id,
        fallen_id=fallen.id,
        suggestion_id=suggestion.id,
        demand_id=suggestion.demand_id,
        offering_id=suggestion.offering_id,
        seats=seats,
        until=add_working_days(session, clock.today(), ANSWER_DAYS),
    )
    session.add(offer)
    session.flush()
    record(session, "alternate.offered", offer, by=by, after={"seats": seats, "until": offer.until.isoformat()})
    session.flush()
    _tell(session, offer)
    return offer


def _tell(session: Session, offer: AlternateOffer) -> None:
    owners = [offer.demand.enterprise_id, offer.offering.program.school_id]
    tell(
        session,
        NoticeEvent.ALTERNATE,
        people_of(session, owners),
        path=f"/alternates/{offer.id}",
        thing_id=offer.id,
        round=round_of(session, offer).title,
        until=offer.until.isoformat(),
        state=offer.state.value,
    )


def _end(session: Session, offer: AlternateOffer, state: AlternateState, *, by: Person | None) -> None:
    offer.state, offer.ended_at = state, now()
    offer.version += 1
    session.add(offer)
    record(session, f"alternate.{state.value}", offer, by=by, after={"seats": offer.seats})
    session.flush()
    offer_next(session, session.get_one(Allocation, offer.fallen_id), by=by)


def _open_offers(round_id: UUID) -> SelectOfScalar[AlternateOffer]:
    query = select(AlternateOffer).where(AlternateOffer.round_id == round_id)
    return query.where(AlternateOffer.state == AlternateState.OPEN).order_by(col(AlternateOffer.id))


def _of_pair(row: Allocation) -> tuple[Any, Any]:
    return AlternateOffer.demand_id == row.demand_id, AlternateOffer.offering_id == row.offering_id


def _end_all(session: Session, offers: SelectOfScalar[AlternateOffer], *, by: Person | None) -> None:
    for offer in session.exec(offers).all():
        lock(session, offer)
        if offer.state is AlternateState.OPEN:
            _end(session, offer, AlternateState.LAPSED, by=by)


def _take(session: Session, offer: AlternateOffer, *, by: Person) -> None:
    round_ = round_of(session, offer)
    if round_.status not in RUNNING:
        raise DomainError("offer_over")
    row = _pair_of(session, offer)
    if row is None:
        score = session.get_one(Suggestion, offer.suggestion_id).score
        row = Allocation(
            round_id=offer.round_id,
            demand_id=offer.demand_id,
            offering_id=offer.offering_id,
            suggestion_id=offer.suggestion_id,
            score=score,
            origin=AllocationOrigin.ALTERNATE,
            state=AllocationState.SETTLED,
            reason="alternate",
        )
        session.add(row)
        session.flush()
    target = row.seats + offer.seats
    row.state, row.origin = AllocationState.SETTLED, AllocationOrigin.ALTERNATE
    row.wanted = max(row.wanted, target)
    move_seats(session, [row], {row.id: target})
    row.version += 1
    session.add(row)
    offer.state, offer.ended_at = AlternateState.TAKEN, now()
    session.add(offer)
    record(session, "alternate.taken", offer, by=by, after={"seats": offer.seats})
    session.flush()
    _tell(session, offer)
    fallen = session.get_one(Allocation, offer.fallen_id)
    correct_publication(session, round_, fallen.fallen_reason or "alternate", by=by)


def _pair_of(session: Session, offer: AlternateOffer) -> Allocation | None:
    query = select(Allocation).where(
        Allocation.round_id == offer.round_id,
        Allocation.demand_id == offer.demand_id,
        Allocation.offering_id == offer.offering_id,
    )
    return session.exec(query).first()


def _next_in_line(session: Session, fallen: Allocation, key: str) -> tuple[Suggestion, int] | None:
    """Return the pair that comes next for the post under `key`, and how many places it may take."""
    free = free_beside_offers(session, fallen.round_id, {getattr(fallen, key)})
    here = free.get(getattr(fallen, key), 0)
    if here <= 0:
        return None
    candidates = list(_candidates(session, fallen, key))
    other = "demand_id" if key == "offering_id" else "offering_id"
    there = free_beside_offers(session, fallen.round_id, {getattr(row, other) for row, _order in candidates})
    round_ = round_of(session, fallen)
    for row, _order in sorted(candidates, key=lambda candidate: (candidate[1], str(candidate[0].id))):
        seats = min(here, there.get(getattr(row, other), 0))
        if seats > 0 and (seats := room_for_alternate(session, row, round_, seats)) > 0:
            return row, seats
    return None


def _candidates(session: Session, fallen: Allocation, key: str) -> Iterator[tuple[Suggestion, tuple[float, ...]]]:
    """Yield suggestions that neither side has declined and nobody has been offered, with their place in line."""
    run = rounds.adopted_run(session, fallen.round_id)
    if run is None:
        return
    answers: dict[Side, Any] = {side: aliased(Choice) for side in Side}
    query: Any = select(Suggestion, answers[Side.ENTERPRISE], answers[Side.SCHOOL])
    for side, answer in answers.items():
        query = query.outerjoin(answer, and_(answer.suggestion_id == Suggestion.id, answer.side == side))
    query = (
        query.join(Demand, col(Demand.id) == col(Suggestion.demand_id))
        .join(Offering, col(Offering.id) == col(Suggestion.offering_id))
        .where(Suggestion.run_id == run.id, getattr(Suggestion, key) == getattr(fallen, key))
        .where(
            freezing.may_be_given_places(fallen.round_id, Demand),
            freezing.may_be_given_places(fallen.round_id, Offering),
        )
        .options(defer(Suggestion.explanation), defer(Suggestion.facts))  # type: ignore[arg-type]
    )
    barred = _barred(session, fallen)
    for row, enterprise, school in session.exec(query):
        both = [answer for answer in (enterprise, school) if answer is not None]
        if row.id in barred or any(answer.decision is Decision.DECLINE for answer in both):
            continue
        accepted = sum(answer.decision in ACCEPTING for answer in both)
        ranks = sum(answer.rank or BEHIND for answer in both) + BEHIND * (2 - len(both))
        yield row, (-accepted, ranks, -row.score)


def _barred(session: Session, fallen: Allocation) -> set[UUID | None]:
    """Return the suggestions that are out: offered before, fallen, in a conflict, or broken off in mid-way."""
    offered = select(AlternateOffer.suggestion_id).where(AlternateOffer.fallen_id == fallen.id)
    states = (AllocationState.FALLEN, AllocationState.PROPOSED)
    allocated = select(Allocation.suggestion_id).where(Allocation.round_id == fallen.round_id)
    is_out = or_(col(Allocation.state).in_(states), col(Allocation.released))
    return {*session.exec(offered), *session.exec(allocated.where(is_out))}
