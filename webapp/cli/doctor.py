"""`zhiqiao doctor`: what keeps the platform from serving people, or will."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click
from sqlalchemy import func, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from webapp.cli.data import state_of
from webapp.cli.database import open_engine
from webapp.cli.output import json_option, print_json, print_table
from webapp.cli.refusal import Refusal, read_settings
from webapp.cli.worker import queue_status
from webapp.config import Settings
from webapp.models import Person
from webapp.models.accounts.enums import Role
from webapp.services.seats.capacity import count_wrong_posts

LEAST_FREE = 500 * 1024 * 1024
CLIENTS = ("pg_dump", "pg_restore", "psql")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is well, should be seen to, or stops the platform."""

    what: str
    state: str  # ok, warning, wrong
    says: str


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Say what keeps the platform from running.

    Settings, database, code tables, people, queue and disk are looked at, and each line says what to do. Exit 1 where
    something is wrong; warnings alone are 0.
    """
    findings = list(look_at(read_settings()))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        print_table([finding.state, finding.what, finding.says] for finding in findings)
    if any(finding.state == "wrong" for finding in findings):
        raise Refusal(
            "平台还不能正常服务，见上面标为 wrong 的项。", "The platform is not well: see what is marked wrong."
        )


def look_at(settings: Settings) -> Iterator[Finding]:
    """Yield the findings, those that others rest on first."""
    yield from _settings(settings)
    yield from _disk(settings)
    engine = open_engine(settings)
    try:
        with Session(engine) as session:
            session.execute(text("SELECT 1"))
            yield Finding("database", "ok", engine.dialect.name)
            yield from _contents(session)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().split("\n")[0]
        yield Finding("database", "wrong", f"cannot be used: {reason}")
    finally:
        engine.dispose()


def _settings(settings: Settings) -> Iterator[Finding]:
    state, says = ("ok", settings.public_url)
    if settings.public_url.startswith("http://127.0.0.1"):
        state, says = "warning", f"{says} is in every mailed link: set ZHIQIAO_PUBLIC_URL to what people type"
    yield Finding("address", state, says)
    if settings.debug:
        yield Finding("debugging", "wrong", "ZHIQIAO_DEBUG is on, and `zhiqiao serve` refuses it")
    if not settings.https:
        yield Finding("cookies", "warning", "ZHIQIAO_HTTPS=0 sends them without TLS")
    where = settings.smtp_host or f"into files of {settings.outbox_folder}: set ZHIQIAO_SMTP_HOST"
    yield Finding("mail", "ok" if settings.smtp_host else "warning", where)
    if not settings.is_sqlite:
        missing = [name for name in CLIENTS if shutil.which(name) is None]
        says = (
            f"{', '.join(missing)} not installed: `zhiqiao backup` needs them" if missing else "client programs found"
        )
        yield Finding("backup", "warning" if missing else "ok", says)


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.var
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding("folder", "wrong", f"{settings.var} cannot be written to")
        return
    free = shutil.disk_usage(folder).free
    state = "ok" if free >= LEAST_FREE else "warning"
    yield Finding("disk", state, f"{free // 1024 // 1024} MB free for {settings.var}")


def _contents(session: Session) -> Iterator[Finding]:
    state = state_of(session)
    if not state["schema_is_current"]:
        yield Finding("tables", "wrong", "not up to date: run `zhiqiao data migrate`")
        return
    yield Finding("tables", "ok", str(state["schema"]))
    loaded = state["taxonomy_version"] is not None
    says = f"version {state['taxonomy_version']}" if loaded else "not loaded: run `zhiqiao data load`"
    yield Finding("codes", "ok" if loaded else "wrong", says)
    for role in (Role.ADMINISTRATOR, Role.COORDINATOR):
        query = select(func.count()).where(Person.role == role, col(Person.is_active).is_(True))
        count = session.exec(query).one()
        says = f"{count} active" if count else "none: see `zhiqiao people add --help`"
        yield Finding(f"{role.value}s", "ok" if count else "warning", says)
    wrong = count_wrong_posts(session)
    says = f"{wrong} posts count other places as given than their pairs hold" if wrong else "counted right"
    yield Finding("places", "wrong" if wrong else "ok", says)
    queue = queue_status(session)
    yield _mails(queue)
    says = f"{queue['queued']} queued, {queue['running']} running, {queue['failed']} failed"
    yield Finding(
        "worker", "wrong" if queue["stalled"] else "ok", says + (", nobody works" if queue["stalled"] else "")
    )


def _mails(queue: dict[str, object]) -> Finding:
    troubles = [
        f"{queue[name]} {says}"
        for name, says in (
            ("mails_given_up", "given up"),
            ("mails_failing", "failing and tried again"),
            ("notices_set_aside", "notices that no mail could be written about"),
        )
        if queue[name]
    ]
    says = f"{queue['mails_waiting']} waiting"
    if troubles:
        return Finding("outbox", "warning", f"{says}, {', '.join(troubles)}: see `zhiqiao mail list`")
    return Finding("outbox", "ok", says)
