"""Passwords that are asked again before something sensitive."""

from flask import request

from webapp.services.accounts import signing_in
from webapp.services.kernel.errors import DomainError
from webapp.web.kernel.db import note_apart
from webapp.web.kernel.identity import actor


def count_wrong_password(error: DomainError) -> None:
    """Count a wrong password like a failure to sign in, apart from the request that is rolled back."""
    if error.code == "password_wrong":
        email, address = actor().email, request.remote_addr or ""
        note_apart(lambda apart: signing_in.note_wrong_password(apart, email, address=address))
