"""Compiled loops of the library: where they are kept, and how they are ready before a large round needs them."""

import os
import subprocess
import sys

import structlog
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from webapp.config import Settings
from webapp.jobs.loops import Loop
from webapp.models import Demand, Offering

CACHE = "NUMBA_CACHE_DIR"
PAIRS = 250_000  # a quarter of the pairs from which on the library compiles
PAUSE_SECONDS = 60.0
PATIENCE_SECONDS = 1800.0  # an idle processor takes one minute
LAST_IN_LINE = 19  # niceness: whoever wants something goes first

log = structlog.get_logger()


def keep_compiled_code(settings: Settings) -> None:
    """Let this process and its children keep compiled code below ZHIQIAO_VAR, unless the operator names a folder."""
    os.environ.setdefault(CACHE, str(settings.var / "compiled"))


class Preparation:
    """Compiles ahead once the posts could make a round that needs it; a process of its own, behind all others."""

    def __init__(self, engine: Engine) -> None:
        """Know the database whose posts are counted."""
        self.engine, self.done = engine, False

    def loop(self) -> Loop:
        """Return the loop that looks from time to time."""
        return Loop("compiling", self.step, PAUSE_SECONDS)

    def step(self) -> bool:
        """Compile if that is due and has not been done; never ask for another step at once."""
        if not self.done and self.is_due():
            self.done = True  # once per worker: what fails would fail again
            self._compile()
        return False

    def is_due(self) -> bool:
        """Return whether there are posts enough for a round that is worth compiling."""
        with Session(self.engine.execution_options(write=False)) as session:
            demands, offerings = (
                session.exec(select(func.count()).select_from(kind)).one() for kind in (Demand, Offering)
            )
        return demands * offerings >= PAIRS

    def _compile(self) -> None:
        command = [sys.executable, "-m", "matching", "prepare"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as child:  # noqa: S603
            os.setpriority(os.PRIO_PROCESS, child.pid, LAST_IN_LINE)
            says, _ = child.communicate(timeout=PATIENCE_SECONDS)
        log.info("loops_compiled", status=child.returncode, says=says[-300:].strip())
