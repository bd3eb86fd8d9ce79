"""`python -m matching rank`: the best pairs of both sides as a CSV file."""

import argparse
from pathlib import Path

from matching.cli.csv_file import write_rows
from matching.cli.inputs import Commands, add_inputs, read_inputs
from matching.engine import match

HEADER = ("demand_id", "offering_id", "score", "coverage", "rank_for_demand", "rank_for_offering")


def add_parser(commands: Commands) -> None:
    """Add the command to the others."""
    parser = commands.add_parser("rank", help="the best pairs of both sides")
    add_inputs(parser)
    parser.add_argument("--out", type=Path, required=True, help="the CSV file to write")
    parser.add_argument("--top", type=int, default=50, help="pairs per demand and per offering; 0: every pair")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Rank and write the pairs; raise `MatchingError` for bad input."""
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
