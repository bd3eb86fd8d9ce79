"""Posts handed in after a round's freeze: they wait for the next round unless a coordinator admits them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from webapp.models import AdmittedPost, Demand, MatchingRound, Offering, Organisation, Person, Program
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.enums import RoundStatus
from webapp.services.kernel.audit import actor_name, record
from webapp.services.kernel.errors import DomainError, Unfit
from webapp.services.kernel.locking import lock
from webapp.services.posts.freezing import LONGEST_REASON, SHORTEST_REASON, keep_posts, let_go
from webapp.services.posts.places import left_of

STILL_POSSIBLE = (RoundStatus.FROZEN, RoundStatus.SCORED)


@dataclass(frozen=True, slots=True)
class LatePost:
    """A post that came late, and how it was admitted where it was."""

    post: Demand | Offering
    owner: Organisation
    admitted: AdmittedPost | None
    admitted_by: str = ""


def find_late(
    session: Session, round_: MatchingRound, kind: str, *, today: date, offset: int, limit: int
) -> tuple[list[LatePost], int]:
    """Return a page of the demands (or offerings) that came late, the latest first, and how many there are."""
    if round_.frozen_at is None:
        return [], 0
    posts: Sequence[Demand] | Sequence[Offering]
    if kind == "demands":
        query = select(Demand).join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
        query = query.where(*_late(round_, Demand), _demand_valid(today))
        total = session.exec(select(func.count()).select_from(query.subquery())).one()
        order = (col(Demand.submitted_at).desc(), col(Demand.number))
        posts = session.exec(query.order_by(*order).offset(offset).limit(limit)).all()
        owners = {post.id: post.enterprise for post in posts}
    else:
        offered = select(Offering).join(Program, col(Program.id) == col(Offering.program_id))
        offered = offered.join(Organisation, col(Organisation.id) == col(Program.school_id))
        offered = offered.where(*_late(round_, Offering), col(Program.is_closed).is_(False))
        total = session.exec(select(func.count()).select_from(offered.subquery())).one()
        order = (col(Offering.submitted_at).desc(), col(Offering.number))
        posts = session.exec(offered.order_by(*order).offset(offset).limit(limit)).all()
        owners = {post.id: post.program.school for post in posts}
    admitted = _admissions(session, round_, [post.id for post in posts])
    return [LatePost(post, owners[post.id], *admitted.get(post.id, (None, ""))) for post in posts], total


def count_late(session: Session, round_: MatchingRound, *, today: date) -> dict[str, int]:
    """Return how many demands and offerings came late."""
    if round_.frozen_at is None:
        return {"demands": 0, "offerings": 0}
    demands = select(func.count()).select_from(Demand)
    demands = demands.join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
    offerings = select(func.count()).select_from(Offering).join(Program)
    offerings = offerings.join(Organisation, col(Organisation.id) == col(Program.school_id))
    return {
        "demands": session.exec(demands.where(*_late(round_, Demand), _demand_valid(today))).one(),
        "offerings": session.exec(offerings.where(*_late(round_, Offering), col(Program.is_closed).is_(False))).one(),
    }


def find_post(session: Session, kind: str, key: UUID) -> Demand | Offering | None:
    """Return the demand (or offering) with this key, whether it came late or not."""
    return session.get(Demand, key) if kind == "demands" else session.get(Offering, key)


def admit_post(session: Session, round_: MatchingRound, post: Demand | Offering, *, reason: str, by: Person) -> None:
    """Let a post that came late take part, with the reason; the next run takes it in."""
    lock(session, round_)
    if round_.status not in STILL_POSSIBLE:
        raise DomainError("admitting_too_late")
    if round_.frozen_at is None or not _is_late(round_, post):
        raise DomainError("post_not_late")
    if _admissions(session, round_, [post.id]):
        raise DomainError("post_already_admitted")
    if not left_of(post):
        raise DomainError("post_without_places")
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        raise Unfit("reason_needed", least=SHORTEST_REASON, most=LONGEST_REASON)
    admitted = AdmittedPost(round_id=round_.id, reason=reason.strip(), admitted_by_id=by.id)
    if isinstance(post, Demand):
        admitted.demand_id = post.id
    else:
        admitted.offering_id = post.id
    session.add(admitted)
    keep_posts(session, round_, type(post), [post.id])
    record(session, "post.admitted", round_, by=by, after={"post": post.number, "reason": reason.strip()})
    session.flush()


def dismiss_post(session: Session, round_: MatchingRound, post: Demand | Offering, *, by: Person) -> None:
    """Take an admission back, as long as another run is still possible."""
    lock(session, round_)
    if round_.status not in STILL_POSSIBLE:
        raise DomainError("admitting_too_late")
    admitted = _admissions(session, round_, [post.id]).get(post.id)
    if admitted is None:
        raise DomainError("post_not_late")
    session.delete(admitted[0])
    let_go(session, round_, type(post), [post.id])
    record(session, "post.dismissed", round_, by=by, before={"post": post.number, "reason": admitted[0].reason})
    session.flush()


def _late(round_: MatchingRound, kind: type[Demand] | type[Offering]) -> list[ColumnElement[bool]]:
    return [
        col(kind.status) == PostStatus.SUBMITTED,
        col(kind.submitted_at) > round_.frozen_at,
        col(Organisation.status) == OrganisationStatus.VERIFIED,
        or_(col(kind.round_id) == round_.id, col(kind.round_id).is_(None)),
    ]


def _demand_valid(today: date) -> ColumnElement[bool]:
    return or_(col(Demand.valid_until).is_(None), col(Demand.valid_until) >= today)


def _is_late(round_: MatchingRound, post: Demand | Offering) -> bool:
    came = post.submitted_at
    return (
        post.status is PostStatus.SUBMITTED
        and post.round_id in (None, round_.id)
        and came is not None
        and round_.frozen_at is not None
        and came > round_.frozen_at
    )


def _admissions(session: Session, round_: MatchingRound, posts: list[UUID]) -> dict[UUID, tuple[AdmittedPost, str]]:
    if not posts:
        return {}
    query = select(AdmittedPost, Person).join(Person, col(Person.id) == col(AdmittedPost.admitted_by_id))
    among = or_(col(AdmittedPost.demand_id).in_(posts), col(AdmittedPost.offering_id).in_(posts))
    rows = session.exec(query.where(AdmittedPost.round_id == round_.id, among))
    return {row.demand_id or row.offering_id: (row, actor_name(by)) for row, by in rows}  # type: ignore[misc]
