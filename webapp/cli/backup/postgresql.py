"""Backups of PostgreSQL: by its own client programs, which must be those of the server's version or newer."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from webapp.cli.backup.sqlite import DAMAGED, RUNNING, Kind
from webapp.cli.database import open_engine
from webapp.cli.refusal import Refusal
from webapp.config import Settings

REVISION: Final = re.compile(r"^COPY \S*alembic_version [^\n]*\n(\S+)$", re.MULTILINE)
OTHERS: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)
EMPTY_SCHEMA: Final = "DROP SCHEMA IF EXISTS public CASCADE;\nCREATE SCHEMA public;\n"


def create(settings: Settings, file: Path) -> None:
    """Dump the database into the file."""
    _run(settings, "pg_dump", "--no-password", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")


def check(file: Path) -> str:
    """Return the version of the schema in an archive that is whole; refuse any other file."""
    try:
        script = _run(None, "pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(file))
        _run(None, "pg_restore", f"--file={os.devnull}", str(file))  # reads every block
    except Refusal as refusal:
        if isinstance(refusal, Missing):
            raise
        raise Refusal(*DAMAGED) from None
    match = REVISION.search(script)
    if match is None:
        raise Refusal(*DAMAGED)
    return match.group(1)


def restore(settings: Settings, file: Path) -> None:
    """Replace everything in the database by the archive, in one transaction, while nobody else is connected."""
    engine = open_engine(settings)
    try:
        with engine.connect() as connection:
            others = connection.execute(OTHERS).scalar_one()
    except SQLAlchemyError:
        raise Refusal("数据库打不开。", "The database cannot be opened.") from None
    finally:
        engine.dispose()
    if others:
        raise Refusal(*RUNNING)
    with tempfile.TemporaryDirectory() as folder:
        script, prelude = Path(folder) / "restore.sql", Path(folder) / "prelude.sql"
        prelude.write_text(EMPTY_SCHEMA, encoding="utf-8")
        _run(None, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(file))
        options = ("--no-psqlrc", "--no-password", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction")
        _run(settings, "psql", *options, f"--file={prelude}", f"--file={script}")


class Missing(Refusal):
    """A client program of PostgreSQL is not installed."""


def _run(settings: Settings | None, program: str, *words: str) -> str:
    """Run a client program and return what it prints; the password travels in its environment, seen by nobody."""
    executable = shutil.which(program)
    if executable is None:
        raise Missing(
            f"没有找到 {program}，请安装 PostgreSQL 客户端程序。",
            f"{program} is not installed: install the client programs of PostgreSQL.",
        )
    environment = {**os.environ, **(_connection(settings) if settings else {})}
    done = subprocess.run(  # noqa: S603
        [executable, *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        errors="replace",
    )
    if done.returncode:
        reason = next((line for line in done.stderr.splitlines() if "error" in line.lower()), done.stderr.strip())[:300]
        raise Refusal(f"{program} 没有成功：{reason}", f"{program} failed: {reason}")
    return done.stdout


def _connection(settings: Settings) -> dict[str, str]:
    url = make_url(settings.database_url)
    host = url.host or url.query.get("host")
    variables = {
        "PGHOST": host if isinstance(host, str) else None,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": str(url.password) if url.password else None,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"),
        "PGSSLROOTCERT": url.query.get("sslrootcert"),
    }
    return {name: value for name, value in variables.items() if isinstance(value, str)}


KIND = Kind(create, check, restore)
