"""Attachments: taken away by those who may see what they belong to."""

from uuid import UUID

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from webapp.policies import Permission
from webapp.services.kernel.files import read_attachment
from webapp.web.kernel.db import session
from webapp.web.kernel.files import taken_away
from webapp.web.kernel.guards import permits
from webapp.web.kernel.identity import actor

bp = Blueprint("attachments", __name__, url_prefix="/attachments")


@bp.get("/<uuid:attachment_id>")
@permits(Permission.ATTACHMENT_READ)
def download(attachment_id: UUID) -> ResponseReturnValue:
    """Give a file away."""
    attachment = read_attachment(session(), attachment_id, by=actor())
    return taken_away(attachment) if attachment is not None else abort(404)
