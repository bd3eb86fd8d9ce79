"""Suggestions: who may see one by now, whose answer somebody gives, and which answers somebody may know."""

from uuid import UUID

from sqlmodel import Session, func, select

from webapp.models import Choice, MatchingRound, Person, Run, Suggestion
from webapp.models.accounts.enums import Role
from webapp.models.choosing.enums import Decision
from webapp.models.kernel.enums import Side
from webapp.models.rounds.enums import RoundStatus
from webapp.services.kernel.coordinators import leads
from webapp.services.posts import places

SHOWN_FROM = (RoundStatus.CHOOSING, RoundStatus.ADJUDICATING, RoundStatus.PUBLISHED, RoundStatus.CLOSED)
BOTH_KNOWN_FROM = (RoundStatus.PUBLISHED, RoundStatus.CLOSED)
ACCEPTING = (Decision.ACCEPT, Decision.ACCEPT_PARTIAL)


def run_of(session: Session, suggestion: Suggestion) -> Run:
    """Return the run that found a suggestion."""
    return session.get_one(Run, suggestion.run_id)


def round_of(session: Session, suggestion: Suggestion) -> MatchingRound:
    """Return the round that a suggestion belongs to."""
    return session.get_one(MatchingRound, run_of(session, suggestion).round_id)


def is_shown(session: Session, suggestion: Suggestion, viewer: Person) -> bool:
    """Tell whether the suggestion is open to the viewer by now: the parties see what is adopted, once they choose."""
    if leads(viewer, round_of(session, suggestion)):
        return True
    return run_of(session, suggestion).is_adopted and round_of(session, suggestion).status in SHOWN_FROM


def choice_of(session: Session, suggestion: Suggestion, side: Side) -> Choice | None:
    """Return a side's answer as it stands in the database now."""
    query = select(Choice).where(Choice.suggestion_id == suggestion.id, Choice.side == side)
    return session.exec(query.execution_options(populate_existing=True)).first()


def count_rivals(session: Session, suggestion: Suggestion) -> int:
    """Return how many suggestions the demand has in the same run."""
    query = select(func.count()).where(
        Suggestion.run_id == suggestion.run_id, Suggestion.demand_id == suggestion.demand_id
    )
    return session.exec(query).one()


def side_of(person: Person) -> Side | None:
    """Return the side that a person answers for, or None for those who belong to neither."""
    return {Role.ENTERPRISE: Side.ENTERPRISE, Role.SCHOOL: Side.SCHOOL}.get(person.role)


def may_know(viewer: Person, side: Side, round_: MatchingRound) -> bool:
    """Tell whether the viewer, a party or a coordinator, may know what a side answers.

    Each side knows its own; the other's only once results are published, so that nobody waits for it.
    """
    return leads(viewer, round_) or side is side_of(viewer) or round_.status in BOTH_KNOWN_FROM


def post_id_of(suggestion: Suggestion, side: Side) -> UUID:
    """Return the post of a side: its answers are ranked within it."""
    return suggestion.demand_id if side is Side.ENTERPRISE else suggestion.offering_id


def places_of(session: Session, suggestion: Suggestion, side: Side) -> int:
    """Return how many places a side's post has in the round: what other rounds have given away is not among them."""
    post = suggestion.demand if side is Side.ENTERPRISE else suggestion.offering
    return places.places_in(session, run_of(session, suggestion).round_id, post)
