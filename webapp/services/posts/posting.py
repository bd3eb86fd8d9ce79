"""The life of a post, once for all kinds: written, handed in, edited, returned with a remark, withdrawn.

    draft ──hand in──> submitted ──return──> returned ──hand in──> submitted
      ^                    │                     │
      └──────edit────── withdrawn <──withdraw────┴── (a draft too)

A submitted post is edited as a whole and stays submitted: it never stands on the exchange half written. Each step locks
the row first and compares the version that the form was drawn from, so that of two people one is told of the other.
What a round has kept is not edited or returned (`freezing`); what follows when such a post is withdrawn, the room
`process` does (`withdrawing`), which knows the rounds.

A kind of post says what is its own in a subclass of `Posting`: tables, input types, whose it is, what is checked.
Codes of refusals and of events on record begin with its name: `demand_incomplete`, `demand.submitted`.
"""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ValidationError
from sqlmodel import Session, col, select

from webapp.clock import now
from webapp.models import Demand, MatchingRound, Offering, Person, PostComment, Program
from webapp.models.notices.enums import NoticeEvent
from webapp.models.posts.enums import GoneReason, PostStatus
from webapp.services.kernel.audit import changes, record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.notices.notices import people_of, tell
from webapp.services.posts.freezing import refuse_frozen, withdraw_from_rounds
from webapp.services.posts.tombstones import leave_tombstone

P = TypeVar("P", Demand, Offering)
Written = TypeVar("Written", Demand, Offering, Program)
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none of them is mistaken for another
LEAVES = {PostStatus.WITHDRAWN: GoneReason.WITHDRAWN, PostStatus.RETURNED: GoneReason.RETURNED}
JUDGED = (PostStatus.SUBMITTED, PostStatus.RETURNED)  # what a coordinator may return


@dataclass(frozen=True, slots=True)
class Writing:
    """What comes with the values of a post: whose it is if it is new, explanations of unusual figures, the day."""

    owner: Any
    today: date
    notes: Mapping[str, str] = field(default_factory=dict)


