"""Seats at the end of choosing: capacities written, seats dealt out, and what is contested laid open as conflicts.

And the allocations as far as somebody may read them: coordinators all, parties their own once they are published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, func, select

from webapp.clock import now
from webapp.models import Allocation, Conflict, ConflictClaim, Demand, MatchingRound, Offering, Person
from webapp.models.conflicts.enums import ConflictState
from webapp.models.notices.enums import NoticeEvent
from webapp.models.seats.enums import AllocationOrigin, AllocationState
from webapp.services.kernel.audit import record
from webapp.services.kernel.coordinators import leads
from webapp.services.kernel.errors import DomainError, Outdated
from webapp.services.kernel.outside_writing import outside_writing
from webapp.services.notices.notices import people_of, tell
from webapp.services.seats import capacity
from webapp.services.seats.agreed_pairs import AgreedPairs, Basis, Key, basis_of, read_agreed
from webapp.services.seats.contacts import own_pairs
from webapp.services.seats.contests import Contest, find_contests
from webapp.services.seats.dealing import Dealt, deal

MOST_NAMES = 6  # that a conflict keeps of each side for its title
TOLD_AT_ONCE: Final = 40  # conflicts whose parties are told in one transaction
Pair = tuple[Allocation, Demand, Offering]


Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class AllocationPlan:
    """The rows of a round's seats as they would be dealt out, and what they were computed from."""

    places: Mapping[str, Mapping[str, int]]
    allocations: Rows
    conflicts: Rows
    claims: Rows
    basis: Basis


@outside_writing
def plan_allocation(session: Session, round_: MatchingRound) -> AllocationPlan:
    """Compute how the round's seats are to be dealt out from what both sides accepted; nothing is stored."""
    if capacity.are_written(session, round_):
        raise DomainError("round_allocated")
    basis = basis_of(session, round_)
    agreed = read_agreed(session, round_)
    dealt = deal(agreed, round_.method, round_.cap_enterprise_pct)
    contests = find_contests(agreed, dealt)
    rows = _allocation_rows(round_, agreed, dealt, contests)
    conflicts = _conflict_rows(round_, agreed, dealt, contests)
    return AllocationPlan(
        places={
            "demands": {key: post.places for key, post in agreed.demands.items()},
            "offerings": {key: post.places for key, post in agreed.offerings.items()},
        },
        allocations=list(rows.values()),
        conflicts=conflicts,
        claims=[
            {"id": uuid4(), "conflict_id": conflict["id"], "allocation_id": rows[key]["id"]}
            for conflict, contest in zip(conflicts, contests, strict=True)
            for key in contest.keys
        ],
        basis=basis,
    )


def allocate_round(session: Session, round_: MatchingRound, plan: AllocationPlan, *, by: Person | None) -> None:
    """Deal out the round's seats as planned: settle what is clear, open conflicts on the rest.

    Raises Outdated where something that the plan was computed from has changed since.
    """
    if capacity.are_written(session, round_):
        raise DomainError("round_allocated")
    capacity.lock_posts(session, round_)
    if basis_of(session, round_) != plan.basis:
        raise Outdated
    capacity.write_places(session, round_, **plan.places)
    # past the unit of work, which takes three times as long: nobody else writes meanwhile
    for table, rows in ((Allocation, plan.allocations), (Conflict, plan.conflicts), (ConflictClaim, plan.claims)):
        if rows:
            session.execute(insert(SQLModel.metadata.tables[table.__tablename__]), rows)
    given = [row["seats"] for row in plan.allocations if row["seats"]]
    after = {"pairs": len(given), "seats": sum(given), "conflicts": len(plan.conflicts)}
    record(session, "round.allocated", round_, by=by, after=after)
    session.flush()


def tell_parties(
    session: Session, round_: MatchingRound, last_number: int, *, most: int = TOLD_AT_ONCE
) -> tuple[int, int]:
    """Tell the parties of the next conflicts, nobody twice; return the last one's number, and how many are left."""
    query = select(Conflict).where(Conflict.round_id == round_.id, Conflict.number > last_number)
    for conflict in session.exec(query.order_by(col(Conflict.number)).limit(most)).all():
        tell(
            session,
            NoticeEvent.CONFLICT,
            people_of(session, [UUID(key) for key in conflict.facts["parties"]]),
            path=f"/conflicts/{conflict.id}",
            thing_id=conflict.id,
            key=f"conflict:{conflict.id}",
            round=round_.title,
            number=conflict.number,
            kind=conflict.kind.value,
        )
        last_number = conflict.number
    left = select(func.count()).where(Conflict.round_id == round_.id, Conflict.number > last_number)
    return last_number, session.exec(left).one()


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


def _allocation_rows(
    round_: MatchingRound, agreed: AgreedPairs, dealt: Mapping[Key, Dealt], contests: Sequence[Contest]
) -> dict[Key, dict[str, Any]]:
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
    return rows


def _conflict_rows(
    round_: MatchingRound, agreed: AgreedPairs, dealt: Mapping[Key, Dealt], contests: Sequence[Contest]
) -> Rows:
    return [
        {
            "id": uuid4(),
            "round_id": round_.id,
            "number": number,
            "kind": contest.kind,
            "state": ConflictState.OPEN,
            "headcount": sum(dealt[key].wanted if key in dealt else agreed.pairs[key].asked for key in contest.keys),
            "facts": facts_of(agreed, contest),
            "due_on": round_.adjudicate_until,
            "opened_at": now(),
            "version": 1,
        }
        for number, contest in enumerate(contests, start=1)
    ]


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
        "demands": [_facts_of_post(agreed.demands[key]) for key in demands[:MOST_NAMES]],
        "offerings": [_facts_of_post(agreed.offerings[key]) for key in offerings[:MOST_NAMES]],
        "asked": sum(agreed.demands[key].places for key in demands),
        "places": sum(agreed.offerings[key].places for key in offerings),
    }


def _facts_of_post(post: Any) -> dict[str, Any]:
    return {"id": post.id, "number": post.number, "name": post.name, "owner": post.owner_name, "places": post.places}
