"""All that a run found, for reading it whole."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp.models import Choice, Run, Suggestion, UnmatchedPost
from webapp.models.kernel.enums import Side


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
