"""Where a wanted skill is taught: the nearest course, room and certificate, by the likeness of skills."""

from typing import Any

import pytest

from matching import Demand, Explanation, MatchingPolicy, Offering, SkillEvidence, Snapshot, explain, match

WANTED = Demand("D1", position="电梯保养工", required_skills=("PLC 编程与调试", "数控车削", "安全用电", "会议茶歇"))
TAUGHT: dict[str, Any] = {
    "skills": ("PLC 编程与调试", "数控车削", "安全用电"),
    "courses": ("可编程控制器技术", "数控车床编程与加工", "安全用电"),
}
ROOMS = ("PLC 实训室（40 工位）", "数控车间", "茶艺室")
CERTIFICATES = ("可编程控制器系统应用编程（中级）", "安全用电")


def told(tables: Any, **said: Any) -> Explanation:
    snapshot = Snapshot((WANTED,), (Offering("O1", **TAUGHT | said),))
    return explain(snapshot, tables, MatchingPolicy(), "D1", "O1")


def by_skill(explanation: Explanation) -> dict[str, SkillEvidence]:
    return {skill.required: skill for skill in explanation.skills}


@pytest.fixture(scope="module")
def evidence(national_tables: Any) -> dict[str, SkillEvidence]:
    return by_skill(told(national_tables, rooms=ROOMS, certificates=CERTIFICATES))


def test_the_course_is_named_also_where_the_skill_itself_is_taught(evidence: dict[str, SkillEvidence]) -> None:
    assert (evidence["PLC 编程与调试"].offered, evidence["PLC 编程与调试"].rule) == ("PLC 编程与调试", "same")
    assert evidence["PLC 编程与调试"].course == "可编程控制器技术"
    assert evidence["数控车削"].course == "数控车床编程与加工"
    assert evidence["安全用电"].course == "安全用电"


def test_rooms_and_certificates_are_compared_without_places_and_levels(evidence: dict[str, SkillEvidence]) -> None:
    assert evidence["PLC 编程与调试"].room == "PLC 实训室（40 工位）"
    assert evidence["PLC 编程与调试"].certificate == "可编程控制器系统应用编程（中级）"
    assert evidence["数控车削"].room == "数控车间"
    assert (evidence["安全用电"].room, evidence["安全用电"].certificate) == (None, "安全用电")


def test_what_is_not_near_is_not_named(evidence: dict[str, SkillEvidence]) -> None:
    nothing = evidence["会议茶歇"]
    assert (nothing.course, nothing.room, nothing.certificate) == (None, None, None)
    assert "茶艺室" not in {skill.room for skill in evidence.values()}


def test_rooms_and_certificates_change_nothing_else(national_tables: Any) -> None:
    bare, furnished = told(national_tables), told(national_tables, rooms=ROOMS, certificates=CERTIFICATES)

    assert (furnished.score, furnished.coverage) == (bare.score, bare.coverage)
    assert (furnished.contributions, furnished.what_if) == (bare.contributions, bare.what_if)
    for name, skill in by_skill(bare).items():
        same = by_skill(furnished)[name]
        assert (same.offered, same.degree, same.rule, same.course) == (
            skill.offered,
            skill.degree,
            skill.rule,
            skill.course,
        )
        assert (skill.room, skill.certificate) == (None, None)


def test_of_an_offering_only_its_own_places_are_named(national_tables: Any) -> None:
    offerings = (
        Offering("O1", **TAUGHT),
        Offering("O2", **TAUGHT, rooms=ROOMS),
        Offering("O3", skills=TAUGHT["skills"]),
    )
    result = match(Snapshot((WANTED,), offerings), national_tables, MatchingPolicy(min_score=0))

    first, second, third = (by_skill(result.explain("D1", key))["PLC 编程与调试"] for key in ("O1", "O2", "O3"))

    assert (first.course, first.room) == ("可编程控制器技术", None)
    assert (second.course, second.room) == ("可编程控制器技术", ROOMS[0])
    assert (third.course, third.room) == (None, None)


def test_a_snapshot_without_rooms_has_the_fingerprint_that_it_always_had(national_tables: Any) -> None:
    snapshot = Snapshot((WANTED,), (Offering("O1", **TAUGHT),))

    assert '"rooms"' not in snapshot.to_json()
    assert Snapshot.from_json(snapshot.to_json()) == snapshot
    furnished = Snapshot((WANTED,), (Offering("O1", **TAUGHT, rooms=ROOMS, certificates=CERTIFICATES),))
    assert Snapshot.from_json(furnished.to_json()) == furnished
