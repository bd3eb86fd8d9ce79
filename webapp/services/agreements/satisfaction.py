"""What both sides think of an agreement, from 1 to 5; each reads the other's grade once it has given its own."""

from typing import Final

from sqlmodel import Session, col, select

from webapp.clock import now
from webapp.models import Agreement, Person, Satisfaction
from webapp.models.agreements.agreement_input import GradeInput
from webapp.models.agreements.enums import AgreementState
from webapp.models.kernel.enums import Side
from webapp.services.agreements.parties import party_of, side_of
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError, StaleEdit
from webapp.services.kernel.locking import lock

OPEN: Final = (AgreementState.RUNNING, AgreementState.ENDED, AgreementState.BROKEN_OFF)


def grades_of(session: Session, agreement: Agreement) -> dict[Side, Satisfaction]:
    """Return what each side has said."""
    query = select(Satisfaction).where(Satisfaction.agreement_id == agreement.id)
    return {row.side: row for row in session.exec(query.order_by(col(Satisfaction.side)))}


def grades_shown(session: Session, agreement: Agreement, viewer: Person) -> dict[Side, Satisfaction]:
    """Return the grades that the viewer may read: a party its own, and the other's once it has given its own."""
    grades, side = grades_of(session, agreement), side_of(agreement, viewer)
    return grades if side is None or side in grades else {}


def may_grade(agreement: Agreement) -> bool:
    """Tell whether there is something to judge yet."""
    return agreement.state in OPEN and agreement.signed_on is not None


def grade_agreement(
    session: Session, agreement: Agreement, data: GradeInput, *, seen_version: int, by: Person
) -> Satisfaction:
    """Keep what the person's side thinks, in place of what it said before."""
    lock(session, agreement)
    side = party_of(agreement, by)
    if not may_grade(agreement):
        raise DomainError("grade_too_early")
    earlier = grades_of(session, agreement).get(side)
    stands = earlier.version if earlier else 0
    if stands != seen_version:
        raise StaleEdit(stands=stands, seen=seen_version)
    before = {"grade": earlier.grade} if earlier else {}
    row = earlier or Satisfaction(agreement_id=agreement.id, side=side, grade=data.grade, made_by_id=by.id, version=0)
    row.grade, row.comment, row.made_by_id, row.made_at = data.grade, data.comment, by.id, now()
    row.version += 1
    session.add(row)
    after = {"side": side.value, "grade": data.grade}
    record(session, "agreement.graded", agreement, by=by, before=before, after=after)
    session.flush()
    return row
