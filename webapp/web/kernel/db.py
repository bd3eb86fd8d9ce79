"""One database session per application context; the edge commits, everybody else flushes."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

import structlog
from flask import Flask, current_app, g, has_request_context, request
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from webapp.config import Settings
from webapp.database import make_engine, writing
from webapp.services.kernel.audit import ADDRESS

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
AWAY = (
    OperationalError,
    InterfaceError,
    NoConnectionError,
)  # locked, full, or nobody there: not our fault, and it passes
LOST_RACES = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected
ONLY_READS = "25006"  # read_only_sql_transaction: a standby, while another becomes the one that writes
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
Note = Callable[[Session], object]
log = structlog.get_logger()


def init_app(app: Flask, settings: Settings) -> None:
    """Give the app its engine and close the session at the end of each context."""
    app.extensions["zhiqiao.engine"] = make_engine(settings.database_url)
    app.teardown_appcontext(_close)


def engine() -> Engine:
    """Return the app's engine."""
    app_engine: Engine = current_app.extensions["zhiqiao.engine"]
    return app_engine


def session() -> Session:
    """Return the session of this context, bound for writing where the request is unsafe."""
    if "db_session" not in g:
        unsafe = has_request_context() and request.method not in SAFE_METHODS
        g.db_session = Session(writing(engine()) if unsafe else engine(), expire_on_commit=False)
        if has_request_context():
            g.db_session.info[ADDRESS] = request.remote_addr or ""
    open_session: Session = g.db_session
    return open_session


def has_lost_a_race(error: SQLAlchemyError) -> bool:
    """Tell whether somebody else's transaction is to blame, so that the same request may succeed when done again."""
    if isinstance(error, IntegrityError | StaleDataError):
        return True
    return getattr(getattr(error, "orig", None), "sqlstate", None) in LOST_RACES


def undo() -> None:
    """Take back what this context has begun; where the database has gone, so has that."""
    open_session: Session | None = g.get("db_session")
    if open_session is None:
        return
    try:
        open_session.rollback()
    except SQLAlchemyError:
        open_session.invalidate()


def is_away(error: Exception) -> bool:
    """Tell whether an error says that nothing can be read or stored at present, and not that something is wrong."""
    if isinstance(error, SQLAlchemyError) and getattr(getattr(error, "orig", None), "sqlstate", None) == ONLY_READS:
        return True
    return isinstance(error, AWAY) or (isinstance(error, OSError) and error.errno in NO_ROOM)


def note_apart(note: Note, *, patience: float = 0.0) -> None:
    """Write something down once the request is done, whatever became of it: in a transaction of its own.

    Where another holds the lock for longer than `patience` seconds, or there is no room, the note is lost: it never
    fails a request, and by itself never keeps one waiting. The note flushes; what it must know of rows, it reads anew.
    """
    g.setdefault("notes", []).append((note, patience))


@contextmanager
def reading() -> Iterator[Session]:
    """Give a session that only reads, for long work: what the request holds so far is let go."""
    let_go()
    with Session(engine()) as apart:
        yield apart


def let_go() -> None:
    """End the transaction here, so that long work that follows holds nobody up; what comes after begins another.

    What was written so far is kept, whatever the request answers in the end.
    """
    session().commit()


def _close(_error: BaseException | None) -> None:
    undo()
    open_session = g.pop("db_session", None)
    if open_session is not None:
        open_session.close()
    for note, patience in g.pop("notes", ()):
        _write_down(note, patience)


def _write_down(note: Note, patience: float) -> None:
    settings: Settings = current_app.extensions["zhiqiao.settings"]
    try:
        with Session(writing(_engine_apart(settings.database_url, patience))) as apart:
            note(apart)
            apart.commit()
    except SQLAlchemyError as error:
        log.info("note_lost", error=type(error).__name__)


@lru_cache(maxsize=8)
def _engine_apart(url: str, patience: float) -> Engine:
    """Return an engine that opens a connection for each note: how long it waits must not stay with one of the pool."""
    return make_engine(url, patience=patience, poolclass=NullPool)
