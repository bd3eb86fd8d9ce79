"""Offerings: those that the caller may see, and the writing of one's own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel

from webapp import clock
from webapp.blueprints.api.root import bp
from webapp.models import Offering, Program
from webapp.models.accounts.enums import TokenScope
from webapp.models.posts.enums import PostStatus
from webapp.models.posts.program_input import OfferingDraft, OfferingInput
from webapp.policies import Permission, can
from webapp.services.posts import offerings
from webapp.services.posts.offerings import OfferingFilters, matching_offerings
from webapp.services.process.withdrawing import withdraw_post
from webapp.web.api.lists import in_order_of_creation
from webapp.web.api.operations import Answer, operation
from webapp.web.api.preconditions import Precondition
from webapp.web.api.queries import ChangesQuery, Flag
from webapp.web.api.wire import Party, WithdrawBody, body_of, into, page_of, shown_of, visible
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import permits, writes
from webapp.web.kernel.identity import actor
from webapp.web.posts.offering_forms import OFFERING_LABELS

NewOffering = body_of(OfferingDraft, "NewOffering", labels=OFFERING_LABELS)
OfferingChange = body_of(OfferingDraft, "OfferingChange", labels=OFFERING_LABELS, partial=True)
OfferingShown = shown_of(
    OfferingDraft,
    "Offering",
    labels=OFFERING_LABELS,
    besides={
        "number": (str, ...),
        "status": (PostStatus, ...),
        "program_id": (UUID, ...),
        "program": (str, ...),
        "school": (Party, ...),
        "submitted_at": (datetime | None, ...),
    },
)
OfferingPage = page_of(OfferingShown)


class OfferingQuery(OfferingFilters, ChangesQuery):
    """What a list of offerings is narrowed to."""

    mine: Flag = False


@bp.get("/offerings")
@permits(Permission.PROGRAM_LIST)
@operation(_l("列出可见的培养能力"), answer=OfferingPage, query=OfferingQuery)
def list_offerings(query: OfferingQuery) -> Answer:
    """List the offerings that the caller may see."""
    wanted = matching_offerings(query, viewer=actor(), mine=query.mine)
    rows, following = in_order_of_creation(query, wanted, Offering)
    return Answer(OfferingPage(items=[_shown(row) for row in rows], next=following))


@bp.get("/offerings/<uuid:offering_id>")
@permits(Permission.OFFERING_VIEW, offering=Offering)
@operation(_l("查看一条培养能力"), answer=OfferingShown, versioned=True)
def show_offering(offering: Offering) -> Answer:
    """Show an offering."""
    return _answer(offering)


@bp.post("/programs/<uuid:program_id>/offerings")
@permits(Permission.PROGRAM_EDIT, program=Program)
@writes
@operation(
    _l("为专业新建培养能力（草稿）"), answer=OfferingShown, status=201, scope=TokenScope.POSTS, body=NewOffering,
    repeatable=True, versioned=True,
)  # fmt: skip
def create_offering(program: Program, body: BaseModel) -> Answer:
    """Store a new offering of the programme as a draft."""
    data = into(OfferingDraft, body)
    return _answer(offerings.save_offering(session(), program, None, data, today=clock.today(), by=actor()))


@bp.patch("/offerings/<uuid:offering_id>")
@permits(Permission.OFFERING_EDIT, offering=Offering)
@writes
@operation(
    _l("修改培养能力：只改给出的各项"), answer=OfferingShown, scope=TokenScope.POSTS, body=OfferingChange,
    conditional=True,
)  # fmt: skip
def change_offering(offering: Offering, body: BaseModel, if_match: Precondition) -> Answer:
    """Change the fields that the body names; a submitted offering is checked as a whole."""
    seen = if_match.against(offering.version)
    kind = OfferingInput if offering.status is PostStatus.SUBMITTED else OfferingDraft
    data = into(kind, body, over=offerings.as_typed(offering))
    offerings.save_offering(
        session(), offering.program, offering, data, seen_version=seen, today=clock.today(), by=actor()
    )
    return _answer(offering)


@bp.post("/offerings/<uuid:offering_id>/submit")
@permits(Permission.OFFERING_EDIT, offering=Offering)
@writes
@operation(_l("提交培养能力"), answer=OfferingShown, scope=TokenScope.POSTS, conditional=True)
def submit_offering(offering: Offering, if_match: Precondition) -> Answer:
    """Hand an offering in."""
    seen = if_match.against(offering.version)
    if offering.status is not PostStatus.SUBMITTED:
        OfferingInput.model_validate(offerings.as_typed(offering))  # tells what is missing, field by field
    offerings.submit_offering(session(), offering, seen_version=seen, today=clock.today(), by=actor())
    return _answer(offering)


@bp.post("/offerings/<uuid:offering_id>/withdraw")
@permits(Permission.OFFERING_EDIT, offering=Offering)
@writes
@operation(
    _l("撤回培养能力"),
    answer=OfferingShown,
    scope=TokenScope.POSTS,
    conditional=True,
    body=WithdrawBody,
    may_lack_body=True,
)
def withdraw_offering(offering: Offering, if_match: Precondition, body: WithdrawBody) -> Answer:
    """Take an offering back; out of a frozen round, with a reason."""
    seen = if_match.against(offering.version)
    withdraw_post(session(), offering, reason=body.reason, seen_version=seen, by=actor())
    return _answer(offering)


def _answer(offering: Offering) -> Answer:
    location = url_for("api.show_offering", offering_id=offering.id)
    return Answer(_shown(offering), version=offering.version, location=location)


def _shown(offering: Offering) -> BaseModel:
    program = offering.program
    values: dict[str, Any] = offering.model_dump() | offerings.as_typed(offering)
    values |= {"program": program.title, "school": program.school}
    inside = can(actor(), Permission.OFFERING_CONFIDENTIAL, offering)
    return OfferingShown.model_validate(visible(values, inside=inside))
