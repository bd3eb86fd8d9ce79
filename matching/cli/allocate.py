"""`python -m matching allocate`: seats over the best pairs of two CSV files."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from matching.allocation.choices import SIDES, Choice, Pinned, read_choices, read_pins
from matching.allocation.placement import Placement, allocate
from matching.allocation.report import METHODS, AllocationReport, Figures
from matching.cli.csv_file import check_output, write_rows
from matching.cli.inputs import Commands, add_inputs, files_read, read_inputs
from matching.engine import match
from matching.errors import InputError, PinError
from matching.match_result import MatchResult

HEADER = ("demand_id", "offering_id", "seats", "score")


def add_parser(commands: Commands) -> None:
    """Add the command to the others."""
    parser = commands.add_parser("allocate", help="seats within both sides' capacities")
    add_inputs(parser)
    parser.add_argument("--out", type=Path, required=True, help="the CSV file to write")
    parser.add_argument("--top", type=int, default=50, help="pairs per demand and per offering; 0: every pair")
    parser.add_argument("--method", choices=METHODS, default="stable", help="stable (default) or the best total")
    parser.add_argument("--proposing", choices=SIDES, default="demand", help="the side that a stable result favours")
    parser.add_argument("--choices", type=Path, help="CSV: side,demand_id,offering_id,decision,rank,seats,reason")
    parser.add_argument("--pins", type=Path, help="CSV: demand_id,offering_id,seats; 0 keeps apart, empty fills up")
    parser.add_argument("--share-cap", type=_share, metavar="PERCENT", help="most of a school for one enterprise")
    parser.add_argument(
        "--exposure-cap", type=_count, metavar="PAIRS", help="most pairs that one post is considered in"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Allocate and write the seats; the report goes to standard output. Raise `MatchingError` for bad input."""
    check_output(options.out, files_read(options))
    snapshot, tables, policy = read_inputs(options, top_per_demand=options.top, top_per_offering=options.top)
    demands, offerings = {post.id for post in snapshot.demands}, {post.id for post in snapshot.offerings}
    choices = read_choices(options.choices, demands, offerings) if options.choices else ()
    pins = read_pins(options.pins, demands, offerings) if options.pins else ()
    placement = _place(
        options,
        match(snapshot, tables, policy, explain_top=0, threads=options.threads, semantic=options.semantic),
        choices,
        pins,
    )
    for demand_id, offering_id in placement.excluded:
        sys.stderr.write(f"warning: a hard rule keeps {demand_id} and {offering_id} apart; the wish is left out\n")
    rows = [(pair.demand_id, pair.offering_id, pair.seats, f"{pair.score:.2f}") for pair in placement.pairs]
    write_rows(options.out, HEADER, rows)
    sys.stdout.write(describe(placement.report) + "\n")


def _place(
    options: argparse.Namespace, result: MatchResult, choices: tuple[Choice, ...], pins: tuple[Pinned, ...]
) -> Placement:
    try:
        return allocate(
            result,
            method=options.method,
            proposing=options.proposing,
            choices=choices,
            pins=pins,
            enterprise_share_cap=options.share_cap,
            exposure_cap=options.exposure_cap,
        )
    except PinError as error:
        snapshot = result.index.snapshot
        demand, offering = snapshot.demands[error.demand].id, snapshot.offerings[error.offering].id
        line = next(pin.line for pin in pins if (pin.demand_id, pin.offering_id) == (demand, offering))
        what = f"{error.seats} people do not fit: {demand} wants {error.wanted} and {offering} has {error.free} free"
        raise InputError(f"{what}; mend the number", file=options.pins.name, row=line, column="seats") from error


def describe(report: AllocationReport) -> str:
    """Return the report as a few lines of text: both methods, what stability costs, who was left over and why."""
    lines = [_figures(method, report.figures[method], method == report.method) for method in METHODS]
    lines.append(f"price of stability {report.price_of_stability:.4f}, {report.seats_given_up:+d} seats by best total")
    for side in SIDES:
        left = [entry for entry in report.unplaced if entry.side == side]
        reasons = Counter(entry.reason for entry in left)
        why = ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items()))
        empty = sum(entry.placed == 0 for entry in left)
        lines.append(
            f"{side}s left short: {len(left)}, {empty} of them without any seat" + (f" ({why})" if why else "")
        )
    freed = sum(entry.freed for entry in report.closed)
    lines.append(f"classes not opened: {len(report.closed)}, people freed by that: {freed}")
    return "\n".join(lines)


def _figures(method: str, figures: Figures, is_chosen: bool) -> str:
    mark = "*" if is_chosen else " "
    return (
        f"{mark} {method}: {figures.seats} seats, mean score {figures.mean_score:.2f}, "
        f"{figures.blocking_pairs} blocking pairs"
    )


def _share(text: str) -> float:
    percent = float(text)
    if not 0 < percent <= 100:
        raise argparse.ArgumentTypeError("must lie above 0 and be 100 at most")
    return percent / 100


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return count
