"""How the ranking of a large round scales over worker processes of a dask.distributed cluster.

.venv/bin/python tests/benchmarks/cluster.py [--size 20000] [--workers 1 2] [--scheduler tcp://host:port]

Processes on this machine unless a scheduler is named. The bytes are compared with those of one process each time.
"""

import argparse
import sys
import time
from pathlib import Path

import click
from distributed import Client, LocalCluster

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from matching import MatchingPolicy  # noqa: E402
from matching.ranking.cluster import connect, rank_on_cluster  # noqa: E402
from matching.ranking.compiled.layout import Layout, lay_out  # noqa: E402
from matching.ranking.compiled.tiling import rank_tiles  # noqa: E402
from matching.ranking.index import build_index  # noqa: E402
from matching.tables.load import load_tables  # noqa: E402
from tests.benchmarks.country import country  # noqa: E402

LIMITS = {"least": 0, "per_demand": 50, "per_offering": 50}


def main() -> None:
    """Rank in this process, then on every number of workers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--scheduler")
    options = parser.parse_args()
    tables = load_tables()
    layout = lay_out(build_index(country(options.size, tables), tables, MatchingPolicy()))
    rank_tiles(layout, 0, 100, **LIMITS)  # compile
    begun = time.perf_counter()
    expected = rank_tiles(layout, 0, options.size, **LIMITS)
    alone = time.perf_counter() - begun
    click.echo(f"{options.size:,} × {options.size:,}: one process, one thread {alone:.2f} s")
    if options.scheduler:
        with connect(options.scheduler) as client:
            report(client, layout, expected, alone)
        return
    for workers in options.workers:
        with (
            LocalCluster(n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
            connect(cluster.scheduler_address) as client,
        ):
            report(client, layout, expected, alone)


def report(client: Client, layout: Layout, expected: tuple, alone: float) -> None:
    """Print one cluster: the first round loads code and posts, the second shows the work."""
    seconds = []
    for _ in range(2):
        begun = time.perf_counter()
        found = rank_on_cluster(layout, client, **LIMITS)
        seconds.append(time.perf_counter() - begun)
    same = all(one.tobytes() == other.tobytes() for one, other in zip(found, expected, strict=True))
    click.echo(
        f"  {len(client.nthreads())} workers: {seconds[1]:.2f} s, {alone / seconds[1]:.2f} times one process "
        f"(first round {seconds[0]:.2f} s); {'identical bytes' if same else 'OTHER BYTES'}"
    )


if __name__ == "__main__":
    main()
