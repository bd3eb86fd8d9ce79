"""What a run found: a page of posts with their suggestions from either side, what was left over, and all of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp.models import Choice, Demand, Offering, Organisation, Program, Run, Suggestion, UnmatchedPost
from webapp.models.kernel.enums import Side
from webapp.models.kernel.filters import Filters, Points, Words
from webapp.services.runs.names import is_called

SIDES = ("demand", "offering")
LIST_ONLY = defer(Suggestion.explanation)  # type: ignore[arg-type]  # lists show scores, not how they came about


class ResultFilters(Filters):
    """What the results are narrowed to."""

    q: Words = ""
    school: UUID | None = None
    enterprise: UUID | None = None
    min_score: Points | None = None


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """A post as the snapshot keeps it, with its suggestions in the order of its own list."""

    post: dict[str, Any]
    suggestions: list[Suggestion]


def grouped(
    session: Session, run: Run, side: str, filters: ResultFilters, *, offset: int, limit: int
) -> tuple[list[ResultGroup], int]:
    """Return a page of the demands (or offerings) that have suggestions, best first, and how many there are."""
    key = col(Suggestion.demand_id) if side == "demand" else col(Suggestion.offering_id)
    posts = _filtered(session, select(key, func.max(Suggestion.score).label("best")), run, filters).group_by(key)
    total = session.exec(select(func.count()).select_from(posts.subquery())).one()
    page = posts.order_by(func.max(Suggestion.score).desc(), key).offset(offset).limit(limit)
    keys = [row[0] for row in session.exec(page)]
    query = _filtered(session, select(Suggestion), run, filters).where(key.in_(keys)).options(LIST_ONLY)
    by_post: dict[UUID, list[Suggestion]] = {post_id: [] for post_id in keys}
    for row in session.exec(query.order_by(col(Suggestion.score).desc(), col(Suggestion.id))):
        by_post[row.demand_id if side == "demand" else row.offering_id].append(row)
    return [ResultGroup(rows[0].facts[side], rows) for rows in by_post.values()], total


def count_found(session: Session, run: Run, filters: ResultFilters) -> int:
    """Return how many suggestions the filters leave."""
    return int(session.exec(_filtered(session, select(func.count(col(Suggestion.id))), run, filters)).one())


def schools_of(session: Session, run: Run) -> list[Organisation]:
    """Return the schools with suggestions in the run, by name."""
    inside = select(Program.school_id).join(Offering, col(Offering.program_id) == col(Program.id))
    inside = inside.join(Suggestion, col(Suggestion.offering_id) == col(Offering.id)).where(Suggestion.run_id == run.id)
    return _organisations(session, inside)


def enterprises_of(session: Session, run: Run) -> list[Organisation]:
    """Return the enterprises with suggestions in the run, by name."""
    inside = select(Demand.enterprise_id).join(Suggestion, col(Suggestion.demand_id) == col(Demand.id))
    return _organisations(session, inside.where(Suggestion.run_id == run.id))


def unmatched(session: Session, run: Run, side: str, *, offset: int, limit: int) -> list[UnmatchedPost]:
    """Return a page of the demands (or offerings) that the run left without a suggestion."""
    own = col(UnmatchedPost.demand_id if side == "demand" else UnmatchedPost.offering_id)
    query = select(UnmatchedPost).where(UnmatchedPost.run_id == run.id, own.is_not(None))
    return list(session.exec(query.order_by(col(UnmatchedPost.reason), own).offset(offset).limit(limit)))


def count_unmatched(session: Session, run: Run) -> dict[str, int]:
    """Return how many demands and offerings the run left without a suggestion."""
    query = select(func.count(col(UnmatchedPost.demand_id)), func.count(col(UnmatchedPost.offering_id)))
    demands, offerings = session.exec(query.where(UnmatchedPost.run_id == run.id)).one()
    return {"demand": demands, "offering": offerings}


def suggestions_of(run: Run) -> SelectOfScalar[Suggestion]:
    """Return the query for the run's suggestions, in no order yet."""
    return select(Suggestion).where(Suggestion.run_id == run.id)


def left_over_of(run: Run) -> SelectOfScalar[UnmatchedPost]:
    """Return the query for the posts that the run left without a suggestion, in no order yet."""
    return select(UnmatchedPost).where(UnmatchedPost.run_id == run.id)


def choices_of(session: Session, suggestions: Iterable[Suggestion], side: Side) -> dict[UUID, Choice]:
    """Return a side's answers, by suggestion."""
    wanted = [suggestion.id for suggestion in suggestions]
    query = select(Choice).where(col(Choice.suggestion_id).in_(wanted), Choice.side == side)
    return {row.suggestion_id: row for row in session.exec(query)} if wanted else {}


def _organisations(session: Session, inside: Any) -> list[Organisation]:
    query = select(Organisation).where(col(Organisation.id).in_(inside))
    return list(session.exec(query.order_by(col(Organisation.name_order), col(Organisation.id))))


def _filtered(session: Session, query: Any, run: Run, filters: ResultFilters) -> Any:
    query = (
        query.select_from(Suggestion)
        .join(Demand, col(Demand.id) == col(Suggestion.demand_id))
        .join(Offering, col(Offering.id) == col(Suggestion.offering_id))
        .join(Program, col(Program.id) == col(Offering.program_id))
        .where(Suggestion.run_id == run.id)
    )
    if filters.q:
        query = query.where(is_called(session, run.id, filters.q))
    if filters.school is not None:
        query = query.where(Program.school_id == filters.school)
    if filters.enterprise is not None:
        query = query.where(Demand.enterprise_id == filters.enterprise)
    if filters.min_score is not None:
        query = query.where(Suggestion.score >= filters.min_score)
    return query
