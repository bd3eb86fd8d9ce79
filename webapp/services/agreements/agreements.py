"""Agreements: drafted for the pairs of a published round, settled by both sides, signed, carried out, ended, listed."""

import calendar
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, false
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp import clock
from webapp.clock import now
from webapp.models import (
    Agreement,
    AgreementLine,
    Allocation,
    Demand,
    MatchingRound,
    Person,
    Program,
    Suggestion,
)
from webapp.models.accounts.enums import Role
from webapp.models.agreements.agreement_input import BreakInput, SignInput, TermsInput
from webapp.models.agreements.enums import AgreementState
from webapp.models.kernel.enums import CooperationMode, Side
from webapp.models.kernel.filters import Filters, Words
from webapp.models.limits.enums import Severity
from webapp.models.notices.enums import NoticeEvent
from webapp.predicates import is_coordinator
from webapp.services.accounts.names import named_so
from webapp.services.agreements import amendments, duties, lines
from webapp.services.agreements.lines import Parties
from webapp.services.agreements.parties import refuse_unless_draft
from webapp.services.kernel.audit import record
from webapp.services.kernel.coordinators import is_led_by
from webapp.services.kernel.errors import DomainError, VerificationOpen
from webapp.services.kernel.locking import lock
from webapp.services.limits import checks
from webapp.services.limits.rules import standing_rules
from webapp.services.notices.notices import people_of, tell
from webapp.services.posts.post_rules import unexplained
from webapp.services.posts.posting import new_number
from webapp.services.runs.names import was_called
from webapp.services.seats.alternates import let_fall
from webapp.services.seats.capacity import release_places

S = AgreementState
DEFAULT_MONTHS: Final = 12
Guard = Callable[[Session, Agreement], Iterable[DomainError]]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table of an agreement's states: from where, to where, and what must hold."""

    name: str
    origins: tuple[AgreementState, ...]
    target: AgreementState
    guards: tuple[Guard, ...] = ()


class AgreementFilters(Filters):
    """What a list of agreements is narrowed to."""

    q: Words = ""
    state: AgreementState | None = None
    round: UUID | None = None


def _has_period(_session: Session, agreement: Agreement) -> Iterator[DomainError]:
    if agreement.starts_on is None or agreement.ends_on is None or not agreement.modes:
        yield DomainError("agreement_without_terms")


def _keeps_to_limits(session: Session, agreement: Agreement) -> Iterator[DomainError]:
    if agreement.starts_on is None or agreement.ends_on is None:
        return
    modes = [CooperationMode(mode) for mode in agreement.modes]
    breaches = checks.terms_breaches(modes, agreement.starts_on, agreement.ends_on, standing_rules(session))
    asked = checks.remarks_of(breaches, Severity.VERIFY)
    if checks.remarks_of(breaches, Severity.ERROR) or unexplained(asked, agreement.verify_notes):
        yield DomainError("agreement_beyond_limits")


def _duties_are_agreed(_session: Session, agreement: Agreement) -> Iterator[DomainError]:
    missing = duties.open_duties(agreement.duties)
    if any(missing.values()):
        yield DomainError("duties_open", enterprise=missing[Side.ENTERPRISE], school=missing[Side.SCHOOL])


# Both sides sign outside the platform and somebody notes it here, so no state waits for one side's signature. A draft
# may be written in, and follows the seats by itself; once it is signed, an amendment alone changes what it says.
# No date moves an agreement by itself, neither the first day nor the last: only people know whether it began or ended.
TABLE: Final = (
    Step("sign", (S.DRAFT,), S.SIGNED, (_has_period, _keeps_to_limits, _duties_are_agreed)),
    Step("begin", (S.SIGNED,), S.RUNNING),
    Step("end", (S.RUNNING,), S.ENDED),
    Step("break_off", (S.DRAFT, S.SIGNED, S.RUNNING), S.BROKEN_OFF),
)
STEPS: Final = {step.name: step for step in TABLE}


def draft_agreement(
    session: Session, round_: MatchingRound, parties: Parties, wanted: Mapping[UUID, int], *, by: Person | None
) -> Agreement:
    """Draft an agreement of two parties over their pairs with so many people each; tell both sides."""
    given = [session.get_one(Allocation, key) for key in wanted]
    agreement = _draft(session, round_, *parties, given)
    session.add_all(lines.line_of(agreement, row, wanted[row.id]) for row in given)
    session.flush()
    session.refresh(agreement, ["lines"])
    facts = {"round": round_.title, "headcount": sum(wanted.values())}
    record(session, "agreement.drafted", agreement, by=by, after=facts)
    session.flush()
    tell_parties(session, agreement, key=f"draft:{agreement.id}", round=round_.title)
    return agreement


