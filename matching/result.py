"""What a run hands back: pairs and explanations, made when they are looked at, over arrays that stay small."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from matching.arrays import Codes, IntArray
from matching.criteria import FULL
from matching.explanation import Explainer
from matching.index import Index
from matching.keys import read_keys
from matching.scoring import Ranking
from matching.types import Explanation, ScoredPair, Unmatched

POINTS = 100.0
UNRANKED = 0


@dataclass(frozen=True)
class PairTable:
    """Union of both sides' lists as columns, ordered by (-score, -coverage, demand, offering)."""

    demands: IntArray
    offerings: IntArray
    scores: Codes  # basis points
    coverage: Codes  # of 10,000
    rank_for_demand: Codes  # 1 is best, 0 is beyond the list
    rank_for_offering: Codes

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.scores)

    @classmethod
    def of(cls, ranking: Ranking) -> "PairTable":
        """Join the lists of both sides."""
        wide = max(len(ranking.for_offerings), 1)
        left = _entries(ranking.for_demands)
        right = _entries(ranking.for_offerings)
        names = np.concatenate([left[0] * wide + left[1], right[1] * wide + right[0]])
        scores, coverage = np.concatenate([left[2], right[2]]), np.concatenate([left[3], right[3]])
        unique, first = np.unique(names, return_index=True)
        ranks = [np.zeros(len(unique), np.int32) for _ in range(2)]
        ranks[0][np.searchsorted(unique, names[: len(left[0])])] = left[4]
        ranks[1][np.searchsorted(unique, names[len(left[0]) :])] = right[4]
        order = np.lexsort((unique, -coverage[first], -scores[first]))
        kept = first[order]
        return cls(
            unique[order] // wide, unique[order] % wide, scores[kept], coverage[kept], ranks[0][order], ranks[1][order]
        )


def _entries(keys: IntArray) -> tuple[IntArray, IntArray, Codes, Codes, Codes]:
    rows, positions = np.nonzero(keys >= 0)
    scores, coverage, places = read_keys(keys[rows, positions])
    return rows, places, scores, coverage, (positions + 1).astype(np.int32)


class Pairs(Sequence[ScoredPair]):
    """The pairs of a table, each made when it is asked for."""

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

    def __eq__(self, other: object) -> bool:
        """Compare as a sequence of pairs."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """Hash as the tuple of pairs would."""
        return hash(tuple(self))


class Explanations(Mapping[tuple[str, str], Explanation]):
    """Explanations of the first pairs of each side, by (demand id, offering id), made when looked at."""

    def __init__(self, keys: Sequence[tuple[str, str]], make: Callable[[str, str], Explanation]) -> None:
        """Take the pairs and how to explain one."""
        self._keys, self._make = dict.fromkeys(keys), make

    def __len__(self) -> int:
        """Count the explained pairs."""
        return len(self._keys)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Go through the pairs in the order of the result."""
        return iter(self._keys)

    def __getitem__(self, pair: tuple[str, str]) -> Explanation:
        """Return the explanation; `KeyError` for a pair that is not among the first of a side."""
        if pair not in self._keys:
            raise KeyError(pair)
        return self._make(*pair)


@dataclass(frozen=True)
class MatchResult:
    """Pairs, explanations, who stayed without any suggestion and why, and figures."""

    pairs: Pairs
    explanations: Explanations
    unmatched: tuple[Unmatched, ...]
    metrics: Mapping[str, float]
    index: Index

    def explain(self, demand_id: str, offering_id: str) -> Explanation:
        """Return the explanation of any pair of the snapshot; raise `KeyError` for an unknown id."""
        return self.explanations._make(demand_id, offering_id)


def explanations_of(index: Index, table: PairTable, explain_top: int) -> Explanations:
    """Return the explanations of the first `explain_top` pairs of each side."""
    demands = [demand.id for demand in index.snapshot.demands]
    offerings = [offering.id for offering in index.snapshot.offerings]
    explainer = Explainer(index)
    rows = {name: row for row, name in enumerate(demands)}
    columns = {name: column for column, name in enumerate(offerings)}
    ranks = {
        (row, column): (first or None, second or None)
        for row, column, first, second in zip(
            table.demands.tolist(),
            table.offerings.tolist(),
            table.rank_for_demand.tolist(),
            table.rank_for_offering.tolist(),
            strict=True,
        )
    }

    def make(demand_id: str, offering_id: str) -> Explanation:
        place = rows[demand_id], columns[offering_id]
        return explainer.explain(*place, ranks.get(place, (None, None)))

    shown = [
        (demands[row], offerings[column])
        for (row, column), both in ranks.items()
        if any(place is not None and place <= explain_top for place in both)
    ]
    return Explanations(shown, make)
