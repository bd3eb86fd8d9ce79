"""Choices: what each side answers to a suggestion, until choosing ends; nothing is an answer but an answer."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from webapp.clock import now
from webapp.models import AuditEvent, Choice, MatchingRound, Person, Suggestion
from webapp.models.choosing.choice_input import ChoiceInput
from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.kernel.enums import Side
from webapp.models.kernel.pinyin import pinyin_order
from webapp.models.notices.enums import NoticeEvent
from webapp.services.choosing.ranks import close_gap, hold_open, put_in_place
from webapp.services.choosing.suggestions import ACCEPTING, choice_of, post_id_of
from webapp.services.kernel.audit import actor_name, record
from webapp.services.kernel.errors import DomainError, StaleEdit
from webapp.services.notices.notices import tell

STEPS = ("choice.made", "choice.made_for", "choice.withdrawn", "choice.undone")  # what undoing goes back over
SHORTEST_EVIDENCE = 5
Values = dict[str, Any]


def choose(
    session: Session,
    suggestion: Suggestion,
    data: ChoiceInput,
    *,
    side: Side,
    seen_version: int,
    by: Person,
    evidence: str | None = None,
) -> Choice:
    """Write a side's answer. With evidence, a coordinator writes it on the side's behalf.

    More may be accepted than there are places for: the order of ranks decides who gets them in the end.
    """
    round_ = hold_open(session, suggestion, side)
    choice = _as_seen(session, suggestion, side, seen_version, unless=lambda row: _repeats(row, suggestion, data, by))
    if choice is not None and choice.version != seen_version:
        return choice
    values = _values(session, suggestion, data, by=by)
    if evidence is not None:
        if len(evidence) < SHORTEST_EVIDENCE:
            raise DomainError("evidence_missing", field="evidence", least=SHORTEST_EVIDENCE)
        values |= {"on_behalf": True, "evidence": evidence, "handed_to_id": None}
    before = record_of(choice)
    choice = _write(session, round_, suggestion, side, choice, values, rank=data.rank, by=by)
    if evidence is None:
        choice.note_private = data.note_private
    action = "choice.made" if evidence is None else "choice.made_for"
    record(session, action, suggestion, by=by, before=before, after=record_of(choice))
    session.flush()
    if choice.handed_to_id not in (None, by.id) and str(choice.handed_to_id) != before.get("handed_to_id"):
        _hand_over(session, suggestion, choice, by=by)
    return choice


def withdraw_choice(session: Session, suggestion: Suggestion, *, side: Side, seen_version: int, by: Person) -> None:
    """Take an answer back: the side has not answered."""
    round_ = hold_open(session, suggestion, side)
    choice = _as_seen(session, suggestion, side, seen_version)
    if choice is None:
        raise DomainError("choice_missing")
    before = record_of(choice)
    _erase(session, round_, suggestion, choice, by=by)
    record(session, "choice.withdrawn", suggestion, by=by, before=before, after={"side": side.value})
    session.flush()


def undo_choice(
    session: Session, suggestion: Suggestion, *, side: Side, seen_version: int, by: Person
) -> Choice | None:
    """Bring back what stood before the last change of an answer, by the record; return what stands now."""
    round_ = hold_open(session, suggestion, side)
    choice = _as_seen(session, suggestion, side, seen_version)
    event = last_change(session, suggestion, side)
    if event is None:
        raise DomainError("choice_missing")
    stood, before = dict(event.before), record_of(choice)
    if "decision" not in stood:
        if choice is not None:
            _erase(session, round_, suggestion, choice, by=by)
        restored = None
    else:
        restored = _write(session, round_, suggestion, side, choice, _recorded(stood), rank=stood.get("rank"), by=by)
    after = record_of(restored) or {"side": side.value}
    record(session, "choice.undone", suggestion, by=by, before=before, after=after)
    session.flush()
    return restored


def last_change(session: Session, suggestion: Suggestion, side: Side) -> AuditEvent | None:
    """Return the last change of a side's answer, which undoing takes back."""
    changes = changes_of(session, suggestion, (side,))
    return next((event for event in changes if event.action in STEPS), None)


def changes_of(session: Session, suggestion: Suggestion, sides: tuple[Side, ...]) -> list[AuditEvent]:
    """Return what the sides have answered and ranked, newest first; of other sides nothing."""
    query = select(AuditEvent).where(
        AuditEvent.thing_id == suggestion.id, col(AuditEvent.action).startswith("choice.", autoescape=True)
    )
    events = session.exec(query.order_by(col(AuditEvent.at).desc(), col(AuditEvent.id)))
    wanted = {side.value for side in sides}
    return [event for event in events if event.after.get("side") in wanted]


def colleagues_of(session: Session, person: Person) -> list[Person]:
    """Return the others of a person's organisation who may take something over, by name."""
    query = select(Person).where(
        Person.organisation_id == person.organisation_id, col(Person.is_active), Person.id != person.id
    )
    return sorted(session.exec(query.order_by(col(Person.id))), key=lambda colleague: pinyin_order(colleague.name))


def record_of(choice: Choice | None) -> Values:
    """Return an answer as the record keeps it: all but the private note, which is the side's own."""
    if choice is None:
        return {}
    values: Values = {
        "side": choice.side.value,
        "decision": choice.decision.value,
        "headcount": choice.headcount,
        "rank": choice.rank,
        "reason": choice.reason.value if choice.reason else None,
        "note_public": choice.note_public,
        "handed_to_id": str(choice.handed_to_id) if choice.handed_to_id else None,
        "on_behalf": choice.on_behalf,
        "evidence": choice.evidence,
    }
    return {name: value for name, value in values.items() if value not in (None, "", False)}


