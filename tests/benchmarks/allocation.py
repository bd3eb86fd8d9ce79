"""Seats over lists of 50 on both sides: stable and best total at three sizes, and the `matching` package of PyPI.

Seconds are processor time: everything here runs on one core, so an idle machine takes as long by the clock.

.venv/bin/python tests/benchmarks/allocation.py [--sizes 1000 10000 100000] [--peer FOLDER]

The peer is called `matching` as our package is, so it is installed into a folder of its own (one that is given, or a
throw-away one) and runs in a process that sees no other.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from matching.allocation.allocate import allocate_edges  # noqa: E402
from matching.allocation.best_total import best_total  # noqa: E402
from matching.allocation.blocking import find_blocking  # noqa: E402
from matching.allocation.market import Edges, Market  # noqa: E402
from matching.allocation.stable import stable_allocation  # noqa: E402

LIST = 50
PER_FIELD = 100
NEIGHBOURS = (-2, -1, 0, 1, 2)
PEER = "matching==1.4.3"
PEER_SIZE = 1_000
NONE = np.zeros(0, np.int64)

PEER_CODE = """
import json, sys, threading, time
sys.path.insert(0, sys.argv[1])
sys.setrecursionlimit(10**6)  # it copies its players through one another
threading.stack_size(1 << 29)
from matching.games import HospitalResident

def solve():
    residents, hospitals, capacities = json.load(open(sys.argv[2]))
    begun = time.process_time()
    game = HospitalResident.create_from_dictionaries(residents, hospitals, capacities)
    created = time.process_time()
    result = game.solve(optimal="resident")
    solved = time.process_time()
    pairs = sorted((str(one.name), str(hospital.name)) for hospital, taken in result.items() for one in taken)
    print(json.dumps({"create": created - begun, "solve": solved - created, "pairs": pairs}))

