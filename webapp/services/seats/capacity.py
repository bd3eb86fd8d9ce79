"""How many places a post still has: the one owner of the count. No post gives more places than it has.

The database holds that by itself: the trigger `allocation_counts` adds the seats of a post's pairs up in its capacity,
whose check refuses one too many. Here the same is asked before, so that people are told what is left, and under locks,
so that two who give at once do not both believe that there is room.

Everybody counts the places of a post less what is given; who asks decides what else is taken off or put back:

- `free_of`: nothing. The plain number.
- `free_for`: puts back what some pairs hold themselves. For rulings and for moving seats.
- `free_beside_offers`: takes off what alternates are being offered. For the next offer; departs from `free_for`, so a
  ruling may give away places that an alternate is being offered and finds gone when it accepts.
- `room_for_alternate`: what of that the share of a school and the least size of a class leave. Departs from rulings and
  pins, which ask neither.

A post that takes part in two rounds has its places once (`posts.places`): a round gives no more than it has kept, and
no more than other rounds have left. The trigger `allocation_counts_posts` adds the seats of all rounds up beside the
post, and the database refuses one too many there as well. Before seats are dealt out nothing is given: ranks, pins and
runs count their own (`choosing.ranks`, `rounds.pair_rules`, `runs.placing`).

Locks are taken in one order: the round, its conflicts, its pairs, its capacities, the posts. See docs/architecture.md.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, insert
from sqlmodel import Session, col, func, select

from webapp.models import (
    Allocation,
    AlternateOffer,
    Capacity,
    Demand,
    MatchingRound,
    Offering,
    Program,
    Suggestion,
)
from webapp.models.seats.enums import AlternateState
from webapp.services.accounts.names import is_of
from webapp.services.kernel.errors import DomainError
from webapp.services.posts import freezing
from webapp.services.posts.places import left_by_key

WHOLE: Final = 100


def are_written(session: Session, round_: MatchingRound) -> bool:
    """Tell whether the round's capacities stand: its seats have been dealt out."""
    return session.exec(select(Capacity.id).where(Capacity.round_id == round_.id).limit(1)).first() is not None


def write_places(
    session: Session, round_: MatchingRound, *, demands: Mapping[str, int], offerings: Mapping[str, int]
) -> None:
    """Write how many places each post of the round has, as the freeze has kept it; none of them is given yet."""
    rows: list[dict[str, Any]] = []
    for name, posts in (("demand_id", demands), ("offering_id", offerings)):
        empty = {"demand_id": None, "offering_id": None, "round_id": round_.id, "given": 0}
        rows += [{**empty, "id": uuid4(), name: UUID(key), "places": places} for key, places in posts.items()]
    session.execute(insert(Capacity), rows)


def lock_posts(session: Session, round_: MatchingRound) -> None:
    """Lock the posts that stand in a round, so that no other round gives their places away meanwhile."""
    _lock_posts(session, *(freezing.stands_in(round_.id, kind) for kind in (Demand, Offering)))


def whereabouts(session: Session, post: Demand | Offering) -> list[tuple[MatchingRound, int]]:
    """Return the rounds that have given places of a post away, and how many, the earliest first."""
    key = Allocation.demand_id if isinstance(post, Demand) else Allocation.offering_id
    query = (
        select(MatchingRound, func.sum(Allocation.seats))
        .join(Allocation, col(Allocation.round_id) == col(MatchingRound.id))
        .where(key == post.id, Allocation.seats > 0, col(Allocation.released).is_(False))
        .group_by(col(MatchingRound.id))
        .order_by(col(MatchingRound.frozen_at), col(MatchingRound.code))
    )
    return [(round_, int(seats)) for round_, seats in session.exec(query)]


def free_of(session: Session, round_id: UUID, posts: Collection[UUID]) -> dict[UUID, int]:
    """Return how many places each of the posts has that are not given, here or in another round."""
    left = left_by_key(session, col(Demand.id).in_(posts), col(Offering.id).in_(posts))
    return _free(session.exec(_of_posts({round_id}, posts)), left)


