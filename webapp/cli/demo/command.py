"""`zhiqiao demo`: everything on one machine with the sample data, from nothing to a page that answers."""

import fcntl
import os
import socket
import time
from collections.abc import Iterable
from pathlib import Path

import click
from sqlmodel import Session

from webapp import clock
from webapp.cli.database import migrate, open_engine
from webapp.cli.demo.files import DemoFiles
from webapp.cli.demo.privileges import give_up_root
from webapp.cli.refusal import Refusal, read_settings
from webapp.cli.serve import ROOT, become_gunicorn
from webapp.config import Settings
from webapp.database import nobody_waits, writing
from webapp.jobs.run_handler import handlers
from webapp.jobs.worker import Worker
from webapp.release import VERSION
from webapp.services.codes.tables import reference_data
from webapp.services.sample import demonstration, sample_data
from webapp.services.sample.demonstration import DemoAccount

RESET = ("可用 ./demo --reset 重新开始。", "`./demo --reset` starts over.")
MOST_ATTEMPTS = 3


@click.command()
@click.option("--reset", is_flag=True, help="Throw away what the demonstration has stored and start over.")
def demo(reset: bool) -> None:
    """Serve a demonstration with real schools, majors and enterprises.

    The first start makes a database, loads the sample and runs one matching round; later starts keep what has been
    done. ZHIQIAO_PORT and ZHIQIAO_VAR choose the port and the folder of the database.
    """
    files = DemoFiles(Path(os.environ.get("ZHIQIAO_VAR") or ROOT / "var").expanduser().resolve())
    files.make_folder()
    if not give_up_root(ROOT, files.folder):
        say("以 root 身份运行：其他用户读不到这里的文件。", "Running as root: nobody else can reach these files.")
    files.must_be_writable()
    _hold(files.lock)
    if reset:
        files.remove()
    settings = _settings(files)
    _refuse_taken_port(settings)
    opened = prepare(settings, files)
    welcome(settings, files, opened)
    become_gunicorn()


def prepare(settings: Settings, files: DemoFiles) -> list[DemoAccount]:
    """Bring the database to where people can look around; what an earlier start has done is not done again."""
    engine = open_engine(settings)
    try:
        migrate(engine)
    except Refusal as refusal:
        raise Refusal(refusal.chinese + RESET[0], f"{refusal.english} {RESET[1]}") from None
    today = clock.today()
    with nobody_waits(), Session(writing(engine), expire_on_commit=False) as session:
        opened = files.read_accounts()
        if opened:
            reference_data.load(session)
            session.commit()
            engine.dispose()
            return opened
        if sample_data.is_loaded(session):
            say("上一次启动没有完成，现在接着做。", "An earlier start was cut short; going on from there.")
        else:
            say("正在装入代码表和样例数据（约半分钟）…", "Loading code tables and the sample (about half a minute) ...")
        reference_data.load(session)
        organisations = sample_data.load_organisations(session)
        opened = demonstration.open_accounts(session, organisations)
        session.commit()
        say("正在进行一次匹配测算…", "Running one matching round ...")
        for _ in range(MOST_ATTEMPTS):
            run = demonstration.begin(session, organisations, library_version=VERSION, today=today)
            session.commit()
            if run is None or not run.is_active:
                break
            if not Worker(engine, settings, handlers()).run_one():
                time.sleep(settings.job_lease_seconds)  # a worker that was killed still holds it
            session.refresh(run)
        session.expire_all()
        if not demonstration.finish(session, today=today):
            raise Refusal(
                "匹配测算没有完成，请再运行一次 ./demo。", "The matching did not come to its end; run ./demo again."
            )
        session.commit()
    engine.dispose()
    files.write_accounts(opened)
    return opened


def welcome(settings: Settings, files: DemoFiles, opened: Iterable[DemoAccount]) -> None:
    """Print the address and one sign-in for each role."""
    click.echo(f"\n职桥 Zhiqiao   http://127.0.0.1:{settings.port}\n")
    roles: set[str] = set()
    for account in opened:
        if account.role not in roles:
            roles.add(account.role)
            click.echo(f"  {account.role:14} {account.email:30} {account.password}   {account.organisation}")
    click.echo(f"\n全部账号 / all accounts: {files.accounts}\n停止 / stop: Ctrl-C\n")


def say(chinese: str, english: str) -> None:
    """Tell what is going on."""
    click.echo(f"{chinese} / {english}", err=True)


def _settings(files: DemoFiles) -> Settings:
    os.environ.update(
        ZHIQIAO_VAR=str(files.folder), ZHIQIAO_DATABASE_URL="", ZHIQIAO_DEMO="1", ZHIQIAO_HTTPS="0",
        ZHIQIAO_DEBUG="0", ZHIQIAO_WEB_WORKERS="1", ZHIQIAO_WITH_WORKER="1", ZHIQIAO_SECRET=files.secret(),
    )  # fmt: skip
    settings = read_settings()
    os.environ["ZHIQIAO_PUBLIC_URL"] = f"http://127.0.0.1:{settings.port}"
    return settings


def _hold(lock: Path) -> None:
    """Hold the folder for this process and the gunicorn that it becomes."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Refusal(
            f"演示已在运行，正使用文件夹 {lock.parent}；请先停止它，或用 ZHIQIAO_VAR 换一个文件夹。",
            f"The demonstration is running on {lock.parent} already; stop it, or set ZHIQIAO_VAR to another folder.",
        ) from None
    os.set_inheritable(handle, True)


def _refuse_taken_port(settings: Settings) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.host, settings.port))
        except OSError:
            other = settings.port + 1 if settings.port < 65535 else 8000
            raise Refusal(
                f"端口 {settings.port} 已被占用或不能使用；请换一个，例如 ZHIQIAO_PORT={other} ./demo。",
                f"Port {settings.port} is taken or cannot be used; choose another: ZHIQIAO_PORT={other} ./demo",
            ) from None
