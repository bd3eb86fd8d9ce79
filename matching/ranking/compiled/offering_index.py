"""One demand against every offering of an offering index, compiled: the sums of `scoring` for a single row."""

from typing import NamedTuple

import numpy as np

from matching.arrays import Codes, IntArray
from matching.compiled import compiled
from matching.criteria.arithmetic import GRAIN, UNKNOWN
from matching.criteria.compiled.arithmetic import grains, score_of
from matching.criteria.compiled.industry import Short, add_industry, best_code
from matching.criteria.compiled.names import compare_row, invert_majors
from matching.criteria.compiled.skills import Grains, Small, add_skills, holders, join_near
from matching.ranking.compiled.keys import bar_of, offer
from matching.ranking.compiled.layout import DemandSide, OfferingSide, Shared
from matching.ranking.compiled.scoring import NEVER, add_facts, chunks, lead
from matching.ranking.keys import COVERAGE_BITS, Keys
from matching.sparse import Sparse
from matching.units import FULL

NOBODY = 1 << COVERAGE_BITS  # above every score: no offering looks for demands here


class InvertedTile(NamedTuple):
    """Offerings `start` up to `stop` of the layout, turned around once for any number of demands."""

    start: int
    stop: int
    term_starts: IntArray  # by offered term: where its offerings begin in `holding`
    holding: Small
    words: IntArray  # by n-gram
    speaking: Small
    cuts: IntArray


class Query(NamedTuple):
    """One demand: its terms compared with all offered ones, and its row of every table of facts."""

    side: DemandSide  # of one row; `wanted` is not read
    steps: Codes  # by term
    likeness: Sparse  # term → offered terms, from the greatest down
    words: Codes  # n-grams that any offering says
    word_steps: Codes
    codes: Short  # how near its code is to every offered one
    tables: Codes  # its row of every table, one after the other
    offsets: IntArray


@compiled
def invert_tile(offerings: OfferingSide, shared: Shared, start: int, stop: int) -> InvertedTile:
    """Turn a tile of offerings around."""
    term_starts, holding = holders(offerings.terms, shared.terms.offered_count, start, stop)
    words, speaking = holders(offerings.said, shared.terms.column_count - shared.terms.term_count, start, stop)
    return InvertedTile(start, stop, term_starts, holding, words, speaking, chunks(offerings.masks[start:stop]))


@compiled
def compare_names(query: Query, shared: Shared) -> Codes:
    """Return how alike the demand's names are to every major, -1 where one side has none."""
    majors = np.arange(len(shared.majors.known)).astype(np.int32)
    names = np.zeros(len(majors), np.int32)
    around = invert_majors(shared.majors, majors)
    compare_row(query.side.titles, 0, shared.majors, majors, around, np.zeros(len(majors), np.int64), names)
    return names


@compiled
def rank_tile(
    query: Query, names: Codes, offerings: OfferingSide, tile: InvertedTile, shared: Shared, least: int, heap: Keys
) -> None:
    """Offer every pair of a demand and the offerings of a tile to the heap [1 × k]."""
    start, stop = tile.start, tile.stop
    width = stop - start
    totals, sums, codes = np.zeros(width, np.int32), np.zeros(width, np.int32), np.full(width, UNKNOWN, np.int16)
    masks = offerings.masks[start:stop]
    best_code(query.codes, shared.sets, offerings.sets[start:stop], codes)
    weight = np.int32(shared.industry_weight)
    chains, majors = offerings.chains[start:stop], offerings.majors[start:stop]
    add_industry(codes, query.side.chains[0], chains, majors, names, weight, totals)
    for table in range(len(query.offsets) - 1):
        points = query.tables[query.offsets[table] : query.offsets[table + 1]]
        add_facts(totals, points, offerings.facts[table, start:stop])
    if query.side.masks[0] & 1:
        _sum_words(query, tile, sums)
        add_skills(sums, totals, masks, np.int32(shared.skills_weight))
    _list_best(query, offerings, tile, shared, least, totals, heap)


@compiled
def _sum_words(query: Query, tile: InvertedTile, sums: Codes) -> None:
    left, seen = np.full(len(sums), FULL, np.int32), np.zeros(len(sums), np.uint8)
    for term in range(len(query.steps)):
        join_near(query.likeness, term, tile.term_starts, tile.holding, left, seen)
        _add(sums, left, seen, query.steps[term])
    for entry in range(len(query.words)):
        word, gain = query.words[entry], np.int32(query.word_steps[entry] * (FULL // GRAIN))
        for near in range(tile.words[word], tile.words[word + 1]):
            sums[tile.speaking[near]] += gain


@compiled
def _add(sums: Codes, left: Codes, seen: Grains, steps: int) -> None:
    factor = np.int32(steps)
    for place in range(len(sums)):
        sums[place] += np.int32(grains(left[place]) * factor)
        left[place] = FULL
        seen[place] = 0


@compiled
def _list_best(
    query: Query, offerings: OfferingSide, tile: InvertedTile, shared: Shared, least: int, totals: Codes, heap: Keys
) -> None:
    for entry in range(len(query.side.records.columns)):
        place = query.side.records.columns[entry] - tile.start
        if 0 <= place < len(totals):
            known = shared.known_weight[query.side.masks[0] & offerings.masks[tile.start + place]]
            known = known + shared.record_weight
            total = totals[place] + shared.record_weight * query.side.records.values[entry]
            totals[place] = NEVER
            score = score_of(total, known)
            if total >= 0 and known > 0 and score >= least:
                offer(heap, 0, score, known, offerings.places[tile.start + place])
    bars = np.full(len(totals), NOBODY, np.int32)
    for cut in range(len(tile.cuts) - 1):
        begin, end = tile.cuts[cut], tile.cuts[cut + 1]
        known = np.int32(shared.known_weight[query.side.masks[0] & offerings.masks[tile.start + begin]])
        bar = bar_of(heap, 0, least)
        if known > 0 and lead(totals[begin:end], bars[begin:end], bar, known) >= 0:
            for place in range(begin, end):
                if totals[place] >= bar_of(heap, 0, least) * known:
                    offer(heap, 0, score_of(totals[place], known), known, offerings.places[tile.start + place])
