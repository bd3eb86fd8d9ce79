"""How long the pages of a large round take: `python -m tests.benchmarks.round_pages [posts per side]`. Not a test.

A round of 1,000 demands and 1,000 offerings on SQLite is computed, chosen on both sides, allocated, ruled on,
published and closed. In each phase every page of the round is asked for by a coordinator, an enterprise and a school
through the whole application, WSGI middleware included, without a network between; the first answers warm caches and
do not count. Printed in milliseconds: the median, the slowest, the number of queries; then what the long steps took.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click

from tests.places import Databases
from tests.webapp.process.city import ROLES, City

WARM, TURNS = 2, 9
MOST = 300.0  # milliseconds at the median


def main(arguments: list[str]) -> int:
    """Print the times of every page in every phase, slowest medians first; exit 1 where one is beyond 300 ms."""
    count = int(arguments[0]) if arguments else 1000
    steps: list[tuple[str, float]] = []
    lines: list[tuple[float, float, int, str, str, str]] = []

    def timed(name: str, deed: Callable[[], object]) -> None:
        begun = time.perf_counter()
        deed()
        steps.append((name, time.perf_counter() - begun))

    with tempfile.TemporaryDirectory() as name, open(os.devnull, "w", encoding="utf-8") as nowhere:
        stderr, sys.stderr = sys.stderr, nowhere
        databases = Databases(Path(name))
        with databases.place("codes", "sqlite", Path(name) / "var") as place:
            city = City(place, count)
            timed("freeze, compute, adopt, open choosing", city.compute)
            lines += measured(city, "choosing")
            timed("both sides choose", city.choose)
            timed("end choosing: allocate seats, open conflicts", lambda: city.step("adjudicate"))
            lines += measured(city, "adjudicating")
            timed("rule on every conflict", city.settle)
            timed("publish", city.publish)
            lines += measured(city, "published")
            timed("close: draft the agreements", city.close)
            lines += measured(city, "closed")
            sys.stderr = stderr
        databases.close()
    click.echo(f"{'median':>8} {'slowest':>8} {'queries':>8}  page")
    for median, slowest, asked, phase, role, page in sorted(lines, reverse=True):
        click.echo(f"{median:8.1f} {slowest:8.1f} {asked:8}  {phase:13} {role:12} {page}")
    for what, seconds in steps:
        click.echo(f"{seconds:8.1f} s  {what}")
    medians = [line[0] for line in lines]
    middle = statistics.median(medians)
    click.echo(f"\n{count} × {count}: {len(lines)} pages, median {middle:.1f} ms, slowest median {max(medians):.1f} ms")
    return 1 if max(medians) > MOST else 0


def measured(city: City, phase: str) -> list[tuple[float, float, int, str, str, str]]:
    """Return the times of every page that a role may open."""
    found = []
    for role in ROLES:
        browser = city.browser(role)
        for page in city.pages():
            times = []
            with city.counting() as told:
                for turn in range(WARM + TURNS):
                    told.clear()
                    begun = time.perf_counter()
                    answer = browser.get(page)
                    if turn >= WARM:
                        times.append((time.perf_counter() - begun) * 1000)
                    if answer.status_code != 200:
                        break
            if times:
                found.append((statistics.median(times), max(times), len(told), phase, role.value, _named(page)))
    return found


def _named(page: str) -> str:
    return "/".join("…" if len(part.split("?")[0]) == 36 else part for part in page.split("/"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
