"""Conflicts: listed, opened later by hand or by an objection, read with both sides' choices, stated upon once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlmodel import Session, col, func, select

from webapp.models import (
    Allocation,
    Choice,
    Conflict,
    ConflictClaim,
    ConflictStatement,
    Demand,
    Hearing,
    MatchingRound,
    Offering,
    Person,
    Program,
    Ruling,
)
from webapp.models.accounts.enums import OrganisationKind, Role
from webapp.models.conflicts.enums import ConflictKind, ConflictState
from webapp.models.conflicts.ruling_input import StatementInput
from webapp.models.kernel.enums import Side
from webapp.models.kernel.filters import Filters
from webapp.models.notices.enums import NoticeEvent
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationState
from webapp.services.kernel.audit import record
from webapp.services.kernel.coordinators import leads
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.notices.notices import people_of, tell
from webapp.services.seats.capacity import free_for

UNSETTLED = (ConflictState.OPEN, ConflictState.HEARING)
SHOWN_FROM = (RoundStatus.ADJUDICATING, RoundStatus.PUBLISHED, RoundStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class Claim:
    """A pair in a conflict with all that those who settle it look at."""

    allocation: Allocation
    demand: Demand
    offering: Offering
    enterprise: Choice | None
    school: Choice | None
    demand_free: int  # places of the demand that claims of other conflicts have not got
    offering_free: int


class ConflictFilters(Filters):
    """What a list of conflicts is narrowed to."""

    kind: ConflictKind | None = None
    state: Literal["open", "settled"] | None = None


def find_conflicts(
    session: Session, round_: MatchingRound, viewer: Person, filters: ConflictFilters, *, offset: int, limit: int
) -> tuple[list[Conflict], int]:
    """Return a page of the round's conflicts that the viewer may see, the greatest first, and how many there are."""
    conditions: list[Any] = [Conflict.round_id == round_.id]
    if not leads(viewer, round_):
        conditions.append(col(Conflict.id).in_(_conflicts_of(viewer)))
    if filters.kind is not None:
        conditions.append(Conflict.kind == filters.kind)
    if filters.state is not None:
        unsettled = col(Conflict.state).in_(UNSETTLED)
        conditions.append(unsettled if filters.state == "open" else ~unsettled)
    total = session.exec(select(func.count()).select_from(Conflict).where(*conditions)).one()
    order = (col(Conflict.state).in_(UNSETTLED).desc(), col(Conflict.headcount).desc(), col(Conflict.number))
    return list(session.exec(select(Conflict).where(*conditions).order_by(*order).offset(offset).limit(limit))), total


def count_unsettled(session: Session, round_: MatchingRound) -> tuple[int, int]:
    """Return how many conflicts of the round are not settled, and about how many people they are."""
    query = select(func.count(), func.coalesce(func.sum(Conflict.headcount), 0))
    query = query.where(Conflict.round_id == round_.id, col(Conflict.state).in_(UNSETTLED))
    count, headcount = session.exec(query).one()
    return int(count), int(headcount)


def claims_of(session: Session, conflict: Conflict) -> list[Claim]:
    """Return the conflict's claims with both sides' choices, in the order of demands and offerings."""
    query = (
        select(Allocation, Demand, Offering)
        .join(ConflictClaim, col(ConflictClaim.allocation_id) == col(Allocation.id))
        .join(Demand, col(Demand.id) == col(Allocation.demand_id))
        .join(Offering, col(Offering.id) == col(Allocation.offering_id))
        .where(ConflictClaim.conflict_id == conflict.id)
        .order_by(col(Offering.number), col(Demand.number))
    )
    rows = list(session.exec(query))
    choices = _choices(session, [row[0].suggestion_id for row in rows])
    free = free_for(session, conflict.round_id, [row[0] for row in rows])
    return [
        Claim(
            allocation,
            demand,
            offering,
            choices.get((allocation.suggestion_id, Side.ENTERPRISE)),
            choices.get((allocation.suggestion_id, Side.SCHOOL)),
            free[demand.id],
            free[offering.id],
        )
        for allocation, demand, offering in rows
    ]


def open_conflict(
    session: Session,
    round_: MatchingRound,
    kind: ConflictKind,
    allocations: Sequence[Allocation],
    *,
    objection_id: UUID | None = None,
    due_on: date | None = None,
    by: Person | None,
) -> Conflict:
    """Open a conflict on pairs that stood settled, and tell its parties; its number is taken under the round's lock."""
    lock(session, round_)
    last = session.exec(select(func.max(Conflict.number)).where(Conflict.round_id == round_.id)).one()
    conflict = Conflict(
        round_id=round_.id,
        number=(last or 0) + 1,
        kind=kind,
        headcount=sum(max(row.seats, row.wanted) for row in allocations),
        facts=_facts(allocations),
        objection_id=objection_id,
        due_on=due_on or round_.adjudicate_until,
    )
    session.add(conflict)
    session.flush()
    for row in allocations:
        row.state = AllocationState.PROPOSED
        row.version += 1
        session.add(row)
        session.add(ConflictClaim(conflict_id=conflict.id, allocation_id=row.id))
    record(session, "conflict.opened", conflict, by=by, after={"kind": kind.value, "number": conflict.number})
    session.flush()
    tell_parties(session, conflict, round_, NoticeEvent.CONFLICT, kind=kind.value)
    return conflict


def is_in_conflict(session: Session, allocation: Allocation) -> bool:
    """Tell whether a pair takes part in a conflict that is not settled."""
    query = select(Conflict.id).join(ConflictClaim).where(ConflictClaim.allocation_id == allocation.id)
    return session.exec(query.where(col(Conflict.state).in_(UNSETTLED)).limit(1)).first() is not None


