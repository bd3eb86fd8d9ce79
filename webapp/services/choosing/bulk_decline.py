"""Declining many at once: what nobody has answered yet and what scores below a line."""

from dataclasses import dataclass
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator
from sqlmodel import Session, SQLModel, col, select

from webapp.models import Demand, Offering, Person, Suggestion
from webapp.models.choosing.choice_input import ChoiceInput
from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.kernel.enums import Side
from webapp.models.kernel.typed import Text, WholeNumber, misfit
from webapp.services.choosing import queue
from webapp.services.choosing.choices import choose
from webapp.services.choosing.queue import QueueFilters
from webapp.services.kernel.errors import DomainError

MOST_AT_ONCE = 500
IN_ONE_PIECE = 40  # each in a transaction of its own: others may write in between


class BulkDeclineInput(SQLModel):
    """Below which score to decline, and why: the reason stands in each answer."""

    below: Annotated[WholeNumber, Field(ge=1, le=100)]
    reason: DeclineReason
    note_public: Annotated[Text, Field(max_length=300)] = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.reason is DeclineReason.OTHER and not self.note_public:
            raise misfit("note_missing")
        return self


@dataclass(frozen=True, slots=True)
class Doomed:
    """What would be declined: how many, and the worst and the best of them."""

    count: int
    lowest: float | None
    highest: float | None


def below(session: Session, viewer: Person, filters: QueueFilters, line: int) -> list[Suggestion]:
    """Return the unanswered suggestions of a queue that score below a line, best first."""
    query = queue.queue_query(session, viewer, filters.in_state("open")).where(Suggestion.score < line)
    return list(session.exec(query.order_by(col(Suggestion.score).desc(), col(Suggestion.id)).limit(MOST_AT_ONCE + 1)))


def look_below(session: Session, viewer: Person, filters: QueueFilters, line: int) -> Doomed:
    """Return what declining below a line would decline."""
    scores = [suggestion.score for suggestion in below(session, viewer, filters, line)]
    if len(scores) > MOST_AT_ONCE:
        raise DomainError("too_many_at_once", most=MOST_AT_ONCE)
    return Doomed(len(scores), scores[-1] if scores else None, scores[0] if scores else None)


def confirmed(
    session: Session, filters: QueueFilters, data: BulkDeclineInput, *, expected: int, by: Person
) -> list[list[UUID]]:
    """Return what was confirmed, as many as were counted, in the pieces in which it is to be declined."""
    keys = [row.id for row in below(session, by, filters, data.below)]
    if len(keys) != expected:
        raise DomainError("count_changed", expected=expected, count=len(keys))
    return [keys[first : first + IN_ONE_PIECE] for first in range(0, len(keys), IN_ONE_PIECE)]


def decline_some(
    session: Session, keys: list[UUID], filters: QueueFilters, data: BulkDeclineInput, *, side: Side, by: Person
) -> int:
    """Decline those that nobody has answered meanwhile, and return how many these are."""
    some = select(Suggestion).where(col(Suggestion.id).in_(keys))
    _lock_posts(session, list(session.exec(some)), side)
    open_ = queue.queue_query(session, by, filters.in_state("open")).where(col(Suggestion.id).in_(keys))
    suggestions = list(session.exec(open_.order_by(col(Suggestion.score).desc(), col(Suggestion.id))))
    answer = ChoiceInput(decision=Decision.DECLINE, reason=data.reason, note_public=data.note_public)
    for suggestion in suggestions:
        choose(session, suggestion, answer, side=side, seen_version=0, by=by)
    return len(suggestions)


def _lock_posts(session: Session, suggestions: list[Suggestion], side: Side) -> None:
    """Lock all posts in the order of their keys, so that two people who decline many never wait for each other."""
    posts: dict[object, Demand | Offering] = {
        post.id: post for post in (row.demand if side is Side.ENTERPRISE else row.offering for row in suggestions)
    }
    for _key, post in sorted(posts.items(), key=lambda pair: str(pair[0])):
        session.refresh(post, with_for_update={"of": type(post)})
