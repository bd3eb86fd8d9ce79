"""Attachments: taken away by those who may see what they belong to."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from webapp.models import Attachment
from webapp.policies import Permission
from webapp.services.kernel.files import may_read
from webapp.web.kernel.db import session
from webapp.web.kernel.files import taken_away
from webapp.web.kernel.guards import conceal_as, permits
from webapp.web.kernel.identity import actor

bp = Blueprint("attachments", __name__, url_prefix="/attachments")


@bp.get("/<uuid:attachment_id>")
@permits(Permission.ATTACHMENT_READ, attachment=Attachment)
def download(attachment: Attachment) -> ResponseReturnValue:
    """Give a file away."""
    if not may_read(session(), attachment, actor()):
        conceal_as(attachment.thing_kind, attachment.thing_id)
    return taken_away(attachment)
