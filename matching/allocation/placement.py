"""From the pairs of a run to seats by id: choices become ranks and limits, pins and decisions stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matching.allocation.allocate import allocate
from matching.allocation.choices import Choice, Pinned
from matching.allocation.market import OPEN, UNRANKED, Edges, Pin
from matching.allocation.report import AllocationReport, Method
from matching.arrays import IntArray, number
from matching.match_result import MatchResult
from matching.posts import Side

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class PlacedPair:
    """A pair that gets seats. `score` is in points of 100."""

    demand_id: str
    offering_id: str
    seats: int
    score: float


@dataclass(frozen=True)
class Placement:
    """Seats by pair, ordered by ids. The report counts posts by their place in `demand_ids` and `offering_ids`."""

    pairs: tuple[PlacedPair, ...]
    report: AllocationReport
    demand_ids: tuple[str, ...]
    offering_ids: tuple[str, ...]
    excluded: tuple[tuple[str, str], ...]  # wishes for pairs that a hard rule keeps apart: left out


def place(
    result: MatchResult,
    *,
    method: Method = "stable",
    proposing: Side = "demand",
    choices: Iterable[Choice] = (),
    pins: Iterable[Pinned] = (),
    keep: Iterable[Pinned] = (),
    enterprise_share_cap: float | None = None,
    exposure_cap: int | None = None,
) -> Placement:
    """Deal out the seats of a run's posts over its pairs.

    A choice's rank becomes the side's wish, an accepted number the limit of the pair, a decline keeps the pair apart.
    Pairs that somebody wished for, pinned or decided but that are on no list enter with their true score; wishes for
    pairs that a hard rule keeps apart are left out and named. See `allocation.allocate.allocate` for the rest, and for
    `AllocationError`. Raise `KeyError` for an unknown id.
    """
    snapshot, answers = result.index.snapshot, tuple(choices)
    demand_ids, offering_ids = [post.id for post in snapshot.demands], [post.id for post in snapshot.offerings]
    rows = {name: place for place, name in enumerate(demand_ids)}
    columns = {name: place for place, name in enumerate(offering_ids)}
    settled, pinned = _pins(keep, rows, columns), _pins(pins, rows, columns)
    wishes = [(rows[answer.demand_id], columns[answer.offering_id]) for answer in answers]
    fixed = [(pin.demand, pin.offering) for pin in (*settled, *pinned)]
    pairs, barred = _with_missing(result, wishes, fixed)
    edges = _with_answers(pairs, list(zip(wishes, answers, strict=True)))
    declined = {pair for pair, answer in zip(wishes, answers, strict=True) if answer.decision == "decline"}
    allocation = allocate(
        edges,
        _numbers(post.headcount for post in snapshot.demands),
        _numbers(post.seats for post in snapshot.offerings),
        method=method,
        proposing=proposing,
        pins=pinned,
        bans=sorted(declined - set(fixed) - barred),
        keep=settled,
        batch_min=_numbers((post.batch_min for post in snapshot.offerings), unknown=0),
        enterprises=_codes(post.enterprise_id or f"\0{post.id}" for post in snapshot.demands),
        schools=_codes(post.school_id or f"\0{post.id}" for post in snapshot.offerings),
        enterprise_share_cap=enterprise_share_cap,
        exposure_cap=exposure_cap,
    )
    return Placement(
        _placed(edges, allocation.seats, demand_ids, offering_ids),
        allocation.report,
        tuple(demand_ids),
        tuple(offering_ids),
        tuple((demand_ids[row], offering_ids[column]) for row, column in sorted(barred)),
    )


def _pins(pins: Iterable[Pinned], rows: dict[str, int], columns: dict[str, int]) -> list[Pin]:
    return [Pin(rows[pin.demand_id], columns[pin.offering_id], pin.seats) for pin in pins]


def _numbers(values: Iterable[int | None], unknown: int = UNKNOWN) -> IntArray:
    return np.array([unknown if value is None else value for value in values], np.int64)


def _codes(values: Iterable[str]) -> IntArray:
    return number(values)[0].astype(np.int64)


def _with_missing(
    result: MatchResult, wishes: Sequence[tuple[int, int]], fixed: Sequence[tuple[int, int]]
) -> tuple[Edges, set[tuple[int, int]]]:
    """Return the run's pairs and those that are only wished for or fixed, and the wishes that a hard rule bars."""
    table, snapshot = result.pairs.table, result.index.snapshot
    known = set(zip(table.demands.tolist(), table.offerings.tolist(), strict=True)) if wishes or fixed else set()
    added: dict[tuple[int, int], tuple[int, int]] = {}
    barred = set()
    for pair in sorted({*wishes, *fixed} - known):
        explained = result.explain(snapshot.demands[pair[0]].id, snapshot.offerings[pair[1]].id)
        if explained.exclusions and pair not in fixed:
            barred.add(pair)
        else:
            added[pair] = round(explained.score * 100), round(explained.coverage * 10_000)
    new = np.array(list(added), np.int64).reshape(-1, 2)
    values = np.array(list(added.values()), np.int32).reshape(-1, 2)
    none = np.zeros(len(table) + len(added), np.int32)
    edges = Edges(
        np.concatenate([table.demands.astype(np.int64), new[:, 0]]),
        np.concatenate([table.offerings.astype(np.int64), new[:, 1]]),
        np.concatenate([table.scores.astype(np.int32), values[:, 0]]),
        np.concatenate([table.coverage.astype(np.int32), values[:, 1]]),
        none,
        none,
        np.full(len(none), OPEN, np.int64),
    )
    return edges, barred


def _with_answers(edges: Edges, answers: Sequence[tuple[tuple[int, int], Choice]]) -> Edges:
    """Turn answers into ranks and limits."""
    if not answers:
        return edges
    pairs = zip(edges.demands.tolist(), edges.offerings.tolist(), strict=True)
    where = {pair: place for place, pair in enumerate(pairs)}
    ranks = {"demand": edges.demand_ranks.copy(), "offering": edges.offering_ranks.copy()}
    limits = edges.limits.copy()
    for pair, answer in answers:
        place = where.get(pair)
        if place is None:
            continue
        ranks[answer.side][place] = answer.rank or UNRANKED
        if answer.seats is not None and answer.decision in ("accept", "accept_partial"):
            limits[place] = min(limits[place], answer.seats)
    return Edges(
        edges.demands, edges.offerings, edges.scores, edges.coverage, ranks["demand"], ranks["offering"], limits
    )


def _placed(
    edges: Edges, seats: IntArray, demand_ids: Sequence[str], offering_ids: Sequence[str]
) -> tuple[PlacedPair, ...]:
    used = np.flatnonzero(seats)
    used = used[np.lexsort((edges.offerings[used], edges.demands[used]))]
    return tuple(
        PlacedPair(
            demand_ids[int(edges.demands[pair])],
            offering_ids[int(edges.offerings[pair])],
            int(seats[pair]),
            int(edges.scores[pair]) / 100,
        )
        for pair in used.tolist()
    )
