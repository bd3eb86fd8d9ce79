"""Backups of SQLite: copied page by page by the database itself while people go on working."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from webapp.cli.output import tell
from webapp.cli.refusal import Refusal
from webapp.config import Settings

MAGIC = b"SQLite format 3\x00"
PAGES = 2000  # copied in one step
DAMAGED = ("备份文件已损坏或不是备份。", "The file is damaged, or no backup.")
RUNNING = (
    "服务或工作进程还在使用数据库，请先停止。",
    "The service or a worker still uses the database; stop it first.",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of database is written into a file, looked through there, and brought back."""

    create: Callable[[Settings, Path], None]
    check: Callable[[Path], str]
    restore: Callable[[Settings, Path], None]


def is_sqlite(file: Path) -> bool:
    """Tell whether the file is a SQLite database."""
    with file.open("rb") as handle:
        return handle.read(len(MAGIC)) == MAGIC


def create(settings: Settings, file: Path) -> None:
    """Copy the database into the file."""
    with closing(sqlite3.connect(_place(settings))) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target, pages=PAGES, progress=_progress(), sleep=0.05)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it


def check(file: Path) -> str:
    """Return the version of the schema in a backup that is whole; refuse any other file."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as source:
            if source.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise Refusal(*DAMAGED)
            if source.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise Refusal(*DAMAGED)
            return str(source.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (sqlite3.Error, TypeError):
        raise Refusal(*DAMAGED) from None


def restore(settings: Settings, file: Path) -> None:
    """Replace the database by the backup, in one transaction, while nobody else has it open."""
    target = sqlite3.connect(_place(settings), timeout=0.5, isolation_level=None)
    with (
        closing(target),
        closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as source,
    ):
        try:
            # leaving WAL needs the database for oneself: it fails where any other process has it open
            if target.execute("PRAGMA journal_mode=DELETE").fetchone() != ("delete",):
                raise Refusal(*RUNNING)
            source.backup(target, pages=PAGES, progress=_progress())
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise Refusal(*RUNNING) from None
            raise Refusal(f"恢复失败（{error}）。", f"The backup cannot be brought back ({error}).") from None


def _place(settings: Settings) -> str:
    return make_url(settings.database_url).database or ""


def _progress() -> Callable[[int, int, int], None]:
    """Return what tells every quarter of the way."""
    last_quarter = [0]

    def tell_share(_status: int, remaining: int, total: int) -> None:
        quarter = 4 * (total - remaining) // total if total else 4
        if quarter > last_quarter[0]:
            last_quarter[0] = quarter
            tell(f"{quarter * 25} % of {total} pages")

    return tell_share


KIND = Kind(create, check, restore)
