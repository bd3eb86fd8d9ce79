"""`python -m matching explain`: one pair as JSON, with its points, its evidence, and sentences for people."""

import argparse
import json
import sys
from dataclasses import replace

from matching.cli.inputs import Commands, add_inputs, read_inputs
from matching.engine import match
from matching.errors import InputError
from matching.explaining.wording import LANGUAGES, sentences

RANKED_WHOLE = 4_000_000  # pairs up to which an explained pair gets its rank, however far down it stands


def add_parser(commands: Commands) -> None:
    """Add the command to the others."""
    parser = commands.add_parser("explain", help="one pair in JSON: points, evidence, what would change it")
    add_inputs(parser)
    parser.add_argument("--demand", required=True, help="id of the demand")
    parser.add_argument("--offering", required=True, help="id of the offering")
    parser.add_argument("--lang", choices=LANGUAGES, default="zh", help="language of the sentences (zh)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Explain the pair on standard output; raise `MatchingError` for bad input, `InputError` for an unknown id."""
    snapshot, tables, policy = read_inputs(options)
    if len(snapshot.demands) * len(snapshot.offerings) <= RANKED_WHOLE:
        policy = replace(policy, min_score=0.0, top_per_demand=0, top_per_offering=0)
    result = match(snapshot, tables, policy, explain_top=0, threads=options.threads, semantic=options.semantic)
    try:
        explanation = result.explain(options.demand, options.offering)
    except KeyError as error:
        kind, path = ("demand", options.demands), ("offering", options.offerings)
        which, file = kind if error.args[0] == options.demand else path
        raise InputError(f"holds no {which} {error.args[0]!r}", file=file.name, column=f"{which}_id") from None
    answer = {**explanation.as_dict(), "sentences": sentences(explanation, options.lang)}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
