"""The engine: SQLite in WAL mode or PostgreSQL, with writers that take their lock up front."""

from typing import Any

from sqlalchemy import Engine, event, text
from sqlmodel import Session, create_engine

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000", "foreign_keys=ON")


def make_engine(url: str, **options: Any) -> Engine:
    """Make an engine; on SQLite a write transaction begins IMMEDIATE, so that it waits instead of failing."""
    # errors end in logs and in the tracebacks of jobs: what was to be stored is nobody's business there
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True, **options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def writing(engine: Engine) -> Engine:
    """Return the engine for transactions that write."""
    return engine.execution_options(write=True)


def stored_revision(session: Session) -> str | None:
    """Return the revision of the schema that the database holds; one that was never migrated raises."""
    found: str | None = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours: the driver's own comes too late for savepoints
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
