"""Writes the recorded answers anew: `python -m tests.recorded [city …]`."""

import sys
import tempfile
import time
from pathlib import Path

from tests.places import Databases
from tests.recorded.keeping import ANSWERS, file_of
from tests.recorded.plan import PHASES
from tests.recorded.recorder import record
from tests.recorded.still import StillTime, still_time


def main(wanted: list[str]) -> None:
    """Record the cities, all unless some are named."""
    ANSWERS.mkdir(exist_ok=True)
    shown = StillTime()
    with tempfile.TemporaryDirectory() as folder, still_time(shown):
        databases = Databases(Path(folder))
        for phase in wanted or PHASES:
            begun = time.process_time()
            found = record(databases, phase, Path(folder) / "place", shown)
            file_of(phase).write_text(found.text(), encoding="utf-8")
            seconds = time.process_time() - begun
            told = f"{phase}: {found.cases} cases, {len(found.succeeded)} routes succeed, {seconds:.0f} s\n"
            sys.stdout.write(told)
            sys.stdout.flush()
        databases.close()


if __name__ == "__main__":
    main(sys.argv[1:])
