"""What every route wears: who may call it, and whether it writes."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec
from uuid import UUID

import structlog
from flask import Response, abort, g, make_response, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from webapp import policies
from webapp.policies import Permission
from webapp.web.kernel.db import has_lost_a_race, session
from webapp.web.kernel.identity import actor_or_none, send_to_sign_in

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
FLASHES = "_flashes"  # where Flask keeps what is told on the next page
log = structlog.get_logger()


def public(view: View[P]) -> View[P]:
    """Mark a route that everybody may call, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def permits(permission: Permission, **things: type[SQLModel]) -> Callable[[Callable[..., ResponseReturnValue]], Any]:
    """Ask the permission table before the view, and turn ids into objects.

    `@permits(DEMAND_EDIT, demand=Demand)` takes the URL's `demand_id`, loads the demand, asks whether the actor may,
    and calls the view with `demand`. Nobody signed in: to the sign-in page. Not the actor's kind of page: 403.
    Missing, or somebody else's: 404.
    """

    def decorate(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            person = actor_or_none()
            if person is None:
                return send_to_sign_in()
            g.asked_by = person.id
            if not policies.concerns(person, permission):
                abort(403)
            for name, model in things.items():
                key: UUID | str = arguments.pop(f"{name}_id")
                thing = session().get(model, key)
                if thing is None:
                    abort(404)
                if not policies.can(person, permission, thing):
                    conceal(thing)
                arguments[name] = thing
            return view(**arguments)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def conceal(thing: Any) -> NoReturn:
    """Answer as if the thing were not there; the record tells that somebody has asked for it."""
    conceal_as(str(type(thing).__tablename__), thing.id)


def conceal_as(kind: str, key: Any) -> NoReturn:
    """Answer as if a thing of a kind were not there; the record tells that somebody has asked for it."""
    g.concealed = (kind, key)
    abort(404)


def writes(view: View[P]) -> View[P]:
    """Commit what the view did when it answers below 400; roll back otherwise.

    Where somebody else was faster (the database refuses a number that was just taken, or ends a deadlock), the request
    is done once more from its beginning: it then finds what the other one has done, and succeeds or is refused.
    """

    @wraps(view)
    def committing(*arguments: P.args, **options: P.kwargs) -> ResponseReturnValue:
        flashes = list(cookie.get(FLASHES, ()))
        try:
            return _done(view, *arguments, **options)
        except SQLAlchemyError as error:
            if not has_lost_a_race(error):
                raise
            log.warning("done_once_more", error=type(getattr(error, "orig", None) or error).__name__)
        session().rollback()
        if FLASHES in cookie:
            cookie[FLASHES] = flashes
        for file in request.files.values():
            file.stream.seek(0)
        return _done(view, *arguments, **options)

    committing.writes = True  # type: ignore[attr-defined]
    return committing


def _done(view: View[P], *arguments: P.args, **options: P.kwargs) -> Response:
    response = make_response(view(*arguments, **options))
    if response.status_code < 400:
        session().commit()
    else:
        session().rollback()
    return response


def wants_fragment() -> bool:
    """Tell whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"