work = threading.Thread(target=solve)
work.start()
work.join()
"""


def lists(size: int, seed: int = 7) -> tuple[Any, Any, Any, Any]:
    """Return (demand, offering, score, coverage) of the union of both sides' best 50, over fields that overlap."""
    dice = np.random.default_rng(seed)
    fields = max(5, size // PER_FIELD)
    of_demand, of_offering = dice.integers(0, fields, size), dice.integers(0, fields, size)
    attraction = dice.normal(0, 4, size)

    def score(demand: Any, offering: Any) -> Any:
        distance = np.abs(of_demand[demand] - of_offering[offering])
        distance = np.minimum(distance, fields - distance)
        mixed = (demand.astype(np.uint64) * np.uint64(2654435761) + offering.astype(np.uint64) * np.uint64(40503)) >> (
            np.uint64(7)
        )
        chance = (mixed * np.uint64(0x9E3779B1) >> np.uint64(8) & np.uint64(0xFFFF)).astype(float) / 65536
        return np.clip(np.round(50 + attraction[offering] - 5 * distance + 35 * chance, 1), 1, 100)

    members = [np.flatnonzero(of_demand == field) for field in range(fields)]
    classes = [np.flatnonzero(of_offering == field) for field in range(fields)]
    keys = []
    for field in range(fields):
        around = [(field + step) % fields for step in NEIGHBOURS]
        near = np.concatenate([classes[place] for place in around])
        best = np.argpartition(-score(members[field][:, None], near[None, :]), LIST - 1, axis=1)[:, :LIST]
        keys.append((members[field][:, None] * size + near[best]).ravel())
        near = np.concatenate([members[place] for place in around])
        best = np.argpartition(-score(near[:, None], classes[field][None, :]), LIST - 1, axis=0)[:LIST]
        keys.append((near[best] * size + classes[field][None, :]).ravel())
    pairs = np.unique(np.concatenate(keys))
    demand, offering = pairs // size, pairs % size
    coverage = np.random.default_rng(seed + 1).integers(60, 101, len(pairs)) / 100
    return demand, offering, score(demand, offering), coverage


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what the work returns and how many seconds of processor time it took."""
    begun = time.process_time()
    found = work()
    return found, time.process_time() - begun


def measure(size: int) -> None:
    """Print one size: each method alone, then everything with the report."""
    demand, offering, score, coverage = lists(size)
    dice = np.random.default_rng(3)
    heads, seats = dice.integers(1, 21, size), dice.integers(1, 21, size)
    wishes = dice.integers(0, 6, (2, len(demand)))
    click.echo(f"\n{size:,} demands × {size:,} offerings, {len(demand):,} pairs")
    for name, ranks in (("one score for both sides", {}), ("own wishes", dict(zip(RANKS, wishes, strict=True)))):
        edges, making = timed(lambda ranks=ranks: Edges.of(demand, offering, score, coverage, **ranks))
        market = Market(edges, edges.limits, heads, seats, NONE, NONE)
        stable, seconds = timed(lambda market=market: stable_allocation(market))
        blocking, checking = timed(lambda market=market, stable=stable: find_blocking(market, stable))
        click.echo(
            f"  stable, {name}: {making + seconds:.2f} s with sorting, {stable.sum():,} seats, "
            f"{len(blocking)} blocking pairs (check {checking:.2f} s)"
        )
    best, seconds = timed(lambda: best_total(market))
    click.echo(
        f"  best total: {seconds:.2f} s, {best.sum():,} seats, {len(find_blocking(market, best)):,} blocking pairs"
    )
    whole, seconds = timed(lambda: allocate_edges(edges, heads, seats))
    report = whole.report
    click.echo(
        f"  allocate, both methods and the report: {seconds:.2f} s, price of stability {report.price_of_stability:.3f}"
    )


RANKS = ("demand_ranks", "offering_ranks")


def compare(folder: str) -> None:
    """Print the peer beside ours: single seats on one side, capacities on the other, as the peer wants it."""
    demand, offering, score, coverage = lists(PEER_SIZE)
    seats = np.random.default_rng(5).integers(1, 3, PEER_SIZE)
    order = np.lexsort((offering, demand, -coverage, -score))
    residents: dict[str, list[str]] = {}
    hospitals: dict[str, list[str]] = {}
    for one, other in zip(demand[order].tolist(), offering[order].tolist(), strict=True):
        residents.setdefault(f"D{one}", []).append(f"O{other}")
        hospitals.setdefault(f"O{other}", []).append(f"D{one}")
    capacities = {name: int(seats[int(name[1:])]) for name in hospitals}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump([residents, hospitals, capacities], file)
        file.flush()
        command = [sys.executable, "-I", "-c", PEER_CODE, folder, file.name]
        peer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    ones = np.ones(PEER_SIZE, np.int64)

    def ours() -> Any:
        edges = Edges.of(demand, offering, score, coverage)
        return stable_allocation(Market(edges, edges.limits, ones, seats, NONE, NONE))

    placed, seconds = timed(ours)
    pairs = sorted([f"D{demand[pair]}", f"O{offering[pair]}"] for pair in np.flatnonzero(placed).tolist())
    total = peer["create"] + peer["solve"]
    same = (
        "the same result" if pairs == peer["pairs"] else f"another result ({len(peer['pairs'])} and {len(pairs)} seats)"
    )
    click.echo(
        f"\n{PEER_SIZE:,} × {PEER_SIZE:,}: {PEER} HospitalResident {total:.2f} s "
        f"(create {peer['create']:.2f}, solve {peer['solve']:.2f}); ours {seconds:.3f} s with sorting: "
        f"{total / seconds:.0f} times; {same}"
    )


def main() -> None:
    """Measure all sizes and the peer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--peer", help=f"folder that {PEER} is installed in (pip install --target)")
    options = parser.parse_args()
    for size in options.sizes:
        measure(size)
    with tempfile.TemporaryDirectory() as folder:
        if not options.peer:
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, PEER]
            if subprocess.run(pip, capture_output=True, check=False).returncode:
                click.echo(f"{PEER} could not be installed; it is left out", err=True)
                return
        compare(options.peer or folder)


if __name__ == "__main__":
    main()
