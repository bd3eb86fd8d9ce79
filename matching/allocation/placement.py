"""From the pairs of a run to seats by id: choices become ranks and limits, pins and decisions stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.allocation.allocate import Allocation, allocate_edges
from matching.allocation.choices import Choice, Pinned
from matching.allocation.market import COVERAGE_STEPS, OPEN, SCORE_STEPS, UNRANKED, Edges, Pin
from matching.allocation.report import AllocationReport, Method
from matching.arrays import IntArray, number
from matching.errors import InputError
from matching.match_result import MatchResult
from matching.posts import Demand, Offering, Side
from matching.text.normal import normalise

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class OpenPair:
    """A pair that may get seats, for `allocate_pairs`. `score` is in points of 100."""

    demand_id: str
    offering_id: str
    score: float
    demand_rank: int | None = None  # 1 is the demand's first wish; None: it ranks by score, after its wishes
    offering_rank: int | None = None
    most: int | None = None  # seats that the pair may take; None: as many as there are


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

    def to_columns(self) -> dict[str, list[Any]]:
        """Return the pairs as columns of one length: demand_id, offering_id, seats, score (points of 100)."""
        return {
            "demand_id": [pair.demand_id for pair in self.pairs],
            "offering_id": [pair.offering_id for pair in self.pairs],
            "seats": [pair.seats for pair in self.pairs],
            "score": [pair.score for pair in self.pairs],
        }


def allocate(
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

    `method` is "stable" (no two would both rather have each other; best for the `proposing` side) or "total" (the
    greatest sum of score × seats); the report gives the figures of both. A choice's rank becomes the side's wish, an
    accepted number the limit of the pair, a decline keeps the pair apart. `keep` are decisions of an earlier run and
    `pins` a coordinator's: both stand exactly, before all caps. Pairs that somebody wished for, pinned or decided but
    that are on no list enter with their true score; wishes for pairs that a hard rule keeps apart are left out and
    named. `enterprise_share_cap` in (0, 1] is the share of one school's seats that one enterprise may take,
    `exposure_cap` in how many pairs a post is considered at most.

    Raise `AllocationError` for caps out of range and a pair decided twice, its `PinError` for pins beyond a capacity,
    and `KeyError` for an unknown id.
    """
    snapshot, answers = result.index.snapshot, tuple(choices)
    rows, columns = _places(snapshot.demands), _places(snapshot.offerings)
    settled, pinned = _pins(keep, rows, columns), _pins(pins, rows, columns)
    wishes = [(rows[answer.demand_id], columns[answer.offering_id]) for answer in answers]
    fixed = [(pin.demand, pin.offering) for pin in (*settled, *pinned)]
    pairs, barred = _with_missing(result, wishes, fixed)
    edges = _with_answers(pairs, list(zip(wishes, answers, strict=True)))
    declined = {pair for pair, answer in zip(wishes, answers, strict=True) if answer.decision == "decline"}
    allocation = allocate_edges(
        edges,
        _numbers(post.headcount for post in snapshot.demands),
        _numbers(post.seats for post in snapshot.offerings),
        method=method,
        proposing=proposing,
        pins=pinned,
        bans=sorted(declined - set(fixed) - barred),
        keep=settled,
        batch_min=_numbers((post.batch_min for post in snapshot.offerings), unknown=0),
        enterprises=number(_owners(snapshot.demands))[0],
        schools=number(_owners(snapshot.offerings))[0],
        enterprise_share_cap=enterprise_share_cap,
        exposure_cap=exposure_cap,
    )
    return _placement(edges, allocation, list(rows), list(columns), barred)


def allocate_pairs(
    pairs: Iterable[OpenPair],
    demands: Sequence[Demand],
    offerings: Sequence[Offering],
    *,
    method: Method = "stable",
    proposing: Side = "demand",
    pins: Iterable[Pinned] = (),
    enterprise_share_cap: float | None = None,
) -> Placement:
    """Deal out seats over pairs that are given, where no run has scored them or people have agreed on them since.

    Of the posts only ids, owners, headcount, seats and batch_min are looked at; where scores tie, the post that stands
    first goes first. Pins are for pairs that are given; 0 keeps one apart. The rest, and `AllocationError` with
    `PinError`, as for `allocate`; raise `KeyError` for an unknown id, `InputError` for one that stands twice.
    """
    rows, columns, given = _places(demands), _places(offerings), list(pairs)
    edges = Edges.of(
        [rows[pair.demand_id] for pair in given],
        [columns[pair.offering_id] for pair in given],
        [pair.score for pair in given],
        demand_ranks=[pair.demand_rank or UNRANKED for pair in given],
        offering_ranks=[pair.offering_rank or UNRANKED for pair in given],
        limits=[OPEN if pair.most is None else pair.most for pair in given],
    )
    allocation = allocate_edges(
        edges,
        _numbers(post.headcount for post in demands),
        _numbers(post.seats for post in offerings),
        method=method,
        proposing=proposing,
        pins=_pins(pins, rows, columns),
        batch_min=_numbers((post.batch_min for post in offerings), unknown=0),
        enterprises=np.unique(_owners(demands), return_inverse=True)[1],
        schools=np.unique(_owners(offerings), return_inverse=True)[1],
        enterprise_share_cap=enterprise_share_cap,
    )
    return _placement(edges, allocation, list(rows), list(columns), set())


def _places(posts: Sequence[Demand | Offering]) -> dict[str, int]:
    places = {post.id: place for place, post in enumerate(posts)}
    if len(places) < len(posts):
        raise InputError("two posts of one side have the same id; ids must differ")
    return places


def _pins(pins: Iterable[Pinned], rows: dict[str, int], columns: dict[str, int]) -> list[Pin]:
    return [Pin(rows[pin.demand_id], columns[pin.offering_id], pin.seats) for pin in pins]


def _numbers(values: Iterable[int | None], unknown: int = UNKNOWN) -> IntArray:
    return np.array([unknown if value is None else value for value in values], np.int64)


def _owners(posts: Sequence[Demand | Offering]) -> list[str]:
    """Return who owns each post, by its key or else by its name however written; one that names nobody is its own."""
    keys_and_names = (
        (post.enterprise_id, post.enterprise) if isinstance(post, Demand) else (post.school_id, post.school)
        for post in posts
    )
    owners = (normalise(name) if key == name else key for key, name in keys_and_names)
    return [owner or f"\0{post.id}" for owner, post in zip(owners, posts, strict=True)]


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
            added[pair] = round(explained.score * SCORE_STEPS), round(explained.coverage * COVERAGE_STEPS)
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


def _placement(
    edges: Edges,
    allocation: Allocation,
    demand_ids: Sequence[str],
    offering_ids: Sequence[str],
    barred: set[tuple[int, int]],
) -> Placement:
    seats = allocation.seats
    used = np.flatnonzero(seats)
    used = used[np.lexsort((edges.offerings[used], edges.demands[used]))]
    pairs = tuple(
        PlacedPair(
            demand_ids[int(edges.demands[pair])],
            offering_ids[int(edges.offerings[pair])],
            int(seats[pair]),
            int(edges.scores[pair]) / SCORE_STEPS,
        )
        for pair in used.tolist()
    )
    excluded = tuple((demand_ids[row], offering_ids[column]) for row, column in sorted(barred))
    return Placement(pairs, allocation.report, tuple(demand_ids), tuple(offering_ids), excluded)
