"""Ranks: the order in which a post would have what it accepts. First come, first served within its places."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from webapp.models import Choice, MatchingRound, Person, Suggestion
from webapp.models.kernel.enums import Side
from webapp.models.rounds.enums import RoundStatus
from webapp.services.choosing.suggestions import ACCEPTING, places_of, post_id_of, round_of, run_of
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError, StaleEdit
from webapp.services.kernel.locking import lock
from webapp.services.rounds import rounds


@dataclass(frozen=True, slots=True)
class Ranked:
    """An accepted suggestion in a post's order, and how many people come before it."""

    choice: Choice
    before: int
    places: int

    @property
    def fits(self) -> bool:
        """Tell whether there are places for all of it, if everything before it comes about."""
        return self.before + self.choice.headcount <= self.places


def accepted(session: Session, run_id: UUID, side: Side, post_id: UUID) -> list[Choice]:
    """Return what a post accepts in its order: by rank, then what has no rank in the order of acceptance."""
    query = select(Choice).where(
        Choice.run_id == run_id,
        Choice.side == side,
        Choice.post_id == post_id,
        col(Choice.decision).in_(ACCEPTING),
    )
    order = (col(Choice.rank).is_(None), col(Choice.rank), col(Choice.decided_at), col(Choice.id))
    return list(session.exec(query.order_by(*order).execution_options(populate_existing=True)))


def ranking(session: Session, suggestion: Suggestion, side: Side) -> list[Ranked]:
    """Return everything that the post of a suggestion accepts, in its order, beside its places."""
    lines, before, places = [], 0, places_of(session, suggestion, side)
    for choice in accepted(session, suggestion.run_id, side, post_id_of(suggestion, side)):
        lines.append(Ranked(choice, before, places))
        before += choice.headcount
    return lines


def put_in_place(session: Session, choice: Choice, wanted: int | None, *, most: int, by: Person) -> None:
    """Give an accepted choice its place; what stood there moves down. Without a wish it keeps its place, or is last."""
    if wanted is not None and not 1 <= wanted <= most:
        raise DomainError("rank_outside", field="rank", most=most)
    others = [row for row in accepted(session, choice.run_id, choice.side, choice.post_id) if row.id != choice.id]
    stands = wanted if wanted is not None else choice.rank
    place = len(others) if stands is None else min(stands - 1, len(others))
    _arrange(session, [*others[:place], choice, *others[place:]], most=most, cause=choice, by=by)


def close_gap(session: Session, suggestion: Suggestion, side: Side, *, most: int, by: Person) -> None:
    """Move up what stood behind a choice that is accepted no longer."""
    choices = accepted(session, suggestion.run_id, side, post_id_of(suggestion, side))
    _arrange(session, choices, most=most, cause=None, by=by)


def move_rank(
    session: Session, suggestion: Suggestion, side: Side, step: int, *, seen_version: int, by: Person
) -> Choice:
    """Move an accepted suggestion one place up (-1) or down (1) in its post's order."""
    round_ = hold_open(session, suggestion, side)
    choices = accepted(session, suggestion.run_id, side, post_id_of(suggestion, side))
    place = next((index for index, row in enumerate(choices) if row.suggestion_id == suggestion.id), None)
    if place is None:
        raise DomainError("rank_of_nothing")
    if choices[place].version != seen_version:
        raise StaleEdit(stands=choices[place].version, seen=seen_version)
    beside = place + step
    if 0 <= beside < len(choices):
        choices[place], choices[beside] = choices[beside], choices[place]
        _arrange(session, choices, most=round_.max_ranks, cause=None, by=by)
    return next(row for row in choices if row.suggestion_id == suggestion.id)


def hold_open(session: Session, suggestion: Suggestion, side: Side) -> MatchingRound:
    """Lock the post whose answers are to change, and make sure that its round chooses until we are done."""
    round_ = round_of(session, suggestion)
    session.refresh(round_, with_for_update={"of": MatchingRound, "read": True})
    is_over = round_.status is not RoundStatus.CHOOSING or rounds.step_under_way(session, round_.id) is not None
    if is_over or not run_of(session, suggestion).is_adopted:
        raise DomainError("not_choosing", round=round_.title)
    lock(session, suggestion.demand if side is Side.ENTERPRISE else suggestion.offering)
    return round_


def _arrange(session: Session, order: Sequence[Choice], *, most: int, cause: Choice | None, by: Person) -> None:
    """Number the choices in their order, the first so many; record each that moved but the one that caused it."""
    wanted = {choice.id: place if place <= most else None for place, choice in enumerate(order, 1)}
    moved = [choice for choice in order if choice.rank != wanted[choice.id]]
    before = {choice.id: choice.rank for choice in moved}
    for choice in moved:  # a rank is free only once nobody holds it
        choice.rank = None
        session.add(choice)
    session.flush()
    for choice in moved:
        choice.rank = wanted[choice.id]
        if choice is not cause:
            choice.version += 1
            record(
                session,
                "choice.ranked",
                session.get_one(Suggestion, choice.suggestion_id),
                by=by,
                before={"side": choice.side.value, "rank": before[choice.id]},
                after={"side": choice.side.value, "rank": choice.rank},
            )
    session.flush()
