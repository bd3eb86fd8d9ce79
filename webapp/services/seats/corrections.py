"""What a publication says: its pairs as they stand, and each change of them with what stood before and why."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from webapp.models import (
    Allocation,
    Correction,
    Demand,
    MatchingRound,
    Offering,
    Organisation,
    Person,
    Program,
    Publication,
)
from webapp.models.notices.enums import NoticeEvent
from webapp.models.seats.enums import AllocationState
from webapp.services.kernel.audit import record
from webapp.services.kernel.locking import lock
from webapp.services.notices.notices import people_of, tell


def publication_of(session: Session, round_: MatchingRound) -> Publication | None:
    """Return the round's public notice, published or not."""
    return session.exec(select(Publication).where(Publication.round_id == round_.id)).first()


def corrections_of(session: Session, publication: Publication) -> list[Correction]:
    """Return the corrections, the newest first."""
    query = select(Correction).where(Correction.publication_id == publication.id)
    return list(session.exec(query.order_by(col(Correction.number).desc())))


def pairs_of(session: Session, round_: MatchingRound, *, only: Collection[UUID] | None = None) -> list[dict[str, Any]]:
    """Return the pairs that stand, as a publication tells them: names and headcounts, no contact.

    With `only` these alone, in the same order.
    """
    columns: Any = select(Allocation.id, Allocation.seats, Demand.enterprise_id, Demand.position)
    columns = columns.add_columns(col(Demand.modes), col(Offering.modes), col(Offering.program_id))
    query = _standing(columns, round_)
    if only is not None:
        query = query.where(col(Allocation.id).in_(only))
    # columns alone: a round has thousands of pairs, and a publication is a transaction
    rows = session.exec(query).all()
    programs = {
        row.id: row for row in session.exec(select(Program).where(col(Program.id).in_({row[6] for row in rows})))
    }
    owners = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_({row[2] for row in rows}))
    names = dict(session.exec(owners).all())
    return [
        {
            "allocation": str(key),
            "enterprise": names[enterprise],
            "position": position,
            "school": programs[program].school.name,
            "major": programs[program].title,
            "seats": seats,
            "modes": [mode for mode in asked if mode in offered],
        }
        for key, seats, enterprise, position, asked, offered, program in rows
    ]


def correct_publication(
    session: Session, round_: MatchingRound, reason: str, *, by: Person | None
) -> Correction | None:
    """Bring what was published up to what stands, keep what it said before, and tell the parties of what changed.

    Only pairs whose headcount changed are read and kept anew: a ruling or an alternate moves a few of thousands, and
    whoever made it holds the round meanwhile.
    """
    publication = publication_of(session, round_)
    if publication is None or publication.published_at is None or by is None:
        return None
    lock(session, publication)
    said = {pair["allocation"]: pair for pair in publication.pairs}
    rows = session.exec(_standing(select(Allocation.id, Allocation.seats), round_))
    stands = {str(key): seats for key, seats in rows}
    changed = {key for key in {*said, *stands} if stands.get(key, 0) != said.get(key, {}).get("seats", 0)}
    if not changed:
        return None
    fresh = {pair["allocation"]: pair for pair in pairs_of(session, round_, only=[UUID(key) for key in changed])}
    before, after = [said[key] for key in said if key in changed], list(fresh.values())
    last = session.exec(select(func.max(Correction.number)).where(Correction.publication_id == publication.id)).one()
    correction = Correction(
        publication_id=publication.id,
        number=(last or 0) + 1,
        reason=reason,
        before=before,
        after=after,
        made_by_id=by.id,
    )
    publication.pairs = [fresh.get(key) or said[key] for key in stands]
    publication.version += 1
    session.add_all([correction, publication])
    changes = changes_between(before, after)
    record(session, "publication.corrected", round_, by=by, after={"reason": reason, "pairs": len(changes)})
    session.flush()
    _tell(session, round_, publication, changes)
    return correction


def _standing(columns: Any, round_: MatchingRound) -> Any:
    """Return a query for pairs that stand, in the order of a publication."""
    query = columns.join(Demand, col(Demand.id) == col(Allocation.demand_id))
    query = query.join(Offering, col(Offering.id) == col(Allocation.offering_id))
    query = query.where(Allocation.round_id == round_.id, Allocation.seats > 0)
    query = query.where(col(Allocation.state) != AllocationState.FALLEN)
    return query.order_by(col(Demand.number), col(Offering.number))


def changes_between(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the pairs whose headcount changed, with both numbers."""
    old = {pair["allocation"]: pair for pair in before}
    new = {pair["allocation"]: pair for pair in after}
    return [
        {**(new.get(key) or old[key]), "was": old.get(key, {}).get("seats", 0), "is": new.get(key, {}).get("seats", 0)}
        for key in sorted({*old, *new})
        if old.get(key, {}).get("seats", 0) != new.get(key, {}).get("seats", 0)
    ]


def _tell(session: Session, round_: MatchingRound, publication: Publication, changes: list[dict[str, Any]]) -> None:
    keys = [UUID(change["allocation"]) for change in changes]
    query = select(Demand.enterprise_id, Program.school_id).select_from(Allocation)
    query = query.join(Demand, col(Demand.id) == col(Allocation.demand_id))
    query = query.join(Offering, col(Offering.id) == col(Allocation.offering_id))
    query = query.join(Program, col(Program.id) == col(Offering.program_id))
    owners = {owner for pair in session.exec(query.where(col(Allocation.id).in_(keys))) for owner in pair}
    tell(
        session,
        NoticeEvent.PUBLISHED,
        people_of(session, owners),
        path=f"/notices/{round_.code}",
        thing_id=publication.id,
        round=round_.title,
    )
