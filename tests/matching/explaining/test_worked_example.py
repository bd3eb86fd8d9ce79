"""The worked example of docs/matching.md: counted here by plain arithmetic, the same in the library and on the page."""

from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from matching import Demand, Explanation, MatchingPolicy, Offering, Snapshot, explain

PAGE = Path(__file__).resolve().parents[3] / "docs" / "matching.md"
WEIGHTS = {"skills": 45, "industry": 18, "capacity": 10, "level": 10, "region": 7}


@pytest.fixture(scope="module")
def told(national_tables: Any) -> Explanation:
    demand = Demand(
        "D1",
        position="电梯保养工",
        industry_code="C3435",
        level="中职",
        headcount=40,
        required_skills=("电梯保养", "钢丝绳维护", "会议茶歇"),
        region="440300",
        region_name="深圳市",
    )
    offering = Offering(
        "O1",
        major="电梯工程技术",
        industry_codes=("C34", "E49"),
        level="高职",
        seats=30,
        skills=("电梯维护保养", "钢丝绳更换", "电气识图"),
        region="440100",
        region_name="广州市",
    )
    return explain(Snapshot((demand,), (offering,)), national_tables, MatchingPolicy(), "D1", "O1")


@pytest.fixture(scope="module")
def similarity() -> dict[str, float]:
    """Count the similarities by hand."""
    listed = (0.97 + 0.97 + 0) / 3
    position = 0.975  # 1 − (1 − 0.97)(1 − 0.3069 / 2), in steps of half a per cent
    wording = 0.4202
    words = 10 / 20 * listed + 3 / 20 * position + 7 / 20 * wording
    codes, names = 0.87, 0.4602
    return {
        "skills": sqrt(words),
        "industry": sqrt((codes + names) / 2),
        "capacity": 0.4 + 0.6 * 30 / (0.8 * 40),
        "level": 1.0,
        "region": 0.5,
    }


def test_the_library_counts_as_the_hand_does(told: Explanation, similarity: dict[str, float]) -> None:
    assert {part.criterion: part.similarity for part in told.contributions} == pytest.approx(similarity, abs=0.0003)
    by_hand = sum(WEIGHTS[name] * value for name, value in similarity.items()) / sum(WEIGHTS.values()) * 100
    assert told.score == pytest.approx(by_hand, abs=0.02)
    assert told.coverage == sum(WEIGHTS.values()) / 100
    assert told.unknown == ("mode", "record")
    assert {skill.required: skill.degree for skill in told.skills} == {
        "电梯保养": 0.97,
        "钢丝绳维护": 0.97,
        "会议茶歇": 0,
    }


def test_the_page_prints_what_the_library_says(told: Explanation) -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page.count(f"{told.score:.2f}") >= 2  # in both languages
    for part in told.contributions:
        assert page.count(f"{part.points:.2f}") >= 2, part
        assert page.count(f"{part.similarity:.4f}") >= 2, part
    for change in told.what_if:
        assert page.count(f"{change.score:.2f}") >= 2
    for name, weight in MatchingPolicy().weights.items():
        assert f"| `{name}` | {weight:.0f} |" in page
