"""The index laid out for the compiled kernel: offerings in an order that keeps likes together, cut into tiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matching.arrays import Codes, IntArray, Points
from matching.compiled import compiled
from matching.criteria import FULL
from matching.ranking.index import Facts, Index
from matching.sparse import Sparse, plain, sparse

LARGEST_TABLE = 1 << 20  # entries of a joined table of facts: its rows must stay near the processor


class DemandSide(NamedTuple):
    """Demands in the order of their numbers."""

    masks: Codes
    wanted: Sparse  # columns, steps
    facts: Codes  # [tables × demands]: row in each table
    codes: Codes  # row in `code_points`
    chains: Codes
    titles: Sparse  # features of majors, weights
    squares: IntArray  # of the title's weights, over all features
    titled: npt.NDArray[np.bool_]
    spoken: Sparse  # features of majors, 1
    records: Sparse  # places in the layout of offerings with a track record, mean outcome in basis points


class OfferingSide(NamedTuple):
    """Offerings in the order of the layout."""

    places: IntArray  # number of each offering
    masks: Codes
    held: Sparse  # offered terms
    said: Sparse  # n-grams that demands speak of
    facts: Codes  # [tables × offerings]: column in each table
    sets: Codes  # row in `sets`
    chains: Codes
    majors: Codes


class Shared(NamedTuple):
    """Tables that both sides look up."""

    likeness: Sparse  # wanted term → offered terms, basis points from the greatest down
    term_count: int
    offered_count: int
    column_count: int
    tables: Points  # all tables of facts, one after the other
    offsets: IntArray  # where each table begins
    widths: IntArray  # how many columns it has
    known_weight: Points
    code_points: npt.NDArray[np.int16]  # demand codes × offering codes, -1 where unknown
    sets: Sparse  # set of codes → columns of `code_points`
    majors: Sparse  # major → features, weights
    major_steps: Codes  # aligned with `majors`
    major_squares: IntArray
    has_major: npt.NDArray[np.bool_]
    feature_count: int
    skills_weight: int
    industry_weight: int
    record_weight: int


@dataclass(frozen=True)
class Layout:
    """Everything that the kernel needs, as plain arrays that can be sent to another process."""

    demands: DemandSide
    offerings: OfferingSide
    shared: Shared


def lay_out(index: Index) -> Layout:
    """Lay an index out."""
    profiles, terms = index.profiles, index.terms
    facts = join_facts([*index.facts, *(facts for _, facts in index.barriers)])
    majors_of = profiles.majors[profiles.of_offering].astype(np.int32)
    order = np.lexsort((*(fact.offering_codes for fact in facts), majors_of, index.offering_masks))
    tables = [np.ascontiguousarray(fact.points).ravel() for fact in facts]
    return Layout(
        DemandSide(
            index.demand_masks,
            sparse(terms.wanted),
            np.ascontiguousarray([fact.demand_codes for fact in facts], np.int32),
            profiles.demand_codes,
            profiles.demand_chains.astype(np.int32),
            sparse(profiles.titles),
            profiles.title_squares,
            profiles.has_title,
            sparse(profiles.said),
            _records(index, order),
        ),
        OfferingSide(
            order.astype(np.int64),
            index.offering_masks[order],
            sparse(sp.csr_array(terms.held[order])),
            sparse(sp.csr_array(terms.said[order])),
            np.ascontiguousarray([fact.offering_codes[order] for fact in facts], np.int32),
            profiles.profile_sets[profiles.of_offering][order].astype(np.int32),
            profiles.profile_chains[profiles.of_offering][order].astype(np.int32),
            majors_of[order],
        ),
        Shared(
            descending(plain(terms.likeness)),
            terms.term_count,
            len(terms.offered),
            int(terms.wanted.shape[1]),
            np.concatenate(tables).astype(np.int32),
            np.cumsum([0, *map(len, tables)])[:-1].astype(np.int64),
            np.array([fact.points.shape[1] for fact in facts], np.int64),
            index.known_weight,
            profiles.code_points.astype(np.int16),
            Sparse(profiles.set_pointers.astype(np.int64), profiles.set_codes, np.zeros(0, np.int32)),
            sparse(profiles.major_features),
            profiles.major_steps.data.astype(np.int32),
            profiles.major_squares.astype(np.int64),
            profiles.has_major,
            int(profiles.titles.shape[1]),
            index.weights["skills"],
            index.weights["industry"],
            index.weights["record"],
        ),
    )


def join_facts(facts: Sequence[Facts]) -> list[Facts]:
    """Join tables of facts while the joined table stays small: fewer look-ups per pair, the same sums."""
    left = sorted(facts, key=lambda entry: entry.points.size)
    done: list[Facts] = []
    while left:
        first = left.pop(0)
        if not left:
            done.append(first)
            break
        together = _join(first, left[0])
        if together is None:
            done.append(first)
        else:
            left[0] = together
            left.sort(key=lambda entry: entry.points.size)
    return done


def _join(a: Facts, b: Facts) -> Facts | None:
    rows, demand_codes = np.unique(
        a.demand_codes.astype(np.int64) * b.points.shape[0] + b.demand_codes, return_inverse=True
    )
    columns, offering_codes = np.unique(
        a.offering_codes.astype(np.int64) * b.points.shape[1] + b.offering_codes, return_inverse=True
    )
    if len(rows) * len(columns) > LARGEST_TABLE:
        return None
    points = a.points[rows // b.points.shape[0]][:, columns // b.points.shape[1]]
    points = points + b.points[rows % b.points.shape[0]][:, columns % b.points.shape[1]]
    return Facts(
        demand_codes.astype(np.int32), offering_codes.astype(np.int32), points, a.demands_know, a.offerings_know
    )


def descending(table: Sparse) -> Sparse:
    """Return the table with each row's entries from the greatest down."""
    return table if _falls(table) else _sorted_down(table)


@compiled
def _falls(table: Sparse) -> bool:
    for row in range(len(table.pointers) - 1):
        for entry in range(table.pointers[row] + 1, table.pointers[row + 1]):
            if table.values[entry - 1] < table.values[entry]:
                return False
    return True


@compiled
def _sorted_down(table: Sparse) -> Sparse:
    columns, values = np.empty_like(table.columns), np.empty_like(table.values)
    for row in range(len(table.pointers) - 1):
        begin, end = table.pointers[row], table.pointers[row + 1]
        order = np.argsort(-table.values[begin:end])
        columns[begin:end], values[begin:end] = table.columns[begin:end][order], table.values[begin:end][order]
    return Sparse(table.pointers, columns, values)


def _records(index: Index, order: IntArray) -> Sparse:
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    pairs = np.array(list(index.records), np.int64).reshape(-1, 2)
    outcomes = np.array([round(outcome * FULL) for _, outcome in index.records.values()], np.int32)
    shape = (len(index.demand_masks), len(order))
    return sparse(sp.csr_array((outcomes, (pairs[:, 0], place[pairs[:, 1]])), shape=shape))
