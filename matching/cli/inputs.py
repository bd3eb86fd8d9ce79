"""What the commands share: options of posts and policy, reading them, and the one line in which a refusal is told."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, TypeAlias

from matching.errors import InputError, MatchingError
from matching.policy import MatchingPolicy
from matching.posts import Snapshot
from matching.tables.load import load_tables
from matching.tables.posts import read_demands, read_offerings
from matching.tables.taxonomy import Taxonomies

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # argparse has no public name for it


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """Add the options that name posts, policy and how to compute."""
    parser.add_argument("--offerings", type=Path, required=True, help="CSV file of offerings")
    parser.add_argument("--demands", type=Path, required=True, help="CSV file of demands")
    parser.add_argument("--policy", type=Path, help="JSON file of weights and limits")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--semantic", action="store_true", help="blend the sentence encoder of the extra `semantic` in")


def read_inputs(options: argparse.Namespace, **limits: Any) -> tuple[Snapshot, Taxonomies, MatchingPolicy]:
    """Read posts and policy, whose settings `limits` replace; raise `InputError` or `PolicyError`."""
    tables = load_tables()
    policy = read_policy(options.policy) if options.policy else MatchingPolicy()
    if limits:
        policy = MatchingPolicy.from_dict({**policy.as_dict(), **limits})
    demands = read_demands(options.demands, tables, warn=_warn)
    offerings = read_offerings(options.offerings, tables, warn=_warn)
    return Snapshot(demands, offerings), tables, policy


def _warn(warning: InputError) -> None:
    sys.stderr.write(f"warning: {as_line(warning)}\n")


def as_line(error: MatchingError) -> str:
    """Return a refusal as one line."""
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
