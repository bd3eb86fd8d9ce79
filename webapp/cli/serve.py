"""`zhiqiao serve` and `zhiqiao worker`."""

import os
import signal
import sys
from pathlib import Path

import click

from webapp.cli.database import open_engine
from webapp.cli.refusal import read_settings
from webapp.config import ServedSettings
from webapp.jobs.run_handler import handlers
from webapp.jobs.supervision import end_with_parent
from webapp.jobs.worker import Worker

ROOT = Path(__file__).resolve().parents[2]


@click.command()
def serve() -> None:
    """Serve the pages by gunicorn, with one worker beside it unless ZHIQIAO_WITH_WORKER=0.

    The address is ZHIQIAO_HOST:ZHIQIAO_PORT, 127.0.0.1:8000 where nothing is set: in production a proxy that buffers
    requests, such as nginx, stands in front.
    """
    read_settings(ServedSettings)
    become_gunicorn()


@click.command()
@click.option("--parent", type=int, default=0, hidden=True, help="End when this process has ended.")
def worker(parent: int) -> None:
    """Compute queued runs and send outgoing mail, until told to stop."""
    settings = read_settings()
    engine = open_engine(settings)
    working = Worker(engine, settings, handlers())
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, working.stop)
    if parent:
        end_with_parent(parent, working.stop)
    working.run_forever()
    engine.dispose()


def become_gunicorn() -> None:
    """Replace this process by gunicorn, so that signals reach it directly."""
    os.chdir(ROOT)
    sys.stdout.flush()
    config = str(ROOT / "gunicorn.conf.py")
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", config, "wsgi:app"])  # noqa: S606
