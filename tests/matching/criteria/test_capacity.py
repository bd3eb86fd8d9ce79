"""Seats, first month and duration, counted by hand."""

from typing import Any

import numpy as np
import pytest

from matching import Demand, MatchingPolicy, Offering, Snapshot, explain
from matching.criteria.capacity import months_fit, seats_fit, start_fit


@pytest.mark.parametrize(
    ("headcount", "seats", "points"),
    [(40, 40, 10_000), (40, 32, 10_000), (40, 16, 7_000), (40, 1, 4_187), (40, 0, 0), (1, 5, 10_000)],
)
def test_four_fifths_of_the_headcount_are_enough_and_few_seats_count_too(
    headcount: int, seats: int, points: int
) -> None:
    assert seats_fit(np.array([headcount]), np.array([seats])).tolist() == [points]


def test_months_apart_cost_a_twelfth_each_on_either_side() -> None:
    assert start_fit(np.array([24, 24, 24, 24]), np.array([24, 27, 21, 40])).tolist() == [10_000, 7_500, 7_500, 0]


def test_a_duration_counts_by_the_shorter_of_the_two() -> None:
    assert months_fit(np.array([6, 12, 0]), np.array([12, 6, 0])).tolist() == [5_000, 5_000, 0]


@pytest.mark.parametrize(
    ("said", "similarity"),
    [
        ({"seats": 16}, 0.7),
        ({"seats": 16, "start": "2027-12"}, (5 * 0.7 + 3 * 0.75) / 8),
        ({"seats": 16, "start": "2027-12", "months": 6}, (5 * 0.7 + 3 * 0.75 + 2 * 0.5) / 10),
        ({"start": "2027-12", "months": 6}, (3 * 0.75 + 2 * 0.5) / 5),
    ],
)
def test_what_is_not_said_leaves_its_share_to_the_rest(tables: Any, said: Any, similarity: float) -> None:
    demand = Demand("D1", headcount=40, start="2027-09", months=12)
    told = explain(Snapshot((demand,), (Offering("O1", **said),)), tables, MatchingPolicy(), "D1", "O1")

    assert [part.criterion for part in told.contributions] == ["capacity"]
    assert told.contributions[0].similarity == pytest.approx(similarity, abs=0.0002)
