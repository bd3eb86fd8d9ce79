"""Where a school teaches what is wanted: the page of a suggestion names course, hours, room and certificate."""

import hashlib
import json
from typing import Any

from sqlmodel import Session, col, select

from tests.stage import LIFT, ROBOT, Stage, newest_run, person, the_suggestion
from tests.visitor import Visitor
from webapp.models import Organisation, Program, RoundSnapshot, Suggestion
from webapp.services.process.adopting import adopt_run

TUNER = "电梯调试员"
TEACHING = "云川职业技术学院"
SILENT = "越东技工学校"
NEW = ("course_facts", "rooms", "certificates")


def describe(stage: Stage) -> None:
    """Let one school say how it teaches; the other says nothing."""
    with stage.session() as session:
        program = program_of(session, TEACHING)
        program.courses = ["PLC 编程", "电梯应急处置", "电气原理图识读"]
        program.course_facts = {"PLC 编程": {"hours": 96, "kind": "practice"}, "电梯应急处置": {"hours": 16}}
        program.rooms = ["PLC 实训室（40 工位）", "茶艺室"]
        program.certificates = ["PLC 编程（三级）"]


def program_of(session: Session, school: str) -> Program:
    query = select(Program).join(Organisation, col(Organisation.id) == col(Program.school_id))
    return session.exec(query.where(Organisation.name == school)).one()


def open_choosing(stage: Stage) -> None:
    stage.compute()
    with stage.session() as session:
        adopt_run(session, newest_run(session), by=person(session, "Noor"))
    stage.step("choose")


def scores(stage: Stage) -> dict[tuple[str, str], tuple[float, float, Any]]:
    run = stage.ask(newest_run)
    rows = stage.ask(lambda session: session.exec(select(Suggestion).where(Suggestion.run_id == run.id)).all())
    return {
        (row.facts["demand"]["number"], row.facts["offering"]["number"]): (
            row.score,
            row.coverage,
            row.explanation["contributions"],
        )
        for row in rows
    }


def page_of(visitor: Visitor, stage: Stage, position: str = TUNER, school: str = TEACHING) -> str:
    return visitor.get(stage.suggestion_url(position, school)).text


def test_each_matched_skill_names_the_course_with_its_hours_the_room_and_the_certificate(stage: Stage) -> None:
    describe(stage)
    stage.step("freeze")
    open_choosing(stage)

    for name in ("Ines", "Noor"):
        page = page_of(stage.as_(name), stage)
        assert "课程《PLC 编程》（96 学时，实训）；实训室：PLC 实训室（40 工位）；证书：PLC 编程（三级）" in page
        assert "茶艺室" not in page
    for name in ("Ines", "Mei", "Noor"):
        page = page_of(stage.as_(name), stage, LIFT)
        assert "课程《电梯应急处置》（16 学时）<" in page
        assert "课程《电气原理图识读》<" in page


def test_a_school_that_says_nothing_more_has_its_courses_named_alone(stage: Stage) -> None:
    describe(stage)
    with stage.session() as session:
        program_of(session, SILENT).courses = ["工业机器人编程"]
    stage.step("freeze")
    open_choosing(stage)

    page = page_of(stage.as_("Noor"), stage, ROBOT, SILENT)

    assert "课程《工业机器人编程》<" in page
    assert "学时" not in page
    assert "实训室" not in page


def test_hours_rooms_and_certificates_change_no_score(stage: Stage) -> None:
    with stage.session() as session:
        program_of(session, TEACHING).courses = ["PLC 编程", "电梯应急处置", "电气原理图识读"]
    stage.step("freeze")
    stage.compute()
    before = scores(stage)
    stage.step("thaw")
    describe(stage)
    stage.step("freeze")
    stage.compute()

    assert scores(stage) == before


def test_what_a_school_changes_after_the_freeze_is_not_shown(stage: Stage) -> None:
    describe(stage)
    stage.step("freeze")
    open_choosing(stage)
    with stage.session() as session:
        program = program_of(session, TEACHING)
        program.course_facts, program.rooms = {"PLC 编程": {"hours": 32, "kind": "theory"}}, []

    page = page_of(stage.as_("Ines"), stage)

    assert "课程《PLC 编程》（96 学时，实训）；实训室：PLC 实训室（40 工位）" in page


def test_a_snapshot_of_an_earlier_version_is_read_and_not_written_anew(stage: Stage) -> None:
    describe(stage)
    stage.step("freeze")
    stage.compute()
    before = scores(stage)
    with stage.session() as session:
        snapshot = session.exec(select(RoundSnapshot)).one()
        content = json.loads(snapshot.content)
        for facts in content["offerings"]:
            for name in NEW:
                del facts[name]
        snapshot.content = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        snapshot.sha256 = hashlib.sha256(snapshot.content.encode()).hexdigest()

    open_choosing(stage)

    assert len(stage.ask(lambda session: session.exec(select(RoundSnapshot)).all())) == 1
    assert scores(stage) == before
    run = stage.ask(newest_run)
    rows = stage.ask(lambda session: session.exec(select(Suggestion).where(Suggestion.run_id == run.id)).all())
    (row,) = (
        row
        for row in rows
        if row.facts["demand"]["position"] == TUNER and "PLC" in str(row.facts["offering"]["courses"])
    )
    page = stage.as_("Ines").get(f"/suggestions/{row.id}").text
    assert "课程《PLC 编程》<" in page
    assert "学时" not in page
    assert "PLC 实训室" not in page


def test_a_suggestion_of_an_earlier_version_is_shown_without_places(stage: Stage) -> None:
    stage.step("freeze")
    open_choosing(stage)
    with stage.session() as session:
        row = the_suggestion(session, TUNER, TEACHING)
        explanation, facts = json.loads(json.dumps(row.explanation)), json.loads(json.dumps(row.facts))
        for skill in explanation["skills"]:
            for name in ("course", "room", "certificate"):
                del skill[name]
        for name in NEW:
            del facts["offering"][name]
        row.explanation, row.facts = explanation, facts

    page = page_of(stage.as_("Ines"), stage)

    assert "名称相同" in page
    assert "课程《" not in page


def test_the_english_page_says_it_in_english(stage: Stage) -> None:
    describe(stage)
    stage.step("freeze")
    open_choosing(stage)

    page = stage.as_("Ines").get(f"{stage.suggestion_url(TUNER)}?lang=en").text

    assert (
        "course PLC 编程 (96 hours, Practice); training room: PLC 实训室（40 工位）; certificate: PLC 编程（三级）"
        in page
    )
