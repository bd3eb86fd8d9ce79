"""Whether the service lives, and whether it can work: for machines."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

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
    session().execute(text("SELECT version_num FROM alembic_version"))
    return jsonify(status="ready")
