"""Agreements of the demonstration from before its first round: one carried out, one that runs, one to be signed."""

from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, select

from webapp.models import Agreement, Demand, Organisation, Person, Program
from webapp.models.agreements.agreement_input import BatchInput, GradeInput, OutcomeInput, SignInput, StartInput
from webapp.models.agreements.enums import BatchKind
from webapp.models.kernel.enums import CooperationMode
from webapp.services.agreements import agreements, batches, duties, lines, satisfaction
from webapp.services.agreements.agreements import after_months
from webapp.services.posts.posting import new_number

MODES: Final = [CooperationMode.ORDER_CLASS.value]
HEADCOUNT, PLANNED, STARTED, STAYED, HIRED = 20, 12, 11, 10, 8  # stand in for figures that nobody has given
MONTHS: Final = 12
HALF_A_YEAR: Final = 182


def record_past(session: Session, pairs: list[tuple[Person, Person]], *, today: date) -> None:
    """Record agreements between the pairs of an enterprise's and a school's people, furthest on first."""
    for place, (enterprise, school) in enumerate(pairs):
        agreement = _draft(session, enterprise, school, starts_on=today - timedelta(days=(400, 260, -60)[place % 3]))
        if agreement is None:
            continue
        _agree(session, agreement, enterprise, school, both=place % 3 < 2)
        if place % 3 < 2:
            _carry_out(session, agreement, enterprise, school, today=today)
        if place % 3 == 0:
            agreements.end_agreement(session, agreement, seen_version=agreement.version, today=today, by=school)
            for person, grade in ((enterprise, 5), (school, 4)):
                satisfaction.grade_agreement(session, agreement, GradeInput(grade=grade), seen_version=0, by=person)


def _draft(session: Session, enterprise: Person, school: Person, *, starts_on: date) -> Agreement | None:
    wanted = select(Demand).where(Demand.enterprise_id == enterprise.organisation_id).order_by(col(Demand.number))
    taught = select(Program).where(Program.school_id == school.organisation_id).order_by(col(Program.name))
    demand, program = session.exec(wanted.limit(1)).first(), session.exec(taught.limit(1)).first()
    owner, house = _organisation(session, enterprise), _organisation(session, school)
    if demand is None or program is None or owner is None or house is None:
        return None
    agreement = Agreement(
        number=new_number("DEMO"),  # says everywhere that it stands for none that there is
        enterprise_id=owner.id,
        school_id=house.id,
        modes=MODES,
        starts_on=starts_on,
        ends_on=after_months(starts_on, MONTHS),
        duties=duties.standard_duties(MODES),
    )
    session.add(agreement)
    session.flush()
    session.add(lines.line_without_pair(agreement, program, demand.position, HEADCOUNT))
    session.flush()
    return agreement


def _organisation(session: Session, person: Person) -> Organisation | None:
    return session.get(Organisation, person.organisation_id) if person.organisation_id else None


def _agree(session: Session, agreement: Agreement, enterprise: Person, school: Person, *, both: bool) -> None:
    for person in (enterprise, school) if both else (enterprise,):
        places = range(len(agreement.duties))
        duties.agree_duties(session, agreement, places, seen_version=agreement.version, by=person)


def _carry_out(session: Session, agreement: Agreement, enterprise: Person, school: Person, *, today: date) -> None:
    starts = agreement.starts_on or today
    signed = SignInput(signed_on=starts - timedelta(days=20), signed_number=f"演示 {agreement.number}")
    agreements.sign_agreement(session, agreement, signed, seen_version=agreement.version, today=today, by=school)
    session.refresh(agreement)
    data = BatchInput(
        line_id=str(agreement.lines[0].id),
        kind=BatchKind.INTERNSHIP,
        grade="3",
        planned=PLANNED,
        starts_on=starts,
        ends_on=starts + timedelta(days=HALF_A_YEAR),
        tripartite_signed=True,
        insured=True,
        insurance_number=f"演示 {agreement.number}",
    )
    batch = batches.save_batch(session, agreement, None, data, notes={}, today=starts, by=school)
    begun = StartInput(started=STARTED, started_on=starts)
    batches.start_batch(session, batch, begun, seen_version=batch.version, today=today, by=enterprise)
    outcome = OutcomeInput(stayed_6_months=STAYED, hired=HIRED)
    batches.record_outcome(session, batch, outcome, seen_version=batch.version, today=today, by=enterprise)
