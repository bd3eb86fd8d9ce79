"""One new demand against kept offerings gets the list of a whole run."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from matching import Demand, MatchingPolicy, Offering, OfferingIndex, Partnership, Snapshot, match
from matching.ranking.index import build_index
from matching.ranking.scoring import rank
from tests.benchmarks.country import country
from tests.matching.strategies import rounds

SIZE = 80
POLICIES = (
    MatchingPolicy(top_per_demand=20),
    MatchingPolicy(top_per_demand=7, min_score=45.0, constraints=("level_far_below", "modes_apart", "batch_too_large")),
)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_list_is_the_row_of_a_whole_run(national_tables: Any, policy: MatchingPolicy) -> None:
    posts = country(SIZE, national_tables)
    past = tuple(
        Partnership(posts.demands[place].enterprise_id, posts.offerings[place + 3].school_id, 0.1 * place)
        for place in range(9)
    )
    chained = tuple(replace(post, chain="电梯") for post in posts.demands[:25])
    offered = tuple(replace(post, chain="电梯", major_class="机电设备类") for post in posts.offerings[:40])
    snapshot = Snapshot((*chained, *posts.demands[25:]), (*offered, *posts.offerings[40:]), past)
    whole = rank(build_index(snapshot, national_tables, policy)).for_demands
    kept = OfferingIndex(snapshot.offerings, national_tables, policy, partnerships=past)

    for row, demand in enumerate(snapshot.demands):
        assert kept.rank(demand).tobytes() == whole[row].tobytes()


@given(rounds())
@settings(max_examples=40)
def test_posts_with_gaps_too(tables: Any, snapshot: Snapshot) -> None:
    kept = OfferingIndex(snapshot.offerings, tables, partnerships=snapshot.partnerships)
    whole = rank(build_index(snapshot, tables, MatchingPolicy())).for_demands

    for row, demand in enumerate(snapshot.demands):
        assert kept.rank(demand).tolist() == whole[row].tolist()


def test_without_a_compiler_the_list_is_the_same(tables: Any, demand: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    offerings = tuple(Offering(f"O{number}", skills=("控制柜接线",), major="护理") for number in range(5))
    wish: Demand = demand()
    compiled = OfferingIndex(offerings, tables).best(wish)
    monkeypatch.setattr("matching.ranking.offering_index.has_compiler", lambda: False)

    assert OfferingIndex(offerings, tables).best(wish) == compiled
    assert [pair.offering_id for pair in compiled] == [f"O{number}" for number in range(5)]


def test_the_best_are_told_as_a_run_tells_them(tables: Any, demand: Any, offering: Any) -> None:
    offerings = tuple(offering(f"O{number}", level=level) for number, level in enumerate(("中职", "高职", "本科")))
    told = match(Snapshot((demand(),), offerings), tables).pairs

    assert OfferingIndex(offerings, tables).best(demand()) == tuple(
        replace(pair, rank_for_offering=None) for pair in told
    )


def test_no_offerings_give_no_pairs(tables: Any, demand: Any) -> None:
    assert OfferingIndex((), tables).best(demand()) == ()
