"""What may befall a database: another holds the lock of writers, the disk is full, or nothing is taken any more."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event

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


@contextmanager
def only_reading(place: Place) -> Iterator[None]:
    """Let the database take nothing, as a standby does while another becomes the one that writes."""

    def begin(connection: Connection) -> None:
        is_sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql("PRAGMA query_only=ON" if is_sqlite else "SET TRANSACTION READ ONLY")

    event.listen(Engine, "begin", begin)
    try:
        yield
    finally:
        event.remove(Engine, "begin", begin)
        place.let_go()
