"""When a token was last used, and which were refused: noted apart from whatever the request does."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from webapp.clock import now
from webapp.models import ApiToken
from webapp.services.accounts import tokens
from webapp.web.kernel.db import note_apart

NOTED_EVERY = timedelta(minutes=5)


def note_use(token: ApiToken) -> None:
    """Note that the token is used, at most every few minutes."""
    moment = now()
    if token.used_at is not None and moment - token.used_at < NOTED_EVERY:
        return
    wanted = update(ApiToken).where(col(ApiToken.id) == token.id).values(used_at=moment)
    note_apart(lambda apart: apart.execute(wanted))


def note_refusal(text: str, address: str) -> None:
    """Note that a token was refused that somebody has tried from an address."""
    note_apart(lambda apart: tokens.record_refusal(apart, text, address=address))
