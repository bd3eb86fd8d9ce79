"""Large rounds: tiles of offerings shared out among threads, each with its own lists, joined in the end.

Which pairs are kept does not depend on tiles or threads: every list holds the greatest keys, and no two are equal.

Why tiles: all pairs are never held, and likeness is graded. A quarter of all offerings give something of any one skill,
so that skipping what is not there saves little. What a tile gives of each term is worked out once, as a row of bytes,
and every demand adds the rows of its terms; a row that is added in order costs a small part of looking its entries up
one by one.

Why threads have one array alone in common: a tile is one thread's, and so are the lists of its offerings, while each
thread has lists of demands of its own until the end. The bars of demands are everybody's, without a lock. A bar is the
minimum, or a score that as many pairs of the demand reach as its list is long; so a bar that is read late, or
overwritten with a lower one, lets more pairs be looked at and changes no list.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event

import numpy as np

from matching.arrays import Codes
from matching.ranking.compiled.layout import Layout
from matching.ranking.compiled.scoring import open_tile, score_tile
from matching.ranking.keys import NOTHING, Keys, Progress, best

# Offerings whose sums stay near the processor. Smaller tiles look likenesses up more often, larger ones need more
# memory: at 50,000 offerings 2,048 take 4.5 ns a pair and 34 MB a thread, 4,096 take 3.9 and 67, 8,192 3.5 and 135.
TILE = 4096
LEAST_TILE = 256
SPAN = 4096  # demands between two looks at whether to stop
SECONDS_BETWEEN_SIGNS = 0.2


def rank_tiles(
    layout: Layout,
    first: int,
    last: int,
    *,
    least: int,
    per_demand: int,
    per_offering: int,
    threads: int = 1,
    tile: int = TILE,
    progress: Progress | None = None,
) -> tuple[Keys, Keys]:
    """Return the best keys of demands `first` up to `last` and of every offering among them, best first.

    Shapes [last - first × per_demand] and [offerings × per_offering]; -1 fills what is short.
    """
    count = len(layout.offerings.places)
    # where offerings are few tiles are narrower (down to LEAST_TILE), so that no thread is without one
    width = max(min(tile, -(-count // max(threads, 1))), min(tile, LEAST_TILE))
    starts = range(0, count, width)
    work = _Work(
        layout,
        first,
        last,
        least,
        per_demand,
        per_offering,
        width,
        iter(starts),
        np.full(last - first, least, np.int32),
    )
    total = (last - first) * count
    with ThreadPoolExecutor(max(1, min(threads, len(starts)))) as pool:
        lanes = [pool.submit(work.run) for _ in range(max(1, min(threads, len(starts))))]
        try:
            while progress:
                running = wait(lanes, timeout=SECONDS_BETWEEN_SIGNS).not_done
                progress(work.pairs, total)
                if not running:
                    break
            parts = [lane.result() for lane in lanes]
        except BaseException:
            work.stopped.set()
            raise
    rows = (
        best(np.concatenate([rows for rows, _ in parts], axis=1), per_demand) if len(parts) > 1 else _down(parts[0][0])
    )
    columns = np.full((count, per_offering), NOTHING, np.int64)
    for _, lists in parts:
        for places, keys in lists:  # no two speak of one offering
            columns[places] = keys
    return rows, _down(columns)


def _down(keys: Keys) -> Keys:
    keys.sort(axis=1)
    return np.ascontiguousarray(keys[:, ::-1])


@dataclass
class _Work:
    layout: Layout
    first: int
    last: int
    least: int
    per_demand: int
    per_offering: int
    width: int
    starts: Iterator[int]  # tiles that nobody has begun
    bars: Codes  # by demand: the least score that still enters its list
    stopped: Event = field(default_factory=Event)
    pairs: int = 0

    def run(self) -> tuple[Keys, list[tuple[Keys, Keys]]]:
        layout, first = self.layout, self.first
        rows = np.full((self.last - first, self.per_demand), NOTHING, np.int64)
        lists: list[tuple[Keys, Keys]] = []
        for start in self.starts:
            stop = min(start + self.width, len(layout.offerings.places))
            columns = np.full((stop - start, self.per_offering), NOTHING, np.int64)
            tile = open_tile(layout.offerings, layout.shared, start, stop)
            for begin in range(first, self.last, SPAN):
                if self.stopped.is_set():
                    return rows, lists
                end = min(begin + SPAN, self.last)
                kept, bars = rows[begin - first : end - first], self.bars[begin - first : end - first]
                score_tile(
                    layout.demands, begin, end, layout.offerings, tile, layout.shared, self.least, kept, columns, bars
                )
                self.pairs += (end - begin) * (stop - start)
            lists.append((layout.offerings.places[start:stop], columns))
        return rows, lists
