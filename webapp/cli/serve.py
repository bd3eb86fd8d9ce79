"""`zhiqiao serve`: the pages, and one worker beside them."""

import os
import sys
from pathlib import Path

import click

from webapp.cli.refusal import read_settings
from webapp.config import ServedSettings

ROOT = Path(__file__).resolve().parents[2]


@click.command()
def serve() -> None:
    """Serve the pages by gunicorn.

    One worker runs beside it unless ZHIQIAO_WITH_WORKER=0. The address is ZHIQIAO_HOST:ZHIQIAO_PORT, 127.0.0.1:8000
    where nothing is set: in production a proxy that buffers requests, such as nginx, stands in front.
    """
    read_settings(ServedSettings)
    become_gunicorn()


def become_gunicorn() -> None:
    """Replace this process by gunicorn, so that signals reach it directly."""
    os.chdir(ROOT)
    sys.stdout.flush()
    config = str(ROOT / "gunicorn.conf.py")
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", config, "wsgi:app"])  # noqa: S606
