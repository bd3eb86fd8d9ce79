"""Hours and kind of courses, rooms and certificates: typed as lines, stored beside the names, shown as a table."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from tests.visitor import Visitor, hidden
from tests.webapp.posting import COURSES, fresh
from tests.webapp.posts.programs.conftest import PROGRAM_FORM
from webapp.models import AuditEvent, Program
from webapp.models.posts.program_input import ProgramDraft
from webapp.services.posts import programs

As = Callable[[str], Visitor]
LINES = "电梯结构与原理 64学时\n《电梯安装与调试》 实训 96\n电气控制技术（理实一体，80学时）\n安全教育"
FACTS = {
    "电梯结构与原理": {"hours": 64},
    "电梯安装与调试": {"hours": 96, "kind": "practice"},
    "电气控制技术": {"hours": 80, "kind": "both"},
}
NAMES = ["电梯结构与原理", "电梯安装与调试", "电气控制技术", "安全教育"]
TYPED = {**PROGRAM_FORM, "courses": LINES, "rooms": "电梯实训室（40 工位）\nPLC 实训室", "certificates": "电工（三级）"}


def draft(**said: Any) -> ProgramDraft:
    return ProgramDraft.model_validate({"major_key": "460206", "level": "higher", **said})


def refused(**said: Any) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        draft(**said)
    errors = caught.value.errors()
    return {str(error["ctx"]["error"].args[0]) if error["type"] == "value_error" else error["type"] for error in errors}


def test_names_and_facts_are_stored_apart_and_shown_as_a_table(as_: As, database: Session) -> None:
    ines = as_("Ines")

    answer = ines.send("/programs/new", {**TYPED, "action": "save"})

    assert answer.status_code == 303
    kept = fresh(database).exec(select(Program)).one()
    assert (kept.courses, kept.course_facts) == (NAMES, FACTS)
    assert kept.rooms == ["电梯实训室（40 工位）", "PLC 实训室"]
    page = ines.get(answer.headers["Location"]).text
    assert "共 4 门，240 学时，其中实训 96 学时" in page
    assert "理实一体" in page
    assert "电梯实训室（40 工位）" in page


def test_the_form_shows_lines_that_it_reads_again_without_a_change(as_: As, database: Session) -> None:
    ines = as_("Ines")
    page = ines.send("/programs/new", {**TYPED, "action": "save"}).headers["Location"] + "/edit"

    drawn = ines.get(page).text
    assert "电梯安装与调试（实训 96 学时）" in drawn
    lines = "\n".join(programs.as_listed(fresh(database).exec(select(Program)).one(), "zh")["courses"])
    assert ines.send(page, {**TYPED, "courses": lines, "action": "save"}).status_code == 303

    kept = fresh(database).exec(select(Program)).one()
    assert (kept.courses, kept.course_facts) == (NAMES, FACTS)


def test_an_english_form_shows_english_lines_that_mean_the_same(as_: As, database: Session) -> None:
    ines = as_("Ines")
    page = ines.send("/programs/new", {**TYPED, "action": "save"}).headers["Location"] + "/edit"

    assert "电梯安装与调试 (Practice, 96 hours)" in ines.get(f"{page}?lang=en").text
    lines = "\n".join(programs.as_listed(fresh(database).exec(select(Program)).one(), "en")["courses"])
    ines.send(page, {**TYPED, "courses": lines, "action": "save"})

    assert fresh(database).exec(select(Program)).one().course_facts == FACTS


def test_a_programme_whose_courses_say_nothing_more_has_no_table(as_: As, program: Program) -> None:
    page = as_("Ines").get(f"/programs/{program.id}").text

    assert f"共 {len(COURSES)} 门" in page
    assert "学时" not in page


def test_the_record_tells_what_was_changed_in_words(as_: As, program: Program, database: Session) -> None:
    ines = as_("Ines")
    ines.send(f"/programs/{program.id}/edit", {**TYPED, "action": "save"})

    page = ines.get(f"/programs/{program.id}").text

    assert "课程的学时与类型：-- → 电梯结构与原理（64 学时）、电梯安装与调试（实训 96 学时）" in page
    event = fresh(database).exec(select(AuditEvent).where(AuditEvent.action == "program.edited")).one()
    assert event.after["course_facts"] == FACTS
    assert "课程的学时与类型" in as_("Tomas").get(f"/programs/{program.id}").text
    assert "电梯安装与调试（实训 96 学时）" in as_("Noor").get("/admin/audit").text


def test_proposed_courses_are_not_offered_again_for_having_hours(as_: As, program: Program) -> None:
    typed = {**PROGRAM_FORM, "courses": "\n".join(f"{name}（32 学时）" for name in COURSES), "action": "propose"}

    drawn = as_("Ines").send(f"/programs/{program.id}/edit", typed).text

    assert 'name="more_courses"' not in drawn


def test_complaints_stand_beside_the_courses_and_nothing_is_lost(as_: As, database: Session) -> None:
    typed = {**TYPED, "courses": f"{LINES}\n岗位实习 600学时", "years": "不定", "action": "save"}

    answer = as_("Ines").send("/programs/new", typed)

    assert answer.status_code == 422
    assert "“岗位实习”写了 600 学时，应在 1 至 400 之间" in answer.text
    assert "有 2 处需要修改" in answer.text
    assert "《电梯安装与调试》 实训 96" in answer.text
    assert fresh(database).exec(select(Program)).all() == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"courses": "电工 64学时\n电工 32学时"}, "course_twice"),
        ({"courses": ["电工（理论）", "电工（实训）"]}, "course_twice"),
        ({"courses": ["电工 0学时"]}, "course_hours"),
        ({"courses": ["电工 401学时"]}, "course_hours"),
        ({"courses": ["电工" * 31 + " 64学时"]}, "entry_long"),
        ({"courses": ["电工 64学时"], "course_facts": {"电工": {"hours": 32}}}, "course_twice"),
        ({"courses": ["电工"], "course_facts": {"钳工": {"hours": 32}}}, "course_facts_unknown"),
        ({"courses": ["电工"], "course_facts": {"电工": {"hours": 500}}}, "less_than_equal"),
        ({"courses": ["电工"], "course_facts": {"电工": {"kind": "party"}}}, "enum"),
        ({"courses": ["电工 32学时 48学时"], "course_facts": {"电工 32学时 48学时": {"hours": 5}}}, "course_twice"),
    ],
)
def test_what_contradicts_itself_is_refused(said: dict[str, Any], code: str) -> None:
    assert refused(**said) == {code}


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ({"courses": ["电工", "电工 64学时"]}, {"电工": {"hours": 64}}),
        ({"courses": ["电工 64学时", "电工（64 课时）"]}, {"电工": {"hours": 64}}),
        ({"courses": ["电工"], "course_facts": {"电工": {"hours": 64}}}, {"电工": {"hours": 64}}),
        (
            {"courses": ["电工（实训）"], "course_facts": {"电工": {"hours": 64}}},
            {"电工": {"hours": 64, "kind": "practice"}},
        ),
        ({"courses": ["电工"], "course_facts": {"电工": {}}}, {}),
        ({"courses": ["电工"]}, {}),
    ],
)
def test_a_course_stands_once_with_all_that_is_said_of_it(said: dict[str, Any], facts: dict[str, Any]) -> None:
    data = draft(**said)

    assert (data.courses, data.course_facts) == (["电工"], facts)


def test_a_course_with_hours_counts_as_one_of_the_three_that_are_needed(as_: As) -> None:
    typed = {**TYPED, "courses": "电工 64学时\n电工\n钳工", "action": "save"}

    assert "至少 3 项" in as_("Ines").send("/programs/new", typed).text


def test_facts_of_a_programme_do_not_keep_it_from_being_complete(program: Program) -> None:
    program.course_facts = {COURSES[0]: {"hours": 64, "kind": "theory"}}

    assert programs.gaps(program) == []


def test_another_writing_of_the_same_courses_is_no_difference_between_two_versions(as_: As, database: Session) -> None:
    ines = as_("Ines")
    page = ines.send("/programs/new", {**TYPED, "action": "save"}).headers["Location"] + "/edit"
    stale = hidden(ines.get(page).text)
    ines.send(page, {**TYPED, "years": "4", "action": "save"})

    answer = ines.client.post(page, data={**stale, **TYPED, "years": "5", "action": "save"})

    assert answer.status_code == 409
    assert "您填的内容" in answer.text
    assert "学制" in re.findall(r'<th scope="row">([^<]*)</th>', answer.text)
    assert "主要课程" not in re.findall(r'<th scope="row">([^<]*)</th>', answer.text)
