"""Suggestions: what a run found, as each side may see it, and a school's answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, func, select

from webapp.models import Choice, Demand, MatchingRound, Offering, Person, Program, Run, Suggestion, UnmatchedPost
from webapp.models.base import now
from webapp.models.choice_input import ChoiceInput
from webapp.models.enums import Decision, Role, RoundStatus, Side
from webapp.services.audit import record
from webapp.services.errors import DomainError, StaleEdit
from webapp.services.freshness import lock

SHOWN_FROM = (RoundStatus.CHOOSING, RoundStatus.ADJUDICATING, RoundStatus.PUBLISHED, RoundStatus.CLOSED)
ACCEPTING = (Decision.ACCEPT, Decision.ACCEPT_PARTIAL)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A suggestion in somebody's queue, with the school's answer where there is one."""

    suggestion: Suggestion
    choice: Choice | None


def of_run(session: Session, run: Run, *, offset: int, limit: int) -> tuple[list[Suggestion], int]:
    """Return a page of a run's suggestions, best first, and how many there are."""
    query = select(Suggestion).where(Suggestion.run_id == run.id).options(selectinload(Suggestion.demand))  # type: ignore[arg-type]
    total = session.exec(select(func.count()).where(Suggestion.run_id == run.id)).one()
    page = query.order_by(col(Suggestion.score).desc(), col(Suggestion.id)).offset(offset).limit(limit)
    return list(session.exec(page)), total


def unmatched_of_run(session: Session, run: Run) -> list[UnmatchedPost]:
    """Return the posts that a run left without a suggestion, demands first."""
    query = select(UnmatchedPost).where(UnmatchedPost.run_id == run.id)
    return list(session.exec(query.order_by(col(UnmatchedPost.offering_id).is_not(None), col(UnmatchedPost.id))))


def queue_of(session: Session, viewer: Person, *, program_id: UUID | None = None) -> list[QueueItem]:
    """Return the suggestions of adopted runs that concern the viewer's organisation, best first."""
    query = (
        select(Suggestion, Choice)
        .join(Run, col(Run.id) == col(Suggestion.run_id))
        .join(MatchingRound, col(MatchingRound.id) == col(Run.round_id))
        .join(Demand, col(Demand.id) == col(Suggestion.demand_id))
        .join(Offering, col(Offering.id) == col(Suggestion.offering_id))
        .join(Program, col(Program.id) == col(Offering.program_id))
        .outerjoin(Choice, (col(Choice.suggestion_id) == col(Suggestion.id)) & (col(Choice.side) == Side.SCHOOL))
        .where(col(Run.adopted_at).is_not(None), col(MatchingRound.status).in_(SHOWN_FROM))
        .order_by(col(Suggestion.score).desc(), col(Suggestion.id))
    )
    if viewer.role is Role.ENTERPRISE:
        query = query.where(Demand.enterprise_id == viewer.organisation_id)
    elif viewer.role is Role.SCHOOL:
        query = query.where(Program.school_id == viewer.organisation_id)
    if program_id is not None:
        query = query.where(Program.id == program_id)
    return [QueueItem(suggestion, choice) for suggestion, choice in session.exec(query)]


def round_of(session: Session, suggestion: Suggestion) -> MatchingRound:
    """Return the round that a suggestion belongs to."""
    run = session.get_one(Run, suggestion.run_id)
    return session.get_one(MatchingRound, run.round_id)


def choice_of(session: Session, suggestion: Suggestion, side: Side) -> Choice | None:
    """Return a side's answer."""
    return session.exec(select(Choice).where(Choice.suggestion_id == suggestion.id, Choice.side == side)).first()


def seats_taken(session: Session, suggestion: Suggestion) -> int:
    """Return how many of the offering's seats the school has promised to others in the same run."""
    query = select(func.coalesce(func.sum(Choice.headcount), 0)).join(Suggestion)
    query = query.where(
        Suggestion.run_id == suggestion.run_id,
        Suggestion.offering_id == suggestion.offering_id,
        Suggestion.id != suggestion.id,
        Choice.side == Side.SCHOOL,
        col(Choice.decision).in_(ACCEPTING),
    )
    return int(session.exec(query).one() or 0)


def choose(session: Session, suggestion: Suggestion, data: ChoiceInput, *, seen_version: int, by: Person) -> Choice:
    """Write a school's answer; accepting takes seats that others have not been promised."""
    lock(session, suggestion)
    round_ = round_of(session, suggestion)
    if round_.status is not RoundStatus.CHOOSING:
        raise DomainError("not_choosing", round=round_.title)
    choice = choice_of(session, suggestion, Side.SCHOOL)
    stands = choice.version if choice else 0
    if stands != seen_version:
        raise StaleEdit(stands=stands, seen=seen_version)
    headcount = _headcount(session, suggestion, data)
    before = {"decision": choice.decision.value, "headcount": choice.headcount} if choice else {}
    if choice is None:
        choice = Choice(
            suggestion_id=suggestion.id, side=Side.SCHOOL, decision=data.decision, decided_by_id=by.id, version=0
        )
    with session.no_autoflush:
        choice.decision, choice.headcount = data.decision, headcount
        choice.reason = data.reason if data.decision is Decision.DECLINE else None
        choice.note_public, choice.note_private = data.note_public, data.note_private
        choice.decided_by_id, choice.decided_at = by.id, now()
        choice.version += 1
        session.add(choice)
    after = {"decision": choice.decision.value, "headcount": choice.headcount}
    record(session, "suggestion.decided", suggestion, by=by, before=before, after=after)
    session.flush()
    return choice


def next_open(items: Iterable[QueueItem], after: UUID) -> Suggestion | None:
    """Return the next suggestion without an answer, beginning behind the given one and going round."""
    listed = list(items)
    places = [index for index, item in enumerate(listed) if item.suggestion.id == after]
    turn = places[0] + 1 if places else 0
    around = [*listed[turn:], *listed[:turn]]
    return next((item.suggestion for item in around if item.choice is None and item.suggestion.id != after), None)


def _headcount(session: Session, suggestion: Suggestion, data: ChoiceInput) -> int:
    if data.decision not in ACCEPTING:
        return 0
    headcount = suggestion.seats_suggested if data.decision is Decision.ACCEPT else data.headcount or 0
    if not 1 <= headcount <= suggestion.seats_suggested:
        raise DomainError("headcount_outside", most=suggestion.seats_suggested)
    free = (suggestion.offering.seats or 0) - seats_taken(session, suggestion)
    if headcount > free:
        raise DomainError("seats_exceeded", free=max(free, 0), wanted=headcount)
    return headcount
