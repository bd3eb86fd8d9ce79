"""What the commands share: options of posts and policy, reading them, and the one line in which a refusal is told."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from matching.errors import InputError, ManyInputErrors, MatchingError
from matching.policy import MatchingPolicy
from matching.posts import LEVELS, Demand, Offering, Snapshot
from matching.tables.levels import CODES as LEVEL_CODES
from matching.tables.load import load_tables
from matching.tables.posts import (
    DEMAND_COLUMNS,
    DEMAND_OPTIONAL,
    OFFERING_COLUMNS,
    OFFERING_OPTIONAL,
    read_demands,
    read_offerings,
)
from matching.tables.taxonomy import Taxonomies

Post = TypeVar("Post", Demand, Offering)
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # argparse has no public name for it


COLUMNS = f"""
columns of offerings (those in brackets may be left out):
  {", ".join(OFFERING_COLUMNS)} [, {", ".join(OFFERING_OPTIONAL)}]
columns of demands:
  {", ".join(DEMAND_COLUMNS)} [, {", ".join(DEMAND_OPTIONAL)}]

The first row names the columns, in any order; others are left alone, and an empty cell is unknown. Files are UTF-8 or
GB18030, cells stand between commas, semicolons or tabs, entries of a list between semicolons (between 、 where
semicolons part the cells). Levels are {"、".join(LEVELS)}, a code ({", ".join(LEVEL_CODES)}) or a
usual word (大专, 中专); regions six digits of GB/T 2260; months YYYY-MM.

example, offerings.csv:
  offering_id,school,major,major_code,level,region,region_name,capacity,skills,industry_codes
  O1,Tomas,电梯工程技术,460206,高职,330500,湖州市,40,电梯维护保养;电气识图,C3435
example, demands.csv:
  demand_id,enterprise,position,industry_code,chain,segment,region,region_name,level,headcount,skills
  D1,Mei,电梯保养工,C3435,电梯,维保,330500,湖州市,中职,12,电梯保养;困人救援

  python -m matching rank --offerings offerings.csv --demands demands.csv --out ranking.csv
"""


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """Add the options that name posts, policy and how to compute, and tell in the help what the files hold."""
    parser.epilog, parser.formatter_class = COLUMNS, argparse.RawDescriptionHelpFormatter
    parser.add_argument("--offerings", type=Path, required=True, help="CSV file of offerings")
    parser.add_argument("--demands", type=Path, required=True, help="CSV file of demands")
    parser.add_argument("--policy", type=Path, help="JSON file of weights and limits")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--semantic", action="store_true", help="blend the sentence encoder of the extra `semantic` in")


def files_read(options: argparse.Namespace) -> list[Path | None]:
    """Return the files that a command reads, as its options name them."""
    return [getattr(options, name, None) for name in ("offerings", "demands", "policy", "choices", "pins", "pairs")]


def read_inputs(options: argparse.Namespace, **limits: Any) -> tuple[Snapshot, Taxonomies, MatchingPolicy]:
    """Read posts and policy, whose settings `limits` replace; raise `InputError` or `PolicyError`."""
    tables = load_tables()
    policy = read_policy(options.policy) if options.policy else MatchingPolicy()
    if limits:
        policy = MatchingPolicy.from_dict({**policy.as_dict(), **limits})
    wrong: list[InputError] = []
    demands = _read(read_demands, options.demands, tables, wrong)
    offerings = _read(read_offerings, options.offerings, tables, wrong)
    if wrong:
        raise ManyInputErrors(wrong)
    return Snapshot(demands, offerings), tables, policy


def _read(
    read: Callable[..., tuple[Post, ...]], path: Path, tables: Taxonomies, wrong: list[InputError]
) -> tuple[Post, ...]:
    """Return the posts of a file; what is wrong with it is noted, so that the other file is looked at too."""
    try:
        return read(path, tables, warn=_warn)
    except ManyInputErrors as many:
        wrong.extend(many.errors)
    except InputError as error:
        wrong.append(error)
    return ()


def _warn(warning: InputError) -> None:
    sys.stderr.write(f"warning: {as_line(warning)}\n")


def as_line(error: MatchingError) -> str:
    """Return a refusal as one line."""
    return " ".join(str(error).split())


def read_policy(path: Path) -> MatchingPolicy:
    """Read a policy from JSON; raise `InputError` or `PolicyError`."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"is no JSON file ({error})", file=path.name) from error
    if not isinstance(content, dict):
        raise InputError("must hold an object of settings", file=path.name)
    try:
        return MatchingPolicy.from_dict(content)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(str(error), file=path.name) from error
