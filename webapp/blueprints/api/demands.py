"""Demands: those that the caller may see, and the writing of one's own."""

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel

from webapp import clock
from webapp.blueprints.api.root import bp
from webapp.models import Demand
from webapp.models.accounts.enums import TokenScope
from webapp.models.posts.demand_input import DemandDraft, DemandInput
from webapp.models.posts.enums import PostStatus
from webapp.policies import Permission, can
from webapp.services.posts import demands
from webapp.services.posts.demands import DemandFilters
from webapp.services.process.withdrawing import withdraw_post
from webapp.web.api.lists import in_order_of_creation
from webapp.web.api.operations import Answer, operation
from webapp.web.api.preconditions import Precondition
from webapp.web.api.queries import ChangesQuery, Flag
from webapp.web.api.wire import Explanations, Party, WithdrawBody, body_of, into, page_of, shown_of, visible
from webapp.web.kernel.db import session
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
    return Answer(DemandPage(items=[_shown(row) for row in rows], next=following))


@bp.get("/demands/<uuid:demand_id>")
@permits(Permission.DEMAND_VIEW, demand=Demand)
@operation(_l("查看一条需求"), answer=DemandShown, versioned=True)
def show_demand(demand: Demand) -> Answer:
    """Show a demand."""
    return _answer(demand)


@bp.post("/demands")
@permits(Permission.DEMAND_POST)
@writes
@operation(
    _l("新建需求（草稿）"), answer=DemandShown, status=201, scope=TokenScope.POSTS, body=NewDemand, repeatable=True,
    versioned=True,
)  # fmt: skip
def create_demand(body: BaseModel) -> Answer:
    """Store a new demand as a draft."""
    data = into(DemandDraft, body, without=ASKED)
    made = demands.save_draft(session(), None, data, notes=_explanations(body, None), by=actor())
    return _answer(made)


@bp.patch("/demands/<uuid:demand_id>")
@permits(Permission.DEMAND_EDIT, demand=Demand)
@writes
@operation(
    _l("修改需求：只改给出的各项"), answer=DemandShown, scope=TokenScope.POSTS, body=DemandChange, conditional=True
)
def change_demand(demand: Demand, body: BaseModel, if_match: Precondition) -> Answer:
    """Change the fields that the body names; a submitted demand is checked as a whole."""
    seen = if_match.against(demand.version)
    notes, stands = _explanations(body, demand), demands.as_typed(demand)
    if demand.status is PostStatus.SUBMITTED:
        whole = into(DemandInput, body, over=stands, without=ASKED)
        demands.save_checked(session(), demand, whole, notes=notes, seen_version=seen, today=clock.today(), by=actor())
    else:
        draft = into(DemandDraft, body, over=stands, without=ASKED)
        demands.save_draft(session(), demand, draft, notes=notes, seen_version=seen, by=actor())
    return _answer(demand)


@bp.post("/demands/<uuid:demand_id>/submit")
@permits(Permission.DEMAND_EDIT, demand=Demand)
@writes
@operation(_l("提交需求"), answer=DemandShown, scope=TokenScope.POSTS, conditional=True)
def submit_demand(demand: Demand, if_match: Precondition) -> Answer:
    """Hand a demand in."""
    seen = if_match.against(demand.version)
    if demand.status is not PostStatus.SUBMITTED:
        DemandInput.model_validate(demands.as_typed(demand))  # tells what is missing, field by field
    demands.submit_demand(session(), demand, seen_version=seen, today=clock.today(), by=actor())
    return _answer(demand)


@bp.post("/demands/<uuid:demand_id>/withdraw")
@permits(Permission.DEMAND_EDIT, demand=Demand)
@writes
@operation(
    _l("撤回需求"), answer=DemandShown, scope=TokenScope.POSTS, conditional=True, body=WithdrawBody, may_lack_body=True
)
def withdraw_demand(demand: Demand, if_match: Precondition, body: WithdrawBody) -> Answer:
    """Take a demand back; out of a frozen round, with a reason."""
    seen = if_match.against(demand.version)
    withdraw_post(session(), demand, reason=body.reason, seen_version=seen, by=actor())
    return _answer(demand)


def _explanations(body: BaseModel, demand: Demand | None) -> dict[str, str]:
    stands = dict(demand.verify_notes) if demand is not None else {}
    sent: dict[str, str] = body.model_dump(include=set(ASKED), exclude_unset=True).get("explanations", {})
    return stands | sent


def _answer(demand: Demand) -> Answer:
    location = url_for("api.show_demand", demand_id=demand.id)
    return Answer(_shown(demand), version=demand.version, location=location)


def _shown(demand: Demand) -> BaseModel:
    inside = can(actor(), Permission.DEMAND_CONFIDENTIAL, demand)
    values: dict[str, Any] = demand.model_dump() | demands.as_typed(demand) | {"enterprise": demand.enterprise}
    if inside:
        values["explanations"] = demand.verify_notes
    return DemandShown.model_validate(visible(values, inside=inside))
