"""Amendments: how a signed agreement is changed when the seats of its pairs have moved, with both sides' signatures.

    proposed → signed: with the second signature;   proposed → dropped: seats moved again, or the agreement is over

One at a time is proposed, and it says all in which the agreement differs from the seats that stand. Where these move
again it is dropped with the signature it may have: nobody has signed what would now be in it. Until both have signed,
the agreement says what it said.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from webapp.models import Agreement, Allocation, Amendment, Person
from webapp.models.agreements.enums import AgreementState, AmendmentState
from webapp.models.kernel.enums import Side
from webapp.models.notices.enums import NoticeEvent
from webapp.services.agreements import lines
from webapp.services.agreements.parties import party_of
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.notices.notices import people_of, tell

OPEN = (AgreementState.SIGNED, AgreementState.RUNNING)


def amendments_of(session: Session, agreement: Agreement) -> list[Amendment]:
    """Return the amendments of an agreement, the newest first."""
    query = select(Amendment).where(Amendment.agreement_id == agreement.id)
    return list(session.exec(query.order_by(col(Amendment.number).desc())))


def amendment_numbered(session: Session, agreement: Agreement, number: int) -> Amendment | None:
    """Return the amendment of an agreement with that number."""
    return next((row for row in amendments_of(session, agreement) if row.number == number), None)


def proposed(session: Session, agreement: Agreement) -> Amendment | None:
    """Return the amendment that waits for signatures."""
    return next((row for row in amendments_of(session, agreement) if row.state is AmendmentState.PROPOSED), None)


def changes_between(session: Session, agreement: Agreement, wanted: Mapping[UUID, int]) -> list[dict[str, Any]]:
    """Return what would have to change in an agreement so that it says what its pairs are given."""
    stands = lines.headcounts(session, agreement)
    changes = []
    for key in sorted({*stands, *wanted}):
        was, is_now = stands.get(key, 0), wanted.get(key, 0)
        if was != is_now:
            row = session.get_one(Allocation, key)
            names = {"position": row.demand.position, "program": row.offering.program.title}
            changes.append({"allocation": str(key), **names, "was": was, "is": is_now})
    return changes


def propose(
    session: Session, agreement: Agreement, changes: list[dict[str, Any]], *, reason: str, by: Person | None
) -> Amendment | None:
    """Lay changes before both sides; what was laid before them until now is dropped, signatures with it."""
    pending = proposed(session, agreement)
    if pending is not None:
        if pending.changes == changes:
            return pending
        pending.state = AmendmentState.DROPPED
        pending.version += 1
        session.add(pending)
        record(session, "amendment.dropped", agreement, by=by, after={"number": pending.number, "reason": reason})
        session.flush()
    if not changes:
        return None
    last = session.exec(select(func.max(Amendment.number)).where(Amendment.agreement_id == agreement.id)).one()
    made = Amendment(agreement_id=agreement.id, number=(last or 0) + 1, changes=changes, reason=reason[:300])
    session.add(made)
    session.flush()
    facts = {"number": made.number, "headcount": sum(change["is"] - change["was"] for change in changes)}
    record(session, "amendment.proposed", agreement, by=by, after=facts)
    session.flush()
    _tell(session, agreement, made)
    return made


def sign_amendment(session: Session, amendment: Amendment, *, seen_version: int, today: date, by: Person) -> Amendment:
    """Sign for one side; with the second signature the agreement says what the amendment says."""
    agreement = lock(session, amendment.agreement)
    lock(session, amendment, seen_version=seen_version)
    side = party_of(agreement, by)
    if amendment.state is not AmendmentState.PROPOSED or agreement.state not in OPEN:
        raise DomainError("amendment_over")
    if signed_on(amendment, side) is not None:
        raise DomainError("amendment_signed_already")
    if side is Side.ENTERPRISE:
        amendment.enterprise_signed_on, amendment.enterprise_signed_by_id = today, by.id
    else:
        amendment.school_signed_on, amendment.school_signed_by_id = today, by.id
    amendment.version += 1
    session.add(amendment)
    facts = {"number": amendment.number, "side": side.value}
    record(session, "amendment.signed", agreement, by=by, after=facts)
    session.flush()
    if all(signed_on(amendment, each) is not None for each in Side):
        _come_into_force(session, agreement, amendment, by=by)
    _tell(session, agreement, amendment)
    return amendment


def signed_on(amendment: Amendment, side: Side) -> date | None:
    """Return when a side has signed."""
    return amendment.enterprise_signed_on if side is Side.ENTERPRISE else amendment.school_signed_on


def drop_proposed(session: Session, agreement: Agreement, *, by: Person | None) -> None:
    """Drop what waits for signatures: the agreement goes on no longer."""
    propose(session, agreement, [], reason="", by=by)


def _come_into_force(session: Session, agreement: Agreement, amendment: Amendment, *, by: Person) -> None:
    before = lines.headcounts(session, agreement)
    wanted = before | {UUID(change["allocation"]): int(change["is"]) for change in amendment.changes}
    lines.write_lines(session, agreement, {key: headcount for key, headcount in wanted.items() if headcount})
    amendment.state = AmendmentState.SIGNED
    agreement.version += 1
    session.add_all([amendment, agreement])
    after = {"headcount": sum(wanted.values()), "number": amendment.number}
    record(session, "agreement.amended", agreement, by=by, before={"headcount": sum(before.values())}, after=after)
    session.flush()


def _tell(session: Session, agreement: Agreement, amendment: Amendment) -> None:
    tell(
        session,
        NoticeEvent.AGREEMENT,
        people_of(session, [agreement.enterprise_id, agreement.school_id]),
        path=f"/agreements/{agreement.id}",
        thing_id=agreement.id,
        key=f"amendment:{amendment.id}:{amendment.version}",
        number=agreement.number,
        amendment=amendment.number,
    )
