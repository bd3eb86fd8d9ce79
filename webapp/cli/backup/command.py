"""`zhiqiao backup`: the whole database into one file and back, exactly."""

import os
from pathlib import Path

import click
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from webapp import schema
from webapp.cli.backup import postgresql, sqlite
from webapp.cli.database import open_engine
from webapp.cli.output import tell
from webapp.cli.refusal import Refusal, read_settings
from webapp.config import Settings

FILE = click.Path(dir_okay=False, path_type=Path)
HELD = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def backup() -> None:
    """Back the database up and bring it back.

    A backup is one file. It holds everything but the settings: keep ZHIQIAO_SECRET apart from it. On SQLite it is a
    database of its own, on PostgreSQL an archive of pg_dump; either goes back to its own kind only. The service may
    run while a backup is made, but not while one is brought back.

    \b
      zhiqiao backup create /srv/backups/zhiqiao-$(date +%F).backup
      zhiqiao backup check /srv/backups/zhiqiao-2027-03-01.backup
      zhiqiao backup restore /srv/backups/zhiqiao-2027-03-01.backup && zhiqiao data migrate
    """


@backup.command()
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="Replace FILE where it exists.")
def create(file: Path, force: bool) -> None:
    """Write the database into FILE, readable by its owner alone, and look it through."""
    if file.exists() and not force:
        raise Refusal(f"文件 {file} 已存在；确要覆盖请加 --force。", f"{file} exists; --force replaces it.")
    settings = read_settings()
    _must_have_tables(settings)
    fresh = file.with_name(f".{file.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        tell("copying the database")
        _kind(settings).create(settings, fresh)
        tell("looking the copy through")
        revision = _kind(settings).check(fresh)
        _sync(fresh)
        fresh.replace(file)
        _sync(file.parent)
    except OSError as error:
        raise Refusal(f"备份写不出来：{error.strerror}。", f"The backup cannot be written: {error.strerror}.") from None
    finally:
        fresh.unlink(missing_ok=True)
    click.echo(f"{file}: {file.stat().st_size} bytes, schema {revision}")


@backup.command()
@click.argument("file", type=HELD)
def check(file: Path) -> None:
    """Look FILE through without touching the database: whether it is whole, and which version made it."""
    revision = (sqlite if sqlite.is_sqlite(file) else postgresql).check(file)
    click.echo(f"{file} is whole, schema {revision}{'' if _is_known(revision) else ', made by a newer version'}")


@backup.command()
@click.argument("file", type=HELD)
@click.option("--force", is_flag=True, help="Replace what the database holds.")
def restore(file: Path, force: bool) -> None:
    """Bring FILE back, exactly as it was. Refused while the service runs, and where the database holds something."""
    settings = read_settings()
    kind = _kind(settings)
    if sqlite.is_sqlite(file) is not settings.is_sqlite:
        raise Refusal(
            "备份与当前数据库的种类不同（SQLite 与 PostgreSQL 不能互相恢复）。",
            "The backup is of another kind of database: SQLite and PostgreSQL do not take each other's.",
        )
    tell("looking the backup through")
    revision = kind.check(file)
    if not _is_known(revision):
        raise Refusal(
            "备份由更新的版本写成。", "The backup was made by a newer version and cannot be used by this one."
        )
    engine = open_engine(settings)
    is_filled = _holds_something(engine)
    engine.dispose()
    if is_filled and not force:
        raise Refusal(
            "数据库里已有数据；确要用备份替换，请加 --force。",
            "The database holds something already; --force replaces it by the backup.",
        )
    tell("bringing the backup back")
    kind.restore(settings, file)
    newest = ScriptDirectory.from_config(schema.alembic_config()).get_current_head()
    click.echo("restored" if revision == newest else "restored; run `zhiqiao data migrate` next")


def _kind(settings: Settings) -> sqlite.Kind:
    return sqlite.KIND if settings.is_sqlite else postgresql.KIND


def _must_have_tables(settings: Settings) -> None:
    engine = open_engine(settings)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        raise Refusal("数据库打不开或还没有建表。", "The database cannot be opened or has no tables yet.") from None
    finally:
        engine.dispose()


def _holds_something(engine: Engine) -> bool:
    """Tell whether any table but that of the schema's version has a row."""
    try:
        with engine.connect() as connection:
            quote = engine.dialect.identifier_preparer.quote
            names = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
            return any(connection.execute(text(f"SELECT 1 FROM {quote(name)} LIMIT 1")).first() for name in names)  # noqa: S608
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().split("\n")[0]
        raise Refusal(f"数据库打不开（{reason}）。", f"The database cannot be opened ({reason}).") from None


def _is_known(revision: str) -> bool:
    return revision in {
        script.revision for script in ScriptDirectory.from_config(schema.alembic_config()).walk_revisions()
    }


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
