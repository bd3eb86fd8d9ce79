"""Batches of students at an enterprise: planned, begun once they are covered, and what became of them."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, func, select

from webapp.models import Agreement, AgreementLine, Demand, Person, StudentBatch
from webapp.models.agreements.agreement_input import BatchInput, OutcomeInput, StartInput
from webapp.models.agreements.enums import AgreementState, BatchKind
from webapp.services.agreements import lines
from webapp.services.agreements.agreements import after_months, begin_agreement
from webapp.services.kernel.audit import changes, record
from webapp.services.kernel.errors import DomainError, InputRefused, Remark, VerificationOpen
from webapp.services.kernel.locking import lock
from webapp.services.limits import checks
from webapp.services.limits.checks import Post
from webapp.services.limits.rules import standing_rules
from webapp.services.posts.post_rules import unexplained

OPEN: Final = (AgreementState.SIGNED, AgreementState.RUNNING)
AT_WORK: Final = (BatchKind.INTERNSHIP, BatchKind.APPRENTICESHIP)
HALF_A_YEAR: Final = 6
CODES: Final = (  # what may have to be explained
    "share_of_post", "share_of_employees", "few_mentors", "batch_grade", "batch_months", "batch_pay", "batch_hours",
    "batch_nights", "batch_hazardous",
)  # fmt: skip


def batches_of(session: Session, agreement: Agreement) -> list[StudentBatch]:
    """Return the batches of an agreement, earliest first."""
    query = select(StudentBatch).where(StudentBatch.agreement_id == agreement.id)
    return list(session.exec(query.order_by(col(StudentBatch.starts_on), col(StudentBatch.id))))


def check_batch(
    session: Session, agreement: Agreement, batch: StudentBatch | None, data: BatchInput, *, today: date
) -> list[Remark]:
    """Refuse what must be mended (InputRefused); return what must be mended or explained."""
    line = lines.line_by_key(agreement, data.line_id)
    if line is None:
        raise InputRefused([Remark("line_id", "batch_line_unknown")])
    remarks = []
    if lines.is_beyond(line, data.planned):
        remarks.append(Remark("planned", "batch_above_line", {"headcount": line.headcount}))
    if agreement.starts_on and agreement.ends_on:
        facts = {"first": str(agreement.starts_on), "last": str(agreement.ends_on)}
        if data.starts_on < agreement.starts_on:
            remarks.append(Remark("starts_on", "batch_outside_agreement", facts))
        if data.ends_on > agreement.ends_on and data.kind is not BatchKind.EMPLOYMENT:
            remarks.append(Remark("ends_on", "batch_outside_agreement", facts))
    if remarks:
        raise InputRefused(remarks)
    post = _post_of(session, agreement, line, besides=batch.id if batch else None, today=today)
    return checks.to_explain(checks.batch_breaches(data, post, standing_rules(session)))


def _post_of(session: Session, agreement: Agreement, line: AgreementLine, *, besides: UUID | None, today: date) -> Post:
    demand = session.get(Demand, line.demand_id) if line.demand_id else None
    taken = (
        select(func.coalesce(func.sum(StudentBatch.planned), 0))
        .join(Agreement, col(Agreement.id) == col(StudentBatch.agreement_id))
        .where(Agreement.enterprise_id == agreement.enterprise_id, StudentBatch.ends_on >= today)
        .where(col(StudentBatch.kind).in_(AT_WORK), col(Agreement.state).in_(OPEN))
    )
    if besides is not None:
        taken = taken.where(StudentBatch.id != besides)
    return Post(
        staff=demand.current_staff if demand else None,
        pay=demand.pay_min if demand else None,
        employees=agreement.enterprise.employees,
        taken=int(session.exec(taken).one()),
    )


def save_batch(
    session: Session,
    agreement: Agreement,
    batch: StudentBatch | None,
    data: BatchInput,
    *,
    notes: dict[str, str],
    seen_version: int | None = None,
    today: date,
    by: Person,
) -> StudentBatch:
    """Plan a batch, or change one that has not begun; what goes beyond a limit is explained."""
    _refuse_unless_open(lock(session, agreement))
    if batch is not None:
        lock(session, batch, seen_version=seen_version)
        refuse_begun(batch)
    remarks = check_batch(session, agreement, batch, data, today=today)
    if unexplained(remarks, notes):
        raise VerificationOpen(remarks)
    before = facts_of(batch) if batch is not None else {}
    values = data.model_dump() | {"line_id": UUID(data.line_id), "grade": data.grade or ""}
    values["verify_notes"] = {remark.code: notes[remark.code].strip() for remark in remarks}
    action = "batch.edited"
    if batch is None:
        batch, action = StudentBatch(agreement_id=agreement.id, made_by_id=by.id, version=0, **values), "batch.planned"
    for name, value in values.items():
        setattr(batch, name, value)
    batch.version += 1
    session.add(batch)
    session.flush()
    was, stands = changes(before, facts_of(batch))
    record(session, action, batch, by=by, before=was, after=stands)
    session.flush()
    return batch


def start_batch(
    session: Session, batch: StudentBatch, data: StartInput, *, seen_version: int, today: date, by: Person
) -> None:
    """Record that a batch has begun: an internship only with its tripartite agreement and its insurance."""
    agreement = lock(session, batch.agreement)
    lock(session, batch, seen_version=seen_version)
    _refuse_unless_open(agreement)
    refuse_begun(batch)
    missing = uncovered(batch)
    if missing:
        raise DomainError("batch_not_covered" if len(missing) > 1 else f"batch_without_{missing[0]}")
    if data.started > batch.planned:
        raise InputRefused([Remark("started", "started_above_planned", {"planned": batch.planned})])
    if data.started_on > today:
        raise InputRefused([Remark("started_on", "started_in_future")])
    batch.started, batch.started_on = data.started, data.started_on
    batch.version += 1
    facts = {"started": data.started, "started_on": str(data.started_on)}
    record(session, "batch.started", batch, by=by, before={"planned": batch.planned}, after=facts)
    session.flush()
    if agreement.state is AgreementState.SIGNED:
        begin_agreement(session, agreement, seen_version=agreement.version, by=by)


def uncovered(batch: StudentBatch) -> list[str]:
    """Return what an internship still lacks before it may begin."""
    if batch.kind is not BatchKind.INTERNSHIP:
        return []
    requirements = {"tripartite": batch.tripartite_signed, "insurance": batch.insured}
    return [name for name, is_there in requirements.items() if not is_there]


def record_outcome(
    session: Session, batch: StudentBatch, data: OutcomeInput, *, seen_version: int, today: date, by: Person
) -> None:
    """Record how many are still there after half a year, and how many were hired."""
    lock(session, batch, seen_version=seen_version)
    if batch.started is None or batch.started_on is None:
        raise DomainError("batch_not_started")
    refused = []
    for name in ("stayed_6_months", "hired"):
        count = getattr(data, name)
        if count is not None and count > batch.started:
            refused.append(Remark(name, "outcome_above_started", {"started": batch.started}))
    due = after_months(batch.started_on, HALF_A_YEAR)
    if data.stayed_6_months is not None and today < due:
        refused.append(Remark("stayed_6_months", "stayed_too_early", {"due": str(due)}))
    if refused:
        raise InputRefused(refused)
    before = {"stayed_6_months": batch.stayed_6_months, "hired": batch.hired}
    batch.stayed_6_months, batch.hired = data.stayed_6_months, data.hired
    batch.version += 1
    record(session, "batch.outcome", batch, by=by, before=before, after=data.model_dump())
    session.flush()


def drop_batch(session: Session, batch: StudentBatch, *, seen_version: int, by: Person) -> None:
    """Take away a batch that has not begun."""
    lock(session, batch, seen_version=seen_version)
    refuse_begun(batch)
    record(session, "batch.dropped", batch.agreement, by=by, before=facts_of(batch))
    session.delete(batch)
    session.flush()


def facts_of(batch: StudentBatch) -> dict[str, Any]:
    """Return what was planned as plain JSON."""
    names = [name for name in BatchInput.model_fields if name != "line_id"]
    values = {name: getattr(batch, name) for name in names}
    days = {name: str(values[name]) for name in ("starts_on", "ends_on")}
    return {"line_id": str(batch.line_id), **values, **days, "kind": batch.kind.value}


def as_typed(batch: StudentBatch) -> dict[str, Any]:
    """Return a batch as the values of its form."""
    return {name: value for name, value in facts_of(batch).items() if value is not None}


def totals(batches: list[StudentBatch]) -> dict[str, int]:
    """Return the headcounts of some batches together."""
    names = ("planned", "started", "stayed_6_months", "hired")
    return {name: sum(getattr(batch, name) or 0 for batch in batches) for name in names}


def _refuse_unless_open(agreement: Agreement) -> None:
    if agreement.state not in OPEN:
        raise DomainError("agreement_not_open", state=agreement.state)


def refuse_begun(batch: StudentBatch) -> None:
    """Refuse a change of a plan that has begun."""
    if batch.started is not None:
        raise DomainError("batch_has_started")
