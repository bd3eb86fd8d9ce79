"""Which lines an agreement has: one for each pair of its two parties, with the headcount that the pair was given.

Lines are written when agreements are drafted and stay as they are from then on. That departs from what stands: where a
later ruling or an alternate gives a pair other seats, or a pair falls while its agreement goes on, the line keeps what
it said on the day of drafting, and batches are planned within it.
"""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from webapp.models import Agreement, AgreementLine, Allocation, MatchingRound, Program
from webapp.models.seats.enums import AllocationState

TITLE_LENGTH: Final = 100
Parties = tuple[UUID, UUID]  # an enterprise and a school


def pairs_without_line(session: Session, round_: MatchingRound) -> dict[Parties, list[Allocation]]:
    """Return the round's pairs with seats that stand in no agreement yet, by their parties.

    Departs from what is published (`seats.corrections.pairs_of`) in nothing; from what contacts are shown for
    (`seats.contacts.own_pairs`) in that a pair that waits for a ruling gets its line too.
    """
    drafted = select(AgreementLine.allocation_id).join(Agreement, col(Agreement.id) == col(AgreementLine.agreement_id))
    drafted = drafted.where(Agreement.round_id == round_.id, col(AgreementLine.allocation_id).is_not(None))
    query = (
        select(Allocation)
        .where(Allocation.round_id == round_.id, Allocation.seats > 0, Allocation.state != AllocationState.FALLEN)
        .where(col(Allocation.id).not_in(drafted))
        .options(joinedload(Allocation.demand), joinedload(Allocation.offering))  # type: ignore[arg-type]
        .order_by(col(Allocation.demand_id), col(Allocation.offering_id))
    )
    pairs: dict[Parties, list[Allocation]] = {}
    for allocation in session.exec(query):
        key = (allocation.demand.enterprise_id, allocation.offering.program.school_id)
        pairs.setdefault(key, []).append(allocation)
    return pairs


def line_of(agreement: Agreement, allocation: Allocation) -> AgreementLine:
    """Return the line of a pair, with its seats as they stand now.

    The agreement takes it in whatever state it is: one that was signed, has ended or was broken off gets new lines too.
    """
    program = allocation.offering.program
    return AgreementLine(
        agreement_id=agreement.id,
        allocation_id=allocation.id,
        program_id=program.id,
        demand_id=allocation.demand_id,
        program_title=program.title[:TITLE_LENGTH],
        position=allocation.demand.position,
        headcount=allocation.seats,
    )


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
    found: dict[UUID, list[AgreementLine]] = {key: [] for key in keys}
    for line in session.exec(query.order_by(col(AgreementLine.position), col(AgreementLine.id))):
        found[line.agreement_id].append(line)
    return found


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
