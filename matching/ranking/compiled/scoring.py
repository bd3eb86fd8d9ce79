"""One tile of offerings against many demands, compiled: sums, comparison with what is listed, the best of each side.

Nearly no pair enters a list, so pairs are compared before anything is divided. A chunk holds offerings of one mask:
with one demand all of them have the same known weight, and `total >= bar * known` says in whole numbers what
`total // known >= bar` does, for CHUNK pairs at once.

Sums are whole numbers of 32 bits. They do not depend on the order of adding, as sums of floating-point numbers would,
and they fit: weights sum to 10,000 and similarities reach 10,000.
"""

from typing import NamedTuple

import numpy as np

from matching.arrays import Codes, IntArray
from matching.compiled import compiled
from matching.criteria.compiled.arithmetic import score_of
from matching.criteria.compiled.industry import Short, add_industry, best_codes
from matching.criteria.compiled.names import MajorPostings, compare_row, invert_majors
from matching.criteria.compiled.skills import Postings, add_skills, build_postings, sum_terms
from matching.ranking.compiled.keys import bar_of, offer
from matching.ranking.compiled.layout import DemandSide, OfferingSide, Shared
from matching.ranking.keys import Keys

NEVER = -(1 << 30)  # below every sum: taken out of the comparison
CHUNK = 64  # pairs that are compared at once


class Tile(NamedTuple):
    """Offerings `start` up to `stop` of the layout, made ready for any number of demands."""

    start: int
    stop: int
    postings: Postings
    cuts: IntArray  # where masks change, and after CHUNK pairs
    majors: Codes  # distinct majors
    major_of: Codes  # by offering
    around: MajorPostings  # the distinct majors by feature
    by_code: Short  # how near each demand code is [codes × offerings]


class Lists(NamedTuple):
    """The best pairs so far, a heap for each demand and each offering, the least key first."""

    least: int
    rows: Keys  # [demands of this call × k]
    columns: Keys  # [offerings of the tile × k]
    row_bars: Codes  # score from which on each demand keeps an offering, whoever found it
    bars: Codes  # score from which on each offering keeps a demand


@compiled
def open_tile(offerings: OfferingSide, shared: Shared, start: int, stop: int) -> Tile:
    """Make a tile ready."""
    major_of, majors = renumber(offerings.majors[start:stop], len(shared.majors.known))
    around = invert_majors(shared.majors, majors)
    by_code = best_codes(shared.code_points, shared.sets, offerings.sets[start:stop])
    cuts = chunks(offerings.masks[start:stop])
    postings = build_postings(offerings.terms, offerings.said, shared.terms, start, stop)
    return Tile(start, stop, postings, cuts, majors, major_of, around, by_code)


@compiled
def renumber(values: Codes, size: int) -> tuple[Codes, Codes]:
    """Number the distinct values of a tile: (number per entry, distinct values in the order of their appearance)."""
    seen = np.full(size, -1, np.int32)
    numbers, names = np.empty(len(values), np.int32), np.empty(len(values), np.int32)
    count = 0
    for place in range(len(values)):
        value = values[place]
        if seen[value] < 0:
            seen[value] = count
            names[count] = value
            count += 1
        numbers[place] = seen[value]
    return numbers, names[:count]


@compiled
def chunks(masks: Codes) -> IntArray:
    """Cut a tile where masks change and after CHUNK pairs: begins, and the end."""
    cuts = np.empty(len(masks) + 1, np.int64)
    count, begin = 0, 0
    for place in range(len(masks)):
        if place == 0 or masks[place] != masks[place - 1] or place - begin == CHUNK:
            cuts[count], begin = place, place
            count += 1
    cuts[count] = len(masks)
    return cuts[: count + 1]


