"""What a frozen post may do: the one owner of the rule, the same for posts of a round and for standing ones.

A post is frozen while it stands among the posts that a round has kept (`FrozenPost`): from the freeze, or from its
admission after it, until the round is closed or thawed. It is not edited, returned or handed in anew. It can be
withdrawn, which is a deed with a reason (`process.withdrawing`): the round then counts it as gone, whatever becomes of
the post later. A post that names a closed round stays as it is: it has become part of that round's result.

What a run compares is in the snapshot; programmes and organisations go on changing and no run sees it
(`runs.snapshots`).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from webapp.clock import now
from webapp.models import Demand, FrozenPost, MatchingRound, Offering, RoundSnapshot
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.enums import RoundStatus
from webapp.services.kernel.errors import DomainError

TAKES_POSTS: Final = (RoundStatus.DRAFT, RoundStatus.COLLECTING)
SHORTEST_REASON, LONGEST_REASON = 2, 300
Post = Demand | Offering
Kind = type[Demand] | type[Offering]


def is_frozen(session: Session, post: Post) -> bool:
    """Tell whether a post stands in a round that has kept it."""
    return round_that_holds(session, post) is not None


def round_that_holds(session: Session, post: Post) -> MatchingRound | None:
    """Return the round that has kept a post, the latest where there are several, or None where it is not frozen."""
    return next(iter(rounds_that_hold(session, post)), None)


def rounds_that_hold(session: Session, post: Post) -> list[MatchingRound]:
    """Return the rounds that have kept a post, the latest first."""
    query = (
        select(MatchingRound)
        .join(FrozenPost, col(FrozenPost.round_id) == col(MatchingRound.id))
        .where(_key(type(post)) == post.id, col(FrozenPost.withdrawn_at).is_(None))
        .where(or_(MatchingRound.status != RoundStatus.CLOSED, col(MatchingRound.id) == post.round_id))
        .order_by(col(MatchingRound.frozen_at).desc(), col(MatchingRound.id))
    )
    return list(session.exec(query))


def takes_posts(round_: MatchingRound) -> bool:
    """Tell whether a round has not been frozen: the posts that name it may still change."""
    return round_.status in TAKES_POSTS


def may_be_joined(round_: MatchingRound) -> bool:
    """Tell whether posts may name the round.

    Departs from `takes_posts`: a draft takes none yet, though a post that names one is not frozen.
    """
    return round_.status is RoundStatus.COLLECTING


def refuse_frozen(session: Session, post: Post) -> None:
    """Refuse to edit or return a frozen post."""
    round_ = round_that_holds(session, post)
    if round_ is not None:
        _refuse(round_, post)


def refuse_handing_in(session: Session, offering: Offering) -> None:
    """Refuse to hand an offering in whose round is past collecting, whatever state the offering is in.

    A demand is not asked here: its check finds that the round no longer collects, and says so beside the field.
    """
    refuse_frozen(session, offering)
    if offering.round_id is not None:
        round_ = session.get_one(MatchingRound, offering.round_id)
        if not takes_posts(round_):
            _refuse(round_, offering)


def refuse_closing(session: Session, offerings: Iterable[Offering]) -> None:
    """Refuse to close a programme with a frozen offering: closing withdraws all of them."""
    for offering in offerings:
        refuse_frozen(session, offering)


def may_be_taken_back(session: Session, thing: Any) -> bool:
    """Tell whether what an import has changed may be as it was before; only posts can be frozen."""
    return not isinstance(thing, Demand | Offering) or not is_frozen(session, thing)


def was_frozen_since(session: Session, moment: datetime) -> bool:
    """Tell whether any round has kept its posts since the moment."""
    kept = select(RoundSnapshot.id).where(col(RoundSnapshot.taken_at) >= moment)
    return session.exec(kept.limit(1)).first() is not None


def may_be_deleted(thing: Any, *, frozen_since: bool) -> bool:
    """Tell whether what an import has made may go without a trace.

    Departs from `is_frozen`, on the safe side: once any round has kept its posts since the import, everything that was
    handed in stays, also what takes part in another round or in none.
    """
    return not (frozen_since and getattr(thing, "submitted_at", None) is not None)


def keep_posts(session: Session, round_: MatchingRound, kind: Kind, keys: Iterable[UUID]) -> None:
    """Keep posts for a round from now on; one that was withdrawn from it and comes back begins anew."""
    by_post = {row.demand_id or row.offering_id: row for row in session.exec(_rows(round_, kind))}
    for key in keys:
        row = by_post.get(key) or FrozenPost(round_id=round_.id)
        row.demand_id, row.offering_id = (key, None) if kind is Demand else (None, key)
        row.kept_at, row.withdrawn_at, row.reason = now(), None, ""
        session.add(row)
    session.flush()


def let_go(session: Session, round_: MatchingRound, kind: Kind, keys: Iterable[UUID] | None = None) -> None:
    """Keep some posts, or all of a kind, no longer."""
    query = _rows(round_, kind)
    for row in session.exec(query if keys is None else query.where(_key(kind).in_(list(keys)))):
        session.delete(row)
    session.flush()


def kept_since(session: Session, round_: MatchingRound, kind: Kind) -> dict[UUID, datetime]:
    """Return the posts of a kind that stand in a frozen round, and since when."""
    query = select(_key(kind), FrozenPost.kept_at).where(FrozenPost.round_id == round_.id, *_standing(kind))
    return dict(session.exec(query).all())


def stands_in(round_id: UUID, kind: Kind) -> ColumnElement[bool]:
    """Return the condition under which a post stands in a frozen round."""
    kept = select(_key(kind)).where(FrozenPost.round_id == round_id, *_standing(kind))
    return col(kind.id).in_(kept)


def may_be_given_places(round_id: UUID, kind: Kind) -> ColumnElement[bool]:
    """Return the condition under which a post may be given places that were freed: it stands, and is handed in.

    A standing post that is withdrawn once its round is closed is no part of that any more, and takes no alternates.
    """
    return (col(kind.status) == PostStatus.SUBMITTED) & stands_in(round_id, kind)


def withdrawn_from(session: Session, round_: MatchingRound) -> frozenset[str]:
    """Return the posts that were withdrawn from a frozen round: they get no seats, by dealing or by a ruling."""
    query = select(FrozenPost).where(FrozenPost.round_id == round_.id, col(FrozenPost.withdrawn_at).is_not(None))
    return frozenset(str(row.demand_id or row.offering_id) for row in session.exec(query))


def withdraw_from_rounds(session: Session, post: Post, reason: str) -> list[MatchingRound]:
    """Note in every round that holds a post that it is withdrawn, and why; return these rounds."""
    rounds = rounds_that_hold(session, post)
    for round_ in rounds:
        if round_.status is RoundStatus.CLOSED:
            _refuse(round_, post)
    if rounds and not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise DomainError("withdrawing_needs_reason", round=rounds[0].title)
    keys = [round_.id for round_ in rounds]
    for row in session.exec(select(FrozenPost).where(col(FrozenPost.round_id).in_(keys), _key(type(post)) == post.id)):
        row.withdrawn_at, row.reason = now(), reason
        session.add(row)
    session.flush()
    return rounds


def _key(kind: Kind) -> Any:
    return col(FrozenPost.demand_id if kind is Demand else FrozenPost.offering_id)


def _standing(kind: Kind) -> list[ColumnElement[bool]]:
    return [_key(kind).is_not(None), col(FrozenPost.withdrawn_at).is_(None)]


def _rows(round_: MatchingRound, kind: Kind) -> Any:
    return select(FrozenPost).where(FrozenPost.round_id == round_.id, _key(kind).is_not(None))


def _refuse(round_: MatchingRound, post: Post) -> None:
    code = "demand_round_frozen" if isinstance(post, Demand) else "offering_round_frozen"
    raise DomainError(code, round=round_.title)
