"""A post is withdrawn from a round whose seats are dealt out: its seats are free, and its pairs are to be settled."""

from sqlmodel import Session, col, select

from webapp.models import Allocation, Demand, MatchingRound, Offering, Person
from webapp.models.conflicts.enums import ConflictKind
from webapp.models.seats.enums import AllocationState
from webapp.services.conflicts.conflicts import is_in_conflict, open_conflict
from webapp.services.kernel.audit import record
from webapp.services.seats.alternates import end_offers_to, offer_next
from webapp.services.seats.capacity import move_seats
from webapp.services.seats.corrections import correct_publication


def free_withdrawn(
    session: Session, round_: MatchingRound, post: Demand | Offering, reason: str, *, by: Person | None
) -> None:
    """Take the seats of a post that was withdrawn, and open a conflict on its pairs that stand in none yet."""
    key = Allocation.demand_id if isinstance(post, Demand) else Allocation.offering_id
    query = select(Allocation).where(Allocation.round_id == round_.id, key == post.id)
    query = query.where(col(Allocation.state) != AllocationState.FALLEN).order_by(col(Allocation.id))
    pairs = list(session.exec(query.with_for_update(of=Allocation)))
    end_offers_to(session, round_, post, by=by)
    with_seats = [row for row in pairs if row.seats]
    before = {row.id: row.seats for row in with_seats}
    move_seats(session, with_seats, dict.fromkeys(before, 0))
    for row in with_seats:
        row.version += 1
        record(session, "allocation.freed", row, by=by, before={"seats": before[row.id]}, after={"reason": reason})
    session.flush()
    free = [row for row in pairs if not is_in_conflict(session, row)]
    if free:
        open_conflict(session, round_, ConflictKind.WITHDRAWN, free, by=by)
    correct_publication(session, round_, reason, by=by)
    for row in with_seats:
        offer_next(session, row, by=by)
