"""The whole numbers behind many explanations at once, compiled: what `PairScorer` works out pair by pair.

Pairs of one demand are looked at together: one walk along the likenesses of its terms meets all of its offerings.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.arrays import Codes, IntArray, Points
from matching.compiled import compiled
from matching.criteria import PARTS
from matching.criteria.arithmetic import COUNTED, GRAIN, join_halves, root, score_of, with_chain
from matching.criteria.compiled.arithmetic import join_best, points_of_steps
from matching.criteria.compiled.industry import codes_of_pairs
from matching.criteria.compiled.names import compare_pairs, lay_majors, lay_titles
from matching.criteria.compiled.skills import descending
from matching.criteria.skills import REQUIRED, Terms
from matching.explaining.facts import NEAR_FROM, NO_GAIN, Nearest, PairFacts
from matching.policy import CRITERIA
from matching.ranking.index import FIRST_PART, Index, criteria_of_mask
from matching.sparse import Sparse, plain, sparse
from matching.text.ngrams import PAIR, TextTable
from matching.units import FULL

PARTS_PER_THREAD = 4
APART = -1  # a criterion that does not apply

TOGETHER = 64  # pairs of one demand that are looked at together: bits of a word

Bits = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
Short = npt.NDArray[np.int16]
Whole = int | np.signedinteger[Any]


class Words(NamedTuple):
    """The terms of both sides."""

    wanted: Sparse  # skills, then the position, then n-grams
    skills: IntArray  # how many skills each demand wants
    offering_terms: Sparse
    taught: Sparse
    said: Sparse
    likeness: Sparse  # wanted term → offered terms, from the greatest down
    term_of: Codes  # by wanted skill: the offered term of the same name
    wording: Sparse  # wanted skill → columns of its n-grams
    term_count: int
    offered_count: int
    column_count: int


class Room(NamedTuple):
    """Space to work in."""

    holders: Bits  # by offered term: which of the pairs hold it
    taught: Bits
    place: Codes  # by offered term: which wanted skill has its name, -1 for none
    steps: Codes  # by column: steps of the demand
    said: Bools  # by column


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
                Nearest(skill, weight == REQUIRED, term if term >= 0 else None, points)
                for skill, weight, term, points in wanted
            ],
            self.gains[own].tolist(),
        )


def facts_of_pairs(index: Index, rows: IntArray, columns: IntArray, *, threads: int = 1) -> ManyFacts:
    """Return the facts of pairs, which are given in the order of (demand, offering)."""
    words = lay_words(index.terms, index)
    pointers = np.concatenate([[0], np.cumsum(words.skills[rows])])
    size = int(pointers[-1])
    nearest, points, added = np.empty(size, np.int32), np.empty(size, np.int16), np.empty(size, np.int32)
    degrees = np.empty(len(rows), np.int32)

    def compare(span: tuple[int, int]) -> None:
        compare_words(words, rows, columns, span[0], span[1], pointers, nearest, points, added, degrees)

    with ThreadPoolExecutor(max(threads, 1)) as pool:
        list(pool.map(compare, pairwise(_cuts(rows, max(threads, 1) * PARTS_PER_THREAD))))
    return _joined(index, rows, columns, pointers, nearest, points, added, degrees)


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
    degrees: Codes,
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
    has_skills = (masks & 1).astype(np.bool_)
    by_name["skills"] = np.where(has_skills, root(degrees), 0)
    for place, name in enumerate(CRITERIA):
        there = applies[masks, place] if name != "record" else by_name["record"] > APART
        similarity[:, place] = np.where(there, by_name[name], APART)
    weight = np.int32(index.weights["skills"])
    owner = np.repeat(np.arange(len(rows)), np.diff(pointers))
    gains = score_of(rest[owner] + root(np.maximum(added, 0)) * weight, known[owner])
    return ManyFacts(
        index,
        rows,
        columns,
        similarity,
        known,
        rest + by_name["skills"] * weight,
        names,
        degrees.astype(np.int16),
        pointers,
        nearest,
        points,
        np.where((added >= 0) & has_skills[owner], gains, NO_GAIN).astype(np.int16),
    )


def _add_records(index: Index, rows: IntArray, columns: IntArray, outcomes: Codes, rest: Codes, known: Codes) -> None:
    wide = len(index.offering_masks)
    keys = np.array([row * wide + column for row, column in index.records], np.int64)
    values = np.array([record.points for record in index.records.values()], np.int32)
    order = np.argsort(keys)
    place = np.minimum(np.searchsorted(keys[order], rows * wide + columns), len(keys) - 1)
    there = keys[order][place] == rows * wide + columns
    outcomes[:] = np.where(there, values[order][place], APART)
    weight = np.int32(index.weights["record"])
    rest += np.where(there, outcomes, 0) * weight
    known += np.where(there, weight, 0)


def _industry(index: Index, rows: IntArray, columns: IntArray) -> tuple[Short, Codes]:
    industry = index.industry
    combinations = industry.combination_of[columns]
    majors = industry.major_of[combinations].astype(np.int64)
    names = compare_pairs(rows, majors, lay_titles(industry.names), lay_majors(industry.names))
    sets = Sparse(industry.set_pointers.astype(np.int64), industry.set_codes, np.zeros(0, np.int32))
    codes = codes_of_pairs(industry.demand_codes[rows], industry.set_of[combinations], industry.code_points, sets)
    same_chain = industry.demand_chains[rows] == industry.chain_of[combinations]
    return names.astype(np.int16), root(join_halves(with_chain(codes, same_chain), names))


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
        sparse(terms.offering_terms),
        sparse(terms.taught),
        sparse(terms.said),
        descending(plain(terms.likeness)),
        np.array([place[skill] for skill in terms.skills], np.int32),
        Sparse(pointers.astype(np.int64), words.astype(np.int32), np.zeros(0, np.int32)),
        terms.term_count,
        len(terms.offered),
        int(terms.wanted.shape[1]),
    )


@compiled
def compare_words(
    words: Words,
    rows: IntArray,
    columns: IntArray,
    first: int,
    last: int,
    pointers: IntArray,
    nearest: Codes,
    points: Short,
    added: Codes,
    degrees: Codes,
) -> None:
    """Fill in pairs `first` up to `last`.

    `degrees` [pairs] is what is given of all terms in basis points; by wanted skill (`pointers`) stand the nearest
    taught term, how near it is, and the degree if the skill were taught too, -1 where it is not missing.
    """
    room = Room(
        np.zeros(words.offered_count, np.uint64),
        np.zeros(words.offered_count, np.uint64),
        np.full(words.offered_count, -1, np.int32),
        np.zeros(words.column_count, np.int32),
        np.zeros(words.column_count, np.bool_),
    )
    begin = first
    while begin < last:
        end = begin + 1
        while end < last and rows[end] == rows[begin] and end - begin < TOGETHER:
            end += 1
        _compare_demand(words, room, rows[begin], columns[begin:end], begin, pointers, nearest, points, added, degrees)
        begin = end


@compiled
def _compare_demand(
    words: Words,
    room: Room,
    row: int,
    columns: IntArray,
    begin: int,
    pointers: IntArray,
    nearest: Codes,
    points: Short,
    added: Codes,
    degrees: Codes,
) -> None:
    start, stop = words.wanted.pointers[row], words.wanted.pointers[row + 1]
    terms = start + np.searchsorted(words.wanted.columns[start:stop], words.term_count)
    skills = words.skills[row]
    own = words.wanted.columns[start:terms]
    _mark(words, room, columns, own[:skills], True)
    best = np.zeros((len(own), len(columns), COUNTED), np.int32)
    extra = np.zeros((len(own), skills), np.int32)
    for term in range(len(own)):
        _walk(words.likeness, own[term], room, best[term], extra[term])
        if term < skills:
            _find_nearest(words.likeness, own[term], room, term, begin, len(columns), pointers, nearest, points)
    for entry in range(terms, stop):
        room.steps[words.wanted.columns[entry]] = words.wanted.values[entry]
    steps = words.wanted.values[start:terms]
    for pair in range(len(columns)):
        whole = np.int64(_say(words, room, columns[pair], True)) * (FULL // GRAIN)
        for term in range(len(own)):
            whole += np.int64(steps[term]) * _degree(best[term, pair], 0)
        degrees[begin + pair] = points_of_steps(whole)
        for skill in range(skills):
            target = pointers[begin + pair] + skill
            added[target] = -1
            if points[target] < NEAR_FROM:
                more = whole + _unsaid(words.wording, own[skill], room) * (FULL // GRAIN)
                if not room.holders[words.term_of[own[skill]]] >> np.uint64(pair) & np.uint64(1):
                    more += _gain(steps, best, extra, pair, skill)
                added[target] = points_of_steps(more)
        _say(words, room, columns[pair], False)
    for entry in range(terms, stop):
        room.steps[words.wanted.columns[entry]] = 0
    _mark(words, room, columns, own[:skills], False)


@compiled
def _gain(steps: Codes, best: Points, extra: Codes, pair: int, skill: int) -> Whole:
    """Return by how much Σ steps × grains grows over terms if the pair's offering taught one more skill."""
    more = np.int64(0)
    for term in range(len(steps)):
        if extra[term, skill] > 0:
            change = _degree(best[term, pair], extra[term, skill]) - _degree(best[term, pair], 0)
            more += np.int64(steps[term]) * change
    return more


