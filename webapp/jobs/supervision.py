"""A child process that is started again when it dies, for as long as its parent lives."""

import os
import subprocess
import threading
from collections.abc import Callable, Sequence

import structlog

PAUSE_SECONDS = 1.0
GRACE_SECONDS = 10.0
LOOK_SECONDS = 0.5
log = structlog.get_logger()


class Supervisor:
    """Keeps one child process running from a thread of its own."""

    def __init__(self, command: Sequence[str]) -> None:
        """Remember what to run."""
        self.command = list(command)
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the child, unless it has been started."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._keep_running, name="supervisor", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the child and wait for it."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(GRACE_SECONDS + 2 * LOOK_SECONDS)

    def _keep_running(self) -> None:
        while not self._ending.is_set():
            # without close_fds Python spawns directly: its usual pipe to the child would be kept open by a process
            # that gunicorn forks at the same moment, and this thread would wait for it forever
            self._child = subprocess.Popen(self.command, close_fds=False)  # noqa: S603
            while self._child.poll() is None and not self._ending.wait(LOOK_SECONDS):
                pass
            if not self._ending.is_set():
                log.warning("worker_died", status=self._child.returncode)
                self._ending.wait(PAUSE_SECONDS)
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self._child.kill()


def end_with_parent(parent: int, stop: Callable[[], None]) -> None:
    """Call `stop` once the parent process is gone, however it went, and leave for good some seconds later."""

    def watch() -> None:
        while os.getppid() == parent:
            threading.Event().wait(LOOK_SECONDS)
        stop()
        threading.Event().wait(GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


_supervised: list[Supervisor] = []  # outlives a configuration that is read again


def supervise(command: Sequence[str]) -> None:
    """Keep the command running beside this process."""
    supervisor = Supervisor(command)
    _supervised.append(supervisor)
    supervisor.start()


def end_supervised() -> None:
    """End everything that `supervise` keeps running."""
    while _supervised:
        _supervised.pop().stop()
