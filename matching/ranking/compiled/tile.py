"""One tile of offerings against many demands, compiled: sums, comparison with what is kept, the best of each side."""

from typing import Any, NamedTuple

import numpy as np

from matching.arrays import Codes, IntArray
from matching.compiled import compiled
from matching.criteria.skills import GRAIN
from matching.ranking.compiled.layout import DemandSide, OfferingSide, Shared
from matching.ranking.compiled.names import (
    Keys,
    Short,
    add_industry,
    local,
    major_holders,
    names_row,
    points_by_code,
    push,
)
from matching.ranking.compiled.postings import FULL, Given, Grains, take

STEP_BITS = 16
COVERAGE_BITS, PLACE_BITS = 14, 32
LAST_PLACE = (1 << PLACE_BITS) - 1
NEVER = -(1 << 30)  # below every sum: taken out of the comparison
CHUNK = 64  # pairs that are compared at once
AT_ONCE = 4  # whole rows that are added in one go

Whole = int | np.signedinteger[Any]


class Tile(NamedTuple):
    """Offerings `start` up to `stop` of the layout, made ready for any number of demands."""

    start: int
    stop: int
    given: Given
    cuts: IntArray  # where masks change, and after CHUNK pairs
    majors: Codes  # distinct majors
    major_of: Codes  # by offering
    around: tuple[IntArray, Codes, Codes, Codes]  # majors by feature
    by_code: Short  # how near each demand code is [codes × offerings]


class Kept(NamedTuple):
    """The best pairs so far, a heap for each demand and each offering, the least key first."""

    least: int
    rows: Keys  # [demands of this call × k]
    columns: Keys  # [offerings of the tile × k]
    row_bars: Codes  # score from which on each demand keeps an offering, whoever found it
    bars: Codes  # score from which on each offering keeps a demand


@compiled
def open_tile(offerings: OfferingSide, shared: Shared, start: int, stop: int) -> Tile:
    """Make a tile ready."""
    major_of, majors = local(offerings.majors[start:stop], len(shared.has_major))
    around = major_holders(shared, majors, shared.feature_count)
    by_code = points_by_code(shared, offerings, start, stop)
    cuts = chunks(offerings.masks[start:stop])
    return Tile(start, stop, take(offerings, shared, start, stop), cuts, majors, major_of, around, by_code)


@compiled
def sum_terms(demands: DemandSide, row: int, given: Given, whole: Codes, factors: Codes, sums: Codes) -> None:
    """Write Σ steps × grains over the demand's terms for every offering of the tile.

    `whole` and `factors` are room for the rows that are added as a whole.
    """
    sums[:] = 0
    count = 0
    for entry in range(demands.wanted.pointers[row], demands.wanted.pointers[row + 1]):
        column, steps = demands.wanted.columns[entry], np.int32(demands.wanted.values[entry])
        if given.row_of[column] >= 0:
            whole[count], factors[count] = given.row_of[column], steps
            count += 1
        else:
            for near in range(given.pointers[column], given.pointers[column + 1]):
                sums[given.places[near]] += np.int32(given.points[near]) * steps
    done = 0
    while done + AT_ONCE <= count:
        add_four(sums, given.rows, whole[done : done + AT_ONCE], factors[done : done + AT_ONCE])
        done += AT_ONCE
    for left in range(done, count):
        add_row(sums, given.rows[whole[left]], factors[left])


@compiled
def add_row(sums: Codes, row: Grains, factor: np.int32) -> None:
    """Add steps × grains of a whole row."""
    for place in range(len(sums)):
        sums[place] += np.int32(np.int32(row[place]) * factor)


@compiled
def add_four(sums: Codes, rows: Grains, whole: Codes, factors: Codes) -> None:
    """Add steps × grains of four whole rows: the sums are loaded and stored once."""
    a, b, c, d = rows[whole[0]], rows[whole[1]], rows[whole[2]], rows[whole[3]]
    of_a, of_b, of_c, of_d = factors[0], factors[1], factors[2], factors[3]
    for place in range(len(sums)):
        left = np.int32(np.int32(np.int32(a[place]) * of_a) + np.int32(np.int32(b[place]) * of_b))
        right = np.int32(np.int32(np.int32(c[place]) * of_c) + np.int32(np.int32(d[place]) * of_d))
        sums[place] += np.int32(left + right)


@compiled
def offer(heaps: Keys, row: int, score: Whole, known: Whole, place: Whole) -> None:
    """Keep a pair if it is better than the least that is kept."""
    key = np.int64(score) << (COVERAGE_BITS + PLACE_BITS) | np.int64(known) << PLACE_BITS | (LAST_PLACE - place)
    if key > heaps[row, 0]:
        push(heaps, row, key)


