"""What a frozen post may do: the one owner of the rule. A run compares what the freeze has kept, so that stays.

Whoever changes a post asks here: editing, withdrawing and returning ask `refuse_frozen`, handing in
`refuse_handing_in`, closing a programme `refuse_closing`, taking an import back `may_be_taken_back` and
`may_be_deleted`.
What has become of a post after the freeze is asked here too: `stands`, `is_withdrawn`, `withdrawn_from`.

Where the answers depart from one another today, it says so below. Nobody asks before a programme is edited, before a
pair is chosen or pinned, or before a skill is merged: these go on in every phase, and runs see what the snapshot holds.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from webapp.models import Demand, MatchingRound, Offering, RoundSnapshot
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.enums import RoundStatus
from webapp.services.kernel.errors import DomainError

TAKES_POSTS: Final = (RoundStatus.DRAFT, RoundStatus.COLLECTING)
Post = Demand | Offering


def is_frozen(session: Session, post: Post) -> bool:
    """Tell whether a post that was handed in stands in a round past collecting.

    Departs from what a run compares: a standing post, which names no round, takes part in every round and is kept by
    its snapshot, but is never frozen, so that its owner can edit or withdraw it while both sides choose. Likewise a
    post that was admitted late is frozen only if it names the round.
    """
    if post.status is not PostStatus.SUBMITTED or post.round_id is None:
        return False
    return not takes_posts(session.get_one(MatchingRound, post.round_id))


def takes_posts(round_: MatchingRound) -> bool:
    """Tell whether a round has not been frozen: the posts that name it may still change."""
    return round_.status in TAKES_POSTS


def may_be_joined(round_: MatchingRound) -> bool:
    """Tell whether posts may name the round.

    Departs from `takes_posts`: a draft takes none yet, though a post that names one is not frozen.
    """
    return round_.status is RoundStatus.COLLECTING


def refuse_frozen(session: Session, post: Post) -> None:
    """Refuse to edit, withdraw or return a frozen post."""
    if is_frozen(session, post):
        _refuse(session, post)


def refuse_handing_in(session: Session, offering: Offering) -> None:
    """Refuse to hand an offering in whose round is past collecting, whatever state the offering is in.

    Departs by kind: a demand is not asked here. Its check finds that the round no longer collects and says so beside
    the field, in other words than these.
    """
    if offering.round_id is not None and not takes_posts(session.get_one(MatchingRound, offering.round_id)):
        _refuse(session, offering)


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


def stands(kind: type[Demand] | type[Offering]) -> ColumnElement[bool]:
    """Return the condition under which a post may still be given places that were freed.

    Departs from `is_withdrawn`, by which rulings go: a post that was returned does not stand, but a ruling may give it
    places all the same.
    """
    return col(kind.status) == PostStatus.SUBMITTED


def is_withdrawn(post: Post) -> bool:
    """Tell whether its owner has taken the post back: no ruling gives it places."""
    return post.status is PostStatus.WITHDRAWN


def withdrawn_from(session: Session, round_: MatchingRound) -> frozenset[str]:
    """Return the posts of a round that were taken back: when seats are dealt out, they get none.

    Departs from `is_withdrawn`: only posts that name the round are looked at. A standing post that was withdrawn after
    the freeze is dealt seats as if it stood.
    """
    found: set[str] = set()
    for kind in (Demand, Offering):
        query = select(kind.id).where(kind.round_id == round_.id, kind.status == PostStatus.WITHDRAWN)
        found.update(str(key) for key in session.exec(query))
    return frozenset(found)


def _refuse(session: Session, post: Post) -> None:
    round_ = session.get_one(MatchingRound, post.round_id)
    raise DomainError(
        "demand_round_frozen" if isinstance(post, Demand) else "offering_round_frozen", round=round_.title
    )
