"""What goes from the exchange leaves a tombstone, so that whoever keeps a copy learns that it has gone.

A list of changes tells of what is there. What was deleted with the import that had made it, withdrawn, or returned is
no longer in it for those who could see it, and a copy would show it for ever. A tombstone says no more than such a
reader knew: what has never been handed in is told to its owner alone.
"""

from datetime import datetime

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp.clock import now
from webapp.models import Demand, Offering, Organisation, Person, Program, Tombstone
from webapp.models.posts.enums import GoneKind, GoneReason, PostStatus, Visibility
from webapp.services.kernel.coordinators import may_be_judged_by

Thing = Demand | Offering | Program | Organisation


def leave_tombstone(session: Session, thing: Thing, reason: GoneReason) -> None:
    """Note that something goes; said before it does, while it is known who could see it."""
    if isinstance(thing, Organisation):
        owner, kind = thing, GoneKind.ORGANISATION
    elif isinstance(thing, Program):
        owner, kind = thing.school, GoneKind.PROGRAM
    elif isinstance(thing, Offering):
        owner, kind = thing.program.school, GoneKind.OFFERING
    else:
        owner, kind = thing.enterprise, GoneKind.DEMAND
    stone = Tombstone(kind=kind, thing_id=thing.id, owner_id=owner.id, reason=reason)
    if isinstance(thing, Demand | Offering):
        stone.number, stone.round_id, stone.submitted_at = thing.number, thing.round_id, thing.submitted_at
        is_shown, visibility = thing.status is PostStatus.SUBMITTED, thing.visibility
    else:
        stone.submitted_at, is_shown, visibility = now(), True, Visibility.PUBLIC  # coordinators see all of these
    stone.shown_to = visibility if is_shown and owner.is_verified else None
    session.add(stone)
    session.flush()


def matching_tombstones(
    viewer: Person, *, kind: GoneKind | None = None, since: datetime | None = None
) -> SelectOfScalar[Tombstone]:
    """Return the query for what has gone that the viewer could see until then, in no order yet."""
    visibilities = [Visibility.PUBLIC]
    if viewer.organisation is not None and viewer.organisation.is_verified:
        visibilities.append(Visibility.VERIFIED)
    own = col(Tombstone.owner_id) == viewer.organisation_id
    query = select(Tombstone).where(
        or_(own, may_be_judged_by(viewer, Tombstone), col(Tombstone.shown_to).in_(visibilities))
    )
    if kind is not None:
        query = query.where(Tombstone.kind == kind)
    if since is not None:
        query = query.where(Tombstone.created_at >= since)
    return query
