"""The index laid out for compiled loops: offerings in an order that keeps likes together, cut into tiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matching.arrays import Codes, IntArray, Points
from matching.criteria.compiled.names import Majors, Titles, lay_majors, lay_titles
from matching.criteria.compiled.skills import LaidTerms, lay_terms
from matching.ranking.index import Facts, Index
from matching.sparse import Sparse, sparse

LARGEST_TABLE = 1 << 20  # entries of a joined table of facts: its rows must stay near the processor


class DemandSide(NamedTuple):
    """Demands in the order of their numbers."""

    masks: Codes
    wanted: Sparse  # columns, steps
    facts: Codes  # [tables × demands]: row in each table
    codes: Codes  # row in `code_points`
    chains: Codes
    titles: Titles
    records: Sparse  # places in the layout of offerings with a track record, mean outcome in basis points


class OfferingSide(NamedTuple):
    """Offerings in the order of the layout."""

    places: IntArray  # number of each offering
    masks: Codes
    terms: Sparse  # offered terms
    said: Sparse  # n-grams that demands speak of
    facts: Codes  # [tables × offerings]: column in each table
    sets: Codes  # row in `sets`
    chains: Codes
    majors: Codes


class Shared(NamedTuple):
    """Tables that both sides look up."""

    terms: LaidTerms
    tables: Points  # all tables of facts, one after the other
    offsets: IntArray  # where each table begins
    widths: IntArray  # how many columns it has
    known_weight: Points
    code_points: npt.NDArray[np.int16]  # demand codes × offering codes, -1 where unknown
    sets: Sparse  # set of codes → columns of `code_points`
    majors: Majors
    skills_weight: int
    industry_weight: int
    record_weight: int


@dataclass(frozen=True)
class Layout:
    """Everything that compiled loops need, as plain arrays that can be sent to another process."""

    demands: DemandSide
    offerings: OfferingSide
    shared: Shared


def lay_out(index: Index) -> Layout:
    """Lay an index out."""
    industry, terms = index.industry, index.terms
    facts = join_facts([*index.facts, *(facts for _, facts in index.barriers)])
    majors_of = industry.major_of[industry.combination_of].astype(np.int32)
    # The last key goes first: offerings that can be judged by the same criteria stand together, so that chunks of one
    # mask are long, and among them those of one major, so that a tile has few majors and compares names once for each.
    # Keys of pairs hold an offering's number (`places`) and not where it stands here, so this order changes no result.
    order = np.lexsort((*(fact.offering_codes for fact in facts), majors_of, index.offering_masks))
    tables = [np.ascontiguousarray(fact.points).ravel() for fact in facts]
    return Layout(
        DemandSide(
            index.demand_masks,
            sparse(terms.wanted),
            np.ascontiguousarray([fact.demand_codes for fact in facts], np.int32),
            industry.demand_codes,
            industry.demand_chains.astype(np.int32),
            lay_titles(industry.names),
            _records(index, order),
        ),
        OfferingSide(
            order.astype(np.int64),
            index.offering_masks[order],
            sparse(sp.csr_array(terms.offering_terms[order])),
            sparse(sp.csr_array(terms.said[order])),
            np.ascontiguousarray([fact.offering_codes[order] for fact in facts], np.int32),
            industry.set_of[industry.combination_of][order].astype(np.int32),
            industry.chain_of[industry.combination_of][order].astype(np.int32),
            majors_of[order],
        ),
        Shared(
            lay_terms(terms),
            np.concatenate(tables).astype(np.int32),
            np.cumsum([0, *map(len, tables)])[:-1].astype(np.int64),
            np.array([fact.points.shape[1] for fact in facts], np.int64),
            index.known_weight,
            industry.code_points.astype(np.int16),
            Sparse(industry.set_pointers.astype(np.int64), industry.set_codes, np.zeros(0, np.int32)),
            lay_majors(industry.names),
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


def _records(index: Index, order: IntArray) -> Sparse:
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    pairs = np.array(list(index.records), np.int64).reshape(-1, 2)
    outcomes = np.array([record.points for record in index.records.values()], np.int32)
    shape = (len(index.demand_masks), len(order))
    return sparse(sp.csr_array((outcomes, (pairs[:, 0], place[pairs[:, 1]])), shape=shape))
