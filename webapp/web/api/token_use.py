"""When a token was last used, noted apart from whatever the request does."""

from contextlib import suppress
from datetime import timedelta

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from webapp.clock import now
from webapp.database import writing
from webapp.models import ApiToken
from webapp.web.kernel.db import engine, session

NOTED_EVERY = timedelta(minutes=5)


def note_use(token: ApiToken) -> None:
    """Note that the token is used, at most every few minutes; a busy database does not keep the request waiting."""
    moment = now()
    if token.used_at is not None and moment - token.used_at < NOTED_EVERY:
        return
    if session().get_bind().get_execution_options().get("write"):
        token.used_at = moment
        return
    with suppress(OperationalError), Session(writing(engine())) as apart:
        row = apart.get(ApiToken, token.id)
        if row is not None:
            row.used_at = moment
            apart.commit()
