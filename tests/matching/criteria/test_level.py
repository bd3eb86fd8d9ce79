"""Levels on their ladder."""

import pytest

from matching.criteria.level import Level


@pytest.mark.parametrize(
    ("wanted", "offered", "points"),
    [
        ("高职", "高职", 10_000),
        ("高级工", "高职", 10_000),
        ("中职", "本科", 10_000),
        ("高职", "中职", 3_000),
        ("本科", "高级工", 3_000),
        ("预备技师", "中级工", 1_000),
        ("", "中职", 0),
        ("中职", "", 0),
    ],
)
def test_a_level_below_costs_and_one_above_is_as_good_as_equal(wanted: str, offered: str, points: int) -> None:
    assert Level().compare([wanted], [offered]).tolist() == [[points]]
