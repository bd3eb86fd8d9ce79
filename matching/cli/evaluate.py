"""`python -m matching evaluate`: how well known partnerships are found again, from files or on the development set."""

import argparse
import sys
from pathlib import Path

from matching.cli.inputs import Commands, read_inputs, read_policy
from matching.errors import InputError
from matching.evaluation.development import make_development_set
from matching.evaluation.measures import Pair, as_text, evaluate
from matching.policy import MatchingPolicy
from matching.posts import Snapshot
from matching.tables.csv_rows import read_rows
from matching.tables.load import load_tables

SEED = 2027


def add_parser(commands: Commands) -> None:
    """Add the command to the others."""
    parser = commands.add_parser("evaluate", help="how well known partnerships are found again")
    parser.add_argument("--offerings", type=Path, help="CSV file of offerings; without files: the development set")
    parser.add_argument("--demands", type=Path, help="CSV file of demands")
    parser.add_argument("--pairs", type=Path, help="CSV file of known pairs: offering_id, demand_id")
    parser.add_argument("--policy", type=Path, help="JSON file of weights and limits")
    parser.add_argument("--semantic", action="store_true", help="blend the sentence encoder of the extra in")
    parser.add_argument("--seed", type=int, default=SEED, help="of the development set and of the intervals")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Measure and print both directions; raise `InputError` or `PolicyError`."""
    if options.seed < 0:
        raise InputError(f"{options.seed} is no seed; give 0 or a greater whole number", column="--seed")
    files = (options.offerings, options.demands, options.pairs)
    if any(files) and not all(files):
        raise InputError("give --offerings, --demands and --pairs together, or none of them for the development set")
    if all(files):
        snapshot, tables, policy = read_inputs(options)
        pairs = read_pairs(options.pairs, snapshot)
        about = f"{len(snapshot.demands)} demands, {len(snapshot.offerings)} offerings, {len(pairs)} known pairs"
    else:
        made = make_development_set(load_tables(), seed=options.seed)
        snapshot, tables, pairs = made.snapshot, made.taxonomies, list(made.pairs)
        policy = read_policy(options.policy) if options.policy else MatchingPolicy()
        about = (
            f"development set, seed {options.seed}: {len(snapshot.demands)} demands, "
            f"{len(snapshot.offerings)} offerings, {len(made.held_out)} words held out of the lexicon"
        )
    names = {code: entry.name for code, entry in tables.industries.items() if len(code) == 1}
    reports = evaluate(snapshot, pairs, tables, policy, seed=options.seed, semantic=options.semantic)
    sys.stdout.write("\n\n".join([about, *(as_text(report, names) for report in reports)]) + "\n")


def read_pairs(path: Path, snapshot: Snapshot) -> list[Pair]:
    """Read known pairs; raise `InputError` where one names a post that the files do not hold."""
    demands, offerings = ({post.id for post in posts} for posts in (snapshot.demands, snapshot.offerings))
    pairs = []
    for row in read_rows(path, required=("offering_id", "demand_id")):
        for column, known in (("demand_id", demands), ("offering_id", offerings)):
            if row.get(column) not in known:
                raise row.refuse(column, f"{row.get(column)[:40]!r} is in no row of the posts; mend or drop it")
        pairs.append((row.get("demand_id"), row.get("offering_id")))
    return pairs