@compiled
def bar_of(heaps: Keys, row: int, least: int) -> np.int32:
    """Return the score from which on a pair may enter."""
    return np.int32(max(np.int64(least), heaps[row, 0] >> (COVERAGE_BITS + PLACE_BITS)))


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
    whole, factors = np.empty(shared.column_count, np.int32), np.empty(shared.column_count, np.int32)
    sums, totals = np.zeros(width, np.int32), np.zeros(width, np.int32)
    masks, facts = offerings.masks[start : tile.stop], offerings.facts[:, start : tile.stop]
    kept = Kept(least, row_heaps, column_heaps, row_bars, np.empty(width, np.int32))
    for place in range(width):
        kept.bars[place] = bar_of(column_heaps, place, least)
    for row in range(first, last):
        names_row(demands, row, tile.majors, shared, tile.around, dots, names)
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
            sum_terms(demands, row, tile.given, whole, factors, sums)
            add_skills(sums, totals, masks, np.int32(shared.skills_weight))
        _offer_records(demands, row, first, start, masks, shared, totals, kept, numbers)
        _offer_all(row, first, demands.masks[row], masks, tile.cuts, shared.known_weight, totals, kept, numbers)


@compiled
def add_facts(totals: Codes, points: Codes, codes: Codes) -> None:
    """Add one row of a table of facts."""
    for place in range(len(totals)):
        totals[place] += points[np.uint64(codes[place])]


@compiled
def add_skills(sums: Codes, totals: Codes, masks: Codes, weight: np.int32) -> None:
    """Add weight × basis points of the criterion `skills` where the offering names any."""
    for place in range(len(sums)):
        points = np.int32(np.int32(np.int32(sums[place] * np.int32(GRAIN)) >> np.int32(STEP_BITS)) * np.int32(FULL))
        root = np.int32(np.sqrt(np.float32(points)))
        totals[place] += np.int32(root * weight) if masks[place] & 1 else np.int32(0)


@compiled
def _offer_records(
    demands: DemandSide,
    row: int,
    first: int,
    start: int,
    masks: Codes,
    shared: Shared,
    totals: Codes,
    kept: Kept,
    numbers: IntArray,
) -> None:
    """Offer pairs with a track record, which one more criterion applies to, and take them out of the comparison."""
    for entry in range(demands.records.pointers[row], demands.records.pointers[row + 1]):
        place = demands.records.columns[entry] - start
        if 0 <= place < len(totals):
            known = shared.known_weight[demands.masks[row] & masks[place]] + shared.record_weight
            total = totals[place] + shared.record_weight * demands.records.values[entry]
            totals[place] = NEVER
            if total >= 0 and known > 0 and total // known >= kept.least:
                offer(kept.rows, row - first, total // known, known, numbers[place])
                offer(kept.columns, place, total // known, known, row)
                kept.bars[place] = bar_of(kept.columns, place, kept.least)


@compiled
def _offer_all(
    row: int,
    first: int,
    mask: int,
    masks: Codes,
    cuts: IntArray,
    known_weight: Codes,
    totals: Codes,
    kept: Kept,
    numbers: IntArray,
) -> None:
    bar = max(bar_of(kept.rows, row - first, kept.least), kept.row_bars[row - first])
    for cut in range(len(cuts) - 1):
        begin, end = cuts[cut], cuts[cut + 1]
        known = np.int32(known_weight[mask & masks[begin]])
        if known > 0 and lead(totals[begin:end], kept.bars[begin:end], bar, known) >= 0:
            for place in range(begin, end):
                if totals[place] >= min(bar, kept.bars[place]) * known:
                    score = totals[place] // known
                    if score >= bar:
                        offer(kept.rows, row - first, score, known, numbers[place])
                        bar = max(bar, bar_of(kept.rows, row - first, kept.least))
                    if score >= kept.bars[place]:
                        offer(kept.columns, place, score, known, row)
                        kept.bars[place] = bar_of(kept.columns, place, kept.least)
    kept.row_bars[row - first] = max(kept.row_bars[row - first], bar)


@compiled
def lead(totals: Codes, bars: Codes, bar: np.int32, known: np.int32) -> np.int32:
    """Return by how much the best pair of a chunk passes what it must, negative where none does."""
    best = np.int32(NEVER)
    for place in range(len(totals)):
        best = max(best, np.int32(totals[place] - np.int32(min(bar, bars[place]) * known)))
    return best
