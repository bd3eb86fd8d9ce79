"""Whether the service lives, and whether it can work: for machines."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from webapp.database import stored_revision
from webapp.web.kernel.db import session
from webapp.web.kernel.guards import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Answer that the process lives."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Answer whether the database can be read and has been migrated."""
    stored_revision(session())
    return jsonify(status="ready")
