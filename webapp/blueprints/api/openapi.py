"""The document of the API: as JSON for programs, as a page for people."""

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue

from webapp.blueprints.api.root import bp
from webapp.web.api.document import document
from webapp.web.api.pages import sections_of, types_of
from webapp.web.kernel.guards import public


@bp.get("/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """Give the OpenAPI document."""
    return jsonify(document())


@bp.get("/docs")
@public
def docs() -> ResponseReturnValue:
    """Show the document as a page."""
    described = document()
    return render_template(
        "api/docs.html", sections=sections_of(described), types=types_of(described), info=described["info"]
    )
