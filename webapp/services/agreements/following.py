"""Agreements follow seats: whatever moves the seats of a closed round calls `follow_seats`, and lines say what stands.

A pair's places stand in one live agreement of its two parties. A draft is brought up to what stands; what was signed
is changed by an amendment alone, which holds once both sides have signed it (`agreements.amendments`). Agreements that
have ended keep what they said: what a pair has carried out under one of them is not agreed upon again.
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlmodel import Session, col, select

from webapp.models import Agreement, MatchingRound, Person
from webapp.models.agreements.enums import AgreementState
from webapp.services.agreements import amendments, lines
from webapp.services.agreements.agreements import break_off_empty, draft_agreement, tell_parties
from webapp.services.agreements.lines import Parties
from webapp.services.kernel.audit import record
from webapp.services.kernel.locking import lock

S = AgreementState
LIVE: Final = (S.DRAFT, S.SIGNED, S.RUNNING)
Wanted = Mapping[UUID, int]  # headcount by pair


def follow_seats(
    session: Session, round_: MatchingRound, *, reason: str = "", most: int | None = None, by: Person | None
) -> tuple[list[Agreement], int]:
    """Bring the round's agreements up to the seats that stand, for at most so many parties at once.

    Return the agreements that were drafted, and for how many parties something is left to do.
    """
    lock(session, round_)
    pairs = lines.pairs_that_count(session, round_)
    live = _live(session, round_)
    said = lines.headcounts_of(session, live.values())
    waiting = [
        parties
        for parties in sorted({*pairs, *live})
        if parties not in live or _differs(session, live[parties], said[live[parties].id], pairs.get(parties, {}))
    ]
    made = []
    for parties in waiting[:most]:
        agreement, wanted = live.get(parties), pairs.get(parties, {})
        if agreement is None:
            made.append(draft_agreement(session, round_, parties, wanted, by=by))
        elif agreement.state is S.DRAFT:
            _bring_up(session, lock(session, agreement), wanted, reason, by=by)
        else:
            changes = amendments.changes_between(session, agreement, wanted)
            amendments.propose(session, lock(session, agreement), changes, reason=reason, by=by)
    return made, len(waiting) - len(waiting[:most])


def _live(session: Session, round_: MatchingRound) -> dict[Parties, Agreement]:
    query = select(Agreement).where(Agreement.round_id == round_.id, col(Agreement.state).in_(LIVE))
    return {(row.enterprise_id, row.school_id): row for row in session.exec(query)}


def _differs(session: Session, agreement: Agreement, said: Wanted, wanted: Wanted) -> bool:
    if agreement.state is S.DRAFT:
        return said != wanted
    changes = amendments.changes_between(session, agreement, wanted)
    pending = amendments.proposed(session, agreement)
    return changes != (pending.changes if pending is not None else [])


def _bring_up(session: Session, agreement: Agreement, wanted: Wanted, reason: str, *, by: Person | None) -> None:
    """Write into a draft what stands; one that nothing is left of ends."""
    before = lines.headcounts(session, agreement)
    if not wanted:
        break_off_empty(session, agreement, reason, by=by)
        return
    lines.write_lines(session, agreement, wanted)
    agreement.version += 1
    facts = ({"headcount": sum(before.values())}, {"headcount": sum(wanted.values()), "reason": reason})
    record(session, "agreement.lines", agreement, by=by, before=facts[0], after=facts[1])
    session.flush()
    tell_parties(session, agreement, key=f"lines:{agreement.id}:{agreement.version}", number=agreement.number)
