"""The database's schema: migrations, run from Python."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from webapp.database import writing

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def alembic_config() -> Config:
    """Return Alembic's configuration without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to a revision."""
    config = alembic_config()
    with _rebuilding(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to a revision."""
    config = alembic_config()
    with _rebuilding(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


@contextmanager
def _rebuilding(engine: Engine) -> Iterator[Connection]:
    """Open a connection that commits at its end and may make tables anew that others refer to.

    On SQLite that is only possible while references are not enforced, which cannot be changed within a transaction.
    They are checked as a whole before the commit.
    """
    with writing(engine).connect() as connection:
        raw: Any = connection.connection.driver_connection
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
            if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"references are broken: {broken[:3]}")
            connection.commit()
        finally:
            connection.rollback()
            if is_sqlite:
                raw.execute("PRAGMA foreign_keys=ON")
