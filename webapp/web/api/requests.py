"""Requests of the API: which they are, whose token they carry, what the token may be used for, how often."""

from flask import Flask, Response, current_app, g, request

from webapp.config import Settings
from webapp.models import ApiToken
from webapp.services.accounts import tokens
from webapp.web.api.limits import RateLimiter
from webapp.web.api.operations import operation_of
from webapp.web.api.problems import ApiProblem
from webapp.web.api.token_use import note_refusal, note_use
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import label, language

CHALLENGE = 'Bearer realm="zhiqiao"'


def init_app(app: Flask, settings: Settings) -> None:
    """Give the app its counter of requests."""
    app.extensions["zhiqiao.api_limits"] = RateLimiter(settings.api_requests_per_minute)


def admit() -> None:
    """Refuse a request without a good token, beyond its limit, or beyond its token's scope."""
    view = current_app.view_functions[request.endpoint or ""]
    if getattr(view, "access", None) == "public":
        return
    g.bearer = _bearer()
    g.asked_by = g.bearer.person_id
    limiter: RateLimiter = current_app.extensions["zhiqiao.api_limits"]
    g.rate = limiter.count(str(g.bearer.id))
    if g.rate.is_over:
        wait = str(g.rate.wait)
        raise ApiProblem(429, headers={"Retry-After": wait}, limit=g.rate.limit, wait=wait)
    operation = operation_of(view)
    if operation is not None and not g.bearer.allows(operation.scope):
        headers = {"WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{operation.scope.value}"'}
        raise ApiProblem(403, "scope_missing", headers=headers, scope=label(operation.scope))
    note_use(g.bearer)


def dress(response: Response) -> Response:
    """Tell the limit, the language, and that the answer depends on who asks and in which language."""
    rate = g.get("rate")
    if rate is not None:
        response.headers["RateLimit-Limit"] = str(rate.limit)
        response.headers["RateLimit-Remaining"] = str(rate.left)
        response.headers["RateLimit-Reset"] = str(rate.wait)
    response.headers["Content-Language"] = "en" if language() == "en" else "zh-CN"
    response.vary.update(("Authorization", "Accept-Language"))
    return response


def _bearer() -> ApiToken:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise ApiProblem(401, headers={"WWW-Authenticate": CHALLENGE})
    token = tokens.find_token(session(), given.token)
    if token is None:
        note_refusal(given.token, request.remote_addr or "")
        headers = {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_token"'}
        raise ApiProblem(401, "token_refused", headers=headers)
    return token
