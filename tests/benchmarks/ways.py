"""Ways of scoring a round, in processor time per pair: arrays, a sparse product of terms, compiled tiles.

.venv/bin/python tests/benchmarks/ways.py [--size 2000] [--tiles 1024 2048 4096]
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from matching import MatchingPolicy  # noqa: E402
from matching.ranking import thresholds  # noqa: E402
from matching.ranking.compiled.layout import lay_out  # noqa: E402
from matching.ranking.compiled.tiling import rank_tiles  # noqa: E402
from matching.ranking.index import build_index  # noqa: E402
from matching.ranking.scoring import rank  # noqa: E402
from matching.tables.load import load_tables  # noqa: E402
from tests.benchmarks.country import country  # noqa: E402

TOP = 50


def spent(work: Callable[[], Any]) -> float:
    """Return the processor time of the second of two calls."""
    work()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """Print nanoseconds per pair."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=2_000)
    parser.add_argument("--tiles", type=int, nargs="*", default=[1_024, 2_048, 4_096])
    options = parser.parse_args()
    tables = load_tables()
    index = build_index(country(options.size, tables), tables, MatchingPolicy())
    layout, pairs = lay_out(index), options.size**2
    thresholds.COMPILED_FROM = pairs + 1
    ways = {
        "arrays, all criteria, both sides": lambda: rank(index),
        "sparse product of the terms alone": lambda: index.terms.wanted @ index.given.T,
        **{
            f"compiled tiles of {tile:,}, all criteria, both sides": lambda tile=tile: rank_tiles(
                layout, 0, options.size, least=0, per_demand=TOP, per_offering=TOP, tile=tile
            )
            for tile in options.tiles
        },
    }
    for name, work in ways.items():
        click.echo(f"{name:<58}{spent(work) / pairs * 1e9:>8.1f} ns a pair")


if __name__ == "__main__":
    main()