def free_for(session: Session, round_id: UUID, allocations: Sequence[Allocation]) -> dict[UUID, int]:
    """Return for each post of the allocations what these may take together: its places less what others hold."""
    posts = {key for row in allocations for key in (row.demand_id, row.offering_id)}
    return _put_back(free_of(session, round_id, posts), allocations)


def free_beside_offers(session: Session, round_id: UUID, posts: Collection[UUID]) -> dict[UUID, int]:
    """Return what posts have free, less what alternates are being offered."""
    free = free_of(session, round_id, posts)
    for name in (AlternateOffer.demand_id, AlternateOffer.offering_id):
        offered = select(name, func.sum(AlternateOffer.seats)).where(
            AlternateOffer.round_id == round_id, AlternateOffer.state == AlternateState.OPEN, col(name).in_(posts)
        )
        for post, seats in session.exec(offered.group_by(col(name))):
            free[post] = free.get(post, 0) - int(seats)
    return free


def room_for_alternate(session: Session, suggestion: Suggestion, round_: MatchingRound, free: int) -> int:
    """Return how many of the free places the pair may take; none where a class would stay below its least size."""
    seats = min(free, _share_left(session, suggestion, round_))
    least = suggestion.offering.batch_min or 0
    opened = session.exec(
        select(func.coalesce(func.sum(Allocation.seats), 0)).where(
            Allocation.round_id == round_.id, Allocation.offering_id == suggestion.offering_id
        )
    ).one()
    return seats if seats > 0 and int(opened) + seats >= least else 0


