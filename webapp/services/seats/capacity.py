"""Seats moved between pairs: decreases before increases, under a lock, never beyond what a post takes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from webapp.models import Allocation, Capacity
from webapp.services.kernel.errors import DomainError


def lock_places(session: Session, allocations: Sequence[Allocation]) -> dict[UUID, Capacity]:
    """Lock what the pairs' posts take until the end of the transaction, and return it by post."""
    posts = {key for row in allocations for key in (row.demand_id, row.offering_id)}
    rounds = {row.round_id for row in allocations}
    query = select(Capacity).where(col(Capacity.round_id).in_(rounds))
    query = query.where(col(Capacity.demand_id).in_(posts) | col(Capacity.offering_id).in_(posts))
    query = query.order_by(col(Capacity.id)).with_for_update().execution_options(populate_existing=True)
    return {key: row for row in session.exec(query) if (key := row.demand_id or row.offering_id) is not None}


def move_seats(session: Session, allocations: Sequence[Allocation], target: Mapping[UUID, int]) -> None:
    """Give each pair as many seats as `target` says; refuse when that is more than a post has free."""
    places = lock_places(session, allocations)
    for row in allocations:
        session.refresh(row, ["seats"])
    check_places(places, allocations, target)
    for wave in (False, True):
        for row in sorted(allocations, key=lambda row: row.id):
            if (target[row.id] > row.seats) is wave and target[row.id] != row.seats:
                row.seats = target[row.id]
                session.add(row)
        session.flush()
    for held in places.values():
        session.refresh(held)


def check_places(
    places: Mapping[UUID, Capacity], allocations: Sequence[Allocation], target: Mapping[UUID, int]
) -> None:
    """Refuse seats beyond what a post has free, naming the first pair that goes beyond and what is left for it."""
    free = {key: row.places - row.given for key, row in places.items()}
    for row in allocations:
        free[row.demand_id] += row.seats
        free[row.offering_id] += row.seats
    for place, row in enumerate(allocations):
        left = min(free[row.demand_id], free[row.offering_id])
        if target[row.id] > left:
            raise DomainError("seats_beyond_places", place=place, free=max(left, 0), wanted=target[row.id])
        free[row.demand_id] -= target[row.id]
        free[row.offering_id] -= target[row.id]
