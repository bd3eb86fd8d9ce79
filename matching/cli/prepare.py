"""`python -m matching prepare`: compiles the loops of large rounds ahead, so that no round waits for a compiler."""

import argparse
import sys
import time

from matching.cli.inputs import Commands
from matching.engine import match
from matching.evaluation.development import make_development_set
from matching.posts import Partnership, Snapshot
from matching.ranking import thresholds
from matching.ranking.offering_index import OfferingIndex
from matching.tables.load import load_tables

PARTNERS = 12  # a small round: compiling takes as long for a large one


def add_parser(commands: Commands) -> None:
    """Add the command to the others."""
    parser = commands.add_parser("prepare", help="compile the loops of large rounds ahead and keep them on disk")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Compile what is not kept yet and say on standard output what was done."""
    if not thresholds.has_compiler():
        sys.stdout.write("no compiler here; large rounds go through arrays\n")
        return
    if thresholds.loops_are_kept():
        sys.stdout.write("the loops are compiled already\n")
        return
    began = time.monotonic()
    thresholds.COMPILED_FROM = thresholds.UNKEPT_FROM = 1  # in this process alone, which ends with the command
    tables = load_tables()
    made = make_development_set(tables, seed=1, partners=PARTNERS)
    demands, offerings = made.snapshot.demands, made.snapshot.offerings
    past = (Partnership(demands[0].enterprise_id, offerings[0].school_id, 1.0),)
    match(Snapshot(demands, offerings, past), tables, explain_top=3)
    OfferingIndex(offerings, tables).rank(demands[0])
    sys.stdout.write(f"compiled in {time.monotonic() - began:.0f} s\n")
