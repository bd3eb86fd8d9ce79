"""Hours and kind of courses over the API: as lines or apart, and a partial change loses none of them."""

from tests.api.conftest import PROGRAM, Give

NAMED = ["电梯结构与原理", "电梯安装与调试", "电气控制技术"]
FACTS = {"电梯结构与原理": {"hours": 64}, "电梯安装与调试": {"hours": 96, "kind": "practice"}}


def test_lines_are_taken_apart_and_what_is_shown_can_be_sent_back(program: Give) -> None:
    caller = program("Ines")
    lines = ["电梯结构与原理（64 学时）", "电梯安装与调试 96学时 实训", "电气控制技术"]

    made = caller.post("/programs", {**PROGRAM, "courses": lines, "rooms": ["电梯实训室（40 工位）"]})

    assert made.status_code == 201, made.text
    assert (made.json["courses"], made.json["course_facts"]) == (NAMED, FACTS)
    assert made.json["rooms"] == ["电梯实训室（40 工位）"]
    again = {name: made.json[name] for name in ("courses", "course_facts", "rooms")}
    changed = caller.change(f"/programs/{made.json['id']}", again, made.headers["ETag"])
    assert changed.status_code == 200
    assert {name: changed.json[name] for name in again} == again


def test_names_and_facts_may_be_sent_apart(program: Give) -> None:
    made = program("Ines").post("/programs", {**PROGRAM, "courses": NAMED, "course_facts": FACTS})

    assert made.status_code == 201, made.text
    assert made.json["course_facts"] == FACTS


def test_new_courses_keep_the_facts_of_those_that_stand(program: Give) -> None:
    caller = program("Ines")
    made = caller.post("/programs", {**PROGRAM, "courses": NAMED, "course_facts": FACTS})

    path, courses = f"/programs/{made.json['id']}", [NAMED[1], "电梯结构与原理 72学时", "钳工", "焊接"]
    changed = caller.change(path, {"courses": courses}, made.headers["ETag"])

    assert changed.json["courses"] == [NAMED[1], NAMED[0], "钳工", "焊接"]
    assert changed.json["course_facts"] == {NAMED[1]: FACTS[NAMED[1]], NAMED[0]: {"hours": 72}}


def test_facts_alone_can_be_changed_and_taken_away(program: Give) -> None:
    caller = program("Ines")
    made = caller.post("/programs", {**PROGRAM, "courses": NAMED, "course_facts": FACTS})
    path = f"/programs/{made.json['id']}"

    changed = caller.change(path, {"course_facts": {NAMED[2]: {"hours": 80}}}, made.headers["ETag"])
    emptied = caller.change(path, {"course_facts": {}}, changed.headers["ETag"])

    assert changed.json["course_facts"] == {NAMED[2]: {"hours": 80}}
    assert (emptied.json["courses"], emptied.json["course_facts"]) == (NAMED, {})


def test_facts_of_no_course_and_impossible_facts_are_refused(program: Give) -> None:
    caller = program("Ines")
    for facts in (
        {"钳工": {"hours": 64}},
        {NAMED[0]: {"hours": 0}},
        {NAMED[0]: {"weeks": 2}},
        {NAMED[0]: {"kind": "x"}},
    ):
        answer = caller.post("/programs", {**PROGRAM, "courses": NAMED, "course_facts": facts})
        assert answer.status_code == 422, facts
        assert "course_facts" in answer.text