def _recorded(stood: Values) -> Values:
    """Return the values of an answer as the record kept them."""
    handed_to = stood.get("handed_to_id")
    return {
        "decision": Decision(stood["decision"]),
        "headcount": stood.get("headcount", 0),
        "reason": DeclineReason(stood["reason"]) if stood.get("reason") else None,
        "note_public": stood.get("note_public", ""),
        "handed_to_id": UUID(handed_to) if handed_to else None,
        "on_behalf": stood.get("on_behalf", False),
        "evidence": stood.get("evidence", ""),
    }


def _values(session: Session, suggestion: Suggestion, data: ChoiceInput, *, by: Person) -> Values:
    return {
        "decision": data.decision,
        "headcount": _headcount(suggestion, data),
        "reason": data.reason if data.decision is Decision.DECLINE else None,
        "note_public": data.note_public,
        "handed_to_id": _colleague(session, data, by=by),
        "on_behalf": False,
        "evidence": "",
    }


def _headcount(suggestion: Suggestion, data: ChoiceInput) -> int:
    if data.decision not in ACCEPTING:
        return 0
    headcount = suggestion.seats_suggested if data.decision is Decision.ACCEPT else data.headcount or 0
    if not 1 <= headcount <= suggestion.seats_suggested:
        raise DomainError("headcount_outside", field="headcount", most=suggestion.seats_suggested)
    return headcount


def _colleague(session: Session, data: ChoiceInput, *, by: Person) -> UUID | None:
    if data.decision is not Decision.DEFER or data.handed_to_id is None:
        return None
    person = session.get(Person, data.handed_to_id)
    if person is None or not person.is_active or person.organisation_id != by.organisation_id:
        raise DomainError("colleague_unknown", field="handed_to_id")
    return person.id


def _write(
    session: Session,
    round_: MatchingRound,
    suggestion: Suggestion,
    side: Side,
    choice: Choice | None,
    values: Values,
    *,
    rank: int | None,
    by: Person,
) -> Choice:  # fmt: skip
    was_accepted = choice is not None and choice.decision in ACCEPTING
    with session.no_autoflush:
        if choice is None:
            choice = Choice(
                suggestion_id=suggestion.id, side=side, run_id=suggestion.run_id, decision=values["decision"],
                post_id=post_id_of(suggestion, side), decided_by_id=by.id, version=_past(session, suggestion, side),
            )  # fmt: skip
        for name, value in values.items():
            setattr(choice, name, value)
        is_accepted = choice.decision in ACCEPTING
        if not is_accepted:
            choice.rank = None
        choice.decided_by_id, choice.decided_at, choice.decided_by = by.id, now(), by
        choice.version += 1
        session.add(choice)
    session.flush()
    if is_accepted:
        put_in_place(session, choice, rank, most=round_.max_ranks, by=by)
    elif was_accepted:
        close_gap(session, suggestion, side, most=round_.max_ranks, by=by)
    return choice


def _erase(session: Session, round_: MatchingRound, suggestion: Suggestion, choice: Choice, *, by: Person) -> None:
    side = choice.side
    session.delete(choice)
    session.flush()
    close_gap(session, suggestion, side, most=round_.max_ranks, by=by)


def _past(session: Session, suggestion: Suggestion, side: Side) -> int:
    """Return how often a side's answer has changed: an answer given again never repeats an older version."""
    return len(changes_of(session, suggestion, (side,)))


def _as_seen(
    session: Session, suggestion: Suggestion, side: Side, seen_version: int, *, unless: Any = None
) -> Choice | None:
    """Return the answer that stands, if it is the one that was seen; refuse where somebody else came first."""
    choice = choice_of(session, suggestion, side)
    stands = choice.version if choice is not None else 0
    if stands != seen_version and not (choice is not None and unless is not None and unless(choice)):
        raise StaleEdit(stands=stands, seen=seen_version)
    return choice


def _repeats(choice: Choice, suggestion: Suggestion, data: ChoiceInput, by: Person) -> bool:
    """Tell whether the same person sends the answer that stands: once more changes nothing."""
    wanted = {Decision.ACCEPT: suggestion.seats_suggested, Decision.ACCEPT_PARTIAL: data.headcount}
    sent = (
        data.decision, wanted.get(data.decision, 0), data.reason if data.decision is Decision.DECLINE else None,
        data.note_public, data.note_private, by.id, data.rank if data.rank is not None else choice.rank,
    )  # fmt: skip
    return sent == (
        choice.decision, choice.headcount, choice.reason, choice.note_public, choice.note_private,
        choice.decided_by_id, choice.rank,
    )  # fmt: skip


def _hand_over(session: Session, suggestion: Suggestion, choice: Choice, *, by: Person) -> None:
    colleague = session.get_one(Person, choice.handed_to_id)
    tell(
        session,
        NoticeEvent.HANDED_OVER,
        [colleague],
        path=f"/suggestions/{suggestion.id}",
        thing_id=suggestion.id,
        by=actor_name(by),
        position=suggestion.facts["demand"]["position"],
        major=suggestion.facts["offering"]["major"],
        note=choice.note_private,
    )
