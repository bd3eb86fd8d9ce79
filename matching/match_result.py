"""What a run hands back: pairs and explanations, made when they are looked at, over arrays that stay small."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

from matching.arrays import IntArray
from matching.explaining.explanation import Explainer
from matching.ranking.index import Index
from matching.ranking.pair_table import UNRANKED, PairTable
from matching.ranking.thresholds import pays_to_compile
from matching.results import Explanation, ScoredPair, Unmatched
from matching.units import FULL, POINTS

if TYPE_CHECKING:
    from matching.explaining.compiled.facts import ManyFacts


class Pairs(Sequence[ScoredPair]):
    """The pairs of a run, best first: a sequence of `ScoredPair`, each made when it is asked for."""

    def __init__(self, table: PairTable, demands: Sequence[str], offerings: Sequence[str]) -> None:
        """Take the table and the ids of both sides."""
        self.table, self._demands, self._offerings = table, demands, offerings

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.table)

    @overload
    def __getitem__(self, place: int) -> ScoredPair: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[ScoredPair, ...]: ...
    def __getitem__(self, place: int | slice) -> ScoredPair | tuple[ScoredPair, ...]:
        """Return one pair, or a tuple for a slice."""
        if isinstance(place, slice):
            return tuple(self[position] for position in range(*place.indices(len(self))))
        table = self.table
        return ScoredPair(
            self._demands[int(table.demands[place])],
            self._offerings[int(table.offerings[place])],
            int(table.scores[place]) / POINTS,
            int(table.coverage[place]) / FULL,
            int(table.rank_for_demand[place]) or None,
            int(table.rank_for_offering[place]) or None,
        )

    def to_columns(self) -> "dict[str, list[Any] | npt.NDArray[np.float64]]":
        """Return the pairs as columns of one length, ready for any data frame, in the order of the result.

        demand_id and offering_id: text; score: points of 100; coverage: [0, 1]; rank_for_demand and rank_for_offering:
        1 is best, None beyond the list of that side.
        """
        table = self.table
        return {
            "demand_id": [self._demands[row] for row in table.demands.tolist()],
            "offering_id": [self._offerings[column] for column in table.offerings.tolist()],
            "score": table.scores / POINTS,
            "coverage": table.coverage / FULL,
            "rank_for_demand": [rank or None for rank in table.rank_for_demand.tolist()],
            "rank_for_offering": [rank or None for rank in table.rank_for_offering.tolist()],
        }

    def __eq__(self, other: object) -> bool:
        """Compare as a sequence of pairs."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """Hash as the tuple of pairs would."""
        return hash(tuple(self))


class Explanations(Mapping[tuple[str, str], Explanation]):
    """Explanations of the first pairs of each side, by (demand id, offering id), in the order of the result.

    In a large round their numbers are worked out with the run; words are put around them when somebody looks.
    """

    def __init__(self, book: "Book", chosen: IntArray) -> None:
        """Take the book of all pairs and the places of those that are explained."""
        self._book, self._chosen = book, chosen

    def __len__(self) -> int:
        """Count the explained pairs."""
        return len(self._chosen)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Go through the pairs in the order of the result."""
        return (self._book.name(place) for place in self._chosen.tolist())

    def __getitem__(self, pair: tuple[str, str]) -> Explanation:
        """Return the explanation; `KeyError` for a pair that is not among the first of a side."""
        if pair not in self:
            raise KeyError(pair)
        return self._book.explain(*pair)

    def of(self, demand_id: str, offering_id: str) -> Explanation:
        """Return the explanation of any pair of the round; raise `KeyError` for an unknown id."""
        return self._book.explain(demand_id, offering_id)

    def __contains__(self, pair: object) -> bool:
        """Return whether a pair is among the first of a side."""
        place = self._book.find(pair)
        position = int(np.searchsorted(self._chosen, place))
        return place >= 0 and position < len(self._chosen) and int(self._chosen[position]) == place


