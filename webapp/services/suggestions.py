"""Suggestions: who may see one by now, and a school's answers to it."""

from sqlmodel import Session, col, func, select

from webapp.models import Choice, MatchingRound, Person, Run, Suggestion
from webapp.models.base import now
from webapp.models.choice_input import ChoiceInput
from webapp.models.enums import Decision, Role, RoundStatus, Side
from webapp.services.audit import record
from webapp.services.errors import DomainError, StaleEdit
from webapp.services.freshness import lock

SHOWN_FROM = (RoundStatus.CHOOSING, RoundStatus.ADJUDICATING, RoundStatus.PUBLISHED, RoundStatus.CLOSED)
ACCEPTING = (Decision.ACCEPT, Decision.ACCEPT_PARTIAL)


def run_of(session: Session, suggestion: Suggestion) -> Run:
    """Return the run that found a suggestion."""
    return session.get_one(Run, suggestion.run_id)


def round_of(session: Session, suggestion: Suggestion) -> MatchingRound:
    """Return the round that a suggestion belongs to."""
    return session.get_one(MatchingRound, run_of(session, suggestion).round_id)


def is_shown(session: Session, suggestion: Suggestion, viewer: Person) -> bool:
    """Tell whether the suggestion is open to the viewer by now: the parties see what is adopted, once they choose."""
    if viewer.role is Role.COORDINATOR:
        return True
    return run_of(session, suggestion).is_adopted and round_of(session, suggestion).status in SHOWN_FROM


def choice_of(session: Session, suggestion: Suggestion, side: Side) -> Choice | None:
    """Return a side's answer."""
    return session.exec(select(Choice).where(Choice.suggestion_id == suggestion.id, Choice.side == side)).first()


def count_rivals(session: Session, suggestion: Suggestion) -> int:
    """Return how many suggestions the demand has in the same run."""
    query = select(func.count()).where(
        Suggestion.run_id == suggestion.run_id, Suggestion.demand_id == suggestion.demand_id
    )
    return session.exec(query).one()


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
    lock(session, suggestion.offering)  # two suggestions of one offering share its seats
    round_ = round_of(session, suggestion)
    if round_.status is not RoundStatus.CHOOSING or not run_of(session, suggestion).is_adopted:
        raise DomainError("not_choosing", round=round_.title)
    choice = choice_of(session, suggestion, Side.SCHOOL)
    stands = choice.version if choice else 0
    if stands != seen_version:
        if choice is not None and _repeats(choice, suggestion, data, by):
            return choice
        raise StaleEdit(stands=stands, seen=seen_version)
    headcount = _headcount(session, suggestion, data)
    before = _record_of(choice) if choice else {}
    if choice is None:
        choice = Choice(
            suggestion_id=suggestion.id,
            side=Side.SCHOOL,
            decision=data.decision,
            decided_by_id=by.id,
            run_id=suggestion.run_id,
            post_id=suggestion.offering_id,
            version=0,
        )
    with session.no_autoflush:
        choice.decision, choice.headcount = data.decision, headcount
        choice.reason = data.reason if data.decision is Decision.DECLINE else None
        choice.note_public, choice.note_private = data.note_public, data.note_private
        choice.decided_by_id, choice.decided_at, choice.decided_by = by.id, now(), by
        choice.version += 1
        session.add(choice)
    record(session, "suggestion.decided", suggestion, by=by, before=before, after=_record_of(choice))
    session.flush()
    return choice


def _record_of(choice: Choice) -> dict[str, object]:
    reason = {"reason": choice.reason.value} if choice.reason else {}
    return {"decision": choice.decision.value, "headcount": choice.headcount, **reason}


def _repeats(choice: Choice, suggestion: Suggestion, data: ChoiceInput, by: Person) -> bool:
    """Tell whether the same person sends the answer that stands: once more changes nothing."""
    wanted = {Decision.ACCEPT: suggestion.seats_suggested, Decision.ACCEPT_PARTIAL: data.headcount}
    sent = (
        data.decision, wanted.get(data.decision, 0), data.reason if data.decision is Decision.DECLINE else None,
        data.note_public, data.note_private, by.id,
    )  # fmt: skip
    return sent == (
        choice.decision, choice.headcount, choice.reason, choice.note_public, choice.note_private, choice.decided_by_id,
    )  # fmt: skip


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
