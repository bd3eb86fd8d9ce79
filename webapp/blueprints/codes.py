"""Look-ups for pickers: JSON for the combobox, a plain searchable page for everybody else."""

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from webapp.policies import Permission
from webapp.services import code_search
from webapp.web.db import session
from webapp.web.guards import permits, public
from webapp.web.i18n import language

bp = Blueprint("codes", __name__, url_prefix="/codes")
OPEN_KINDS = frozenset({"region", "industry"})  # the registration form needs them before anybody is signed in


@bp.get("/open/<kind>")
@public
def open_look_up(kind: str) -> ResponseReturnValue:
    """Answer a look-up that needs no account."""
    if kind not in OPEN_KINDS:
        abort(404)
    return _answer(kind)


@bp.get("/<kind>")
@permits(Permission.CODES_READ)
def look_up(kind: str) -> ResponseReturnValue:
    """Answer a look-up."""
    if kind not in code_search.FINDERS:
        abort(404)
    return _answer(kind)


def _answer(kind: str) -> ResponseReturnValue:
    words = request.args.get("q", "")[: code_search.LONGEST_QUERY]
    found = code_search.search(session(), kind, words, language=language())
    if request.accept_mimetypes.best_match(["application/json", "text/html"], "application/json") == "text/html":
        return render_template("codes/look_up.html", kind=kind, words=words, found=found)
    return jsonify(options=[{"value": row.value, "label": row.label, "hint": row.hint} for row in found])
