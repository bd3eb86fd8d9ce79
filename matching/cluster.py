"""Rounds that outgrow one machine: the same compiled tiles on a `dask.distributed` cluster (extra `zhiqiao[cluster]`).

Each task ranks a span of demands against all offerings; lists of offerings are joined as tasks come back. Every list
holds the greatest keys and no two keys are equal, so the bytes are those of one machine, whatever the number of
workers, tasks and the order in which they finish.
"""

from itertools import cycle, pairwise
from typing import TYPE_CHECKING

import numpy as np

from matching.errors import MatchingError
from matching.keys import NOTHING, Keys, Progress, best
from matching.layout import Layout
from matching.tiling import rank_tiles

if TYPE_CHECKING:
    from distributed import Client

TASKS_PER_THREAD = 2  # enough to even out slower workers; more would prepare the offerings more often
CONNECT_SECONDS = 30


class ClusterError(MatchingError):
    """The cluster that the configuration names cannot be used."""


def connect(address: str) -> "Client":
    """Return a client of the scheduler at an address (tcp://host:port); raise `ClusterError` where there is none."""
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError("a cluster needs the extra zhiqiao[cluster]; install it or leave the address out") from error
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ClusterError(f"no scheduler answers at {address}; start one or leave the address out") from error


def rank_on_cluster(
    layout: Layout,
    client: "Client",
    *,
    least: int,
    per_demand: int,
    per_offering: int,
    tasks: int | None = None,
    progress: Progress | None = None,
) -> tuple[Keys, Keys]:
    """Return what `matching.tiling.rank_tiles` returns for all demands, computed by the workers of a cluster.

    `tasks` is how many spans the demands are cut into (two per thread of the cluster unless said). `progress` may raise
    to stop. Workers need this package in the same version; raise `ClusterError` where there are none.
    """
    from distributed import as_completed

    demands, offerings = len(layout.demands.masks), len(layout.offerings.places)
    workers: dict[str, int] = client.nthreads()  # type: ignore[no-untyped-call]
    if not workers:
        raise ClusterError("the cluster has no workers; start some")
    spans = cut(demands, tasks or TASKS_PER_THREAD * sum(workers.values()))
    lanes = cycle(sorted(workers))
    # no name by content: a layout that went away with its last task could not be found again under the same name
    shared = client.scatter(layout, broadcast=True, hash=False)  # type: ignore[no-untyped-call]
    work = {
        client.submit(
            rank_tiles,
            shared,
            *span,
            least=least,
            per_demand=per_demand,
            per_offering=per_offering,
            workers=next(lanes),
            allow_other_workers=True,  # where the first choice is busy or gone
            pure=False,
        ): span
        for span in spans
    }
    rows: Keys = np.full((demands, per_demand), NOTHING, np.int64)
    columns: Keys = np.full((offerings, per_offering), NOTHING, np.int64)
    done = 0
    try:
        finished = as_completed(list(work), loop=client.loop, with_results=True)  # type: ignore[no-untyped-call]
        for future, found in finished:
            first, last = work[future]
            rows[first:last] = found[0]
            columns = best(np.concatenate([columns, found[1]], axis=1), per_offering)
            done += (last - first) * offerings
            if progress:
                progress(done, demands * offerings)
    finally:
        client.cancel([*work, shared])  # type: ignore[no-untyped-call]
    return rows, columns


def cut(count: int, parts: int) -> list[tuple[int, int]]:
    """Cut numbers from 0 to `count` into at most `parts` spans of nearly one length, none of them empty."""
    bounds: list[int] = np.linspace(0, count, max(1, min(parts, count)) + 1).astype(np.int64).tolist()
    return [(first, last) for first, last in pairwise(bounds) if last > first]
