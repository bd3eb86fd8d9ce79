"""Offerings: those that the caller may see, and the writing of one's own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel

from webapp.blueprints.api.life import ApiPost, lead
from webapp.blueprints.api.root import bp
from webapp.models import Offering, Program
from webapp.models.accounts.enums import TokenScope
from webapp.models.posts.enums import PostStatus
from webapp.models.posts.program_input import OfferingDraft
from webapp.policies import Permission, can
from webapp.services.posts.offerings import OFFERING_POSTS, OfferingFilters, matching_offerings
from webapp.web.api.lists import in_order_of_creation
from webapp.web.api.operations import Answer, operation
from webapp.web.api.queries import ChangesQuery, Flag
from webapp.web.api.wire import Party, body_of, page_of, shown_of, visible
from webapp.web.api.words import POST_SUMMARIES
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
    return Answer(OfferingPage(items=[_content(row) for row in rows], next=following))


@bp.post("/programs/<uuid:program_id>/offerings")
@permits(Permission.PROGRAM_EDIT, program=Program)
@writes
@operation(
    _l("为专业新建培养能力（草稿）"), answer=OfferingShown, status=201, scope=TokenScope.POSTS, body=NewOffering,
    repeatable=True, versioned=True,
)  # fmt: skip
def create_offering(program: Program, body: BaseModel) -> Answer:
    """Store a new offering of the programme as a draft."""
    return OFFERING_API.written(body, owner=program)


def _content(offering: Offering) -> BaseModel:
    program = offering.program
    values: dict[str, Any] = offering.model_dump() | OFFERING_POSTS.as_typed(offering)
    values |= {"program": program.title, "school": program.school}
    inside = can(actor(), Permission.OFFERING_CONFIDENTIAL, offering)
    return OfferingShown.model_validate(visible(values, inside=inside))


OFFERING_API = ApiPost(
    OFFERING_POSTS,
    Permission.OFFERING_VIEW,
    Permission.OFFERING_EDIT,
    OfferingShown,
    OfferingChange,
    _content,
    POST_SUMMARIES["offering"],
)
lead(bp, OFFERING_API)
