"""The whole numbers behind many explanations at once, by compiled loops: what `PairJudge` works out pair by pair."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from matching.arrays import Codes, IntArray
from matching.criteria import FULL, PARTS
from matching.criteria.names import SAME_CHAIN, join, lift
from matching.criteria.skills import Terms
from matching.explaining.compiled.names import judge_codes, judge_names
from matching.explaining.compiled.terms import Words, judge_words
from matching.explaining.facts import NO_GAIN, PairFacts
from matching.explaining.terms import Nearest
from matching.policy import CRITERIA
from matching.ranking.compiled.layout import descending
from matching.ranking.index import FIRST_PART, Index, criteria_of_mask
from matching.sparse import Sparse, plain, sparse
from matching.text.encoding import MUST
from matching.text.ngrams import PAIR, TextTable

PARTS_PER_THREAD = 4
APART = -1  # a criterion that does not apply

Short = npt.NDArray[np.int16]


@dataclass(frozen=True)
class ManyFacts:
    """Facts of pairs in the order of (demand, offering), as columns."""

    index: Index
    rows: IntArray
    columns: IntArray
    similarity: Short  # [pairs × criteria], -1 where one does not apply
    known: Codes
    totals: Codes
    names: Short
    words: Short
    pointers: IntArray  # by pair: its wanted skills in the columns below
    nearest: Codes  # offered term, -1 where none is near
    points: Short
    gains: Short

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.rows)

    def read(self, place: int) -> PairFacts:
        """Return the facts of one pair."""
        asked, row = self.index.terms.asked, int(self.rows[place])
        span = slice(int(asked.indptr[row]), int(asked.indptr[row + 1]))
        own = slice(int(self.pointers[place]), int(self.pointers[place + 1]))
        wanted = zip(
            asked.indices[span].tolist(),
            asked.data[span].tolist(),
            self.nearest[own].tolist(),
            self.points[own].tolist(),
            strict=True,
        )
        return PairFacts(
            {
                name: points
                for name, points in zip(CRITERIA, self.similarity[place].tolist(), strict=True)
                if points != APART
            },
            int(self.known[place]),
            int(self.totals[place]),
            int(self.names[place]),
            int(self.words[place]),
            [
                Nearest(skill, weight == MUST, term if term >= 0 else None, points)
                for skill, weight, term, points in wanted
            ],
            self.gains[own].tolist(),
        )


def judge_many(index: Index, rows: IntArray, columns: IntArray, *, threads: int = 1) -> ManyFacts:
    """Return the facts of pairs, which are given in the order of (demand, offering)."""
    words = lay_words(index.terms, index)
    pointers = np.concatenate([[0], np.cumsum(words.skills[rows])])
    size = int(pointers[-1])
    nearest, points, added = np.empty(size, np.int32), np.empty(size, np.int16), np.empty(size, np.int32)
    raw = np.empty(len(rows), np.int32)

    def judge(span: tuple[int, int]) -> None:
        judge_words(words, rows, columns, span[0], span[1], pointers, nearest, points, added, raw)

    with ThreadPoolExecutor(max(threads, 1)) as pool:
        list(pool.map(judge, pairwise(_cuts(rows, max(threads, 1) * PARTS_PER_THREAD))))
    return _joined(index, rows, columns, pointers, nearest, points, added, raw)


def _cuts(rows: IntArray, parts: int) -> list[int]:
    """Return where to cut pairs so that no demand is cut."""
    bounds = np.linspace(0, len(rows), parts + 1).astype(np.int64)[1:-1]
    inner = np.searchsorted(rows, rows[bounds]).tolist() if len(rows) else []
    return sorted({0, *inner, len(rows)})


def _joined(
    index: Index,
    rows: IntArray,
    columns: IntArray,
    pointers: IntArray,
    nearest: Codes,
    points: Short,
    added: Codes,
    raw: Codes,
) -> ManyFacts:
    similarity = np.full((len(rows), len(CRITERIA)), APART, np.int16)
    masks = index.demand_masks[rows] & index.offering_masks[columns]
    known = index.known_weight[masks].astype(np.int32)
    applies = np.zeros((1 << (FIRST_PART + len(PARTS)), len(CRITERIA)), np.bool_)
    for mask in np.unique(masks).tolist():
        applies[mask] = [name in criteria_of_mask(mask) for name in CRITERIA]
    rest = np.zeros(len(rows), np.int32)
    by_name = {name: np.zeros(len(rows), np.int32) for name in CRITERIA}
    by_name["record"] -= 1
    for part, facts in zip(PARTS, index.facts, strict=True):
        gained = facts.points[facts.demand_codes[rows], facts.offering_codes[columns]]
        rest += gained
        by_name[part.criterion] += gained // max(index.weights[part.criterion], 1)
    names, by_name["industry"] = _industry(index, rows, columns)
    rest += by_name["industry"] * np.int32(index.weights["industry"])
    if index.records:
        _add_records(index, rows, columns, by_name["record"], rest, known)
    told = (masks & 1).astype(np.bool_)
    by_name["skills"] = np.where(told, lift(raw), 0)
    for place, name in enumerate(CRITERIA):
        there = applies[masks, place] if name != "record" else by_name["record"] > APART
        similarity[:, place] = np.where(there, by_name[name], APART)
    weight = np.int32(index.weights["skills"])
    owner = np.repeat(np.arange(len(rows)), np.diff(pointers))
    gains = (rest[owner] + lift(np.maximum(added, 0)) * weight) // np.maximum(known, 1)[owner]
    return ManyFacts(
        index,
        rows,
        columns,
        similarity,
        known,
        rest + by_name["skills"] * weight,
        names,
        raw.astype(np.int16),
        pointers,
        nearest,
        points,
        np.where((added >= 0) & told[owner], gains, NO_GAIN).astype(np.int16),
    )


def _add_records(index: Index, rows: IntArray, columns: IntArray, outcomes: Codes, rest: Codes, known: Codes) -> None:
    wide = len(index.offering_masks)
    keys = np.array([row * wide + column for row, column in index.records], np.int64)
    values = np.array([round(outcome * FULL) for _, outcome in index.records.values()], np.int32)
    order = np.argsort(keys)
    place = np.minimum(np.searchsorted(keys[order], rows * wide + columns), len(keys) - 1)
    there = keys[order][place] == rows * wide + columns
    outcomes[:] = np.where(there, values[order][place], APART)
    weight = np.int32(index.weights["record"])
    rest += np.where(there, outcomes, 0) * weight
    known += np.where(there, weight, 0)


def _industry(index: Index, rows: IntArray, columns: IntArray) -> tuple[Short, Codes]:
    profiles = index.profiles
    profile = profiles.of_offering[columns]
    majors = profiles.majors[profile]
    names = judge_names(
        rows,
        majors.astype(np.int64),
        sparse(profiles.titles),
        profiles.title_squares,
        profiles.has_title,
        sparse(profiles.said),
        sparse(profiles.major_features),
        profiles.major_steps.data.astype(np.int32),
        profiles.major_squares,
        profiles.has_major,
        profiles.titles.shape[1],
    )
    sets = Sparse(profiles.set_pointers.astype(np.int64), profiles.set_codes, np.zeros(0, np.int32))
    codes = judge_codes(profiles.demand_codes[rows], profiles.profile_sets[profile], profiles.code_points, sets)
    shared = (profiles.demand_chains[rows] == profiles.profile_chains[profile]) & (codes >= 0)
    return names.astype(np.int16), join(np.where(shared, np.maximum(codes, SAME_CHAIN), codes), names)


def lay_words(terms: Terms, index: Index) -> Words:
    """Lay the terms of an index out for compiled loops."""
    table = TextTable.of(terms.skills, index.taxonomies.rarity)
    kept = table.keys[table.matrix.indices] >= PAIR
    pointers = np.concatenate([[0], np.cumsum(kept)])[table.matrix.indptr]
    words = np.searchsorted(terms.words, table.keys[table.matrix.indices[kept]]) + terms.term_count
    place = {name: column for column, name in enumerate(terms.offered)}
    return Words(
        sparse(terms.wanted),
        np.diff(terms.asked.indptr).astype(np.int64),
        sparse(terms.held),
        sparse(terms.taught),
        sparse(terms.said),
        descending(plain(terms.likeness)),
        np.array([place[skill] for skill in terms.skills], np.int32),
        Sparse(pointers.astype(np.int64), words.astype(np.int32), np.zeros(0, np.int32)),
        terms.term_count,
        len(terms.offered),
        int(terms.wanted.shape[1]),
    )
