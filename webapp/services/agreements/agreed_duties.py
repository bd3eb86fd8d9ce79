"""The duties of one agreement: both sides agree to each, and may add some of their own."""

from collections.abc import Iterable
from typing import Final

from sqlmodel import Session

from webapp.models import Agreement, Person
from webapp.models.agreements.agreement_input import DutyInput
from webapp.services.agreements import duties
from webapp.services.agreements.agreements import party_of, refuse_unless_draft
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock

MOST_DUTIES: Final = 30


def agree_duties(
    session: Session, agreement: Agreement, agreed: Iterable[int], *, seen_version: int, by: Person
) -> None:
    """Keep which duties, by their place in the list, the person's side agrees to."""
    lock(session, agreement, seen_version=seen_version)
    refuse_unless_draft(agreement)
    side = party_of(agreement, by)
    wanted, lines = set(agreed), []
    for place, line in enumerate(agreement.duties):
        others = [name for name in line["agreed"] if name != side.value]
        lines.append({**line, "agreed": sorted([*others, side.value] if place in wanted else others)})
    before, after = duties.open_duties(agreement.duties)[side], duties.open_duties(lines)[side]
    if lines == agreement.duties:
        return
    agreement.duties = lines
    agreement.version += 1
    changes = {"before": {"side": side.value, "open": before}, "after": {"side": side.value, "open": after}}
    record(session, "agreement.duties", agreement, by=by, **changes)
    session.flush()


def add_duty(session: Session, agreement: Agreement, data: DutyInput, *, seen_version: int, by: Person) -> None:
    """Add a duty in words of one's own; who adds it agrees to it."""
    lock(session, agreement, seen_version=seen_version)
    refuse_unless_draft(agreement)
    side = party_of(agreement, by)
    if len(agreement.duties) >= MOST_DUTIES:
        raise DomainError("duties_full", most=MOST_DUTIES)
    if any(line["text"] == data.text and line["side"] == data.side.value for line in agreement.duties):
        raise DomainError("duty_twice")
    line = duties.line_of(data.side, text=data.text)
    agreement.duties = [*agreement.duties, {**line, "agreed": [side.value]}]
    agreement.version += 1
    record(session, "agreement.duty_added", agreement, by=by, after={"text": data.text})
    session.flush()


def drop_duty(session: Session, agreement: Agreement, place: int, *, seen_version: int, by: Person) -> None:
    """Take away a duty that somebody has added; standard ones stay."""
    lock(session, agreement, seen_version=seen_version)
    refuse_unless_draft(agreement)
    party_of(agreement, by)
    if not 0 <= place < len(agreement.duties) or agreement.duties[place]["slug"]:
        raise DomainError("duty_stays")
    line = agreement.duties[place]
    agreement.duties = [held for held in agreement.duties if held is not line]
    agreement.version += 1
    record(session, "agreement.duty_dropped", agreement, by=by, before={"text": line["text"]})
    session.flush()