class Book:
    """Explains any pair of a round, with its ranks."""

    def __init__(self, index: Index, table: PairTable, facts: "ManyFacts | None") -> None:
        """Take what the run found; `facts` are those that were worked out already."""
        self.table, self.facts = table, facts
        self.demands = [demand.id for demand in index.snapshot.demands]
        self.offerings = [offering.id for offering in index.snapshot.offerings]
        self.explainer = Explainer(index)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.demands)}

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {name: column for column, name in enumerate(self.offerings)}

    @cached_property
    def _order(self) -> IntArray:
        return np.argsort(self._keys(self.table.demands, self.table.offerings), kind="stable")

    @cached_property
    def _sorted(self) -> IntArray:
        return np.asarray(self._keys(self.table.demands, self.table.offerings)[self._order])

    @cached_property
    def _known(self) -> IntArray:
        return self._keys(self.facts.rows, self.facts.columns) if self.facts else np.zeros(0, np.int64)

    def _keys(self, rows: npt.NDArray[np.integer], columns: npt.NDArray[np.integer]) -> IntArray:
        return rows.astype(np.int64) * len(self.offerings) + columns

    def name(self, place: int) -> tuple[str, str]:
        """Return the ids of a suggested pair."""
        return self.demands[int(self.table.demands[place])], self.offerings[int(self.table.offerings[place])]

    def find(self, pair: object) -> int:
        """Return the place of a suggested pair, -1 for any other."""
        if not (isinstance(pair, tuple) and len(pair) == 2 and pair[0] in self._rows and pair[1] in self._columns):
            return -1
        position = _place(self._sorted, self._rows[pair[0]] * len(self.offerings) + self._columns[pair[1]])
        return int(self._order[position]) if position >= 0 else -1

    def explain(self, demand_id: str, offering_id: str) -> Explanation:
        """Return the explanation of any pair; raise `KeyError` for an unknown id."""
        row, column = self._rows[demand_id], self._columns[offering_id]
        place = self.find((demand_id, offering_id))
        ranks: tuple[int | None, int | None] = (None, None)
        if place >= 0:
            both = self.table.rank_for_demand[place], self.table.rank_for_offering[place]
            ranks = int(both[0]) or None, int(both[1]) or None
        known = _place(self._known, row * len(self.offerings) + column)
        if self.facts is None or known < 0:
            return self.explainer.explain(row, column, ranks)
        return self.explainer.put(row, column, self.facts.read(known), ranks)


def _place(keys: IntArray, key: int) -> int:
    position = int(np.searchsorted(keys, key))
    return position if position < len(keys) and int(keys[position]) == key else -1


@dataclass(frozen=True)
class MatchResult:
    """Pairs, explanations, who stayed without any suggestion and why, and figures: counts, and scores in points of 100.

    `pairs` is a sequence of `ScoredPair` and gives itself to data frames by `to_columns`; `explanations` holds those of
    the first pairs of each side, `explain` gives that of any other.
    """

    pairs: Pairs
    explanations: Explanations
    unmatched: tuple[Unmatched, ...]
    metrics: Mapping[str, float]
    index: Index

    def explain(self, demand_id: str, offering_id: str) -> Explanation:
        """Return the explanation of any pair of the snapshot; raise `KeyError` for an unknown id."""
        return self.explanations.of(demand_id, offering_id)


def explanations_of(index: Index, table: PairTable, explain_top: int, *, threads: int = 1) -> Explanations:
    """Return the explanations of the first `explain_top` pairs of each side."""
    is_explained = np.zeros(len(table), np.bool_)
    for ranks in (table.rank_for_demand, table.rank_for_offering):
        is_explained |= (ranks != UNRANKED) & (ranks <= explain_top)
    chosen = np.flatnonzero(is_explained)
    facts = None
    if len(chosen) and pays_to_compile(len(index.demand_masks), len(index.offering_masks)):
        from matching.explaining.compiled.facts import facts_of_pairs

        wide = len(index.offering_masks)
        keys = np.sort(table.demands[chosen].astype(np.int64) * wide + table.offerings[chosen])
        rows, columns = keys // wide, keys % wide
        facts = facts_of_pairs(index, rows, columns, threads=threads)
    return Explanations(Book(index, table, facts), chosen)
