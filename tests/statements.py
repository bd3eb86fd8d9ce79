"""SQL that one engine has compiled serves the next: each test has engines of its own, all on the same two databases.

Compiling takes longer than asking. What is compiled is kept by dialect and statement, so that two dialects of a kind
count as one here.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

COMPILED: dict[Any, Any] = {}


def share() -> None:
    """Let all engines of this process use what any of them has compiled."""
    for dialect in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        dialect.__eq__ = _is_alike  # type: ignore[method-assign]
        dialect.__hash__ = _kind  # type: ignore[method-assign]
    event.listen(Engine, "engine_connect", _use)


def _is_alike(dialect: object, other: object) -> bool:
    return type(dialect) is type(other)


def _kind(dialect: object) -> int:
    return hash(type(dialect))


def _use(connection: Connection) -> None:
    connection.execution_options(compiled_cache=COMPILED)
