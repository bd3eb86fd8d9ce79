"""Three levels of validation, codes as people type them, and a form that redraws itself without a script."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from tests.visitor import Visitor, hidden
from tests.webapp.posting import freeze, fresh
from tests.webapp.posts.demands.conftest import DEMAND_FORM, NEXT_YEAR, make_demand
from webapp.models import Demand, MatchingRound, Offering, Organisation
from webapp.models.posts.enums import PostStatus
from webapp.models.rounds.enums import RoundStatus

As = Callable[[str], Visitor]
MANY = {**DEMAND_FORM, "headcount": "30", "current_staff": "120"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"start_month": "2020-01"}, "开始年月应晚于本月"),
        ({"valid_until": f"{NEXT_YEAR + 2}-01-01"}, "有效期最长 12 个月"),
        ({"valid_until": "2020-01-01"}, "有效期应在今天之后"),
        ({"modes": ["new_apprenticeship"], "months": "6"}, "企业新型学徒制不少于 12 个月"),
        ({"months": ""}, "选择了学徒制，请填写学徒培养期"),
        ({"months": "37"}, "不能大于 36"),
        ({"industry_code": "C34"}, "请选到小类"),
        ({"industry_code": "C9999"}, "没有找到这些行业：C9999"),
        ({"region": "火星"}, "没有找到这些地区"),
        ({"segment_slug": "digital.chips", "family_slug": ""}, "这个环节不属于所选的产业链"),
        ({"segment_slug": "elevator.build"}, "这个岗位族不属于所选的环节"),
        ({"chain_slug": "moon"}, "请从列表中选择产业链"),
        ({"round_id": "not-a-round"}, "这个轮次不在征集期"),
        ({"level": "genius"}, "请从选项中选择"),
        ({"visibility": "everyone"}, "请从选项中选择"),
        ({"required_skills": "电梯应急处置\n安全用电"}, "至少 3 项"),
        ({"required_skills": "\n".join(f"技能{number}" for number in range(16))}, "最多 15 项"),
        ({"preferred_skills": "很" * 81}, "每项技能最多 80 个字"),
    ],
)
def test_what_must_be_mended_is_refused_beside_its_field(
    as_: As, typed: dict[str, object], sentence: str, database: Session
) -> None:
    answer = as_("Mei").send("/demands/new", {**DEMAND_FORM, **typed, "action": "check"})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert fresh(database).exec(select(Demand)).all() == []


def test_an_unusual_figure_asks_for_an_explanation_and_takes_it(as_: As, database: Session) -> None:
    mei = as_("Mei")

    asked = mei.send("/demands/new", {**MANY, "action": "check"})

    assert asked.status_code == 422
    assert "有 1 处需要核实" in asked.text
    assert "占同类岗位在岗 120 人的 25.0%。" in asked.text
    assert 'href="#verify-share_of_post"' in asked.text
    assert 'name="note_share_of_post"' in asked.text
    assert "1 处待核实" in asked.text

    short = mei.send("/demands/new", {**MANY, "note_share_of_post": "分批轮换", "action": "check"})

    assert short.status_code == 422
    assert "10 至 200 个字" in short.text
    assert "分批轮换" in short.text
    assert fresh(database).exec(select(Demand)).all() == []

    note = "分两批轮换，每批 15 人，各三个月"
    kept = mei.send("/demands/new", {**MANY, "note_share_of_post": note, "action": "check"})

    assert kept.status_code == 303
    check = kept.headers["Location"]
    assert note in mei.get(check).text
    assert mei.send(check, to=check.replace("/check", "/submit")).status_code == 303
    demand = fresh(database).exec(select(Demand)).one()
    assert demand.verify_notes == {"share_of_post": note}
    assert note in as_("Noor").get(f"/demands/{demand.id}").text
    assert note not in as_("Ines").get(f"/demands/{demand.id}").text


def test_a_mended_figure_needs_its_explanation_no_more(as_: As, database: Session) -> None:
    demand = make_demand(database, headcount=30, verify_notes={"share_of_post": "分两批轮换，每批 15 人"})

    answer = as_("Mei").send(f"/demands/{demand.id}/edit", {**DEMAND_FORM, "action": "check"})

    assert answer.status_code == 303
    assert fresh(database).get_one(Demand, demand.id).verify_notes == {}


@pytest.mark.parametrize(
    ("typed", "employees", "code"),
    [
        ({"mentors": "1"}, None, "few_mentors"),
        ({"modes": ["new_apprenticeship"], "months": "30"}, None, "months_unusual"),
        ({}, 150, "share_of_employees"),
    ],
)
def test_each_figure_to_verify_has_its_own_explanation(
    as_: As, database: Session, typed: dict[str, object], employees: int | None, code: str
) -> None:
    own = database.exec(select(Organisation).where(Organisation.name == "芯桥电梯有限公司")).one()
    own.employees = employees
    database.commit()

    answer = as_("Mei").send("/demands/new", {**DEMAND_FORM, **typed, "action": "check"})

    assert answer.status_code == 422
    assert f'id="verify-{code}"' in answer.text


def test_an_unexplained_figure_keeps_a_draft_from_being_handed_in(as_: As, database: Session) -> None:
    demand = make_demand(database, status=PostStatus.DRAFT, submitted_at=None, headcount=30)
    mei, page = as_("Mei"), f"/demands/{demand.id}"
    assert 'href="#verify-share_of_post"' in mei.get(f"{page}/check").text
    token = hidden(mei.get(f"{page}/edit").text)["csrf_token"]

    answer = mei.client.post(f"{page}/submit", data={"csrf_token": token, "version": demand.version})

    assert answer.headers["Location"] == f"{page}/check"
    assert fresh(database).get_one(Demand, demand.id).status is PostStatus.DRAFT


def test_a_skill_that_the_lexicon_lacks_is_kept_with_a_hint(as_: As, database: Session) -> None:
    mei = as_("Mei")
    typed = {**DEMAND_FORM, "required_skills": "电梯应急处置\n龘字牌匾修复\n安全用电", "action": "check"}

    answer = mei.send("/demands/new", typed)

    assert answer.status_code == 303
    assert "技能库里还没有：龘字牌匾修复" in mei.get(answer.headers["Location"]).text
    assert fresh(database).exec(select(Demand)).one().required_skills[1] == "龘字牌匾修复"


@pytest.mark.parametrize("typed", ["C3435", "3435", "c3435", "电梯、自动扶梯及升降机制造", "3435 电梯"])
def test_an_industry_is_understood_however_it_is_typed(as_: As, database: Session, typed: str) -> None:
    answer = as_("Mei").send("/demands/new", {**DEMAND_FORM, "industry_code": typed, "action": "check"})

    assert answer.status_code == 303
    assert fresh(database).exec(select(Demand)).one().industry_code == "C3435"


def test_without_a_script_a_button_brings_the_segments_and_keeps_what_was_typed(as_: As, database: Session) -> None:
    typed = {**DEMAND_FORM, "chain_slug": "digital", "headcount": "十二", "action": "places"}

    answer = as_("Mei").send("/demands/new", typed)

    assert answer.status_code == 200
    assert '<option value="digital.chips">' in answer.text
    assert "elevator.maintain" not in answer.text
    assert 'value="十二"' in answer.text
    assert "门锁与层门检查" in answer.text
    assert fresh(database).exec(select(Demand)).all() == []


def test_with_a_script_only_the_places_are_drawn_anew(as_: As) -> None:
    answer = as_("Mei").get("/demands/places?chain_slug=elevator&segment_slug=elevator.maintain")

    assert answer.text.lstrip().startswith('<div id="places"')
    assert '<option selected value="elevator.maintain">' in answer.text
    assert '<option value="elevator.maintain.fitter">' in answer.text
    assert '<option value="电梯急修工">' in answer.text
    assert "电梯、自动扶梯及升降机制造" in answer.text


def test_the_estimate_counts_what_stands_on_the_exchange(as_: As, offering: Offering) -> None:
    asked = "/demands/estimate?industry_code=C3435&required_skills=电梯应急处置%0A安全用电%0A门锁调整"

    page = as_("Mei").get(asked).text

    assert "<dd>45</dd>" in page
    assert "67%" in page
    assert "门锁调整" in page.split("同行业专业都没有写明")[1]


def test_the_estimate_leaves_out_what_the_enterprise_may_not_see(
    as_: As, offering: Offering, database: Session
) -> None:
    offering.status = PostStatus.WITHDRAWN
    database.commit()

    assert "目前没有学校开放" in as_("Mei").get("/demands/estimate?industry_code=C3435").text
    assert "选择环节或填写行业代码后" in as_("Mei").get("/demands/estimate").text


def test_a_frozen_round_refuses_every_change_with_its_reason(
    as_: As, demand: Demand, round_: MatchingRound, offering: Offering, database: Session
) -> None:
    mei, noor, page = as_("Mei"), as_("Noor"), f"/demands/{demand.id}"
    edit, withdrawal = hidden(mei.get(f"{page}/edit").text), hidden(mei.get(page).text, f"{page}/withdraw")
    back = hidden(noor.get(page).text, f"{page}/return")
    freeze(database, round_, demand, offering)

    answers = [
        mei.get(f"{page}/edit"),
        mei.client.post(f"{page}/edit", data={**edit, **DEMAND_FORM, "action": "check"}),
        mei.client.post(f"{page}/withdraw", data=withdrawal),
        noor.client.post(f"{page}/return", data={**back, "field": "", "text": "请改一改人数"}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 422, 409]
    assert all("春季校企匹配" in answer.text for answer in answers)
    assert "征集已结束" in mei.get(page).text
    assert f"{page}/edit" not in mei.get(page).text


def test_a_draft_left_behind_by_its_round_can_leave_it(as_: As, round_: MatchingRound, database: Session) -> None:
    demand = make_demand(database, status=PostStatus.DRAFT, submitted_at=None, round_id=round_.id)
    round_.status = RoundStatus.FROZEN
    database.commit()
    mei, page = as_("Mei"), f"/demands/{demand.id}"

    assert "这个轮次不在征集期" in mei.get(f"{page}/check").text
    assert mei.send(f"{page}/edit", {**DEMAND_FORM, "action": "check"}).status_code == 303
    assert mei.send(f"{page}/check", to=f"{page}/submit").status_code == 303
