"""The database as the command opens it."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from webapp import schema
from webapp.cli.refusal import Refusal, read_settings
from webapp.config import Settings
from webapp.database import make_engine, stored_revision, writing

MIGRATE_FIRST = (
    "数据库还没有建表或无法打开，请先运行 zhiqiao data migrate。",
    "The database has no tables yet or cannot be opened; run `zhiqiao data migrate` first.",
)


def open_engine(settings: Settings) -> Engine:
    """Return the engine; the folder of an embedded database is made."""
    if settings.is_sqlite:
        settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    return make_engine(settings.database_url)


def migrate(engine: Engine) -> None:
    """Bring the tables up to date, or say why the database cannot be used."""
    try:
        schema.upgrade(engine)
    except CommandError:
        raise Refusal(
            "数据库由更新的版本建立，当前版本不能使用它。",
            "The database was made by a newer version and cannot be used by this one.",
        ) from None
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().split("\n")[0]
        raise Refusal(
            f"数据库无法打开或不是本应用的数据库（{reason}）。",
            f"The database cannot be opened, or is not one of this application ({reason}).",
        ) from None


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a session on the settings' database; commit at the end, roll back on a refusal."""
    engine = open_engine(read_settings())
    try:
        with Session(writing(engine), expire_on_commit=False) as session:
            try:
                stored_revision(session)
            except SQLAlchemyError:
                raise Refusal(*MIGRATE_FIRST) from None
            yield session
            session.commit()
    finally:
        engine.dispose()