@compiled
def _say(words: Words, room: Room, column: int, on: bool) -> Whole:
    """Note what an offering says; return the steps of it that the demand wants."""
    steps = np.int64(0)
    for entry in range(words.said.pointers[column], words.said.pointers[column + 1]):
        word = words.said.columns[entry] + words.term_count
        room.said[word] = on
        steps += room.steps[word]
    return steps


@compiled
def _mark(words: Words, room: Room, columns: IntArray, skills: Codes, on: bool) -> None:
    for pair in range(len(columns)):
        bit = np.uint64(1) << np.uint64(pair) if on else np.uint64(0)
        for entry in range(
            words.offering_terms.pointers[columns[pair]], words.offering_terms.pointers[columns[pair] + 1]
        ):
            term = words.offering_terms.columns[entry]
            room.holders[term] = room.holders[term] | bit if on else bit
        for entry in range(words.taught.pointers[columns[pair]], words.taught.pointers[columns[pair] + 1]):
            term = words.taught.columns[entry]
            room.taught[term] = room.taught[term] | bit if on else bit
    for place in range(len(skills)):
        room.place[words.term_of[skills[place]]] = place if on else -1


@compiled
def _walk(likeness: Sparse, term: int, room: Room, best: Codes, extra: Codes) -> None:
    """Collect the three greatest likenesses of a term to what each offering holds, and those to the wanted skills."""
    for near in range(likeness.pointers[term], likeness.pointers[term + 1]):
        offered, value = likeness.columns[near], likeness.values[near]
        if room.place[offered] >= 0:
            extra[room.place[offered]] = value
        holding, pair = room.holders[offered], 0
        while holding:
            if holding & np.uint64(1):
                for place in range(COUNTED):
                    if best[pair, place] == 0:
                        best[pair, place] = value
                        break
            holding >>= np.uint64(1)
            pair += 1


