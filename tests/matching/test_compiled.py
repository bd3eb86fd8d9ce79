"""The compiled path gives the bytes of the plain one, whatever the tiles and threads."""

from dataclasses import replace
from typing import Any

import pytest

from matching import MatchingPolicy, Partnership, Snapshot
from matching.effort import COMPILED_FROM
from matching.index import Index, build_index
from matching.layout import lay_out
from matching.scoring import rank
from matching.tiling import rank_tiles
from tests.benchmarks.country import country

SIZE = 220


@pytest.fixture(scope="module")
def index(national_tables: Any) -> Index:
    posts = country(SIZE, national_tables)
    silent = tuple(replace(post, required_skills=(), region="") for post in posts.demands[:5])
    nameless = tuple(replace(post, major="", industry_codes=(), modes=()) for post in posts.offerings[:5])
    past = (
        Partnership(posts.demands[9].enterprise_id, posts.offerings[9].school_id, 1.0),
        Partnership(posts.demands[9].enterprise_id, posts.offerings[12].school_id, 0.2),
    )
    snapshot = Snapshot((*silent, *posts.demands[5:]), (*nameless, *posts.offerings[5:]), past)
    policy = MatchingPolicy(top_per_demand=20, top_per_offering=30, min_score=25.0, constraints=("level_far_below",))
    return build_index(snapshot, national_tables, policy)


@pytest.mark.parametrize(("tile", "threads"), [(2048, 1), (64, 1), (64, 3), (7, 2)])
def test_tiles_and_threads_give_the_same_bytes(index: Index, tile: int, threads: int) -> None:
    plain = rank(index)
    rows, columns = rank_tiles(
        lay_out(index), 0, SIZE, least=2500, per_demand=20, per_offering=30, threads=threads, tile=tile
    )

    assert index.records
    assert SIZE * SIZE < COMPILED_FROM
    assert rows.tobytes() == plain.for_demands.tobytes()
    assert columns.tobytes() == plain.for_offerings.tobytes()


def test_a_span_of_demands_is_ranked_as_in_the_whole(index: Index) -> None:
    rows, _ = rank_tiles(lay_out(index), 50, 90, least=2500, per_demand=20, per_offering=30)

    assert rows.tobytes() == rank(index).for_demands[50:90].tobytes()


def test_a_run_that_is_stopped_stops(index: Index) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rank_tiles(lay_out(index), 0, SIZE, least=0, per_demand=5, per_offering=5, tile=16, threads=2, progress=stop)
