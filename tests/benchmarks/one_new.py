"""One new demand against offerings that are kept ready: how long the list of its best 50 takes, and what keeping costs.

.venv/bin/python tests/benchmarks/one_new.py [--size 100000] [--demands 200] [--check 20]

Half of the demands want skills that no offering has ever named. The lists of `--check` demands are compared with those
of a whole run over the same offerings.
"""

import argparse
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from matching import Demand, MatchingPolicy, OfferingIndex, Snapshot  # noqa: E402
from matching.ranking.compiled.layout import lay_out  # noqa: E402
from matching.ranking.compiled.tiling import rank_tiles  # noqa: E402
from matching.ranking.index import build_index  # noqa: E402
from matching.tables.load import load_tables  # noqa: E402
from tests.benchmarks.country import country  # noqa: E402

TOP = 50
SEED = 4_754


def unseen(demand: Demand, number: int) -> Demand:
    """Return the demand with three skills of its own words."""
    return replace(demand, required_skills=(*demand.required_skills, *(f"新工艺{number}号{part}" for part in "甲乙丙")))


def main() -> None:
    """Build, ask, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--demands", type=int, default=200)
    parser.add_argument("--check", type=int, default=20)
    options = parser.parse_args()
    tables = load_tables()
    offerings = country(options.size, tables).offerings
    known = country(options.demands, tables, seed=SEED).demands
    demands = [unseen(demand, row) if row % 2 else demand for row, demand in enumerate(known)]
    begun = time.perf_counter()
    index = OfferingIndex(offerings, tables, MatchingPolicy(top_per_demand=TOP), threads=2)
    building = time.perf_counter() - begun
    index.best(demands[0])
    wall, cpu = [], []
    for demand in demands:
        begun, spent = time.perf_counter(), time.process_time()
        index.best(demand)
        wall.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.process_time() - spent) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(f"{options.size:,} offerings kept ready in {building:.1f} s; peak {peak:,.0f} MB")
    for name, rows in (("seen", slice(0, None, 2)), ("unseen", slice(1, None, 2))):
        click.echo(
            f"  {name} skills: median {np.median(wall[rows]):.2f} ms (CPU {np.median(cpu[rows]):.2f} ms), "
            f"95th percentile {np.percentile(wall[rows], 95):.2f} ms, of {len(wall[rows])}"
        )
    checked = Snapshot(tuple(demands[: options.check]), offerings)
    whole, _ = rank_tiles(
        lay_out(build_index(checked, tables, MatchingPolicy())),
        0,
        len(checked.demands),
        least=0,
        per_demand=TOP,
        per_offering=TOP,
    )
    same = all(
        index.rank(demand).tobytes() == keys.tobytes() for demand, keys in zip(checked.demands, whole, strict=True)
    )
    click.echo(
        f"  {len(checked.demands)} lists compared with a whole run: {'identical bytes' if same else 'OTHER BYTES'}"
    )


if __name__ == "__main__":
    main()
