"""Posts that are built one by one are checked as those of a file: one line says what is wrong."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matching import Demand, InputError, MatchingPolicy, Offering, Partnership, PolicyError, Snapshot
from matching.posts import LADDER

WRONG: dict[str, Callable[[], Any]] = {
    "people fewer than none": lambda: Demand("D", headcount=-1),
    "more people than there are": lambda: Demand("D", headcount=10**19),
    "half a person": lambda: Offering("O", seats=2.5),  # type: ignore[arg-type]
    "a number as text": lambda: Offering("O", seats="40"),  # type: ignore[arg-type]
    "a truth as a number": lambda: Offering("O", batch_min=True),
    "no number": lambda: Demand("D", months=math.nan),  # type: ignore[arg-type]
    "too many months": lambda: Demand("D", months=121),
    "a text where texts belong": lambda: Demand("D", required_skills="焊接"),  # type: ignore[arg-type]
    "numbers where texts belong": lambda: Offering("O", skills=(1, 2)),  # type: ignore[arg-type]
    "nothing where texts belong": lambda: Offering("O", regions=None),  # type: ignore[arg-type]
    "a number where text belongs": lambda: Demand("D", region=330500),  # type: ignore[arg-type]
    "a code without its section": lambda: Demand("D", industry_code="3435"),
    "codes without their section": lambda: Offering("O", industry_codes=("C34", "3435")),
    "a place by name": lambda: Demand("D", region="湖州市"),
    "regions that are none": lambda: Offering("O", regions=("330500", "33")),
    "a level that is none": lambda: Offering("O", level="博士"),
    "a month that is none": lambda: Demand("D", start="2027-13"),
    "an outcome above all": lambda: Partnership("E", "S", 1.5),
    "an outcome below all": lambda: Partnership("E", "S", -0.1),
    "an outcome that is no number": lambda: Partnership("E", "S", math.nan),
    "an outcome in words": lambda: Partnership("E", "S", "good"),  # type: ignore[arg-type]
    "a snapshot with such a post": lambda: Snapshot.from_json(
        '{"format":1,"demands":[{"id":"D","headcount":-3}],"offerings":[],"partnerships":[]}'
    ),
}


@pytest.mark.parametrize("make", WRONG.values(), ids=list(WRONG))
def test_what_no_file_could_say_is_refused_in_one_line(make: Callable[[], Any]) -> None:
    with pytest.raises(InputError) as refused:
        make()

    assert str(refused.value).count("\n") == 0
    assert refused.value.column


def test_a_long_value_is_not_repeated_whole() -> None:
    with pytest.raises(InputError) as refused:
        Demand("D", level="很" * 10_000)

    assert len(str(refused.value)) < 300


def test_kindred_types_become_the_plain_ones() -> None:
    demand = Demand("D", required_skills=["焊接"], headcount=np.int64(4), months=12.0)  # type: ignore[arg-type]

    assert (demand.required_skills, demand.headcount, demand.months) == (("焊接",), 4, 12)
    assert type(demand.headcount) is int
    assert all(Offering("O", level=level) for level in LADDER)


@pytest.mark.parametrize(
    "settings",
    [
        {"weights": [1, 2]},
        {"weights": {"skills": "much"}},
        {"weights": {"skills": None}},
        {"weights": {"skills": 1e308, "industry": 1e308}},
        {"weights": {"skills": math.nan}},
        {"min_score": "50"},
        {"min_score": math.nan},
        {"top_per_demand": 2.5},
        {"top_per_offering": True},
        {"top_per_offering": None},
        {"constraints": "level_far_below"},
        {"constraints": [["level_far_below"]]},
        {"constraints": 3},
    ],
)
def test_odd_policies_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(PolicyError):
        MatchingPolicy.from_dict(settings)