def share_of(seats: int, percent: int) -> int:
    """Return how many of a school's seats one enterprise may take: one at the least."""
    return max(seats * percent // WHOLE, 1)


def lock_places(session: Session, allocations: Sequence[Allocation]) -> tuple[dict[UUID, Capacity], dict[UUID, int]]:
    """Lock what the pairs' posts take until the end of the transaction; return by post what is given, and what is left.

    In the order of their keys, so that two who move seats of the same posts never wait for each other.
    """
    posts = {key for row in allocations for key in (row.demand_id, row.offering_id)}
    query = _of_posts({row.round_id for row in allocations}, posts)
    query = query.order_by(col(Capacity.id)).with_for_update().execution_options(populate_existing=True)
    capacities = {key: row for row in session.exec(query) if (key := row.demand_id or row.offering_id) is not None}
    here = [col(kind.id).in_(posts) for kind in (Demand, Offering)]
    _lock_posts(session, *here)
    return capacities, left_by_key(session, *here)


def move_seats(session: Session, allocations: Sequence[Allocation], target: Mapping[UUID, int]) -> None:
    """Give each pair as many seats as `target` says; refuse when that is more than a post has free.

    Decreases go before increases: the trigger counts row by row, and would refuse a swap that fits in the end.
    """
    places, left = lock_places(session, allocations)
    for row in allocations:
        session.refresh(row, ["seats"])
    check_places(places, left, allocations, target)
    for wave in (False, True):
        for row in sorted(allocations, key=lambda row: row.id):
            if (target[row.id] > row.seats) is wave and target[row.id] != row.seats:
                row.seats = target[row.id]
                session.add(row)
        session.flush()
    for capacity in places.values():
        session.refresh(capacity)


def release_places(session: Session, allocations: Sequence[Allocation]) -> None:
    """Let the posts of pairs give their places in other rounds again; in their own round they go on counting."""
    lock_places(session, allocations)
    for row in allocations:
        row.released = True
        session.add(row)
    session.flush()


def check_places(
    places: Mapping[UUID, Capacity],
    beside: Mapping[UUID, int],
    allocations: Sequence[Allocation],
    target: Mapping[UUID, int],
) -> None:
    """Refuse seats beyond what a post has free, naming the first pair that goes beyond and what is left for it."""
    free = _put_back(_free(places.values(), beside), allocations)
    for place, row in enumerate(allocations):
        left = min(free[row.demand_id], free[row.offering_id])
        if target[row.id] > left:
            raise DomainError("seats_beyond_places", field=f"seats_{place}", free=max(left, 0), wanted=target[row.id])
        free[row.demand_id] -= target[row.id]
        free[row.offering_id] -= target[row.id]


def count_wrong(session: Session, round_: MatchingRound) -> int:
    """Return how many posts have more seats than they take, or another number than their pairs say."""
    wrong = 0
    for key in ("demand_id", "offering_id"):
        given = select(getattr(Allocation, key), func.sum(Allocation.seats)).where(Allocation.round_id == round_.id)
        by_post = dict(session.exec(given.group_by(getattr(Allocation, key))).all())
        rows = session.exec(
            select(getattr(Capacity, key), Capacity.given, Capacity.places).where(
                Capacity.round_id == round_.id, col(getattr(Capacity, key)).is_not(None)
            )
        )
        wrong += sum(1 for post, count, places in rows if count != int(by_post.get(post, 0)) or count > places)
    return wrong


def count_wrong_posts(session: Session) -> int:
    """Return how many posts count other places as given than their pairs in all rounds hold."""
    wrong = 0
    for kind, key in ((Demand, Allocation.demand_id), (Offering, Allocation.offering_id)):
        given = select(key, func.sum(Allocation.seats)).where(col(Allocation.released).is_(False)).group_by(col(key))
        by_post = {post: int(seats) for post, seats in session.exec(given)}
        rows = session.exec(select(kind.id, kind.given))
        wrong += sum(1 for post, count in rows if count != by_post.get(post, 0))
    return wrong


def _lock_posts(session: Session, demands: ColumnElement[bool], offerings: ColumnElement[bool]) -> None:
    session.exec(select(Demand.id).where(demands).order_by(col(Demand.id)).with_for_update()).all()
    session.exec(select(Offering.id).where(offerings).order_by(col(Offering.id)).with_for_update()).all()


def _of_posts(rounds: Collection[UUID], posts: Collection[UUID]) -> Any:
    query = select(Capacity).where(col(Capacity.round_id).in_(rounds))
    return query.where(col(Capacity.demand_id).in_(posts) | col(Capacity.offering_id).in_(posts))


def _free(capacities: Iterable[Capacity], left: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return what is free in the round, and no more than is left of the posts beside other rounds."""
    rows = ((row.demand_id or row.offering_id, row.places - row.given) for row in capacities)
    return {key: min(free, left[key]) for key, free in rows if key is not None}


def _put_back(free: dict[UUID, int], allocations: Iterable[Allocation]) -> dict[UUID, int]:
    """Count the places as free that the pairs themselves hold."""
    for row in allocations:
        free[row.demand_id] += row.seats
        free[row.offering_id] += row.seats
    return free


def _share_left(session: Session, suggestion: Suggestion, round_: MatchingRound) -> int:
    """Return how many more places of the school the enterprise may take; organisations of one name are one."""
    of_school = is_of(col(Program.school_id), suggestion.offering.program.school_id)
    of_enterprise = is_of(col(Demand.enterprise_id), suggestion.demand.enterprise_id)
    total = session.exec(
        select(func.coalesce(func.sum(Capacity.places), 0))
        .join(Offering, col(Offering.id) == col(Capacity.offering_id))
        .join(Program, col(Program.id) == col(Offering.program_id))
        .where(Capacity.round_id == round_.id, of_school)
    ).one()
    if round_.cap_enterprise_pct >= WHOLE:
        return int(total)

    def between(seats: Any, table: Any) -> Any:
        query = select(func.coalesce(func.sum(seats), 0)).select_from(table)
        query = query.join(Demand, col(Demand.id) == table.demand_id)
        query = query.join(Offering, col(Offering.id) == table.offering_id)
        query = query.join(Program, col(Program.id) == col(Offering.program_id))
        return query.where(table.round_id == round_.id, of_enterprise, of_school)

    allocated = session.exec(between(Allocation.seats, Allocation)).one()
    on_offer = between(AlternateOffer.seats, AlternateOffer).where(AlternateOffer.state == AlternateState.OPEN)
    return int(share_of(int(total), round_.cap_enterprise_pct) - allocated - session.exec(on_offer).one())