@compiled
def _find_nearest(
    likeness: Sparse,
    term: int,
    room: Room,
    skill: int,
    begin: int,
    count: int,
    pointers: IntArray,
    nearest: Codes,
    points: Short,
) -> None:
    """Take the nearest taught term, of equally near ones the first by name."""
    left = count
    for pair in range(count):
        nearest[pointers[begin + pair] + skill], points[pointers[begin + pair] + skill] = -1, 0
    for near in range(likeness.pointers[term], likeness.pointers[term + 1]):
        offered, value = likeness.columns[near], likeness.values[near]
        teaching, pair = room.taught[offered], 0
        while teaching:
            if teaching & np.uint64(1):
                target = pointers[begin + pair] + skill
                if nearest[target] < 0:
                    left -= 1
                if nearest[target] < 0 or (value == points[target] and offered < nearest[target]):
                    nearest[target], points[target] = offered, value
            teaching >>= np.uint64(1)
            pair += 1
        if left == 0 and near + 1 < likeness.pointers[term + 1] and likeness.values[near + 1] < value:
            break


@compiled
def _degree(best: Codes, more: Whole) -> Any:
    """Return `join_best` of three likenesses from the greatest down, with one more where that is above 0."""
    first, second, third = np.int64(best[0]), np.int64(best[1]), np.int64(best[2])
    added = np.int64(more)
    if added > first:
        first, second, third = added, first, second
    elif added > second:
        second, third = added, second
    elif added > third:
        third = added
    return join_best(first, second, third)


@compiled
def _unsaid(wording: Sparse, skill: int, room: Room) -> Whole:
    """Return the steps of a skill's n-grams that the offering does not say."""
    steps = np.int64(0)
    for entry in range(wording.pointers[skill], wording.pointers[skill + 1]):
        if not room.said[wording.columns[entry]]:
            steps += room.steps[wording.columns[entry]]
    return steps
