"""How many places a post has: what it declares, and what of it is left once other rounds have given some away.

The places of a post are counted once, whatever the number of rounds that it takes part in. `given` is kept by the
database itself, beside the post: what pairs hold that have not fallen, in all rounds, less the pairs whose agreement
was broken off while it was carried out (`Allocation.released`). Nothing can be given beyond what is declared.
"""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from webapp.models import Capacity, Demand, Offering
from webapp.services.kernel.errors import InputRefused, Remark


def declared(post: Demand | Offering) -> int:
    """Return how many people a post says that it has places for; none while it says nothing."""
    return (post.headcount if isinstance(post, Demand) else post.seats) or 0


def left_of(post: Demand | Offering) -> int:
    """Return how many of a post's places no round has given away."""
    return max(declared(post) - post.given, 0)


def left_by_key(session: Session, demands: ColumnElement[bool], offerings: ColumnElement[bool]) -> dict[UUID, int]:
    """Return by key how many places of the posts under two conditions no round has given away, as stored now."""
    asked = session.exec(select(Demand.id, Demand.headcount, Demand.given).where(demands))
    offered = session.exec(select(Offering.id, Offering.seats, Offering.given).where(offerings))
    return {key: max((places or 0) - given, 0) for rows in (asked, offered) for key, places, given in rows}


def places_in(session: Session, round_id: UUID, post: Demand | Offering) -> int:
    """Return how many places a post has in a round: what it declares, less what other rounds have given."""
    key = Capacity.demand_id if isinstance(post, Demand) else Capacity.offering_id
    capacity = session.exec(select(Capacity).where(Capacity.round_id == round_id, key == post.id)).first()
    here = capacity.given if capacity is not None else 0
    left = left_of(post) + here
    return min(left, capacity.places) if capacity is not None else left


def has_places_left(kind: type[Demand] | type[Offering]) -> ColumnElement[bool]:
    """Return the condition under which a post has places that no round has given away, or does not say yet."""
    places = col(Demand.headcount if kind is Demand else Offering.seats)
    return or_(places.is_(None), places > col(kind.given))


def refuse_fewer_than_given(post: Demand | Offering, wanted: int | None) -> None:
    """Refuse to declare fewer places than rounds have given away already, beside the field."""
    if (wanted or 0) < min(post.given, declared(post)):
        field = "headcount" if isinstance(post, Demand) else "seats"
        raise InputRefused([Remark(field, "places_already_given", {"given": post.given})])
