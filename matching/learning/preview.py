"""What other weights would have changed in a past round: who enters and leaves the lists, where accepted pairs move."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from matching.allocation.choices import Choice
from matching.arrays import IntArray
from matching.engine import match
from matching.match_result import MatchResult
from matching.policy import MatchingPolicy
from matching.posts import Snapshot
from matching.ranking.pair_table import PairTable
from matching.tables.taxonomy import Taxonomies


@dataclass(frozen=True, slots=True)
class Move:
    """An accepted pair's places in both lists, with the present and the other weights; None: on no list."""

    demand_id: str
    offering_id: str
    for_demand: tuple[int | None, int | None]
    for_offering: tuple[int | None, int | None]


@dataclass(frozen=True)
class Changes:
    """Differences of one round: pairs by id, in order of ids."""

    entered: tuple[tuple[str, str], ...]
    left: tuple[tuple[str, str], ...]
    stayed: int
    moves: tuple[Move, ...]

    @property
    def mean_rank_for_demand(self) -> tuple[float, float] | None:
        """Return the mean place of accepted pairs in their demand's list, before and after; where both are known."""
        both = [move.for_demand for move in self.moves if None not in move.for_demand]
        if not both:
            return None
        before, after = zip(*both, strict=True)
        return sum(place or 0 for place in before) / len(both), sum(place or 0 for place in after) / len(both)


def compare_weights(
    snapshot: Snapshot,
    taxonomies: Taxonomies,
    present: MatchingPolicy,
    proposed: MatchingPolicy,
    choices: Iterable[Choice] = (),
) -> Changes:
    """Run a past round with both policies; `choices` name the pairs that were accepted."""
    before = match(snapshot, taxonomies, present, explain_top=0)
    after = match(snapshot, taxonomies, proposed, explain_top=0)
    width = max(len(snapshot.offerings), 1)
    first, second = _keys(before.pairs.table, width), _keys(after.pairs.table, width)
    accepted = sorted(
        {
            (choice.demand_id, choice.offering_id)
            for choice in choices
            if choice.decision in ("accept", "accept_partial")
        }
    )
    return Changes(
        _ids(snapshot, np.setdiff1d(second, first), width),
        _ids(snapshot, np.setdiff1d(first, second), width),
        len(np.intersect1d(first, second)),
        tuple(_moves(snapshot, before, after, accepted)),
    )


def _keys(table: PairTable, width: int) -> IntArray:
    return table.demands.astype(np.int64) * width + table.offerings


def _ids(snapshot: Snapshot, keys: IntArray, width: int) -> tuple[tuple[str, str], ...]:
    return tuple((snapshot.demands[key // width].id, snapshot.offerings[key % width].id) for key in keys.tolist())


def _moves(
    snapshot: Snapshot, before: MatchResult, after: MatchResult, accepted: Iterable[tuple[str, str]]
) -> Iterable[Move]:
    rows = {post.id: place for place, post in enumerate(snapshot.demands)}
    columns = {post.id: place for place, post in enumerate(snapshot.offerings)}
    places = [_places(before.pairs.table), _places(after.pairs.table)]
    for demand_id, offering_id in accepted:
        pair = rows[demand_id], columns[offering_id]
        (demand_before, offering_before), (demand_after, offering_after) = (
            ranks.get(pair, (None, None)) for ranks in places
        )
        yield Move(demand_id, offering_id, (demand_before, demand_after), (offering_before, offering_after))


def _places(table: PairTable) -> dict[tuple[int, int], tuple[int | None, int | None]]:
    columns = (table.demands, table.offerings, table.rank_for_demand, table.rank_for_offering)
    return {
        (demand, offering): (first or None, second or None)
        for demand, offering, first, second in zip(*(column.tolist() for column in columns), strict=True)
    }
