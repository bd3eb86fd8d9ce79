"""Demands: those that the caller may see, and the writing of one's own."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel

from webapp import clock
from webapp.blueprints.api.life import ApiPost, lead
from webapp.blueprints.api.root import bp
from webapp.models import Demand
from webapp.models.accounts.enums import TokenScope
from webapp.models.posts.demand_input import DemandDraft
from webapp.models.posts.enums import PostStatus
from webapp.policies import Permission, can
from webapp.services.posts import demands
from webapp.services.posts.demands import DEMAND_POSTS, DemandFilters
from webapp.web.api.lists import in_order_of_creation
from webapp.web.api.operations import Answer, operation
from webapp.web.api.queries import ChangesQuery, Flag
from webapp.web.api.wire import Explanations, Party, body_of, page_of, shown_of, visible
from webapp.web.api.words import POST_SUMMARIES
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.posts.demand_forms import DEMAND_LABELS

ASKED: dict[str, Any] = {"explanations": (Explanations, {})}
NewDemand = body_of(DemandDraft, "NewDemand", labels=DEMAND_LABELS, besides=ASKED)
DemandChange = body_of(DemandDraft, "DemandChange", labels=DEMAND_LABELS, besides=ASKED, partial=True)
DemandShown = shown_of(
    DemandDraft,
    "Demand",
    labels=DEMAND_LABELS,
    besides={
        "number": (str, ...),
        "status": (PostStatus, ...),
        "enterprise": (Party, ...),
        "submitted_at": (datetime | None, ...),
        "explanations": (dict[str, str] | None, None),
    },
)
DemandPage = page_of(DemandShown)


class DemandQuery(DemandFilters, ChangesQuery):
    """What a list of demands is narrowed to."""

    mine: Flag = False
    valid: Flag = False


@bp.get("/demands")
@permits(Permission.DEMAND_LIST)
@operation(_l("列出可见的需求"), answer=DemandPage, query=DemandQuery)
def list_demands(query: DemandQuery) -> Answer:
    """List the demands that the caller may see."""
    open_on = clock.today() if query.valid else None
    wanted = demands.matching_demands(query, viewer=actor(), mine=query.mine, open_on=open_on)
    rows, following = in_order_of_creation(query, wanted, Demand)
    return Answer(DemandPage(items=[_content(row) for row in rows], next=following))


@bp.post("/demands")
@permits(Permission.DEMAND_POST)
@writes
@operation(
    _l("新建需求（草稿）"), answer=DemandShown, status=201, scope=TokenScope.POSTS, body=NewDemand, repeatable=True,
    versioned=True,
)  # fmt: skip
def create_demand(body: BaseModel) -> Answer:
    """Store a new demand as a draft."""
    return DEMAND_API.written(body, owner=actor().organisation)


def _content(demand: Demand) -> BaseModel:
    inside = can(actor(), Permission.DEMAND_CONFIDENTIAL, demand)
    values: dict[str, Any] = demand.model_dump() | DEMAND_POSTS.as_typed(demand) | {"enterprise": demand.enterprise}
    if inside:
        values["explanations"] = demand.verify_notes
    return DemandShown.model_validate(visible(values, inside=inside))


DEMAND_API = ApiPost(
    DEMAND_POSTS,
    Permission.DEMAND_VIEW,
    Permission.DEMAND_EDIT,
    DemandShown,
    DemandChange,
    _content,
    POST_SUMMARIES["demand"],
)
lead(bp, DEMAND_API)
