"""Which lines an agreement has: one for each pair of its two parties, with the headcount that the pair was given.

Who writes them is `agreements.following`, which brings them up to the seats that stand, and the amendments that both
sides have signed.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, func, select

from webapp.models import Agreement, AgreementLine, Allocation, MatchingRound, Program, StudentBatch
from webapp.models.agreements.enums import AgreementState
from webapp.models.seats.enums import AllocationState

TITLE_LENGTH: Final = 100
Parties = tuple[UUID, UUID]  # an enterprise and a school


def pairs_that_count(session: Session, round_: MatchingRound) -> dict[Parties, dict[UUID, int]]:
    """Return by parties the headcount of each of the round's pairs that a live agreement is to hold.

    That is what the pair holds, less what was carried out under an agreement that has ended. A pair whose agreement
    was broken off when it had begun counts no more.
    """
    ended = (
        select(AgreementLine.allocation_id, func.sum(AgreementLine.headcount))
        .join(Agreement, col(Agreement.id) == col(AgreementLine.agreement_id))
        .where(Agreement.round_id == round_.id, Agreement.state == AgreementState.ENDED)
        .group_by(col(AgreementLine.allocation_id))
    )
    carried_out = {key: int(headcount) for key, headcount in session.exec(ended)}
    query = (
        select(Allocation)
        .where(Allocation.round_id == round_.id, Allocation.seats > 0, Allocation.state != AllocationState.FALLEN)
        .where(col(Allocation.released).is_(False))
        .options(joinedload(Allocation.demand), joinedload(Allocation.offering))  # type: ignore[arg-type]
        .order_by(col(Allocation.demand_id), col(Allocation.offering_id))
    )
    pairs: dict[Parties, dict[UUID, int]] = {}
    for row in session.exec(query):
        headcount = row.seats - carried_out.get(row.id, 0)
        if headcount > 0:
            parties = (row.demand.enterprise_id, row.offering.program.school_id)
            pairs.setdefault(parties, {})[row.id] = headcount
    return pairs


def line_of(agreement: Agreement, allocation: Allocation, headcount: int) -> AgreementLine:
    """Return the line of a pair with so many people."""
    program = allocation.offering.program
    return AgreementLine(
        agreement_id=agreement.id,
        allocation_id=allocation.id,
        program_id=program.id,
        demand_id=allocation.demand_id,
        program_title=program.title[:TITLE_LENGTH],
        position=allocation.demand.position,
        headcount=headcount,
    )


def headcounts(session: Session, agreement: Agreement) -> dict[UUID, int]:
    """Return what an agreement's lines say, by pair; lines that no round has brought about are left out."""
    return headcounts_of(session, [agreement])[agreement.id]


def headcounts_of(session: Session, agreements: Iterable[Agreement]) -> dict[UUID, dict[UUID, int]]:
    """Return the same of several agreements, by agreement."""
    return {
        key: {line.allocation_id: line.headcount for line in lines if line.allocation_id is not None}
        for key, lines in lines_of(session, agreements).items()
    }


def write_lines(session: Session, agreement: Agreement, wanted: Mapping[UUID, int]) -> None:
    """Let the lines of an agreement say what its pairs are given; a line with batches of students stays."""
    lines = lines_of(session, [agreement])[agreement.id]
    by_allocation = {line.allocation_id: line for line in lines if line.allocation_id}
    for key, headcount in wanted.items():
        if key in by_allocation:
            by_allocation[key].headcount = headcount
            session.add(by_allocation[key])
        else:
            session.add(line_of(agreement, session.get_one(Allocation, key), headcount))
    for key, line in by_allocation.items():
        if key not in wanted and not _has_batches(session, line):
            session.delete(line)
    session.flush()
    session.refresh(agreement, ["lines"])


def _has_batches(session: Session, line: AgreementLine) -> bool:
    query = select(func.count()).where(StudentBatch.line_id == line.id)
    return session.exec(query).one() > 0


def line_without_pair(agreement: Agreement, program: Program, position: str, headcount: int) -> AgreementLine:
    """Return a line that no round has brought about: agreements of the demonstration from before its first round."""
    return AgreementLine(
        agreement_id=agreement.id,
        program_id=program.id,
        program_title=program.title[:TITLE_LENGTH],
        position=position,
        headcount=headcount,
    )


def lines_of(session: Session, agreements: Iterable[Agreement]) -> dict[UUID, list[AgreementLine]]:
    """Return the lines of some agreements, by agreement."""
    keys = [agreement.id for agreement in agreements]
    query = select(AgreementLine).where(col(AgreementLine.agreement_id).in_(keys))
    by_agreement: dict[UUID, list[AgreementLine]] = {key: [] for key in keys}
    for line in session.exec(query.order_by(col(AgreementLine.position), col(AgreementLine.id))):
        by_agreement[line.agreement_id].append(line)
    return by_agreement


def line_by_key(agreement: Agreement, key: str) -> AgreementLine | None:
    """Return the agreement's line of that key."""
    return next((line for line in agreement.lines if str(line.id) == key), None)


def is_beyond(line: AgreementLine, planned: int) -> bool:
    """Tell whether a batch is greater than its line.

    Departs from a count of places: each batch is held against the whole line, whatever other batches of it take.
    """
    return planned > line.headcount


def pairs_that_stand(session: Session, agreement: Agreement) -> list[Allocation]:
    """Return the pairs of the agreement's lines that have not fallen, by their keys."""
    query = select(Allocation).join(AgreementLine, col(AgreementLine.allocation_id) == col(Allocation.id))
    query = query.where(AgreementLine.agreement_id == agreement.id, Allocation.state != AllocationState.FALLEN)
    return list(session.exec(query.order_by(col(Allocation.id))))
