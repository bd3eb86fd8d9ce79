"""Pairs looked at closely, compiled: the nearest taught skill of each wanted one, and what one more would give.

Pairs of one demand are looked at together: one walk along the likenesses of its terms meets all of its offerings.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.arrays import Codes, IntArray, Points
from matching.compiled import compiled
from matching.criteria.skills import GRAIN, STEPS, SUPPORT
from matching.explaining.facts import NEAR_FROM
from matching.sparse import Sparse

FULL = 10_000
HALF, QUARTER = SUPPORT
COUNTED = 3  # likenesses of one term that count
TOGETHER = 64  # pairs of one demand that are looked at together: bits of a word

Bits = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
Short = npt.NDArray[np.int16]
Whole = int | np.signedinteger[Any]


class Words(NamedTuple):
    """The terms of both sides."""

    wanted: Sparse  # skills, then the position, then n-grams
    skills: IntArray  # how many skills each demand wants
    held: Sparse
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

    held: Bits  # by offered term: which of the pairs hold it
    taught: Bits
    place: Codes  # by offered term: which wanted skill has its name, -1 for none
    steps: Codes  # by column: steps of the demand
    said: Bools  # by column


@compiled
def judge_words(
    words: Words,
    rows: IntArray,
    columns: IntArray,
    first: int,
    last: int,
    pointers: IntArray,
    nearest: Codes,
    points: Short,
    added: Codes,
    raw: Codes,
) -> None:
    """Fill in pairs `first` up to `last`.

    `raw` [pairs] is what is given of all terms in basis points; by wanted skill (`pointers`) stand the nearest taught
    term, how near it is, and `raw` if the skill were taught too, -1 where it is not missing.
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
        _judge_demand(words, room, rows[begin], columns[begin:end], begin, pointers, nearest, points, added, raw)
        begin = end


@compiled
def _judge_demand(
    words: Words,
    room: Room,
    row: int,
    columns: IntArray,
    begin: int,
    pointers: IntArray,
    nearest: Codes,
    points: Short,
    added: Codes,
    raw: Codes,
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
            whole += np.int64(steps[term]) * _grains(best[term, pair], 0)
        raw[begin + pair] = whole * GRAIN // STEPS
        for skill in range(skills):
            target = pointers[begin + pair] + skill
            added[target] = -1
            if points[target] < NEAR_FROM:
                more = whole + _unsaid(words.wording, own[skill], room) * (FULL // GRAIN)
                if not room.held[words.term_of[own[skill]]] >> np.uint64(pair) & np.uint64(1):
                    more += _gain(steps, best, extra, pair, skill)
                added[target] = more * GRAIN // STEPS
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
            change = _grains(best[term, pair], extra[term, skill]) - _grains(best[term, pair], 0)
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
        for entry in range(words.held.pointers[columns[pair]], words.held.pointers[columns[pair] + 1]):
            term = words.held.columns[entry]
            room.held[term] = room.held[term] | bit if on else bit
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
        holding, pair = room.held[offered], 0
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
def _grains(best: Codes, more: Whole) -> Whole:
    """Return what `terms.join_best` gives for three likenesses from the greatest down, with one more where above 0."""
    first, second, third = np.int64(best[0]), np.int64(best[1]), np.int64(best[2])
    added = np.int64(more)
    if added > first:
        first, second, third = added, first, second
    elif added > second:
        second, third = added, second
    elif added > third:
        third = added
    left = FULL - first
    left = (left * (FULL - second // HALF) + FULL - 1) // FULL
    left = (left * (FULL - third // QUARTER) + FULL - 1) // FULL
    return (FULL - left) // GRAIN


@compiled
def _unsaid(wording: Sparse, skill: int, room: Room) -> Whole:
    """Return the steps of a skill's n-grams that the offering does not say."""
    steps = np.int64(0)
    for entry in range(wording.pointers[skill], wording.pointers[skill + 1]):
        if not room.said[wording.columns[entry]]:
            steps += room.steps[wording.columns[entry]]
    return steps
