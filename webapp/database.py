"""The engine: SQLite in WAL mode or PostgreSQL, with writers that take their lock up front.

SQLite lets one transaction write at a time. One that has only read so far and then wants to write is refused at once,
however patient it is, where another has written in between: what it has read is old, and waiting would not renew it. So
whoever is going to write says so before the first statement (`writing`), begins with BEGIN IMMEDIATE, and waits for its
turn there, where nothing has been read yet. Whoever only reads begins plainly: in WAL mode readers neither wait for the
writer nor hold it up, and see what stood when they began to read. A session that reads must therefore never store
anything; the verb of a request decides which it gets (`web.kernel.db`). docs/adr/0004 has the alternatives.

On PostgreSQL `writing` changes nothing but what is noted here: there the services' row locks keep writers apart, and on
SQLite those say nothing that the one lock has not said already.

Each thread knows whether it holds a transaction that writes: on SQLite nobody else can write meanwhile, so long work
and the network stay outside (`services.kernel.outside_writing`). One that lasts longer than it may is logged.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import structlog
from sqlalchemy import Engine, event, make_url, text
from sqlmodel import Session, create_engine

PATIENCE: Final = 10.0  # seconds that somebody waits for what another holds, before being told that all is busy
# NORMAL: a power cut may take the latest commits along but leaves the file whole; FULL would sync at every commit.
# Foreign keys are checked only on connections that ask for it.
PRAGMAS: Final = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")
LONGEST_WRITING: Final = 2.0  # seconds: everybody else waits as long
BEGUN: Final = "zhiqiao.writing_since"
log = structlog.get_logger()


class _Writing(threading.local):
    """How many transactions that write this thread holds, and whether anybody can be waiting for their end."""

    transactions = 0
    is_awaited = True


_writing = _Writing()


def make_engine(url: str, *, patience: float = PATIENCE, **options: Any) -> Engine:
    """Make an engine; on SQLite a write transaction begins IMMEDIATE, so that it waits instead of failing."""
    # errors end in logs and in the tracebacks of jobs: what was to be stored is nobody's business there
    if url.startswith("sqlite"):
        engine = create_engine(url, hide_parameters=True, **options)
        event.listen(engine, "connect", _prepare_sqlite(patience))
        event.listen(engine, "begin", _begin_sqlite)
        _watch(engine)
        return engine
    if "connect_timeout" not in make_url(url).query:
        options["connect_args"] = {"connect_timeout": max(2, round(patience)), **options.get("connect_args", {})}
    engine = create_engine(url, pool_pre_ping=True, hide_parameters=True, **options)
    event.listen(engine, "connect", _prepare_postgresql(patience))
    _watch(engine)
    return engine


def writing(engine: Engine) -> Engine:
    """Return the engine for transactions that write.

    It shares the connections of the engine that it is made of, and so does `execution_options(write=False)`.
    """
    return engine.execution_options(write=True)


def is_writing() -> bool:
    """Tell whether this thread holds a transaction that writes."""
    return _writing.transactions > 0


@contextmanager
def nobody_waits() -> Iterator[None]:
    """Say nothing of long writing meanwhile: the database is only being prepared, and nobody else is there yet."""
    _writing.is_awaited = False
    try:
        yield
    finally:
        _writing.is_awaited = True


def stored_revision(session: Session) -> str | None:
    """Return the revision of the schema that the database holds; one that was never migrated raises."""
    revision: str | None = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return revision


def _prepare_sqlite(patience: float) -> Callable[[Any, Any], None]:
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours: the driver's own comes too late for savepoints
        connection.execute(f"PRAGMA busy_timeout={round(patience * 1000)}")  # first: the next ones may wait, too
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return prepare


def _begin_sqlite(connection: Any) -> None:
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _prepare_postgresql(patience: float) -> Callable[[Any, Any], None]:
    def prepare(connection: Any, _record: Any) -> None:
        connection.autocommit = True  # what a transaction sets is gone when it is rolled back
        connection.execute(f"SET lock_timeout = {max(1, round(patience * 1000))}")  # 0 would wait without end
        connection.autocommit = False

    return prepare


def _watch(engine: Engine) -> None:
    event.listen(engine, "begin", _note_begin)  # after the BEGIN: the wait for the lock is not its time
    event.listen(engine, "commit", _note_close)
    event.listen(engine, "rollback", _note_close)
    event.listen(engine, "invalidate", lambda _connection, record, _error: _note_end(record))


def _note_begin(connection: Any) -> None:
    if connection.get_execution_options().get("write"):
        connection.info[BEGUN] = time.monotonic()
        _writing.transactions += 1


def _note_close(connection: Any) -> None:
    if not connection.invalidated:
        _note_end(connection)


def _note_end(holder: Any) -> None:
    begun = holder.info.pop(BEGUN, None)
    if begun is None:
        return
    _writing.transactions -= 1
    seconds = time.monotonic() - begun
    if seconds > LONGEST_WRITING and _writing.is_awaited:
        log.warning("writing_was_long", seconds=round(seconds, 1))
