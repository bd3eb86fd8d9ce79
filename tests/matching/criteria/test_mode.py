"""Ways to cooperate that both sides chose."""

import pytest

from matching.criteria.mode import Mode

A, B, C = "order_class", "practice_base", "modern_apprenticeship"


@pytest.mark.parametrize(
    ("wanted", "offered", "points"),
    [({A}, {A, B}, 10_000), ({A, B}, {B}, 8_500), ({A, B, C}, {B, C}, 9_000), ({A}, {B}, 0), (set(), {A}, 0)],
)
def test_one_common_way_is_most_of_it_and_the_rest_is_the_share_of_those_wanted(
    wanted: set[str], offered: set[str], points: int
) -> None:
    assert Mode().compare([frozenset(wanted)], [frozenset(offered)]).tolist() == [[points]]
