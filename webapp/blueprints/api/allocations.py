"""Allocations: the seats of a round as they were given, for those who may read them."""

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l

from webapp.blueprints.api.root import bp
from webapp.models import MatchingRound
from webapp.models.seats.enums import AllocationOrigin, AllocationState
from webapp.policies import Permission
from webapp.services.seats import allocations
from webapp.services.seats.allocations import Pair
from webapp.services.seats.contacts import contact_of
from webapp.web.api.operations import Answer, operation
from webapp.web.api.queries import ListQuery, part_after
from webapp.web.api.wire import Party, Shown, page_of
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits
from webapp.web.kernel.identity import actor


class PostShown(Shown):
    """A post as an allocation names it: the position of a demand, the programme of an offering."""

    id: UUID
    number: str
    title: str
    owner: Party


class ContactShown(Shown):
    """Whom the other side of a published pair may call."""

    name: str
    phone: str


class AllocationShown(Shown):
    """Seats of an offering given to a demand: `suggested` by the algorithm, `seats` as they stand.

    `contact` is that of the other side, for the parties of a published pair.
    """

    id: UUID
    version: int
    round_id: UUID
    demand: PostShown
    offering: PostShown
    suggestion_id: UUID | None
    seats: int
    suggested: int
    wanted: int
    score: float | None
    state: AllocationState
    origin: AllocationOrigin
    reason: str
    fallen_reason: str
    made_at: datetime
    contact: ContactShown | None = None


AllocationPage = page_of(AllocationShown)


class AllocationQuery(ListQuery):
    """What a list of allocations is narrowed to."""

    state: AllocationState | None = None
    demand: UUID | None = None
    offering: UUID | None = None


@bp.get("/rounds/<uuid:round_id>/allocations")
@permits(Permission.ROUND_VIEW, round=MatchingRound)
@operation(
    _l("列出一个轮次的名额分配：统筹员看全部，双方在公示后看自己的"), answer=AllocationPage, query=AllocationQuery
)
def list_allocations(round: MatchingRound, query: AllocationQuery) -> Answer:  # noqa: A002
    """List the round's allocations by the numbers of their posts; to its parties only once they are published."""
    pairs = [
        (row, demand, offering)
        for row, demand, offering in allocations.allocations_open_to(session(), round, actor())
        if query.state in (None, row.state)
        and query.demand in (None, demand.id)
        and query.offering in (None, offering.id)
    ]
    piece, following = part_after(query, pairs, [str(row.id) for row, _demand, _offering in pairs])
    return Answer(AllocationPage(items=[_allocation_shown(pair) for pair in piece], next=following))


def _allocation_shown(pair: Pair) -> AllocationShown:
    row, demand, offering = pair
    program = offering.program
    values = row.model_dump() | {
        "demand": PostShown(
            id=demand.id, number=demand.number, title=demand.position, owner=Party.model_validate(demand.enterprise)
        ),
        "offering": PostShown(
            id=offering.id, number=offering.number, title=program.title, owner=Party.model_validate(program.school)
        ),
    }
    contact = contact_of(session(), row, actor())
    if contact is not None:
        values["contact"] = ContactShown(name=contact.name, phone=contact.phone)
    return AllocationShown.model_validate(values)
