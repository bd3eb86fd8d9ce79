"""A post is withdrawn: plainly while it is free, and as a deed with a reason once rounds have kept it.

In a frozen round the post counts as gone from then on: it gets no seats when they are dealt out, and those that it has
got are free at once. Its pairs become a conflict for the coordinators to settle, what was published is corrected, and
the other sides' places are offered to the next in line.
"""

from sqlmodel import Session

from webapp.models import Demand, MatchingRound, Offering, Person
from webapp.models.notices.enums import NoticeEvent
from webapp.models.rounds.enums import RoundStatus
from webapp.services.conflicts.withdrawn import free_withdrawn
from webapp.services.kernel.coordinators import coordinators_of
from webapp.services.kernel.locking import lock
from webapp.services.notices.notices import tell
from webapp.services.posts import freezing
from webapp.services.posts.kinds import posting_of

DEALT = (RoundStatus.ADJUDICATING, RoundStatus.PUBLISHED)


def withdraw_post(
    session: Session, post: Demand | Offering, *, reason: str = "", seen_version: int, by: Person
) -> list[MatchingRound]:
    """Take a post back, and return the frozen rounds that it leaves; with these, a reason is needed.

    A post that names a closed round has become part of its result, and stays.
    """
    reason = reason.strip()
    for round_ in sorted(freezing.rounds_that_hold(session, post), key=lambda row: row.id):
        lock(session, round_)
    left = posting_of(post).withdraw(session, post, reason=reason, seen_version=seen_version, by=by)
    for round_ in left:
        if round_.status in DEALT:
            free_withdrawn(session, round_, post, reason, by=by)
        _tell(session, round_, post, reason)
    return left


def _tell(session: Session, round_: MatchingRound, post: Demand | Offering, reason: str) -> None:
    tell(
        session,
        NoticeEvent.CONFLICT,
        coordinators_of(session, round_),
        path=f"/rounds/{round_.id}",
        thing_id=post.id,
        round=round_.title,
        withdrawn=posting_of(post).title(post),
        reason=reason,
    )
