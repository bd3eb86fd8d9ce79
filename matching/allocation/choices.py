"""Choices: what the sides answered to suggestions, as data and from CSV files."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from matching.posts import MOST_PEOPLE, Side
from matching.tables.csv_rows import Row, read_rows
from matching.text.normal import normalise

Decision = Literal["accept", "accept_partial", "decline", "defer"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
SIDES: tuple[Side, ...] = get_args(Side)
_WHOLE = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One side's answer to one pair; an empty decision with a rank is a wish that nobody has answered yet."""

    side: Side
    demand_id: str
    offering_id: str
    decision: Decision | None = None
    rank: int | None = None  # 1 is the first wish
    seats: int | None = None  # how many people the side accepts; None: as many as there are
    reason: str = ""  # code of a decline


@dataclass(frozen=True, slots=True)
class Pinned:
    """A coordinator's word on one pair: so many seats, or as many as fit where None; 0 keeps the pair apart."""

    demand_id: str
    offering_id: str
    seats: int | None = None
    line: int = 0  # where it stands in its file; 0: in none


def read_choices(path: Path, demands: Collection[str], offerings: Collection[str]) -> tuple[Choice, ...]:
    """Read choices (side, demand_id, offering_id; decision, rank, seats, reason if there); raise `InputError`."""
    seen: dict[tuple[str, ...], int] = {}
    choices = []
    for row in read_rows(path, required=("side", "demand_id", "offering_id")):
        side, decision = row.get("side"), row.get("decision")
        if side not in SIDES:
            raise row.refuse("side", f"{side[:40]!r} is no side; write demand or offering")
        if decision and decision not in DECISIONS:
            raise row.refuse("decision", f"{decision[:40]!r} is no decision; write one of {', '.join(DECISIONS)}")
        pair = _pair(row, demands, offerings)
        _only_once(row, seen, (side, *pair))
        rank = _number(row, "rank")
        if rank == 0:
            raise row.refuse("rank", "is 0; the first wish has rank 1")
        choices.append(Choice(side, *pair, decision or None, rank, _number(row, "seats"), row.get("reason")))
    return tuple(choices)


def read_pins(path: Path, demands: Collection[str], offerings: Collection[str]) -> tuple[Pinned, ...]:
    """Read `demand_id,offering_id` and optional `seats` (0 keeps apart); raise `InputError` with the place."""
    seen: dict[tuple[str, ...], int] = {}
    pins = []
    for row in read_rows(path, required=("demand_id", "offering_id")):
        pair = _pair(row, demands, offerings)
        _only_once(row, seen, pair)
        pins.append(Pinned(*pair, _number(row, "seats"), row.line))
    return tuple(pins)


def _pair(row: Row, demands: Collection[str], offerings: Collection[str]) -> tuple[str, str]:
    for column, known in (("demand_id", demands), ("offering_id", offerings)):
        if row.get(column) not in known:
            raise row.refuse(column, f"{row.get(column)[:40]!r} is in no row of the posts; mend the id")
    return row.get("demand_id"), row.get("offering_id")


def _only_once(row: Row, seen: dict[tuple[str, ...], int], key: tuple[str, ...]) -> None:
    if key in seen:
        raise row.refuse("offering_id", f"the same pair stands in row {seen[key]} already; keep one")
    seen[key] = row.line


def _number(row: Row, column: str) -> int | None:
    text = row.get(column)
    if not text:
        return None
    digits = normalise(text)
    if text.startswith(("-", "－", "−")) or not _WHOLE.fullmatch(digits) or int(digits) > MOST_PEOPLE:
        raise row.refuse(column, f"{text[:40]!r} is no whole number from 0 to {MOST_PEOPLE}; mend it or leave it empty")
    return int(digits)
