"""The application as it runs for people: gunicorn with its worker, on a port of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.places import Place

ROOT = Path(__file__).parents[1]
PATIENCE = 180.0  # nothing is judged by its speed: only what never comes is missing


@dataclass(frozen=True, slots=True)
class Served:
    """A running service."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"

    def status(self, path: str) -> int:
        """Return the status of a page, or 0 where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def children(self) -> list[psutil.Process]:
        """Return the processes below the master."""
        return psutil.Process(self.process.pid).children()

    def workers(self) -> list[psutil.Process]:
        """Return the processes that compute runs."""
        return [child for child in self.children() if "webapp.cli" in _words(child)]

    def worker(self) -> psutil.Process | None:
        """Return the process that computes runs, where there is one."""
        return next(iter(self.workers()), None)

    def web(self) -> psutil.Process | None:
        """Return the process that answers requests, where there is one."""
        return next((child for child in self.children() if "webapp.cli" not in _words(child)), None)


def _words(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def eventually(holds: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Wait until something holds."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return holds()


@contextmanager
def serve(place: Place, *words: str, **variables: str) -> Iterator[Served]:
    """Run the service on a place; `words` are the command, gunicorn where there are none."""
    port = free_port()
    settings = place.settings
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ZHIQIAO_")}
    environment = {
        **clean,
        "ZHIQIAO_SECRET": settings.secret,
        "ZHIQIAO_DATABASE_URL": settings.database_url,
        "ZHIQIAO_VAR": str(settings.var),
        "ZHIQIAO_HTTPS": "0",
        "ZHIQIAO_PORT": str(port),
        "ZHIQIAO_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ZHIQIAO_WORKER_POLL_SECONDS": "0.1",
        **variables,
    }
    command = words or ("-m", "gunicorn", "wsgi:app")
    log = (settings.var / "served.log").open("wb")
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=log)
    served = Served(port, process)
    try:
        assert eventually(lambda: served.status("/readyz") == 200 or process.poll() is not None)
        assert process.poll() is None, (settings.var / "served.log").read_text(encoding="utf-8")
        yield served
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
        log.close()
