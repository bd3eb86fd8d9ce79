"""How long pages take on the sample: `python -m tests.benchmarks.pages [requests per page]`. Not a test.

Each page is asked for through the whole application, WSGI middleware included, without a network between; the first
answers warm caches and do not count. Printed in milliseconds: the median, the slowest in twenty, and the median of
processor time, which is the median where nothing else runs; then the number of queries.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import click
from sqlalchemy import event

from tests.demonstration import ROLES, open_demonstration
from tests.places import Databases

WARM = 2


def main(arguments: list[str]) -> int:
    """Print the times of every page for every role, slowest medians first; exit 1 where one is beyond 100 ms."""
    rounds = int(arguments[0]) if arguments else 20
    with tempfile.TemporaryDirectory() as name, open(os.devnull, "w", encoding="utf-8") as nowhere:
        shared = Path(name)
        stderr, sys.stderr = sys.stderr, nowhere
        databases = Databases(shared)
        with databases.place("sample", "sqlite", shared / "var") as place, open_demonstration(place) as demonstration:
            sys.stderr = stderr
            queries = []
            engine = demonstration.app.extensions["zhiqiao.engine"]
            event.listen(engine, "before_cursor_execute", lambda *_arguments: queries.append(1))
            lines = []
            for role in ROLES:
                browser = demonstration.browser(role)
                for path in demonstration.pages(role):
                    times, work = [], []
                    for turn in range(rounds + WARM):
                        queries.clear()
                        begun, worked = time.perf_counter(), time.process_time()
                        browser.get(path)
                        if turn >= WARM:
                            times.append((time.perf_counter() - begun) * 1000)
                            work.append((time.process_time() - worked) * 1000)
                    slow = statistics.quantiles(times, n=20)[-1]
                    lines.append((statistics.median(times), slow, statistics.median(work), len(queries), role, path))
    click.echo(f"{'median':>8} {'p95':>8} {'work':>8} {'queries':>8}  page")
    for median, slow, work_ms, asked, role, path in sorted(lines, reverse=True):
        click.echo(f"{median:8.1f} {slow:8.1f} {work_ms:8.1f} {asked:8}  {role:14} {path}")
    medians = [line[0] for line in lines]
    middle, slowest = statistics.median(medians), max(medians)
    click.echo(f"\n{len(lines)} pages, median of medians {middle:.1f} ms, slowest {slowest:.1f} ms")
    return 1 if max(medians) > 100 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
