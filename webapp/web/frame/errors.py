"""Errors as people see them: a sentence, a way on, and a reference number. None of them asks the database."""

from typing import Any

import structlog
from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from webapp.services.kernel.errors import DomainError
from webapp.web.api.problems import of_http
from webapp.web.frame.origin import Origin, origin_of_request
from webapp.web.kernel.db import is_away, undo
from webapp.web.kernel.i18n import is_machine_request
from webapp.web.kernel.identity import local_path
from webapp.web.kernel.refusals import waiting, wording

SECRET_FIELDS = frozenset({"csrf_token", "password", "new_password", "repeat_password", "current_password"})
PAGES = frozenset({400, 403, 404, 405, 409, 413, 429, 500, 503})
WAIT = {"Retry-After": "5"}
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _page(status: int, **facts: Any) -> str:
    undo()
    g.is_error_page = True
    name = status if status in PAGES else (400 if status < 500 else 500)
    return render_template(f"errors/{name}.html", reference=g.get("reference", ""), status=status, **facts)


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    """Show what was typed again as a form with a fresh token: one click sends it once more.

    What somebody else's page has filled in is not offered: whoever clicks would send it in their own name.
    """
    if origin_of_request() is Origin.FOREIGN:
        return _page(400, foreign_form=True), 400
    return _page(400, expired_form=True, typed=_typed(), target=_target()), 400


def _typed() -> list[tuple[str, str]]:
    """Return what the form of this request held, but for what is nobody's to show."""
    return [(key, value) for key, value in request.form.items(multi=True) if key not in SECRET_FIELDS]


def _target() -> str:
    return local_path(request.full_path.rstrip("?")) or "/"


def _refused(error: DomainError) -> ResponseReturnValue:
    page = _page(error.status, message=wording(error.code, **error.facts), stands=error.facts.get("stands"))
    return page, error.status, waiting(error)


def _away(error: Exception) -> ResponseReturnValue:
    """Say that it will pass, and offer what was typed to be sent once more, where it was sent by whoever typed it."""
    log.warning("database_unavailable", error=type(getattr(error, "orig", None) or error).__name__)
    typed = _typed() if request.method == "POST" and g.get("csrf_valid") else []
    return _page(503, typed=typed, target=_target()), 503, WAIT


def _unstorable(error: DataError) -> ResponseReturnValue:
    """Refuse what a column cannot hold and no check of ours has found."""
    log.warning("data_refused", error=type(error.orig).__name__)
    return _page(400), 400


def _too_deep(_error: RecursionError) -> ResponseReturnValue:
    return _page(400), 400


def _http(error: HTTPException) -> ResponseReturnValue:
    if is_machine_request():
        return of_http(error)
    response = error.get_response()
    if (error.code or 500) >= 400:
        response.set_data(_page(error.code or 500))
        response.content_type = "text/html; charset=utf-8"
    return response


def _unexpected(error: Exception) -> ResponseReturnValue:
    if is_away(error):
        return _away(error)
    log.error("unexpected_error", error=type(error).__name__, exc_info=error)
    return _page(500), 500