class Posting(ABC, Generic[P]):
    """What is a kind's own, and the steps that all kinds share."""

    name: ClassVar[str]
    prefix: ClassVar[str]  # of its numbers
    model: type[P]
    draft: ClassVar[type[BaseModel]]  # what may be stored
    whole: ClassVar[type[BaseModel]]  # what may be handed in
    copied: ClassVar[tuple[str, ...]]  # what another post of the same owner starts with

    @abstractmethod
    def begin(self, owner: Any, number: str) -> P:
        """Return a new post of the owner under a number, without values."""

    @abstractmethod
    def owner_id(self, post: P) -> UUID:
        """Return the organisation whose people are told of the post."""

    @abstractmethod
    def title(self, post: P) -> str:
        """Return what people call the post."""

    @abstractmethod
    def checked(self, session: Session, data: Any, post: P | None, writing: Writing) -> dict[str, Any]:
        """Refuse what must be mended; return the values to be stored."""

    @abstractmethod
    def check_whole(self, session: Session, data: Any, post: P, *, today: date) -> None:
        """Refuse a complete post that must not be handed in as it is."""

    def complete(self, post: P, *, today: date) -> None:
        """Fill in what follows from handing a post in."""

    def refuse_handing_in(self, session: Session, post: P) -> None:
        """Refuse to hand a post in for what lies outside it, whatever it says."""

    def write(
        self,
        session: Session,
        post: P | None,
        data: BaseModel,
        *,
        owner: Any = None,
        notes: Mapping[str, str] | None = None,
        seen_version: int | None = None,
        today: date,
        by: Person,
    ) -> P:
        """Store what was written, in a new post of the owner or in one that there is; its state stays."""
        if post is not None:
            lock(session, post, seen_version=seen_version)
            refuse_frozen(session, post)
            if post.status is PostStatus.SUBMITTED and not isinstance(data, self.whole):
                raise DomainError("submitted_needs_check")
        values = self.checked(session, data, post, Writing(owner, today, notes or {}))
        before = self.facts_of(post) if post is not None else {}
        if post is None:
            post, action = self.begin(owner, new_number(self.prefix)), f"{self.name}.drafted"
            post.made_by_id, post.version = by.id, 0
        else:
            action = f"{self.name}.edited"
        if post.status is PostStatus.WITHDRAWN:
            post.status = PostStatus.DRAFT
        return store(session, post, values, self.draft, before=before, action=action, by=by)

    def submit(self, session: Session, post: P, *, seen_version: int, today: date, by: Person) -> None:
        """Hand a complete post in; what was remarked on it is settled."""
        lock(session, post, seen_version=seen_version)
        if post.status is PostStatus.SUBMITTED:
            raise DomainError(f"{self.name}_already_submitted")
        self.refuse_handing_in(session, post)
        try:
            data = self.whole.model_validate(self.as_typed(post))
        except ValidationError:
            raise DomainError(f"{self.name}_incomplete") from None
        self.check_whole(session, data, post, today=today)
        for comment in self.open_comments(session, post):
            comment.settled_at = now()
            session.add(comment)
        self.complete(post, today=today)
        post.submitted_at = now()
        self._move(session, post, PostStatus.SUBMITTED, by=by)

    def withdraw(
        self, session: Session, post: P, *, reason: str = "", seen_version: int, by: Person
    ) -> list[MatchingRound]:
        """Take a post back; return the frozen rounds that it leaves, for which a reason is needed."""
        lock(session, post, seen_version=seen_version)
        if post.status is PostStatus.WITHDRAWN:
            raise DomainError(f"{self.name}_already_withdrawn")
        left = withdraw_from_rounds(session, post, reason)
        self._move(session, post, PostStatus.WITHDRAWN, by=by, facts={"reason": reason} if left else {})
        return left

    def send_back(
        self, session: Session, post: P, *, field: str, text: str, seen_version: int | None = None, by: Person
    ) -> PostComment:
        """Return a submitted post to its owner with a remark pinned to a field."""
        lock(session, post, seen_version=seen_version)
        if post.status not in JUDGED:
            raise DomainError(f"{self.name}_not_submitted")
        refuse_frozen(session, post)
        comment = PostComment(field=field, text=text, made_by_id=by.id)
        setattr(comment, f"{self.name}_id", post.id)
        session.add(comment)
        self._move(session, post, PostStatus.RETURNED, by=by, facts={"field": field, "text": text})
        people, path = people_of(session, [self.owner_id(post)]), f"/{self.name}s/{post.id}"
        tell(session, NoticeEvent.POST_RETURNED, people, path=path, thing_id=post.id, post=self.title(post), text=text)
        return comment

    def open_comments(self, session: Session, post: P) -> list[PostComment]:
        """Return the remarks on a post that have not been settled, oldest first."""
        on_post = getattr(PostComment, f"{self.name}_id") == post.id
        query = select(PostComment).where(on_post, col(PostComment.settled_at).is_(None))
        return list(session.exec(query.order_by(col(PostComment.made_at), col(PostComment.id))))

    def as_typed(self, post: P) -> dict[str, Any]:
        """Return a stored post as the values of its form."""
        return values_of(post, self.draft) | {"round_id": str(post.round_id) if post.round_id else None}

    def facts_of(self, post: P) -> dict[str, Any]:
        """Return a post as plain JSON for the record."""
        return facts_of(post, self.draft)

    def copy_of(self, post: P) -> dict[str, Any]:
        """Return what another post of the same owner starts with."""
        return {name: value for name, value in self.as_typed(post).items() if name in self.copied}

    def _move(
        self, session: Session, post: P, to: PostStatus, *, by: Person, facts: Mapping[str, Any] | None = None
    ) -> None:
        if post.status is PostStatus.SUBMITTED and to in LEAVES:
            leave_tombstone(session, post, LEAVES[to])
        before, post.status = post.status, to
        post.version += 1
        after = {"status": to.value, **(facts or {})}
        record(session, f"{self.name}.{to.value}", post, by=by, before={"status": before}, after=after)
        session.flush()


def store(
    session: Session,
    thing: Written,
    values: Mapping[str, Any],
    draft: type[BaseModel],
    *,
    before: Mapping[str, Any],
    action: str,
    by: Person,
) -> Written:
    """Write values into a post or a programme, and record what changed against what stood before."""
    # a figure of the demonstration that somebody has changed is theirs from now on, and no longer marked
    thing.demo_fields = [name for name in thing.demo_fields if getattr(thing, name, None) == values.get(name)]
    for name, value in values.items():
        setattr(thing, name, value)
    thing.version += 1
    session.add(thing)
    session.flush()
    old, new = changes(dict(before), facts_of(thing, draft))
    record(session, action, thing, by=by, before=old, after=new)
    session.flush()
    return thing


def values_of(thing: Written, draft: type[BaseModel]) -> dict[str, Any]:
    """Return what stands in the fields of an input type."""
    return {name: getattr(thing, name) for name in draft.model_fields}


def facts_of(thing: Written, draft: type[BaseModel]) -> dict[str, Any]:
    """Return what stands in the fields of an input type as plain JSON: what was never chosen is an empty word."""
    columns = sa.inspect(type(thing)).columns
    return {
        name: "" if value is None and isinstance(columns[name].type, sa.Enum) else _plain(value)
        for name, value in values_of(thing, draft).items()
    }


def new_number(prefix: str) -> str:
    """Return a short number that is hard to mistype."""
    return f"{prefix}-{''.join(secrets.choice(LETTERS) for _ in range(7))}"


def _plain(value: Any) -> Any:
    if isinstance(value, Enum | UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, list) else value
