"""One database session per application context; the edge commits, everybody else flushes."""

from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import Engine
from sqlmodel import Session

from webapp.config import Settings
from webapp.database import make_engine, writing

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask, settings: Settings) -> None:
    """Give the app its engine and close the session at the end of each context."""
    app.extensions["zhiqiao.engine"] = make_engine(settings.database_url)
    app.teardown_appcontext(_close)


def engine() -> Engine:
    """Return the app's engine."""
    found: Engine = current_app.extensions["zhiqiao.engine"]
    return found


def session() -> Session:
    """Return the session of this context, bound for writing where the request is unsafe."""
    if "db_session" not in g:
        unsafe = has_request_context() and request.method not in SAFE_METHODS
        g.db_session = Session(writing(engine()) if unsafe else engine(), expire_on_commit=False)
    found: Session = g.db_session
    return found


def _close(_error: BaseException | None) -> None:
    held = g.pop("db_session", None)
    if held is not None:
        held.rollback()
        held.close()
