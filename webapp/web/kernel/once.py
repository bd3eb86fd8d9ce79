"""The same form sent several times makes one thing: each form carries a key that is taken once."""

import re
import secrets
from collections.abc import Callable

from flask import redirect
from flask.typing import ResponseReturnValue

from webapp.services.kernel.once import claim_form, keep
from webapp.web.kernel.db import session
from webapp.web.kernel.identity import actor_or_none

KEY = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)  # what `new_form_key` makes; anything else is no key


def new_form_key() -> str:
    """Return a key for a form that makes something."""
    return secrets.token_urlsafe(24)


def once(key: str | None, make: Callable[[], str]) -> ResponseReturnValue:
    """Call `make` unless the form was taken before; redirect to the place it returns, or returned then."""
    if not key or not KEY.fullmatch(key):
        return redirect(make(), code=303)
    person = actor_or_none()
    person_id = person.id if person else None
    taken, is_new = claim_form(session(), key, person_id)
    if taken is not None and is_new:
        taken.location = make()
        keep(session(), taken)
    elif taken is None or taken.person_id != person_id or not taken.location:
        return redirect(make(), code=303)
    return redirect(taken.location, code=303)
