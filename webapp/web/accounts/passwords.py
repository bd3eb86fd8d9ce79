"""Passwords that are asked again before something sensitive."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from webapp.services.accounts import signing_in
from webapp.services.kernel.errors import DomainError
from webapp.web.kernel.db import note_apart
from webapp.web.kernel.identity import actor


@contextmanager
def counting_wrong_passwords() -> Iterator[None]:
    """Count a wrong password like a failure to sign in, apart from the request that is rolled back."""
    email, address = actor().email, request.remote_addr or ""
    try:
        yield
    except DomainError as error:
        if error.code == "password_wrong":
            note_apart(lambda apart: signing_in.note_wrong_password(apart, email, address=address))
        raise
