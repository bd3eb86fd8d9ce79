"""The form of a first demand: what is known is filled in, what is optional folded, what is usual proposed."""

import re
from collections.abc import Callable

from sqlmodel import Session, select

from tests.visitor import Visitor
from tests.webapp.posting import SKILLS, fresh
from tests.webapp.posts.demands.conftest import make_demand
from webapp.models import Demand, MatchingRound
from webapp.models.posts.enums import PostStatus

As = Callable[[str], Visitor]
FIVE = {
    "segment_slug": "elevator.maintain", "chain_slug": "elevator", "position": "电梯急修工", "headcount": "6",
    "level": "higher", "required_skills": "\n".join(SKILLS[:3]), "visibility": "public",
}  # fmt: skip
FAMILY = {"family": False}  # the segment has families
DUTY = "负责电梯曳引系统检修与PLC编程与调试，参与电梯应急处置，按要求填写维保记录并向客户说明故障原因及处理结果"


def folds(page: str) -> dict[str, bool]:
    """Return which folds of a form stand open."""
    return {name: bool(opened) for name, opened in re.findall(r'<details class="fold" id="fold-(\w+)"( open)?>', page)}


def buttons(page: str, field: str) -> list[str]:
    """Return what the buttons of proposals for a field say they do."""
    return re.findall(rf'name="action" value="(?:add|fill):{field}:([^"]*)"', page)


def test_what_is_optional_is_folded_away_on_a_new_form(as_: As) -> None:
    page = as_("Mei").get("/demands/new").text

    assert folds(page) == {"staff": False, "preferred": False, "cooperation": False, "contact": False}
    assert page.index('id="fold-cooperation"') < page.index('name="modes"')


def test_a_fold_opens_where_something_in_it_is_wrong_or_was_written(as_: As) -> None:
    mei = as_("Mei")

    wrong = mei.send("/demands/new", {**FIVE, "contact_phone": "12", "action": "check"})
    written = mei.send(
        "/demands/new", {**FIVE, "headcount": "0", "current_staff": "80", "note": "两班倒", "action": "check"}
    )

    assert wrong.status_code == written.status_code == 422
    assert folds(wrong.text) == {"staff": False, "preferred": False, "cooperation": False, "contact": True, **FAMILY}
    assert folds(written.text) == {"staff": True, "preferred": False, "cooperation": True, "contact": False, **FAMILY}


def test_five_fields_are_enough_on_the_form(as_: As, database: Session) -> None:
    mei = as_("Mei")
    answer = mei.send("/demands/new", {**FIVE, "action": "check"})
    assert answer.status_code == 303
    check = answer.headers["Location"]
    assert mei.send(check, to=check.replace("/check", "/submit")).status_code == 303

    kept = fresh(database).exec(select(Demand)).one()
    assert (kept.status, kept.position, kept.modes) == (PostStatus.SUBMITTED, "电梯急修工", [])


def test_neither_segment_nor_industry_is_refused_beside_the_industry(as_: As) -> None:
    answer = as_("Mei").send("/demands/new", {**FIVE, "chain_slug": "none", "segment_slug": "none", "action": "check"})

    assert answer.status_code == 422
    assert 'id="industry_code-error"' in answer.text
    assert "至少填一项" in answer.text


def test_a_position_in_no_chain_is_placed_by_its_industry_and_shown_so_again(as_: As, database: Session) -> None:
    mei = as_("Mei")
    sent = {**FIVE, "chain_slug": "none", "segment_slug": "none", "industry_code": "C3435", "action": "check"}
    check = mei.send("/demands/new", sent).headers["Location"]
    mei.send(check, to=check.replace("/check", "/submit"))

    kept = fresh(database).exec(select(Demand)).one()
    assert (kept.chain_slug, kept.segment_slug, kept.industry_code) == (None, None, "C3435")
    page = mei.get(f"/demands/{kept.id}/edit").text
    assert page.count('<option selected value="none">不在重点产业链</option>') == 2


def test_mode_pay_and_contact_are_remembered_from_the_last_demand(as_: As, database: Session) -> None:
    make_demand(database)

    page = as_("Mei").get("/demands/new").text

    for value in ('value="4200"', 'value="6500"', 'value="赵敏"', 'value="13900139000"'):
        assert value in page
    assert re.search(r'value="order_class" checked', page)
    assert not any(folds(page).values())
    assert "13900139000" not in as_("Jun").get("/demands/new").text


def test_a_round_is_filled_in_only_where_exactly_one_collects(
    as_: As, round_: MatchingRound, database: Session
) -> None:
    assert f'<option selected value="{round_.id}">' in as_("Mei").get("/demands/new").text

    other = MatchingRound(**round_.model_dump(exclude={"id", "code"}), code="R-OTHER")
    database.add(other)
    database.commit()

    page = as_("Mei").get("/demands/new").text
    assert '<option selected value="">不限轮次' in page


def test_a_segment_proposes_industries_titles_and_skills(as_: As, database: Session) -> None:
    make_demand(database, enterprise="芯桥电梯有限公司", required_skills=["PLC 编程与调试", "电梯应急处置", "本厂暗号"])

    page = as_("Jun").send(
        "/demands/new", {"chain_slug": "elevator", "segment_slug": "elevator.maintain", "action": "places"}
    )

    assert page.status_code == 200
    assert buttons(page.text, "industry_code")[0].startswith("C3435 ")
    assert buttons(page.text, "position") == ["电梯保养工", "电梯急修工"]
    proposed = buttons(page.text, "required_skills")
    assert proposed[:2] == ["PLC 编程与调试", "电梯应急处置"]
    assert "电梯曳引系统检修" in proposed
    assert "本厂暗号" not in proposed


def test_without_a_script_a_proposal_is_taken_over_by_the_server(as_: As, database: Session) -> None:
    mei = as_("Mei")

    added = mei.send(
        "/demands/new", {**FIVE, "required_skills": "安全用电", "action": "add:required_skills:电梯应急处置"}
    )
    filled = mei.send("/demands/new", {**FIVE, "action": "fill:position:电梯保养工"})

    assert added.status_code == filled.status_code == 200
    assert re.search(r'name="required_skills"[^>]*>\s*安全用电\n电梯应急处置</textarea>', added.text)
    assert 'value="电梯保养工"' in filled.text
    assert mei.send("/demands/new", {**FIVE, "action": "fill:visibility:x"}).status_code != 500
    assert len(fresh(database).exec(select(Demand)).all()) <= 1


def test_a_duty_may_be_a_skill_and_what_the_lexicon_finds_in_it_is_offered(as_: As, database: Session) -> None:
    mei = as_("Mei")
    assert 40 < len(DUTY) <= 80

    drawn = mei.send("/demands/new", {**FIVE, "required_skills": f"{DUTY}；", "action": "places"}).text
    kept = mei.send("/demands/new", {**FIVE, "required_skills": f"{DUTY}\n安全用电\n电气原理图识读", "action": "check"})

    assert f"“{DUTY}”其中有：" in drawn
    assert buttons(drawn, "required_skills")[:3] == ["电梯曳引系统检修", "PLC 编程与调试", "电梯应急处置"]
    assert kept.status_code == 303
    assert fresh(database).exec(select(Demand)).one().required_skills[0] == DUTY


def test_what_one_enterprise_shows_to_few_is_not_proposed_to_others(as_: As, database: Session) -> None:
    make_demand(database, visibility="verified", required_skills=["PLC 编程与调试"])

    asked = "/demands/proposals?segment_slug=elevator.maintain"

    first = buttons(as_("Jun").get(asked).text, "required_skills")
    assert first[:1] != ["PLC 编程与调试"]
