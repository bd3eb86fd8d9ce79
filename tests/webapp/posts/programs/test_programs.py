"""Programmes over HTTP: proposals, saving, refusals, permissions, and nothing typed is lost."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import event
from sqlmodel import Session, select

from tests.visitor import Visitor, hidden
from tests.webapp.posting import SKILLS, actions, freeze, fresh
from tests.webapp.posts.programs.conftest import PROGRAM_FORM
from webapp.models import MatchingRound, Offering, Program
from webapp.models.posts.enums import PostStatus

As = Callable[[str], Visitor]


def test_a_school_picks_a_major_gets_proposals_and_saves(as_: As, database: Session) -> None:
    ines = as_("Ines")

    drawn = ines.send("/programs/new", {"major_key": "460206", "action": "propose"})

    assert drawn.status_code == 200
    assert "电梯曳引系统检修" in drawn.text
    assert "C3435 电梯、自动扶梯及升降机制造" in drawn.text
    assert fresh(database).exec(select(Program)).all() == []

    answer = ines.send("/programs/new", {**PROGRAM_FORM, "action": "save"})

    assert answer.status_code == 303
    kept = fresh(database).exec(select(Program)).one()
    assert (kept.major_key, kept.name, kept.industry_codes) == ("moe2021:460206", "电梯工程技术", ["C3435"])
    page = ines.get(answer.headers["Location"])
    assert "专业已保存" in page.text
    assert "新建专业" in page.text
    assert actions(database) == ["program.created"]


def test_proposals_fill_empty_lists_and_offer_the_rest_to_tick(as_: As, program: Program, database: Session) -> None:
    page = f"/programs/{program.id}/edit"

    drawn = as_("Ines").send(page, {**PROGRAM_FORM, "courses": "", "action": "propose"})

    assert 'name="more_industry_codes"' in drawn.text
    assert "电梯结构与原理" in drawn.text

    answer = as_("Ines").send(page, {**PROGRAM_FORM, "more_industry_codes": "C343 物料搬运设备制造", "action": "save"})

    assert answer.status_code == 303
    assert fresh(database).get_one(Program, program.id).industry_codes == ["C3435", "C343"]


def test_an_incomplete_form_comes_back_whole_with_complaints_beside_the_fields(as_: As, database: Session) -> None:
    typed = {**PROGRAM_FORM, "years": "不一定", "skills": "电梯应急处置\n电气原理图识读", "industry_codes": "C3435"}

    answer = as_("Ines").send("/programs/new", {**typed, "action": "save"})

    assert answer.status_code == 422
    assert "有 2 处需要修改" in answer.text
    assert "应为年数" in answer.text
    assert "至少 5 项" in answer.text
    for value in ("不一定", "电梯应急处置", "电梯结构与原理", "电梯安装维修工三级"):
        assert value in answer.text
    assert fresh(database).exec(select(Program)).all() == []


def test_unknown_codes_are_refused_together_and_nothing_is_lost(as_: As) -> None:
    typed = {**PROGRAM_FORM, "major_key": "999999", "industry_codes": "C9999\nC"}

    answer = as_("Ines").send("/programs/new", {**typed, "action": "save"})

    assert answer.status_code == 422
    assert "目录里没有这个专业" in answer.text
    assert "没有找到这些行业：C9999" in answer.text
    assert "999999" in answer.text


def test_a_name_that_two_majors_share_asks_for_the_code_or_the_level(as_: As, database: Session) -> None:
    ines = as_("Ines")

    answer = ines.send("/programs/new", {"major_key": "制冷与空调技术", "action": "propose"})

    assert answer.status_code == 422
    assert "260205、460205" in answer.text

    assert (
        ines.send("/programs/new", {**PROGRAM_FORM, "major_key": "制冷与空调技术", "action": "save"}).status_code == 303
    )
    assert [program.major_key for program in fresh(database).exec(select(Program))] == ["moe2021:460205"]


def test_a_code_beside_another_name_is_refused_beside_its_field(as_: As) -> None:
    typed = {**PROGRAM_FORM, "major_key": "460206 机电一体化技术", "industry_codes": "3435 集成电路制造"}

    answer = as_("Ines").send("/programs/new", {**typed, "action": "save"})

    assert answer.status_code == 422
    assert "“460206 机电一体化技术”里的代码和名称不是同一条：460206 电梯工程技术" in answer.text
    assert "“3435 集成电路制造”里的代码和名称不是同一条：C3435 电梯" in answer.text


def test_a_level_outside_the_catalogue_of_the_major_is_refused(as_: As) -> None:
    answer = as_("Ines").send("/programs/new", {**PROGRAM_FORM, "level": "secondary", "action": "save"})

    assert answer.status_code == 422
    assert "属于高职专科目录" in answer.text


def test_a_major_and_a_level_are_enough_to_save_for_later(as_: As, database: Session) -> None:
    ines = as_("Ines")

    answer = ines.send("/programs/new", {"major_key": "460206", "level": "higher", "action": "draft"})

    assert answer.status_code == 303
    page = ines.get(answer.headers["Location"])
    assert "这些项补全后才能提交培养能力" in page.text
    assert "教授的技能" in page.text


def test_the_same_form_sent_twice_makes_one_programme(as_: As, database: Session) -> None:
    ines = as_("Ines")
    drawn = ines.get("/programs/new")

    sent = {**hidden(drawn.text), **PROGRAM_FORM, "action": "save"}

    first, second = (ines.client.post("/programs/new", data=sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(fresh(database).exec(select(Program)).all()) == 1


def test_the_same_programme_is_not_written_twice(as_: As, program: Program) -> None:
    answer = as_("Ines").send("/programs/new", {**PROGRAM_FORM, "action": "save"})

    assert answer.status_code == 422
    assert "本校已有同专业" in answer.text


def test_a_stale_edit_shows_both_versions_and_keeps_what_was_typed(
    as_: As, program: Program, database: Session
) -> None:

    ines, page = as_("Ines"), f"/programs/{program.id}/edit"
    drawn = hidden(ines.get(page).text)
    assert ines.send(page, {**PROGRAM_FORM, "years": "4", "action": "save"}).status_code == 303

    answer = ines.client.post(page, data={**drawn, **PROGRAM_FORM, "years": "5", "action": "save"})

    assert answer.status_code == 409
    assert "同事已保存了新的内容" in answer.text
    assert "<td>4</td><td>5</td>" in answer.text
    assert 'value="5"' in answer.text
    assert fresh(database).get_one(Program, program.id).years == 4

    again = ines.client.post(page, data={**hidden(answer.text), **PROGRAM_FORM, "years": "5", "action": "save"})

    assert again.status_code == 303
    assert fresh(database).get_one(Program, program.id).years == 5


def test_an_edit_sent_twice_is_no_conflict(as_: As, program: Program) -> None:

    ines, page = as_("Ines"), f"/programs/{program.id}/edit"
    sent = {**hidden(ines.get(page).text), **PROGRAM_FORM, "years": "4", "action": "save"}

    answers = [ines.client.post(page, data=sent).status_code for _ in range(2)]

    assert answers == [303, 303]


def test_the_history_says_what_was_changed(as_: As, program: Program) -> None:
    ines = as_("Ines")
    ines.send(f"/programs/{program.id}/edit", {**PROGRAM_FORM, "years": "4", "action": "save"})

    page = ines.get(f"/programs/{program.id}")

    assert "学制：3 → 4" in page.text
    assert "学制：3 → 4" not in as_("Mei").get(f"/programs/{program.id}").text


def test_closing_a_programme_withdraws_its_offerings(as_: As, offering: Offering, database: Session) -> None:
    page = f"/programs/{offering.program_id}"

    answer = as_("Ines").send(page, to=f"{page}/withdraw")

    assert answer.status_code == 303
    assert fresh(database).get_one(Program, offering.program_id).is_closed
    assert fresh(database).get_one(Offering, offering.id).status is PostStatus.WITHDRAWN
    assert as_("Ines").get(f"{page}/edit").status_code == 409
    assert as_("Ines").send(page, to=f"{page}/reopen").status_code == 303


def test_a_programme_in_a_frozen_round_is_not_closed(
    as_: As, offering: Offering, round_: MatchingRound, database: Session
) -> None:
    freeze(database, round_, offering)
    page = f"/programs/{offering.program_id}"

    answer = as_("Ines").send(page, to=f"{page}/withdraw")

    assert answer.status_code == 409
    assert "春季校企匹配" in answer.text
    assert not fresh(database).get_one(Program, offering.program_id).is_closed


def test_another_school_can_neither_edit_nor_close(as_: As, program: Program) -> None:
    tomas = as_("Tomas")

    assert tomas.get(f"/programs/{program.id}").status_code == 200
    assert tomas.get(f"/programs/{program.id}/edit").status_code == 404
    token = hidden(tomas.get("/home").text, "/logout")
    assert tomas.client.post(f"/programs/{program.id}/withdraw", data=token).status_code == 404


def test_an_enterprise_may_read_but_not_write(as_: As, program: Program) -> None:
    mei = as_("Mei")

    assert program.name in mei.get("/programs").text
    assert mei.get(f"/programs/{program.id}").status_code == 200
    assert mei.get("/programs/new").status_code == 403
    assert mei.get("/programs/mine").status_code == 403


def test_programmes_of_an_unverified_school_are_not_listed(as_: As, database: Session) -> None:
    tomas = as_("Tomas")
    typed = {**PROGRAM_FORM, "major_key": "660201", "level": "secondary", "direction": "越东方向"}
    assert tomas.send("/programs/new", {**typed, "action": "save"}).status_code == 303
    kept = fresh(database).exec(select(Program)).one()

    assert "越东方向" in tomas.get("/programs/mine").text
    assert "越东方向" not in as_("Mei").get("/programs").text
    assert as_("Mei").get(f"/programs/{kept.id}").status_code == 404
    assert "越东方向" in as_("Noor").get("/programs").text


def test_the_list_is_narrowed_by_words_level_and_province(as_: As, offering: Offering) -> None:
    mei = as_("Mei")

    assert "电梯工程技术" in mei.get("/programs?q=460206&level=higher&region=330000").text
    assert "没有符合条件的专业" in mei.get("/programs?q=没有的").text
    assert "没有符合条件的专业" in mei.get("/programs?level=secondary").text
    assert mei.get("/programs?page=0").status_code == 404
    assert "没有这一页" in mei.get("/programs?page=9").text


def test_skills_that_the_lexicon_lacks_are_kept_and_named(as_: As, program: Program) -> None:
    page = as_("Ines").get(f"/programs/{program.id}")

    assert f"技能库里还没有：{SKILLS[5]}" in page.text


def test_the_list_asks_as_often_for_three_programmes_as_for_one(
    as_: As, app: Flask, program: Program, database: Session
) -> None:
    asked: list[str] = []
    event.listen(app.extensions["zhiqiao.engine"], "before_cursor_execute", lambda *facts: asked.append(facts[2]))
    ines = as_("Ines")

    def count(address: str) -> int:
        asked.clear()
        assert ines.get(address).status_code == 200
        return len(asked)

    before = count("/programs"), count("/programs/mine")
    for direction in ("维保", "调试"):
        facts = program.model_dump(exclude={"id", "direction"}) | {"direction": direction}
        database.add(Program(**facts))
    database.commit()

    assert (count("/programs"), count("/programs/mine")) == before


def test_odd_input_is_refused_and_never_an_error(as_: As) -> None:
    ines = as_("Ines")
    odd = {**PROGRAM_FORM, "major_key": "4602\x0006", "skills": "技能\x01\n" * 6, "version": "²", "level": "kaiser"}

    answers = [ines.send("/programs/new", {**odd, "action": action}).status_code for action in ("save", "propose")]

    assert answers == [422, 422]
    assert ines.get("/programs/new?major=%00").status_code == 200
    assert ines.get("/programs?q=%00&region=%27&level=x").status_code == 200
