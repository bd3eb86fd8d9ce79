"""Names of position and major: one pair as in the table of all, full from half a cosine on."""

from typing import Any

import numpy as np
import pytest

from matching import Demand, Offering
from matching.criteria.arithmetic import names_alike
from matching.criteria.industry import IndustryIndex
from matching.criteria.skills import IMPORTANCE
from matching.text.encoding import encode


@pytest.mark.parametrize(
    ("cosine", "spoken", "points"),
    [
        (5_000, 10_000, 10_000),
        (9_000, 10_000, 10_000),
        (2_500, 0, 2_500),
        (199, 0, 0),
        (200, 0, 200),
        (0, 5_000, 2_500),
    ],
)
def test_half_a_cosine_is_full_and_chance_is_nothing(cosine: int, spoken: int, points: int) -> None:
    assert names_alike(cosine, spoken) == points


def test_a_pair_is_compared_as_in_the_table(national_tables: Any) -> None:
    demands = (Demand("D1", position="电梯装配工"), Demand("D2", family="护士"), Demand("D3"))
    majors = ("电梯工程技术", "", "护理", "机电技术应用")
    offerings = tuple(Offering(f"O{place}", major=major) for place, major in enumerate(majors))
    encoded = encode(demands, offerings, national_tables.rarity, importance=IMPORTANCE)
    index = IndustryIndex(demands, offerings, encoded, national_tables)

    table = index.names.compare(np.arange(3))[:, index.major_of[index.combination_of]]

    for row in range(3):
        assert [index.compare_pair(row, column)[1] for column in range(4)] == table[row].tolist()
    assert table[0, 0] > table[0, 3] >= 0
    assert (table[2] == -1).all()
    assert (table[:, 1] == -1).all()
