"""Rounds that outgrow one machine: the same compiled tiles on a `dask.distributed` cluster (extra `zhiqiao[cluster]`).

Each task ranks a span of demands against all offerings; lists of offerings are joined as tasks come back. Every list
holds the greatest keys and no two keys are equal, so the bytes are those of one machine, whatever the number of
workers, tasks and the order in which they finish.

It pays where one machine is outgrown, not before: at 20,000 × 20,000 sending posts and lists costs more than the
ranking that it spreads.
"""

from collections.abc import Iterator
from itertools import pairwise
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.errors import ClusterError, MissingExtra
from matching.ranking.compiled.layout import Layout
from matching.ranking.compiled.tiling import rank_tiles
from matching.ranking.keys import NOTHING, Keys, Progress, best

if TYPE_CHECKING:
    from distributed import Client, Future

TASKS_PER_THREAD = 2  # enough to even out slower workers; more would prepare the offerings more often
CONNECT_SECONDS = 30
FETCH_SECONDS = 120
AWAY_SECONDS = 60.0  # workers that restart come back within this time
LOOK_SECONDS = 0.02


def connect(address: str) -> "Client":
    """Return a client of the scheduler at an address (tcp://host:port).

    Raise `ClusterError` where nobody answers, `MissingExtra` where the package is not installed.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingExtra("what a cluster needs is not there", extra="cluster") from error
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
    """Return what `tiling.rank_tiles` returns for all demands, computed by the workers of a cluster.

    `tasks` is how many spans the demands are cut into (two per thread of the cluster unless said). `progress` may raise
    to stop. Workers need this package in the same version; raise `ClusterError` where there are none.
    """
    demands, offerings = len(layout.demands.masks), len(layout.offerings.places)
    workers: dict[str, int] = client.nthreads()  # type: ignore[no-untyped-call]
    if not workers:
        raise ClusterError("the cluster has no workers; start some")
    spans = cut(demands, tasks or TASKS_PER_THREAD * sum(workers.values()))
    # no name by content: a layout that went away with its last task could not be found again under the same name
    shared = client.scatter(layout, hash=False)  # type: ignore[no-untyped-call]
    work = {
        client.submit(
            rank_tiles,
            shared,
            *span,
            least=least,
            per_demand=per_demand,
            per_offering=per_offering,
            pure=False,
        ): span
        for span in spans
    }
    rows: Keys = np.full((demands, per_demand), NOTHING, np.int64)
    columns: Keys = np.full((offerings, per_offering), NOTHING, np.int64)
    done = 0
    try:
        for future in as_they_end(client, list(work)):
            first, last = work[future]
            lists = _fetch(future)
            rows[first:last] = lists[0]  # final: the task saw all offerings
            columns = best(np.concatenate([columns, lists[1]], axis=1), per_offering)
            done += (last - first) * offerings
            if progress:
                progress(done, demands * offerings)
    finally:
        client.cancel([*work, shared], force=True)  # type: ignore[no-untyped-call]
    return rows, columns


def as_they_end(client: "Client", waiting: "list[Future[Any]]") -> "Iterator[Future[Any]]":
    """Yield futures as they end; raise `ClusterError` where the workers stay away.

    It looks, and never waits for a message: one that is lost when a worker or the scheduler goes would be waited for
    without end.
    """
    seen = monotonic()
    while waiting:
        ended = [future for future in waiting if future.done()]  # type: ignore[no-untyped-call]
        yield from ended
        waiting = [future for future in waiting if future not in set(ended)]
        if ended or (client.status == "running" and client.nthreads()):  # type: ignore[no-untyped-call]
            seen = monotonic()
        elif monotonic() - seen > AWAY_SECONDS:
            raise ClusterError(f"the cluster has had no workers for {AWAY_SECONDS:.0f} seconds")
        if not ended:
            sleep(LOOK_SECONDS)


def _fetch(future: "Future[Any]") -> tuple[Keys, Keys]:
    # an error passes: asking for the result raises what the worker raised
    if future.status not in ("finished", "error"):
        raise ClusterError(f"the cluster gave up a part of the work ({future.status})")
    # within a time: a worker that went with what it had worked out would be waited for without end
    try:
        lists: tuple[Keys, Keys] = future.result(timeout=FETCH_SECONDS)
    except (TimeoutError, OSError) as error:
        raise ClusterError(f"a worker did not hand over its part within {FETCH_SECONDS} seconds") from error
    return lists


def cut(count: int, parts: int) -> list[tuple[int, int]]:
    """Cut numbers from 0 to `count` into at most `parts` spans of nearly one length, none of them empty."""
    bounds: list[int] = np.linspace(0, count, max(1, min(parts, count)) + 1).astype(np.int64).tolist()
    return [(first, last) for first, last in pairwise(bounds) if last > first]
