"""Seats at the end of choosing: capacities written, seats dealt out, and what is contested laid open as conflicts.

And the allocations as far as somebody may read them: coordinators all, parties their own once they are published.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel import Session, col, select

from webapp.clock import now
from webapp.models import Allocation, Conflict, ConflictClaim, Demand, MatchingRound, Offering, Person
from webapp.models.conflicts.enums import ConflictState
from webapp.models.notices.enums import NoticeEvent
from webapp.models.seats.enums import AllocationOrigin, AllocationState
from webapp.services.kernel.audit import record
from webapp.services.kernel.coordinators import leads
from webapp.services.kernel.errors import DomainError
from webapp.services.notices.notices import people_of, tell
from webapp.services.seats import capacity
from webapp.services.seats.agreed_pairs import AgreedPairs, Key, read_agreed
from webapp.services.seats.contacts import own_pairs
from webapp.services.seats.contests import Contest, find_contests
from webapp.services.seats.dealing import Dealt, deal

MOST_NAMES = 6  # that a conflict keeps of each side for its title
Pair = tuple[Allocation, Demand, Offering]


def allocate_round(session: Session, round_: MatchingRound, *, by: Person | None) -> None:
    """Deal out the round's seats from what both sides accepted; settle what is clear, open conflicts on the rest."""
    if capacity.are_written(session, round_):
        raise DomainError("round_allocated")
    agreed = read_agreed(session, round_)
    dealt = deal(agreed, round_.method, round_.cap_enterprise_pct)
    contests = find_contests(agreed, dealt)
    capacity.write_places(
        session,
        round_,
        demands={key: post.places for key, post in agreed.demands.items()},
        offerings={key: post.places for key, post in agreed.offerings.items()},
    )
    ids = _write_allocations(session, round_, agreed, dealt, contests)
    conflicts = _write_conflicts(session, round_, agreed, dealt, contests, ids)
    record(
        session,
        "round.allocated",
        round_,
        by=by,
        after={
            "pairs": sum(1 for given in dealt.values() if given.seats),
            "seats": sum(given.seats for given in dealt.values()),
            "conflicts": len(conflicts),
        },
    )
    session.flush()
    _tell_parties(session, round_, conflicts)


def allocations_of(session: Session, round_: MatchingRound) -> list[Allocation]:
    """Return the round's allocations, in the order of their posts."""
    query = select(Allocation).where(Allocation.round_id == round_.id)
    return list(session.exec(query.order_by(col(Allocation.demand_id), col(Allocation.offering_id))))


def allocations_open_to(session: Session, round_: MatchingRound, viewer: Person) -> list[Pair]:
    """Return the allocations that the viewer may read, each with its posts."""
    if not leads(viewer, round_):
        return own_pairs(session, round_, viewer)
    query = (
        select(Allocation, Demand, Offering)
        .join(Demand, col(Demand.id) == col(Allocation.demand_id))
        .join(Offering, col(Offering.id) == col(Allocation.offering_id))
        .where(Allocation.round_id == round_.id)
        .order_by(col(Demand.number), col(Offering.number))
    )
    return [(row, demand, offering) for row, demand, offering in session.exec(query)]


def _write_allocations(
    session: Session,
    round_: MatchingRound,
    agreed: AgreedPairs,
    dealt: Mapping[Key, Dealt],
    contests: Sequence[Contest],
) -> dict[Key, UUID]:
    contested = {key for contest in contests for key in contest.keys}
    rows: dict[Key, dict[str, Any]] = {}
    for key in sorted({*dealt, *contested}):
        pair, given = agreed.pairs[key], dealt.get(key)
        is_pinned = given is not None and given.reason == "pinned"
        rows[key] = {
            "id": uuid4(),
            "round_id": round_.id,
            "demand_id": UUID(key[0]),
            "offering_id": UUID(key[1]),
            "suggestion_id": pair.suggestion,
            "wanted": given.wanted if given else 0,
            "suggested": given.seats if given else 0,
            "seats": given.seats if given else 0,
            "score": pair.score if pair.suggestion else None,
            "origin": AllocationOrigin.PIN if is_pinned else AllocationOrigin.ALGORITHM,
            "state": AllocationState.PROPOSED if key in contested else AllocationState.SETTLED,
            "reason": given.reason if given else "one_sided",
            "version": 1,
            "made_at": now(),
        }
    if rows:
        session.execute(insert(Allocation), list(rows.values()))
    return {key: row["id"] for key, row in rows.items()}


def _write_conflicts(
    session: Session,
    round_: MatchingRound,
    agreed: AgreedPairs,
    dealt: Mapping[Key, Dealt],
    contests: Sequence[Contest],
    ids: Mapping[Key, UUID],
) -> list[Conflict]:
    found = []
    for number, contest in enumerate(contests, start=1):
        headcount = sum(dealt[key].wanted if key in dealt else agreed.pairs[key].asked for key in contest.keys)
        conflict = Conflict(
            round_id=round_.id,
            number=number,
            kind=contest.kind,
            state=ConflictState.OPEN,
            headcount=headcount,
            facts=facts_of(agreed, contest),
            due_on=round_.adjudicate_until,
        )
        session.add(conflict)
        found.append(conflict)
    session.flush()
    for conflict, contest in zip(found, contests, strict=True):
        session.add_all(ConflictClaim(conflict_id=conflict.id, allocation_id=ids[key]) for key in contest.keys)
    session.flush()
    return found


def facts_of(agreed: AgreedPairs, contest: Contest) -> dict[str, Any]:
    """Return what a conflict's title says: the posts, their places, and what they compete for."""
    demands = sorted({key[0] for key in contest.keys}, key=lambda key: agreed.demands[key].number)
    offerings = sorted({key[1] for key in contest.keys}, key=lambda key: agreed.offerings[key].number)
    owners = {agreed.demands[key].owner for key in demands} | {agreed.offerings[key].owner for key in offerings}
    return {
        "cause": contest.cause,
        "about": list(contest.about),
        "parties": sorted(owners),
        "demand_count": len(demands),
        "offering_count": len(offerings),
        "demands": [_named(agreed.demands[key]) for key in demands[:MOST_NAMES]],
        "offerings": [_named(agreed.offerings[key]) for key in offerings[:MOST_NAMES]],
        "asked": sum(agreed.demands[key].places for key in demands),
        "places": sum(agreed.offerings[key].places for key in offerings),
    }


def _named(post: Any) -> dict[str, Any]:
    return {"id": post.id, "number": post.number, "name": post.name, "owner": post.owner_name, "places": post.places}


def _tell_parties(session: Session, round_: MatchingRound, conflicts: Sequence[Conflict]) -> None:
    for conflict in conflicts:
        tell(
            session,
            NoticeEvent.CONFLICT,
            people_of(session, [UUID(key) for key in conflict.facts["parties"]]),
            path=f"/conflicts/{conflict.id}",
            thing_id=conflict.id,
            round=round_.title,
            number=conflict.number,
            kind=conflict.kind.value,
        )
