"""A cluster of worker processes gives the bytes of one machine."""

import random
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from distributed import Client, LocalCluster, get_task_stream

from matching import ClusterError, MatchingPolicy, MissingExtra, Snapshot, match
from matching.ranking.cluster import as_they_end, connect, cut, rank_on_cluster
from matching.ranking.compiled.layout import Layout, lay_out
from matching.ranking.compiled.tiling import rank_tiles
from matching.ranking.index import build_index
from tests.benchmarks.country import country

LIMITS = {"least": 0, "per_demand": 5, "per_offering": 4}


@pytest.fixture(
    scope="module", params=[False, pytest.param(True, marks=pytest.mark.long)], ids=["threads", "processes"]
)
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    """Two workers on this machine that are sent what they need; processes of their own compile everything anew."""
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=request.param,
            protocol="tcp://",
            host="127.0.0.1",
            dashboard_address=None,
        ) as cluster,
        connect(cluster.scheduler_address) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def layout(demand: Any, offering: Any, tables: Any) -> Layout:
    """Sixty demands for forty-five offerings, with many equal scores."""
    dice = random.Random(11)
    words = ("S7-1500编程", "控制柜接线", "示教再现", "铺床法", "打针输液", "机械制图", "门锁与层门检查")

    def some() -> tuple[str, ...]:
        return tuple(dice.sample(words, dice.randint(1, 4)))

    snapshot = Snapshot(
        tuple(
            demand(f"D{number:02d}", required_skills=some(), region=dice.choice(("330500", ""))) for number in range(60)
        ),
        tuple(offering(f"O{number:02d}", skills=some(), level=dice.choice(("中职", "高职"))) for number in range(45)),
    )
    return lay_out(build_index(snapshot, tables, MatchingPolicy()))


def test_two_workers_give_identical_bytes(client: Client, layout: Layout) -> None:
    assert len(client.nthreads()) == 2

    rows, columns = rank_tiles(layout, 0, 60, **LIMITS)

    for tasks in (1, 7, 60):
        found = rank_on_cluster(layout, client, **LIMITS, tasks=tasks)
        assert found[0].tobytes() == rows.tobytes()
        assert found[1].tobytes() == columns.tobytes()


@pytest.mark.long
def test_a_round_that_is_configured_for_a_cluster_gives_the_same_result(
    client: Client, national_tables: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("COMPILED_FROM", "UNKEPT_FROM"):
        monkeypatch.setattr(f"matching.ranking.thresholds.{limit}", 1)
    posts = country(60, national_tables)
    alone = match(posts, national_tables)
    together = match(posts, national_tables, cluster=client.scheduler.address)

    assert together.pairs == alone.pairs
    assert [together.explanations[pair] for pair in together.explanations] == list(alone.explanations.values())


class Deserted:
    """A cluster whose workers have gone while work waits."""

    status = "running"

    def nthreads(self) -> dict[str, int]:
        return {}

    def done(self) -> bool:
        return False


def test_workers_that_stay_away_are_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.ranking.cluster.AWAY_SECONDS", 0.1)
    deserted: Any = Deserted()

    with pytest.raises(ClusterError, match="no workers"):
        list(as_they_end(deserted, [deserted]))


def test_a_missing_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(MissingExtra, match=r"zhiqiao\[cluster\]"):
        connect("tcp://127.0.0.1:9")


def test_both_workers_take_part(client: Client, layout: Layout) -> None:
    with get_task_stream(client=client) as stream:
        rank_on_cluster(layout, client, **LIMITS, tasks=12)

    assert {task["worker"] for task in stream.data} == set(client.nthreads())


def test_progress_counts_all_pairs_and_may_stop_the_round(client: Client, layout: Layout) -> None:
    seen: list[tuple[int, int]] = []
    rank_on_cluster(layout, client, **LIMITS, tasks=5, progress=lambda done, total: seen.append((done, total)))

    assert [total for _, total in seen] == [60 * 45] * 5
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1][0] == 60 * 45

    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        rank_on_cluster(layout, client, **LIMITS, tasks=5, progress=stop)


def test_a_scheduler_that_is_not_there_is_one_plain_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.ranking.cluster.CONNECT_SECONDS", 1)

    with pytest.raises(ClusterError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        connect("tcp://127.0.0.1:9")


@pytest.mark.parametrize(("count", "parts"), [(0, 4), (1, 4), (10, 3), (60, 60), (5, 1)])
def test_spans_cover_every_demand_once(count: int, parts: int) -> None:
    spans = cut(count, parts)

    assert [number for first, last in spans for number in range(first, last)] == list(range(count))
    assert len(spans) <= parts
    lengths = np.array([last - first for first, last in spans])
    assert len(lengths) == 0 or lengths.max() - lengths.min() <= 1