def party_ids(conflict: Conflict) -> set[UUID]:
    """Return the organisations that take part."""
    return {UUID(key) for key in conflict.facts.get("parties", ())}


def may_state(session: Session, conflict: Conflict, person: Person) -> bool:
    """Tell whether somebody of a party may still say something on the conflict."""
    if person.organisation_id not in party_ids(conflict) or conflict.state not in UNSETTLED:
        return False
    return statement_of(session, conflict, person) is None


def statement_of(session: Session, conflict: Conflict, person: Person) -> ConflictStatement | None:
    """Return what the person's organisation has said."""
    query = select(ConflictStatement).where(ConflictStatement.conflict_id == conflict.id)
    return session.exec(query.where(ConflictStatement.organisation_id == person.organisation_id)).first()


def statements_of(session: Session, conflict: Conflict) -> list[ConflictStatement]:
    """Return what the parties have said, in the order in which they did."""
    query = select(ConflictStatement).where(ConflictStatement.conflict_id == conflict.id)
    return list(session.exec(query.order_by(col(ConflictStatement.made_at), col(ConflictStatement.id))))


def state_case(session: Session, conflict: Conflict, data: StatementInput, *, by: Person) -> ConflictStatement:
    """Add the one statement of a party."""
    lock(session, conflict)
    if by.organisation_id is None or by.organisation_id not in party_ids(conflict):
        raise DomainError("statement_not_yours")
    if conflict.state not in UNSETTLED:
        raise DomainError("conflict_decided")
    if statement_of(session, conflict, by) is not None:
        raise DomainError("statement_made")
    statement = ConflictStatement(
        conflict_id=conflict.id, organisation_id=by.organisation_id, text=data.text, made_by_id=by.id
    )
    session.add(statement)
    record(session, "conflict.statement", conflict, by=by, after={"text": data.text})
    session.flush()
    return statement


def hearing_of(session: Session, conflict: Conflict) -> Hearing | None:
    """Return the conflict's hearing."""
    return session.exec(select(Hearing).where(Hearing.conflict_id == conflict.id)).first()


def rulings_of(session: Session, conflict: Conflict) -> list[Ruling]:
    """Return the conflict's rulings, the newest first."""
    return list(
        session.exec(select(Ruling).where(Ruling.conflict_id == conflict.id).order_by(col(Ruling.number).desc()))
    )


def round_of(session: Session, conflict: Conflict) -> MatchingRound:
    """Return the round that a conflict belongs to."""
    return session.get_one(MatchingRound, conflict.round_id)


def tell_parties(session: Session, conflict: Conflict, round_: MatchingRound, event: NoticeEvent, **facts: Any) -> None:
    """Tell the people of the parties of something about their conflict."""
    tell(
        session,
        event,
        people_of(session, sorted(party_ids(conflict))),
        path=f"/conflicts/{conflict.id}",
        thing_id=conflict.id,
        round=round_.title,
        number=conflict.number,
        **facts,
    )


def _conflicts_of(person: Person) -> Any:
    own = OrganisationKind.ENTERPRISE if person.role is Role.ENTERPRISE else OrganisationKind.SCHOOL
    query = select(ConflictClaim.conflict_id).join(Allocation)
    if own is OrganisationKind.ENTERPRISE:
        query = query.join(Demand, col(Demand.id) == col(Allocation.demand_id))
        return query.where(Demand.enterprise_id == person.organisation_id)
    query = query.join(Offering, col(Offering.id) == col(Allocation.offering_id)).join(Program)
    return query.where(Program.school_id == person.organisation_id)


def _choices(session: Session, suggestions: Iterable[UUID | None]) -> Mapping[tuple[UUID | None, Side], Choice]:
    keys = [key for key in suggestions if key is not None]
    query = select(Choice).where(col(Choice.suggestion_id).in_(keys))
    return {(row.suggestion_id, row.side): row for row in session.exec(query)}


def _facts(allocations: Sequence[Allocation]) -> dict[str, Any]:
    demands = {row.demand_id: row.demand for row in allocations}
    offerings = {row.offering_id: row.offering for row in allocations}
    owners = {str(post.enterprise_id) for post in demands.values()}
    owners |= {str(post.program.school_id) for post in offerings.values()}
    return {
        "cause": "",
        "about": [],
        "parties": sorted(owners),
        "demand_count": len(demands),
        "offering_count": len(offerings),
        "demands": [
            {"id": str(row.id), "number": row.number, "name": row.position, "owner": row.enterprise.name}
            for row in demands.values()
        ],
        "offerings": [
            {"id": str(row.id), "number": row.number, "name": row.program.title, "owner": row.program.school.name}
            for row in offerings.values()
        ],
        "asked": sum(row.headcount or 0 for row in demands.values()),
        "places": sum(row.seats or 0 for row in offerings.values()),
    }


def withdraw_pair(session: Session, allocation: Allocation, reason: str, *, by: Person) -> Conflict:
    """Note that a party wants out of a published pair: a conflict for the coordinators to settle."""
    round_ = lock(session, session.get_one(MatchingRound, allocation.round_id))
    lock(session, allocation)
    if round_.status is not RoundStatus.PUBLISHED or allocation.state is not AllocationState.SETTLED:
        raise DomainError("pair_not_published")
    if not allocation.seats:
        raise DomainError("pair_fallen")
    conflict = open_conflict(session, round_, ConflictKind.WITHDRAWN, [allocation], by=by)
    if by.organisation_id is not None:
        session.add(
            ConflictStatement(
                conflict_id=conflict.id, organisation_id=by.organisation_id, text=reason, made_by_id=by.id
            )
        )
    record(session, "conflict.statement", conflict, by=by, after={"text": reason})
    session.flush()
    return conflict
