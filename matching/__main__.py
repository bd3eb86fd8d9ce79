"""`python -m matching`: rank, explain, allocate and evaluate over CSV files."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from matching.cli import allocate, evaluate
from matching.engine import match
from matching.errors import InputError, MatchingError
from matching.explaining.wording import LANGUAGES, sentences
from matching.policy import MatchingPolicy
from matching.posts import Snapshot
from matching.tables.load import load_taxonomies, write_rows
from matching.tables.posts import read_demands, read_offerings
from matching.tables.taxonomy import Taxonomies

BAD_INPUT = 2
RANKED_WHOLE = 4_000_000  # pairs up to which an explained pair gets its rank, however far down it stands
HEADER = ("demand_id", "offering_id", "score", "coverage", "rank_for_demand", "rank_for_offering")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, or 2 for bad input."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], None] = options.run
    try:
        run(options)
    except MatchingError as error:
        print(_line(error), file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        print(f"{error.filename}:0:: cannot be written ({error.strerror}); check the path", file=sys.stderr)
        return BAD_INPUT
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    ranking = commands.add_parser("rank", help="the best pairs of both sides")
    _add_inputs(ranking)
    ranking.add_argument("--out", type=Path, required=True, help="the CSV file to write")
    ranking.add_argument("--top", type=int, default=50, help="pairs per demand and per offering; 0: every pair")
    ranking.set_defaults(run=_rank)

    allocate.add_parser(commands, _add_inputs, _read)

    explaining = commands.add_parser("explain", help="one pair in JSON: points, evidence, what would change it")
    _add_inputs(explaining)
    explaining.add_argument("--demand", required=True, help="id of the demand")
    explaining.add_argument("--offering", required=True, help="id of the offering")
    explaining.add_argument("--lang", choices=LANGUAGES, default="zh", help="language of the sentences (zh)")
    explaining.set_defaults(run=_explain)

    evaluate.add_parser(commands, _read, read_policy)
    return parser


def _add_inputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--offerings", type=Path, required=True, help="CSV file of offerings")
    parser.add_argument("--demands", type=Path, required=True, help="CSV file of demands")
    parser.add_argument("--policy", type=Path, help="JSON file of weights and limits")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--semantic", action="store_true", help="blend the sentence encoder of the extra `semantic` in")


def _read(options: argparse.Namespace, **limits: Any) -> tuple[Snapshot, Taxonomies, MatchingPolicy]:
    tables = load_taxonomies()
    policy = read_policy(options.policy) if options.policy else MatchingPolicy()
    if limits:
        policy = MatchingPolicy.from_dict({**policy.as_dict(), **limits})
    demands = read_demands(options.demands, tables, warn=_warn)
    offerings = read_offerings(options.offerings, tables, warn=_warn)
    return Snapshot(demands, offerings), tables, policy


def _warn(warning: InputError) -> None:
    print(f"warning: {_line(warning)}", file=sys.stderr)


def _line(error: MatchingError) -> str:
    return " ".join(str(error).split())


def read_policy(path: Path) -> MatchingPolicy:
    """Read a policy from JSON; raise `InputError` or `PolicyError`."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise InputError(f"is no JSON file ({error})", file=path.name) from error
    if not isinstance(content, dict):
        raise InputError("must hold an object of settings", file=path.name)
    try:
        return MatchingPolicy.from_dict(content)
    except (TypeError, ValueError) as error:
        raise InputError(str(error), file=path.name) from error


def _rank(options: argparse.Namespace) -> None:
    snapshot, tables, policy = _read(options, top_per_demand=options.top, top_per_offering=options.top)
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


def _explain(options: argparse.Namespace) -> None:
    snapshot, tables, policy = _read(options)
    if len(snapshot.demands) * len(snapshot.offerings) <= RANKED_WHOLE:
        policy = replace(policy, min_score=0.0, top_per_demand=0, top_per_offering=0)
    result = match(snapshot, tables, policy, explain_top=0, threads=options.threads, semantic=options.semantic)
    try:
        explanation = result.explain(options.demand, options.offering)
    except KeyError as error:
        kind, path = ("demand", options.demands), ("offering", options.offerings)
        which, file = kind if error.args[0] == options.demand else path
        raise InputError(f"holds no {which} {error.args[0]!r}", file=file.name, column=f"{which}_id") from None
    told = {**explanation.as_dict(), "sentences": sentences(explanation, options.lang)}
    print(json.dumps(told, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    sys.exit(main())
