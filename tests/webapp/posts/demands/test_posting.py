"""An enterprise posts a demand: draft, check, submission, another position, editing, withdrawal."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask
from sqlmodel import Session, select

from tests.visitor import Visitor, hidden
from tests.webapp.posting import HALF_A_YEAR_ON, actions, fresh
from tests.webapp.posts.demands.conftest import DEMAND_FORM, NEXT_YEAR, make_demand
from webapp.models import Demand, MatchingRound, PostComment
from webapp.models.posts.enums import PostStatus

As = Callable[[str], Visitor]


def test_an_enterprise_posts_a_demand_from_draft_to_submission(as_: As, database: Session) -> None:
    mei = as_("Mei")

    draft = mei.send("/demands/new", {"position": "电梯保养工", "visibility": "public", "action": "draft"})

    assert draft.status_code == 303
    edit = draft.headers["Location"]
    assert "草稿已保存" in mei.get(edit).text

    checked = mei.send(edit, {**DEMAND_FORM, "action": "check"})

    assert checked.status_code == 303
    check = checked.headers["Location"]
    page = mei.get(check)
    assert "请核对您的填写" in page.text
    assert "浙江省绍兴市" in page.text
    assert f'href="{edit}#headcount"' in page.text

    answer = mei.send(check, to=check.replace("/check", "/submit"))

    assert answer.status_code == 303
    kept = fresh(database).exec(select(Demand)).one()
    assert (kept.status, kept.headcount, kept.industry_code, kept.region) == (
        PostStatus.SUBMITTED, 20, "C3435", "330600",
    )  # fmt: skip
    assert kept.required_skills == ["电梯应急处置", "门锁与层门检查", "安全用电"]
    assert kept.lodging is True
    assert "需求已提交" in mei.get(answer.headers["Location"]).text
    assert actions(database) == ["demand.drafted", "demand.edited", "demand.submitted"]


def test_a_new_form_knows_the_enterprise_already(as_: As, round_: MatchingRound) -> None:
    page = as_("Mei").get("/demands/new").text

    assert "芯桥电梯有限公司" in page
    assert "330600 浙江省绍兴市" in page
    assert 'value="Mei"' in page
    assert f'<option selected value="{round_.id}">' in page


def test_a_bad_form_comes_back_whole(as_: As, database: Session) -> None:
    typed = {
        **DEMAND_FORM, "headcount": "12.5", "modes": [], "pay_min": "6500", "pay_max": "4200", "contact_phone": "12",
        "required_skills": "电梯应急处置\n<b>急救</b>", "industry_code": "不存在的行业", "action": "check",
    }  # fmt: skip

    answer = as_("Mei").send("/demands/new", typed)

    assert answer.status_code == 422
    assert "（有错误）" in answer.text
    assert "有 5 处需要修改" in answer.text
    for name in ("headcount", "pay_max", "contact_phone", "required_skills", "industry_code"):
        assert f'href="#{name}"' in answer.text
        assert f'id="{name}-error"' in answer.text
    for value in ('value="12.5"', "&lt;b&gt;急救&lt;/b&gt;", "不存在的行业", 'value="6500"', "芯港路 88 号"):
        assert value in answer.text
    assert "有 1 处错误" in answer.text
    assert fresh(database).exec(select(Demand)).all() == []


def test_saving_another_position_takes_the_shared_part_along(as_: As, round_: MatchingRound, database: Session) -> None:
    mei = as_("Mei")

    answer = mei.send("/demands/new", {**DEMAND_FORM, "round_id": str(round_.id), "action": "another"})

    assert answer.status_code == 303
    page = mei.get(answer.headers["Location"]).text
    assert "已带入“电梯保养工”的共同内容" in page
    assert f'<option selected value="{round_.id}">' in page
    assert '<option selected value="elevator.maintain">' in page
    assert "芯港路 88 号" in page
    assert 'name="headcount"' in page
    assert 'value="20"' not in page
    assert "门锁与层门检查" not in page
    assert len(fresh(database).exec(select(Demand)).all()) == 1


def test_another_position_does_not_start_from_a_strangers_demand(as_: As, demand: Demand) -> None:
    page = as_("Jun").get(f"/demands/new?like={demand.id}").text

    assert "已带入" not in page
    assert "13900139000" not in page


def test_a_submitted_demand_stays_submitted_and_remembers_what_changed(
    as_: As, demand: Demand, database: Session
) -> None:
    mei, page = as_("Mei"), f"/demands/{demand.id}"

    answer = mei.send(f"{page}/edit", {**DEMAND_FORM, "headcount": "24", "segment_slug": "elevator.build",
                                       "family_slug": "", "action": "check"})  # fmt: skip

    assert answer.status_code == 303
    kept = fresh(database).get_one(Demand, demand.id)
    assert (kept.status, kept.headcount) == (PostStatus.SUBMITTED, 24)
    shown = mei.get(page).text
    assert "需求人数：20 → 24" in shown
    assert "环节：安装维保 → 整机制造" in shown
    assert mei.send(f"{page}/edit", {**DEMAND_FORM, "action": "draft"}).status_code == 409


def test_a_withdrawn_demand_is_hidden_and_can_come_back(as_: As, demand: Demand, database: Session) -> None:
    mei, page = as_("Mei"), f"/demands/{demand.id}"
    assert as_("Ines").get(page).status_code == 200

    assert mei.send(page, to=f"{page}/withdraw").status_code == 303

    assert fresh(database).get_one(Demand, demand.id).status is PostStatus.WITHDRAWN
    assert as_("Ines").get(page).status_code == 404
    assert mei.send(f"{page}/edit", {**DEMAND_FORM, "action": "check"}).status_code == 303
    assert mei.send(f"{page}/check", to=f"{page}/submit").status_code == 303
    assert as_("Ines").get(page).status_code == 200


def test_a_stale_edit_shows_both_versions_and_writes_nothing(as_: As, demand: Demand, database: Session) -> None:
    mei, page = as_("Mei"), f"/demands/{demand.id}/edit"
    drawn = hidden(mei.get(page).text)
    assert mei.send(page, {**DEMAND_FORM, "headcount": "22", "action": "check"}).status_code == 303

    answer = mei.client.post(
        page, data={**drawn, **DEMAND_FORM, "headcount": "18", "chain_slug": "digital", "action": "check",
                    "segment_slug": "digital.chips", "family_slug": "", "industry_code": "C3435"},
    )  # fmt: skip

    assert answer.status_code == 409
    assert "<td>22</td><td>18</td>" in answer.text
    assert "<td>安装维保</td><td>集成电路</td>" in answer.text
    assert fresh(database).get_one(Demand, demand.id).headcount == 22


def test_the_same_form_sent_six_times_at_once_makes_one_demand(app: Flask, as_: As, database: Session) -> None:
    mei = as_("Mei")
    sent = {**hidden(mei.get("/demands/new").text), **DEMAND_FORM, "action": "check"}
    cookie = mei.client.get_cookie("zhiqiao")
    assert cookie is not None

    def send(_turn: int) -> tuple[int, str]:
        client = app.test_client()
        client.set_cookie("zhiqiao", cookie.value)
        answer = client.post("/demands/new", data=sent)
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(send, range(6)))

    assert len(answers) == 1
    assert next(iter(answers))[0] == 303
    assert len(fresh(database).exec(select(Demand)).all()) == 1


def test_submitting_twice_is_done_once(as_: As, database: Session) -> None:
    demand = make_demand(database, status=PostStatus.DRAFT, submitted_at=None)
    mei, page = as_("Mei"), f"/demands/{demand.id}"
    sent = hidden(mei.get(f"{page}/check").text, f"{page}/submit")

    answers = [mei.client.post(f"{page}/submit", data=sent).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert actions(database) == ["demand.submitted"]


def test_an_incomplete_draft_is_led_back_to_its_form(as_: As, database: Session) -> None:
    demand = make_demand(database, status=PostStatus.DRAFT, submitted_at=None, level=None, pay_min=None)
    mei, page = as_("Mei"), f"/demands/{demand.id}"

    drawn = mei.get(f"{page}/check")

    assert 'href="#level"' in drawn.text
    assert 'href="#pay_min"' not in drawn.text
    token = hidden(mei.get(f"{page}/edit").text)["csrf_token"]
    answer = mei.client.post(f"{page}/submit", data={"csrf_token": token, "version": demand.version})
    assert answer.status_code == 409
    assert "还有必填项没有填写" in answer.text


def test_a_coordinators_remark_stands_at_its_field_until_the_demand_is_handed_in_again(
    as_: As, demand: Demand, database: Session
) -> None:
    page = f"/demands/{demand.id}"

    answer = as_("Noor").send(page, {"field": "headcount", "text": "比去年多一倍，请核对人数"}, to=f"{page}/return")

    assert answer.status_code == 303
    assert fresh(database).get_one(Demand, demand.id).status is PostStatus.RETURNED
    mei = as_("Mei")
    form = mei.get(f"{page}/edit").text
    assert "统筹员意见：</b>比去年多一倍，请核对人数" in form.split('id="headcount"')[1].split("section-3")[0]
    refused = mei.send(f"{page}/edit", {**DEMAND_FORM, "headcount": "", "action": "draft"})
    assert refused.status_code == 422
    assert "退回修改的内容须保留这一项" in refused.text
    assert mei.send(f"{page}/edit", {**DEMAND_FORM, "headcount": "18", "action": "check"}).status_code == 303
    assert mei.send(f"{page}/check", to=f"{page}/submit").status_code == 303
    assert fresh(database).exec(select(PostComment)).one().settled_at is not None
    assert "统筹员意见" not in mei.get(f"{page}/edit").text


def test_a_return_needs_a_reason_and_keeps_what_was_typed(as_: As, demand: Demand, database: Session) -> None:
    page = f"/demands/{demand.id}"

    answer = as_("Noor").send(page, {"field": "months", "text": "改"}, to=f"{page}/return")

    assert answer.status_code == 422
    assert "5 至 300 个字" in answer.text
    assert '<option selected value="months">' in answer.text
    assert fresh(database).get_one(Demand, demand.id).status is PostStatus.SUBMITTED


def test_dates_are_kept_as_days(as_: As, demand: Demand, database: Session) -> None:
    page = f"/demands/{demand.id}/edit"

    assert f'value="{HALF_A_YEAR_ON}"' in as_("Mei").get(page).text
    assert as_("Mei").send(page, {**DEMAND_FORM, "valid_until": f"{NEXT_YEAR}-02-31"}).status_code == 422


def test_the_months_that_are_offered_are_those_that_are_taken(as_: As) -> None:
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    page = as_("Mei").get("/demands/new").text

    offered = re.findall(r'<option value="(20[0-9]{2}-[0-9]{2})">', page)

    index = today.year * 12 + today.month - 1
    assert offered == [f"{month // 12}-{month % 12 + 1:02d}" for month in range(index + 1, index + 37)]
    assert 'type="month"' not in page
