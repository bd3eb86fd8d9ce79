"""What holds for every round."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import MatchingPolicy, Snapshot, explain, match
from matching.ranking.index import build_index
from matching.ranking.scoring import rank, score_block
from tests.matching.strategies import demands, offerings, rounds

EVERY = MatchingPolicy(top_per_demand=0, top_per_offering=0)
RULED = MatchingPolicy(constraints=("level_far_below", "modes_apart", "batch_too_large"), min_score=20.0)


@given(rounds(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_rows_changes_nothing(tables: Any, snapshot: Snapshot, dice: Any) -> None:
    mine, theirs, past = list(snapshot.demands), list(snapshot.offerings), list(snapshot.partnerships)
    for rows in (mine, theirs, past):
        dice.shuffle(rows)
    shuffled = Snapshot(tuple(mine), tuple(theirs), tuple(past))

    assert shuffled.fingerprint == snapshot.fingerprint
    assert match(shuffled, tables, RULED).pairs == match(snapshot, tables, RULED).pairs


@given(rounds())
@settings(max_examples=40)
def test_a_snapshot_that_went_through_json_gives_the_same(tables: Any, snapshot: Snapshot) -> None:
    again = Snapshot.from_json(snapshot.to_json())

    assert again == snapshot
    assert again.fingerprint == snapshot.fingerprint
    assert match(again, tables).pairs == match(snapshot, tables).pairs


@given(rounds())
@settings(max_examples=40)
def test_points_add_up_and_agree_with_the_ranking(tables: Any, snapshot: Snapshot) -> None:
    result = match(snapshot, tables, EVERY)

    for pair in result.pairs:
        explanation = result.explain(pair.demand_id, pair.offering_id)
        assert explanation.score == pair.score
        assert explanation.coverage == pytest.approx(pair.coverage)
        assert sum(part.points for part in explanation.contributions) == pytest.approx(pair.score, abs=0.05)
        assert sum(part.most for part in explanation.contributions) == pytest.approx(100)
        assert (explanation.rank_for_demand, explanation.rank_for_offering) == (
            pair.rank_for_demand,
            pair.rank_for_offering,
        )


@given(demands(), offerings(), st.data())
@settings(max_examples=50)
def test_teaching_a_required_skill_never_lowers_the_pair(tables: Any, demand: Any, offering: Any, data: Any) -> None:
    if not demand.required_skills or not offering.skills:
        return
    skill = data.draw(st.sampled_from(demand.required_skills))
    before = explain(Snapshot((demand,), (offering,)), tables, MatchingPolicy(), "D1", "O1").score
    taught = replace(offering, skills=(*offering.skills, skill))

    assert explain(Snapshot((demand,), (taught,)), tables, MatchingPolicy(), "D1", "O1").score >= before


@given(demands(), offerings())
@settings(max_examples=50)
def test_what_if_is_the_score_of_the_changed_pair(tables: Any, demand: Any, offering: Any) -> None:
    told = explain(Snapshot((demand,), (offering,)), tables, MatchingPolicy(), "D1", "O1")

    for gain in told.what_if:
        taught = replace(offering, skills=(*offering.skills, gain.skill))
        again = explain(Snapshot((demand,), (taught,)), tables, MatchingPolicy(), "D1", "O1")
        assert gain.score == again.score


@given(demands(), offerings())
@settings(max_examples=50)
def test_saying_something_that_fits_never_costs(tables: Any, demand: Any, offering: Any) -> None:
    fits = {"region": "330500", "level": "高职", "modes": ("order_class",)}
    for field, value in fits.items():
        both = replace(demand, **{field: value}), replace(offering, **{field: value})
        silent = both[0], replace(offering, **{field: type(value)()})
        if field == "region":
            silent = silent[0], replace(silent[1], regions=())
        spoken, quiet = (
            explain(Snapshot((mine,), (theirs,)), tables, MatchingPolicy(), "D1", "O1").score
            for mine, theirs in (both, silent)
        )
        assert spoken >= quiet - 0.01


@given(rounds(), st.sampled_from((1, 7, 1000)))
@settings(max_examples=30)
def test_blocks_change_nothing(tables: Any, snapshot: Snapshot, pairs: int) -> None:
    index = build_index(snapshot, tables, RULED)
    whole, cut = rank(index), rank(index, block_pairs=pairs)

    assert whole.for_demands.tobytes() == cut.for_demands.tobytes()
    assert whole.for_offerings.tobytes() == cut.for_offerings.tobytes()


@given(rounds())
@settings(max_examples=30)
def test_a_pair_scores_the_same_alone_as_in_a_crowd(tables: Any, snapshot: Snapshot) -> None:
    block = score_block(build_index(snapshot, tables, EVERY), 0, len(snapshot.demands))

    for row, demand in enumerate(snapshot.demands):
        for column, offering in enumerate(snapshot.offerings):
            alone = explain(
                Snapshot((demand,), (offering,), snapshot.partnerships), tables, EVERY, demand.id, offering.id
            )
            assert alone.score == max(block.scores[row, column], 0) / 100
