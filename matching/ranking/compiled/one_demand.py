"""One demand against every offering of a kept index, compiled: the arithmetic of `tile` for a single row."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.arrays import Codes, IntArray
from matching.compiled import compiled
from matching.criteria.skills import GRAIN
from matching.ranking.compiled.layout import DemandSide, OfferingSide, Shared
from matching.ranking.compiled.names import Keys, Short, add_industry, major_holders, names_row
from matching.ranking.compiled.postings import FACTOR, FULL, SHIFT, Grains, Small, holders, join_near
from matching.ranking.compiled.tile import add_facts, add_skills, bar_of, chunks, lead, offer
from matching.sparse import Sparse

Bars = npt.NDArray[np.int32]


class Stand(NamedTuple):
    """Offerings `start` up to `stop` of the layout, turned around once for any number of demands."""

    start: int
    stop: int
    held: IntArray  # by offered term
    holding: Small
    words: IntArray  # by n-gram
    speaking: Small
    cuts: IntArray


class Wish(NamedTuple):
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
def open_stand(offerings: OfferingSide, shared: Shared, start: int, stop: int) -> Stand:
    """Turn a tile of offerings around."""
    held, holding = holders(offerings.held, shared.offered_count, start, stop)
    words, speaking = holders(offerings.said, shared.column_count - shared.term_count, start, stop)
    return Stand(start, stop, held, holding, words, speaking, chunks(offerings.masks[start:stop]))


@compiled
def name_all(wish: Wish, shared: Shared) -> Codes:
    """Return how alike the demand's names are to every major, -1 where one side has none."""
    majors = np.arange(len(shared.has_major)).astype(np.int32)
    names = np.zeros(len(majors), np.int32)
    around = major_holders(shared, majors, shared.feature_count)
    names_row(wish.side, 0, majors, shared, around, np.zeros(len(majors), np.int64), names)
    return names


@compiled
def rank_stand(
    wish: Wish, names: Codes, offerings: OfferingSide, stand: Stand, shared: Shared, least: int, heap: Keys
) -> None:
    """Offer every pair of a demand and the offerings of a stand to the heap [1 × k]."""
    start, stop = stand.start, stand.stop
    width = stop - start
    totals, sums, codes = np.zeros(width, np.int32), np.zeros(width, np.int32), np.full(width, -1, np.int16)
    masks = offerings.masks[start:stop]
    for place in range(width):
        chosen = offerings.sets[start + place]
        for entry in range(shared.sets.pointers[chosen], shared.sets.pointers[chosen + 1]):
            codes[place] = max(codes[place], wish.codes[shared.sets.columns[entry]])
    weight = np.int32(shared.industry_weight)
    chains, majors = offerings.chains[start:stop], offerings.majors[start:stop]
    add_industry(codes, wish.side.chains[0], chains, majors, names, weight, totals)
    for table in range(len(wish.offsets) - 1):
        points = wish.tables[wish.offsets[table] : wish.offsets[table + 1]]
        add_facts(totals, points, offerings.facts[table, start:stop])
    if wish.side.masks[0] & 1:
        _sum_words(wish, stand, sums)
        add_skills(sums, totals, masks, np.int32(shared.skills_weight))
    _keep(wish, offerings, stand, shared, least, totals, heap)


@compiled
def _sum_words(wish: Wish, stand: Stand, sums: Codes) -> None:
    left, seen = np.full(len(sums), FULL, np.int32), np.zeros(len(sums), np.uint8)
    for term in range(len(wish.steps)):
        join_near(wish.likeness, term, stand.held, stand.holding, left, seen)
        _add(sums, left, seen, wish.steps[term])
    for entry in range(len(wish.words)):
        word, gain = wish.words[entry], np.int32(wish.word_steps[entry] * (FULL // GRAIN))
        for near in range(stand.words[word], stand.words[word + 1]):
            sums[stand.speaking[near]] += gain


@compiled
def _add(sums: Codes, left: Codes, seen: Grains, steps: int) -> None:
    factor = np.int32(steps)
    for place in range(len(sums)):
        grains = np.int32(np.int32(FULL - left[place]) * np.int32(FACTOR)) >> np.int32(SHIFT)
        sums[place] += np.int32(grains * factor)
        left[place] = FULL
        seen[place] = 0


@compiled
def _keep(
    wish: Wish, offerings: OfferingSide, stand: Stand, shared: Shared, least: int, totals: Codes, heap: Keys
) -> None:
    for entry in range(len(wish.side.records.columns)):
        place = wish.side.records.columns[entry] - stand.start
        if 0 <= place < len(totals):
            known = shared.known_weight[wish.side.masks[0] & offerings.masks[stand.start + place]]
            known = known + shared.record_weight
            total = totals[place] + shared.record_weight * wish.side.records.values[entry]
            totals[place] = -(1 << 30)
            if total >= 0 and known > 0 and total // known >= least:
                offer(heap, 0, total // known, known, offerings.places[stand.start + place])
    bars = np.full(len(totals), 1 << 14, np.int32)  # nobody else wants them
    for cut in range(len(stand.cuts) - 1):
        begin, end = stand.cuts[cut], stand.cuts[cut + 1]
        known = np.int32(shared.known_weight[wish.side.masks[0] & offerings.masks[stand.start + begin]])
        bar = bar_of(heap, 0, least)
        if known > 0 and lead(totals[begin:end], bars[begin:end], bar, known) >= 0:
            for place in range(begin, end):
                if totals[place] >= bar_of(heap, 0, least) * known:
                    offer(heap, 0, totals[place] // known, known, offerings.places[stand.start + place])