@compiled
def score_tile(
    demands: DemandSide,
    first: int,
    last: int,
    offerings: OfferingSide,
    tile: Tile,
    shared: Shared,
    least: int,
    row_heaps: Keys,
    column_heaps: Keys,
    row_bars: Codes,
) -> None:
    """Offer every pair of demands `first` up to `last` and the offerings of a tile to the heaps.

    `row_heaps` [last - first × k] hold offerings for demands, `column_heaps` [tile × k] demands for offerings.
    `row_bars` [last - first] are scores that somebody has k pairs of already; they are raised, by several threads at
    once: whatever another has put there is true.
    """
    start, width = tile.start, tile.stop - tile.start
    dots, names = np.zeros(len(tile.majors), np.int64), np.zeros(len(tile.majors), np.int32)
    chains, numbers = offerings.chains[start : tile.stop], offerings.places[start : tile.stop]
    whole, factors = np.empty(shared.terms.column_count, np.int32), np.empty(shared.terms.column_count, np.int32)
    sums, totals = np.zeros(width, np.int32), np.zeros(width, np.int32)
    masks, facts = offerings.masks[start : tile.stop], offerings.facts[:, start : tile.stop]
    lists = Lists(least, row_heaps, column_heaps, row_bars, np.empty(width, np.int32))
    for place in range(width):
        lists.bars[place] = bar_of(column_heaps, place, least)
    for row in range(first, last):
        compare_row(demands.titles, row, shared.majors, tile.majors, tile.around, dots, names)
        add_industry(
            tile.by_code[demands.codes[row]],
            demands.chains[row],
            chains,
            tile.major_of,
            names,
            np.int32(shared.industry_weight),
            totals,
        )
        for table in range(len(shared.widths)):
            begin = shared.offsets[table] + shared.widths[table] * demands.facts[table, row]
            add_facts(totals, shared.tables[begin : begin + shared.widths[table]], facts[table])
        if demands.masks[row] & 1:
            sum_terms(demands.wanted, row, tile.postings, whole, factors, sums)
            add_skills(sums, totals, masks, np.int32(shared.skills_weight))
        _offer_records(demands, row, first, start, masks, shared, totals, lists, numbers)
        _offer_all(row, first, demands.masks[row], masks, tile.cuts, shared.known_weight, totals, lists, numbers)


@compiled
def add_facts(totals: Codes, points: Codes, codes: Codes) -> None:
    """Add one row of a table of facts."""
    for place in range(len(totals)):
        totals[place] += points[np.uint64(codes[place])]


@compiled
def _offer_records(
    demands: DemandSide,
    row: int,
    first: int,
    start: int,
    masks: Codes,
    shared: Shared,
    totals: Codes,
    lists: Lists,
    numbers: IntArray,
) -> None:
    """Offer pairs with a track record, which one more criterion applies to, and take them out of the comparison."""
    for entry in range(demands.records.pointers[row], demands.records.pointers[row + 1]):
        place = demands.records.columns[entry] - start
        if 0 <= place < len(totals):
            known = shared.known_weight[demands.masks[row] & masks[place]] + shared.record_weight
            total = totals[place] + shared.record_weight * demands.records.values[entry]
            totals[place] = NEVER
            score = score_of(total, known)
            if total >= 0 and known > 0 and score >= lists.least:
                offer(lists.rows, row - first, score, known, numbers[place])
                offer(lists.columns, place, score, known, row)
                lists.bars[place] = bar_of(lists.columns, place, lists.least)


@compiled
def _offer_all(
    row: int,
    first: int,
    mask: int,
    masks: Codes,
    cuts: IntArray,
    known_weight: Codes,
    totals: Codes,
    lists: Lists,
    numbers: IntArray,
) -> None:
    bar = max(bar_of(lists.rows, row - first, lists.least), lists.row_bars[row - first])
    for cut in range(len(cuts) - 1):
        begin, end = cuts[cut], cuts[cut + 1]
        known = np.int32(known_weight[mask & masks[begin]])
        if known > 0 and lead(totals[begin:end], lists.bars[begin:end], bar, known) >= 0:
            for place in range(begin, end):
                if totals[place] >= min(bar, lists.bars[place]) * known:
                    score = score_of(totals[place], known)
                    # not `>`: equal scores are told apart by coverage and place, which only keys hold
                    if score >= bar:
                        offer(lists.rows, row - first, score, known, numbers[place])
                        bar = max(bar, bar_of(lists.rows, row - first, lists.least))
                    if score >= lists.bars[place]:
                        offer(lists.columns, place, score, known, row)
                        lists.bars[place] = bar_of(lists.columns, place, lists.least)
    lists.row_bars[row - first] = max(lists.row_bars[row - first], bar)


@compiled
def lead(totals: Codes, bars: Codes, bar: np.int32, known: np.int32) -> np.int32:
    """Return by how much the best pair of a chunk passes what it must, negative where none does."""
    best = np.int32(NEVER)
    for place in range(len(totals)):
        best = max(best, np.int32(totals[place] - np.int32(min(bar, bars[place]) * known)))
    return best
