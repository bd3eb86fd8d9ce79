"""What has gone from the exchange, for those who keep copies of it."""

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l

from webapp.blueprints.api.root import bp
from webapp.models import Tombstone
from webapp.models.posts.enums import GoneKind, GoneReason
from webapp.policies import Permission
from webapp.services.posts.tombstones import matching_tombstones
from webapp.web.api.lists import in_order_of_leaving
from webapp.web.api.operations import Answer, operation
from webapp.web.api.queries import ListQuery, Moment
from webapp.web.api.wire import LABELS, Shown, page_of
from webapp.web.kernel.guards import permits
from webapp.web.kernel.identity import actor


class TombstoneShown(Shown):
    """That something has gone, and why."""

    kind: GoneKind
    thing_id: UUID
    number: str
    reason: GoneReason
    gone_at: datetime


TombstonePage = page_of(TombstoneShown)
LABELS["TombstoneShown"] = {
    "kind": _l("什么消失了"),
    "number": _l("原来的编号；专业和单位没有编号"),
    "reason": _l("为什么消失"),
}


class TombstoneQuery(ListQuery):
    """What the list is narrowed to."""

    since: Moment | None = None
    kind: GoneKind | None = None


LABELS["TombstoneQuery"] = {"kind": _l("只看这一类")}


@bp.get("/tombstones")
@permits(Permission.DEMAND_LIST)
@operation(_l("列出已撤回、退回或删除的内容"), answer=TombstonePage, query=TombstoneQuery)
def list_tombstones(query: TombstoneQuery) -> Answer:
    """List what has gone and the caller could see until then."""
    wanted = matching_tombstones(actor(), kind=query.kind, since=query.since)
    rows, following = in_order_of_leaving(query, wanted, Tombstone)
    return Answer(TombstonePage(items=[_shown(row) for row in rows], next=following))


def _shown(row: Tombstone) -> TombstoneShown:
    return TombstoneShown(
        kind=row.kind, thing_id=row.thing_id, number=row.number, reason=row.reason, gone_at=row.created_at
    )
