"""`python -m matching rank`: the best pairs of both sides as a CSV file, and who stayed without any."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from matching.cli.csv_file import check_output, write_rows
from matching.cli.inputs import Commands, add_inputs, files_read, read_inputs
from matching.engine import match
from matching.posts import Side
from matching.results import Unmatched

HEADER = ("demand_id", "offering_id", "score", "coverage", "rank_for_demand", "rank_for_offering")
MOST_IDS = 20  # posts of a side that are named
REASONS = {
    "no_candidates": "nothing to be compared with",
    "below_minimum": "below the least score",
    "excluded": "kept apart by a hard rule",
}
SIDES: tuple[Side, Side] = ("demand", "offering")


def add_parser(commands: Commands) -> None:
    """Add the command to the others."""
    parser = commands.add_parser("rank", help="the best pairs of both sides")
    add_inputs(parser)
    parser.add_argument("--out", type=Path, required=True, help="the CSV file to write")
    parser.add_argument("--top", type=int, default=50, help="pairs per demand and per offering; 0: every pair")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Rank and write the pairs; who has none is told on standard error. Raise `MatchingError` for bad input."""
    check_output(options.out, files_read(options))
    snapshot, tables, policy = read_inputs(options, top_per_demand=options.top, top_per_offering=options.top)
    result = match(snapshot, tables, policy, explain_top=0, threads=options.threads, semantic=options.semantic)
    rows = (
        (
            pair.demand_id,
            pair.offering_id,
            f"{pair.score:.2f}",
            f"{pair.coverage:.4f}",
            pair.rank_for_demand or "",
            pair.rank_for_offering or "",
        )
        for pair in result.pairs
    )
    write_rows(options.out, HEADER, rows)
    sys.stderr.writelines(f"{line}\n" for line in without_suggestion(result.unmatched))


def without_suggestion(unmatched: Iterable[Unmatched]) -> Iterator[str]:
    """Yield a line for each side that has posts without a suggestion: how many, which, and why."""
    entries = list(unmatched)
    for side in SIDES:
        left = [entry for entry in entries if entry.side == side]
        if not left:
            continue
        why = ", ".join(f"{REASONS[reason]}: {count}" for reason, count in Counter(e.reason for e in left).items())
        ids = ", ".join(entry.id for entry in left[:MOST_IDS])
        more = f" and {len(left) - MOST_IDS} more" if len(left) > MOST_IDS else ""
        yield f"{len(left)} {side}{'s' if len(left) > 1 else ''} without a suggestion ({why}): {ids}{more}"
