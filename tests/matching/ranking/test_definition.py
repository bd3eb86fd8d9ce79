"""The definition of the score as a plain double loop over pairs and skills; the library agrees to the last digit."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings

from matching import MatchingPolicy, Offering, Snapshot
from matching.ranking.index import build_index, criteria_of_mask
from matching.ranking.scoring import score_block
from tests.matching.ranking.plain_loop import root, score
from tests.matching.strategies import rounds


@given(rounds(most=3))
@settings(max_examples=25)
def test_every_pair_scores_as_defined(tables: Any, snapshot: Snapshot) -> None:
    index = build_index(snapshot, tables, MatchingPolicy())
    block = score_block(index, 0, len(snapshot.demands))

    for (row, demand), (column, offering) in product(enumerate(snapshot.demands), enumerate(snapshot.offerings)):
        defined, known = score(demand, offering, snapshot, tables)
        assert block.coverage[row, column] == known
        if known:
            assert block.scores[row, column] == defined


def test_nothing_in_common_to_judge_is_no_candidate(tables: Any, demand: Any) -> None:
    silent = Offering("O1")
    index = build_index(Snapshot((demand(),), (silent,)), tables, MatchingPolicy())

    assert criteria_of_mask(int(index.demand_masks[0] & index.offering_masks[0])) == []
    assert score_block(index, 0, 1).scores[0, 0] < 0


@pytest.mark.parametrize("points", [0, 1, 4999, 9999, 10_000])
def test_the_root_is_exact_at_both_ends_and_never_falls(points: int) -> None:
    assert root(points) <= root(min(points + 1, 10_000))
    assert (root(0), root(10_000)) == (0, 10_000)
