"""What may befall a database: another holds the lock of writers, or the disk is full."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, event

from tests.places import Place
from webapp.database import writing

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@contextmanager
def lock_held(place: Place, table: str = "person_session") -> Iterator[None]:
    """Hold what a writer needs: the one lock of SQLite, on PostgreSQL a table."""
    engine = writing(place.engine())
    with engine.connect() as connection, connection.begin() as transaction:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("SELECT 1")  # the transaction began IMMEDIATE
        else:
            connection.exec_driver_sql(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield
        transaction.rollback()


@contextmanager
def disk_full() -> Iterator[None]:
    """Let every statement that writes end as it does where there is no room."""

    def refuse(cursor: Any, statement: str, _parameters: Any, _context: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            if isinstance(cursor, sqlite3.Cursor):
                raise sqlite3.OperationalError("database or disk is full")
            raise psycopg.errors.DiskFull("could not extend file: No space left on device")

    event.listen(Engine, "do_execute", refuse)
    try:
        yield
    finally:
        event.remove(Engine, "do_execute", refuse)