def break_off_empty(session: Session, agreement: Agreement, reason: str, *, by: Person | None) -> None:
    """Break off a draft of which no pair is left."""
    agreement.ended_on, agreement.end_reason = clock.today(), reason or "--"
    _move(session, agreement, "break_off", {"reason": agreement.end_reason}, by=by)


def _draft(
    session: Session, round_: MatchingRound, enterprise_id: UUID, school_id: UUID, given: list[Allocation]
) -> Agreement:
    wanted = [mode for row in given for mode in row.demand.modes if mode in row.offering.modes]
    modes = list(dict.fromkeys(wanted or [mode for row in given for mode in row.demand.modes]))
    starts = min((_first_day(row.demand.start_month) for row in given if row.demand.start_month), default=None)
    months = max(row.demand.months or row.offering.months or DEFAULT_MONTHS for row in given)
    agreement = Agreement(
        number=new_number("A"),
        round_id=round_.id,
        enterprise_id=enterprise_id,
        school_id=school_id,
        modes=modes,
        starts_on=starts,
        ends_on=after_months(starts, months) if starts else None,
        duties=duties.standard_duties(modes),
    )
    session.add(agreement)
    session.flush()
    return agreement


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def after_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def save_terms(
    session: Session,
    agreement: Agreement,
    data: TermsInput,
    *,
    notes: dict[str, str],
    seen_version: int,
    by: Person,
) -> None:
    """Change how and how long both sides work together, as long as nothing is signed; explain what is unusual."""
    lock(session, agreement, seen_version=seen_version)
    refuse_unless_draft(agreement)
    breaches = checks.terms_breaches(data.modes, data.starts_on, data.ends_on, standing_rules(session))
    remarks = checks.to_explain(breaches)
    if unexplained(remarks, notes):
        raise VerificationOpen(remarks)
    before = terms_of(agreement)
    modes: list[CooperationMode] = data.modes
    agreement.modes = [mode.value for mode in modes]
    agreement.starts_on, agreement.ends_on = data.starts_on, data.ends_on
    agreement.duties = duties.adapted(agreement.duties, agreement.modes)
    agreement.verify_notes = {remark.code: notes[remark.code].strip() for remark in remarks}
    after = terms_of(agreement)
    if before == after:
        return
    agreement.version += 1
    changed = [name for name in after if after[name] != before[name]]
    was, stands = ({name: facts[name] for name in changed} for facts in (before, after))
    record(session, "agreement.edited", agreement, by=by, before=was, after=stands)
    session.flush()


def terms_of(agreement: Agreement) -> dict[str, Any]:
    """Return the terms as plain JSON."""
    days = {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}
    texts = {name: str(day or "") for name, day in days.items()}
    return {"modes": list(agreement.modes), **texts, "verify_notes": dict(agreement.verify_notes)}


def refusals(session: Session, agreement: Agreement, step: str) -> list[DomainError]:
    """Return all that stands against a step, as refusals that pages put into words.

    A page asks so that it can say what is missing; a step asks again once it has locked the agreement.
    """
    line = STEPS[step]
    if agreement.state not in line.origins:
        return [DomainError("agreement_step_impossible", state=agreement.state)]
    return [refusal for guard in line.guards for refusal in guard(session, agreement)]


def sign_agreement(
    session: Session, agreement: Agreement, data: SignInput, *, seen_version: int, today: date, by: Person
) -> None:
    """Record that both sides have signed."""
    if data.signed_on > today:
        raise DomainError("signed_in_future")
    lock(session, agreement, seen_version=seen_version)
    _refuse(session, agreement, "sign")
    agreement.signed_on, agreement.signed_number = data.signed_on, data.signed_number
    facts = {"signed_on": str(data.signed_on), "signed_number": data.signed_number}
    _move(session, agreement, "sign", facts, by=by)


def begin_agreement(session: Session, agreement: Agreement, *, seen_version: int, by: Person) -> None:
    """Record that a signed agreement is being carried out."""
    lock(session, agreement, seen_version=seen_version)
    _refuse(session, agreement, "begin")
    _move(session, agreement, "begin", {}, by=by)


def end_agreement(session: Session, agreement: Agreement, *, seen_version: int, today: date, by: Person) -> None:
    """Record that an agreement has been carried out to its end."""
    lock(session, agreement, seen_version=seen_version)
    _refuse(session, agreement, "end")
    amendments.drop_proposed(session, agreement, by=by)
    agreement.ended_on = today
    _move(session, agreement, "end", {"ended_on": str(today)}, by=by)


