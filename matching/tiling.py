"""Large rounds: tiles of offerings shared out among threads, each with its own lists, joined in the end.

Which pairs are kept does not depend on tiles or threads: every list holds the greatest keys, and no two are equal.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Event

import numpy as np

from matching.keys import Keys, Progress, best
from matching.layout import Layout
from matching.tile import score_tile

TILE = 2048  # offerings whose sums stay in the nearest memory
SPAN = 8192  # demands between two looks at the clock of progress


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
    starts = range(0, count, tile)
    threads = max(1, min(threads, len(starts)))
    stopped = Event()
    done = _Done(progress, (last - first) * count)
    with ThreadPoolExecutor(threads) as pool:
        work = [
            pool.submit(
                _tiles, layout, starts[lane::threads], tile, first, last, least, per_demand, per_offering, stopped, done
            )
            for lane in range(threads)
        ]
        try:
            parts = [future.result() for future in as_completed(work)]
        except BaseException:
            stopped.set()
            raise
    rows = best(np.concatenate([rows for rows, _ in parts], axis=1), per_demand)
    columns = np.full((count, per_offering), -1, np.int64)
    for _, lists in parts:
        for places, keys in lists:
            columns[places] = keys
    return rows, best(columns, per_offering)


class _Done:
    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total, self.pairs = progress, total, 0

    def add(self, pairs: int) -> None:
        self.pairs += pairs
        if self.progress:
            self.progress(self.pairs, self.total)


def _tiles(
    layout: Layout,
    starts: range,
    tile: int,
    first: int,
    last: int,
    least: int,
    per_demand: int,
    per_offering: int,
    stopped: Event,
    done: _Done,
) -> tuple[Keys, list[tuple[Keys, Keys]]]:
    rows = np.full((last - first, per_demand), -1, np.int64)
    lists: list[tuple[Keys, Keys]] = []
    for start in starts:
        stop = min(start + tile, len(layout.offerings.places))
        columns = np.full((stop - start, per_offering), -1, np.int64)
        for begin, end in _spans(first, last):
            if stopped.is_set():
                return rows, lists
            kept = rows[begin - first : end - first]
            score_tile(layout.demands, begin, end, layout.offerings, start, stop, layout.shared, least, kept, columns)
            done.add((end - begin) * (stop - start))
        lists.append((layout.offerings.places[start:stop], columns))
    return rows, lists


def _spans(first: int, last: int) -> Iterator[tuple[int, int]]:
    for begin in range(first, last, SPAN):
        yield begin, min(begin + SPAN, last)
