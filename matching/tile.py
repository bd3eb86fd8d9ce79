"""One tile of offerings against many demands, compiled: sums, comparison with what is kept, the best of each side."""

from typing import Any, NamedTuple

import numpy as np

from matching.arrays import Codes, IntArray
from matching.compiled import compiled
from matching.kernel import (
    FULL,
    Grains,
    Keys,
    Small,
    given_by,
    holders,
    industry_row,
    local,
    major_holders,
    names_row,
    points_by_code,
    push,
)
from matching.layout import DemandSide, OfferingSide, Shared
from matching.terms import GRAIN

STEP_BITS = 16
COVERAGE_BITS, PLACE_BITS = 14, 32
LAST_PLACE = (1 << PLACE_BITS) - 1
NEVER = -(1 << 30)  # below every sum: taken out of the comparison
DENSE = 32  # a column that a 32nd of the tile holds is added as a whole row: one addition in order costs that little
CHUNK = 64  # pairs that are compared at once

Whole = int | np.signedinteger[Any]


class Given(NamedTuple):
    """What a tile of offerings gives of each column: entries by column, and whole rows where there are many."""

    pointers: IntArray  # by skill or position
    places: Small
    points: Grains
    words: IntArray  # by n-gram
    word_places: Small
    row_of: Codes  # by column: its whole row, -1 where it has none
    rows: Grains


class Kept(NamedTuple):
    """The best pairs so far, a heap for each demand and each offering, the least key first."""

    least: int
    rows: Keys  # [demands of this call × k]
    columns: Keys  # [offerings of the tile × k]
    bars: Codes  # score from which on each offering keeps a demand


@compiled
def take(offerings: OfferingSide, shared: Shared, start: int, stop: int) -> Given:
    """Work out what offerings `start` up to `stop` give."""
    pointers, places, points = given_by(offerings.held, shared.likeness, shared.term_count, start, stop)
    words, word_places = holders(offerings.said, shared.column_count - shared.term_count, start, stop)
    counts = np.concatenate((np.diff(pointers), np.diff(words)))
    row_of, count = np.full(len(counts), -1, np.int32), 0
    for column in range(len(counts)):
        if counts[column] * DENSE > stop - start:
            row_of[column] = count
            count += 1
    rows = np.zeros((count, stop - start), np.uint8)
    for column in range(len(counts)):
        if row_of[column] < 0:
            continue
        if column < shared.term_count:
            for entry in range(pointers[column], pointers[column + 1]):
                rows[row_of[column], places[entry]] = points[entry]
        else:
            for entry in range(words[column - shared.term_count], words[column - shared.term_count + 1]):
                rows[row_of[column], word_places[entry]] = FULL // GRAIN
    return Given(pointers, places, points, words, word_places, row_of, rows)


@compiled
def sum_terms(demands: DemandSide, row: int, given: Given, sums: Codes) -> None:
    """Write Σ steps × grains over the demand's terms for every offering of the tile."""
    sums[:] = 0
    terms = len(given.pointers) - 1
    for entry in range(demands.wanted.pointers[row], demands.wanted.pointers[row + 1]):
        column, steps = demands.wanted.columns[entry], demands.wanted.values[entry]
        if given.row_of[column] >= 0:
            add_row(sums, given.rows, given.row_of[column], steps)
        elif column < terms:
            for near in range(given.pointers[column], given.pointers[column + 1]):
                sums[given.places[near]] += np.int32(given.points[near]) * steps
        else:
            gain = np.int32(steps * (FULL // GRAIN))
            for near in range(given.words[column - terms], given.words[column - terms + 1]):
                sums[given.word_places[near]] += gain


@compiled
def add_row(sums: Codes, rows: Grains, row: int, steps: int) -> None:
    """Add steps × grains of a whole row."""
    factor = np.int32(steps)
    for place in range(len(sums)):
        sums[place] += np.int32(np.int32(rows[row, place]) * factor)


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
    start: int,
    stop: int,
    shared: Shared,
    least: int,
    row_heaps: Keys,
    column_heaps: Keys,
) -> None:
    """Offer every pair of demands `first`–`last` and offerings `start`–`stop` (layout order) to the heaps.

    `row_heaps` [last - first × k] hold offerings for demands, `column_heaps` [stop - start × k] demands for offerings.
    """
    width = stop - start
    given = take(offerings, shared, start, stop)
    profile_of, profiles = local(offerings.profiles[start:stop], len(shared.profile_sets))
    major_of, majors = local(shared.profile_majors[profiles], len(shared.has_major))
    around = major_holders(shared, majors, shared.feature_count)
    dots, names = np.zeros(len(majors), np.int64), np.zeros(len(majors), np.int32)
    by_code = points_by_code(shared.set_points, shared.profile_sets[profiles])
    chains = shared.profile_chains[profiles]
    industry = np.zeros(len(profiles), np.int32)
    sums, totals = np.zeros(width, np.int32), np.zeros(width, np.int32)
    masks, facts, numbers = offerings.masks[start:stop], offerings.facts[:, start:stop], offerings.places[start:stop]
    cuts = chunks(masks)
    kept = Kept(least, row_heaps, column_heaps, np.empty(width, np.int32))
    for place in range(width):
        kept.bars[place] = bar_of(column_heaps, place, least)
    for row in range(first, last):
        sum_terms(demands, row, given, sums)
        names_row(demands, row, majors, shared, around, dots, names)
        industry_row(demands, row, by_code, chains, major_of, shared.industry_weight, names, industry)
        for place in range(width):
            totals[place] = industry[profile_of[place]]
        for table in range(len(shared.widths)):
            begin = shared.offsets[table] + shared.widths[table] * demands.facts[table, row]
            for place in range(width):
                totals[place] += shared.tables[begin + facts[table, place]]
        if demands.masks[row] & 1:
            _add_skills(sums, totals, masks, shared.skills_weight)
        _offer_records(demands, row, first, start, masks, shared, totals, kept, numbers)
        _offer_all(row, first, demands.masks[row], masks, cuts, shared.known_weight, totals, kept, numbers)


@compiled
def _add_skills(sums: Codes, totals: Codes, masks: Codes, weight: int) -> None:
    factor = np.int32(weight)
    for place in range(len(sums)):
        points = np.int32(np.int32(np.int32(sums[place] * np.int32(GRAIN)) >> np.int32(STEP_BITS)) * np.int32(FULL))
        root = np.int32(np.sqrt(np.float32(points)))
        totals[place] += np.int32(root * factor) if masks[place] & 1 else np.int32(0)


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
    bar = bar_of(kept.rows, row - first, kept.least)
    for cut in range(len(cuts) - 1):
        begin, end = cuts[cut], cuts[cut + 1]
        known = np.int32(known_weight[mask & masks[begin]])
        best = np.int32(NEVER)
        if known > 0:
            for place in range(begin, end):
                lead = np.int32(totals[place] - np.int32(min(bar, kept.bars[place]) * known))
                best = max(best, lead)
        if best >= 0:
            for place in range(begin, end):
                if totals[place] >= min(bar, kept.bars[place]) * known:
                    score = totals[place] // known
                    offer(kept.rows, row - first, score, known, numbers[place])
                    offer(kept.columns, place, score, known, row)
                    kept.bars[place] = bar_of(kept.columns, place, kept.least)
                    bar = bar_of(kept.rows, row - first, kept.least)