def break_off_agreement(
    session: Session, agreement: Agreement, data: BreakInput, *, seen_version: int, today: date, by: Person
) -> None:
    """Break an agreement off, with the reason that the other side reads.

    Before it is carried out, its pairs fall, and their places are offered to the next in line.
    """
    if agreement.round_id is not None:  # seats move: the round is locked before anything of it
        lock(session, session.get_one(MatchingRound, agreement.round_id))
    lock(session, agreement, seen_version=seen_version)
    _refuse(session, agreement, "break_off")
    has_begun = agreement.state is S.RUNNING
    agreement.ended_on, agreement.end_reason = today, data.reason
    amendments.drop_proposed(session, agreement, by=by)
    _move(session, agreement, "break_off", {"ended_on": str(today), "reason": data.reason}, by=by)
    pairs = lines.pairs_that_stand(session, agreement)
    if has_begun:  # what was carried out stays on record, and the posts may give the places again
        release_places(session, pairs)
        return
    for allocation in pairs:
        let_fall(session, allocation, data.reason, by=by)


def find_agreements(
    session: Session, filters: AgreementFilters, *, viewer: Person, offset: int = 0, limit: int = 20
) -> tuple[list[Agreement], int]:
    """Return a page of the agreements that the viewer may open, newest first, and how many there are."""
    query = _visible(viewer)
    if filters.state:
        query = query.where(Agreement.state == filters.state)
    if filters.round:
        query = query.where(Agreement.round_id == filters.round)
    if filters.q:
        query = query.where(_speaks_of(filters.q))
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    order = (col(Agreement.created_at).desc(), col(Agreement.id))
    return list(session.exec(query.order_by(*order).offset(offset).limit(limit))), total


def _speaks_of(words: str) -> ColumnElement[bool]:
    """Tell whether the words stand in an agreement: its numbers, or a name of what it is about, old or new."""
    lines_of = select(AgreementLine.agreement_id)
    drafted = (AgreementLine.position, AgreementLine.program_title, Demand.position, Program.name)
    worded = lines_of.join(Program, col(Program.id) == col(AgreementLine.program_id))
    worded = worded.outerjoin(Demand, col(Demand.id) == col(AgreementLine.demand_id))
    worded = worded.where(or_(*(col(name).icontains(words, autoescape=True) for name in drafted)))
    frozen = lines_of.join(Allocation, col(Allocation.id) == col(AgreementLine.allocation_id))
    frozen = frozen.join(Suggestion, col(Suggestion.id) == col(Allocation.suggestion_id)).where(was_called(words))
    names = named_so(words)
    said = [col(number).icontains(words, autoescape=True) for number in (Agreement.number, Agreement.signed_number)]
    parties = [col(key).in_(names) for key in (Agreement.enterprise_id, Agreement.school_id)]
    return or_(*said, *parties, *(col(Agreement.id).in_(about) for about in (worded, frozen)))


def rounds_with_agreements(session: Session, viewer: Person) -> list[MatchingRound]:
    """Return the rounds whose agreements the viewer may open, newest first."""
    keys = _visible(viewer).with_only_columns(col(Agreement.round_id)).distinct()
    query = select(MatchingRound).where(col(MatchingRound.id).in_(keys))
    return list(session.exec(query.order_by(col(MatchingRound.created_at).desc(), col(MatchingRound.id))))


def _refuse(session: Session, agreement: Agreement, step: str) -> None:
    for refusal in refusals(session, agreement, step):
        raise refusal


def _move(session: Session, agreement: Agreement, step: str, facts: dict[str, Any], *, by: Person | None) -> None:
    before, agreement.state = agreement.state, STEPS[step].target
    agreement.version += 1
    agreement.updated_at = now()
    after = {"state": agreement.state.value, **facts}
    record(session, f"agreement.{step}", agreement, by=by, before={"state": before.value}, after=after)
    session.flush()
    reason = {"reason": agreement.end_reason} if agreement.end_reason else {}
    tell_parties(session, agreement, key=f"{step}:{agreement.id}", number=agreement.number, **reason)


def tell_parties(session: Session, agreement: Agreement, *, key: str, **facts: Any) -> None:
    """Tell the people of both parties of something about their agreement, once."""
    people = people_of(session, [agreement.enterprise_id, agreement.school_id])
    path = f"/agreements/{agreement.id}"
    tell(session, NoticeEvent.AGREEMENT, people, path=path, thing_id=agreement.id, key=key, **facts)


def _visible(viewer: Person) -> SelectOfScalar[Agreement]:
    query = select(Agreement)
    if viewer.role is Role.COORDINATOR:
        led = select(MatchingRound.id).where(is_led_by(viewer))
        none_or_led = or_(col(Agreement.round_id).is_(None), col(Agreement.round_id).in_(led))
        return query.where(none_or_led if is_coordinator(viewer, None) else false())
    own = viewer.organisation_id
    return query.where(or_(Agreement.enterprise_id == own, Agreement.school_id == own))
