"""Offerings over HTTP: draft, check, submit, return, withdraw, frozen rounds, permissions, copying a term."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from tests.visitor import Visitor, hidden
from tests.webapp.posting import NEXT_YEAR, actions, freeze, fresh
from tests.webapp.posts.programs.conftest import OFFERING_FORM
from webapp.models import MatchingRound, Offering, PostComment, Program
from webapp.models.posts.enums import PostStatus, Visibility

As = Callable[[str], Visitor]


def test_a_school_opens_capacity_from_draft_to_submission(as_: As, program: Program, database: Session) -> None:
    ines, new = as_("Ines"), f"/programs/{program.id}/offerings/new"

    draft = ines.send(new, {**OFFERING_FORM, "seats": "", "modes": [], "action": "draft"})

    assert draft.status_code == 303
    edit = draft.headers["Location"]
    assert edit.endswith("/edit")
    assert "草稿已保存" in ines.get(edit).text

    checked = ines.send(edit, {**OFFERING_FORM, "action": "check"})

    assert checked.status_code == 303
    check = checked.headers["Location"]
    page = ines.get(check)
    assert "请核对您的填写" in page.text
    assert "浙江省绍兴市" in page.text

    answer = ines.send(check, to=check.replace("/check", "/submit"))

    assert answer.status_code == 303
    kept = fresh(database).exec(select(Offering)).one()
    assert (kept.status, kept.seats, kept.regions) == (PostStatus.SUBMITTED, 45, ["330600"])
    assert "培养能力已提交" in ines.get(answer.headers["Location"]).text
    assert actions(database) == ["offering.drafted", "offering.edited", "offering.submitted"]


def test_a_bad_form_comes_back_whole(as_: As, program: Program, database: Session) -> None:
    typed = {
        **OFFERING_FORM, "seats": "四十多", "batch_min": "50", "batch_max": "20", "modes": [], "contact_phone": "12",
        "note": "有 <b>实训</b> 条件", "action": "check",
    }  # fmt: skip

    answer = as_("Ines").send(f"/programs/{program.id}/offerings/new", typed)

    assert answer.status_code == 422
    assert "有 4 处需要修改" in answer.text
    for value in ("四十多", 'value="50"', 'value="20"', "330600 浙江省绍兴市", "有 &lt;b&gt;实训&lt;/b&gt; 条件"):
        assert value in answer.text
    assert 'href="#seats"' in answer.text
    assert fresh(database).exec(select(Offering)).all() == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"start_month": "2020-01"}, "开始年月应晚于本月"),
        ({"modes": ["new_apprenticeship"], "months": "6"}, "企业新型学徒制不少于 12 个月"),
        ({"term": ""}, "请选择轮次或学期"),
        ({"batch_min": "46", "batch_max": ""}, "班额下限不能超过可参与人数"),
        ({"regions": "火星"}, "没有找到这些地区"),
        ({"round_id": "not-a-round"}, "这个轮次不在征集期"),
        ({"modes": ["marriage"]}, "请从选项中选择"),
        ({"months": "99"}, "不能大于 36"),
    ],
)
def test_what_the_fields_say_against_the_rules_is_refused(
    as_: As, program: Program, typed: dict[str, object], sentence: str
) -> None:
    page = f"/programs/{program.id}/offerings/new"

    answer = as_("Ines").send(page, {**OFFERING_FORM, **typed, "action": "check"})

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_round_that_collects_gives_the_offering_its_term(
    as_: As, program: Program, round_: MatchingRound, database: Session
) -> None:
    typed = {**OFFERING_FORM, "round_id": str(round_.id), "term": f"{NEXT_YEAR}-2", "action": "check"}

    assert as_("Ines").send(f"/programs/{program.id}/offerings/new", typed).status_code == 303

    kept = fresh(database).exec(select(Offering)).one()
    assert (kept.round_id, kept.term) == (round_.id, f"{NEXT_YEAR}-1")


def test_the_same_form_sent_twice_makes_one_offering(as_: As, program: Program, database: Session) -> None:
    ines, page = as_("Ines"), f"/programs/{program.id}/offerings/new"
    sent = {**hidden(ines.get(page).text), **OFFERING_FORM, "action": "check"}

    answers = [ines.client.post(page, data=sent).headers["Location"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert len(fresh(database).exec(select(Offering)).all()) == 1


def test_submitting_twice_is_done_once(as_: As, offering: Offering, database: Session) -> None:
    offering.status = PostStatus.DRAFT
    database.commit()
    ines, page = as_("Ines"), f"/offerings/{offering.id}"
    sent = hidden(ines.get(f"{page}/check").text, f"{page}/submit")

    answers = [ines.client.post(f"{page}/submit", data=sent).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert actions(database) == ["offering.submitted"]


def test_an_incomplete_draft_is_led_back_to_its_form(as_: As, offering: Offering, database: Session) -> None:
    offering.status, offering.months = PostStatus.DRAFT, None
    database.commit()

    page = as_("Ines").get(f"/offerings/{offering.id}/check")

    assert "有 1 处需要修改" in page.text
    assert 'href="#months"' in page.text


def test_an_incomplete_programme_keeps_its_offering_a_draft(
    as_: As, offering: Offering, program: Program, database: Session
) -> None:
    offering.status, program.skills = PostStatus.DRAFT, []
    database.add_all([offering, program])
    database.commit()
    ines, page = as_("Ines"), f"/offerings/{offering.id}"

    drawn = ines.get(f"{page}/check")

    assert f"{page}/submit" not in drawn.text
    assert "专业信息还缺：教授的技能" in drawn.text


def test_a_coordinator_returns_an_offering_with_a_remark_on_a_field(
    as_: As, offering: Offering, database: Session
) -> None:
    page = f"/offerings/{offering.id}"

    answer = as_("Noor").send(page, {"field": "seats", "text": "人数超过在校生，请核对"}, to=f"{page}/return")

    assert answer.status_code == 303
    assert fresh(database).get_one(Offering, offering.id).status is PostStatus.RETURNED
    ines = as_("Ines")
    assert "人数超过在校生，请核对" in ines.get(f"{page}/edit").text
    assert ines.send(f"{page}/edit", {**OFFERING_FORM, "seats": "40", "action": "check"}).status_code == 303
    assert ines.send(f"{page}/check", to=f"{page}/submit").status_code == 303
    assert fresh(database).exec(select(PostComment)).one().settled_at is not None


def test_a_returned_offering_keeps_its_seats_even_as_a_draft(as_: As, offering: Offering, database: Session) -> None:
    offering.status = PostStatus.RETURNED
    database.commit()

    answer = as_("Ines").send(f"/offerings/{offering.id}/edit", {**OFFERING_FORM, "seats": "", "action": "draft"})

    assert answer.status_code == 422
    assert "退回修改的内容须保留这一项" in answer.text
    assert fresh(database).get_one(Offering, offering.id).seats == 45


def test_a_return_needs_a_reason_and_keeps_what_was_typed(as_: As, offering: Offering, database: Session) -> None:
    page = f"/offerings/{offering.id}"

    answer = as_("Noor").send(page, {"field": "months", "text": "改"}, to=f"{page}/return")

    assert answer.status_code == 422
    assert "5 至 300 个字" in answer.text
    assert 'value="months" selected' in answer.text or 'selected value="months"' in answer.text
    assert fresh(database).get_one(Offering, offering.id).status is PostStatus.SUBMITTED


def test_a_frozen_round_refuses_every_change_with_its_reason(
    as_: As, offering: Offering, round_: MatchingRound, database: Session
) -> None:
    ines, page = as_("Ines"), f"/offerings/{offering.id}"
    edit, withdrawal = hidden(ines.get(f"{page}/edit").text), hidden(ines.get(page).text, f"{page}/withdraw")
    noor = as_("Noor")
    back = hidden(noor.get(page).text, f"{page}/return")
    freeze(database, round_, offering)

    answers = [
        ines.get(f"{page}/edit"),
        ines.client.post(f"{page}/edit", data={**edit, **OFFERING_FORM, "action": "check"}),
        ines.client.post(f"{page}/withdraw", data=withdrawal),
        noor.client.post(f"{page}/return", data={**back, "field": "", "text": "请改一改人数"}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 422, 409]
    assert all("春季校企匹配" in answer.text for answer in answers)
    assert fresh(database).get_one(Offering, offering.id).seats == 45
    assert "征集已结束" in ines.get(page).text


def test_a_draft_left_behind_by_its_round_can_move_to_another(
    as_: As, offering: Offering, round_: MatchingRound, database: Session
) -> None:
    offering.status = PostStatus.DRAFT
    freeze(database, round_, offering)
    ines, page = as_("Ines"), f"/offerings/{offering.id}"

    assert "这个轮次不在征集期" in ines.get(f"{page}/check").text
    assert ines.send(f"{page}/edit", {**OFFERING_FORM, "action": "check"}).status_code == 303
    assert ines.send(f"{page}/check", to=f"{page}/submit").status_code == 303


def test_a_stale_edit_shows_both_versions(as_: As, offering: Offering, database: Session) -> None:
    ines, page = as_("Ines"), f"/offerings/{offering.id}/edit"
    drawn = hidden(ines.get(page).text)
    assert ines.send(page, {**OFFERING_FORM, "seats": "40", "action": "check"}).status_code == 303

    answer = ines.client.post(page, data={**drawn, **OFFERING_FORM, "seats": "30", "action": "check"})

    assert answer.status_code == 409
    assert "<td>40</td><td>30</td>" in answer.text
    assert fresh(database).get_one(Offering, offering.id).seats == 40


def test_a_submitted_offering_stays_submitted_when_edited(as_: As, offering: Offering, database: Session) -> None:
    ines, page = as_("Ines"), f"/offerings/{offering.id}"

    assert ines.send(f"{page}/edit", {**OFFERING_FORM, "seats": "40", "action": "check"}).status_code == 303

    kept = fresh(database).get_one(Offering, offering.id)
    assert (kept.status, kept.seats) == (PostStatus.SUBMITTED, 40)
    assert "可参与人数：45 → 40" in ines.get(page).text
    assert ines.send(f"{page}/edit", {**OFFERING_FORM, "action": "draft"}).status_code == 409


def test_a_withdrawn_offering_can_be_edited_and_submitted_again(as_: As, offering: Offering, database: Session) -> None:
    ines, page = as_("Ines"), f"/offerings/{offering.id}"

    assert ines.send(page, to=f"{page}/withdraw").status_code == 303
    assert fresh(database).get_one(Offering, offering.id).status is PostStatus.WITHDRAWN
    assert as_("Mei").get(page).status_code == 404
    assert ines.send(f"{page}/edit", {**OFFERING_FORM, "action": "check"}).status_code == 303
    assert ines.send(f"{page}/check", to=f"{page}/submit").status_code == 303


def test_last_term_is_copied_with_later_dates(as_: As, offering: Offering, database: Session) -> None:
    offering.start_month = "2020-09"
    database.commit()

    page = as_("Ines").get(f"/programs/{offering.program_id}/offerings/new?copy={offering.id}")

    assert "已照 P-TEST001 填好" in page.text
    assert 'value="45"' in page.text
    assert 'value="2020-09"' not in page.text
    assert "330600 浙江省绍兴市" in page.text


def test_contacts_are_for_the_school_and_the_coordinator(as_: As, offering: Offering) -> None:
    page = f"/offerings/{offering.id}"

    assert "13800138000" in as_("Ines").get(page).text
    assert "13800138000" in as_("Noor").get(page).text
    assert "13800138000" not in as_("Mei").get(page).text


def test_others_find_neither_drafts_nor_private_offerings(as_: As, offering: Offering, database: Session) -> None:
    page = f"/offerings/{offering.id}"
    assert as_("Mei").get(page).status_code == 200
    noor = as_("Noor")
    token = hidden(noor.get(page).text, f"{page}/return")
    offering.visibility = Visibility.PRIVATE
    database.commit()

    assert as_("Mei").get(page).status_code == 404
    assert as_("Noor").get(page).status_code == 200
    assert offering.number not in as_("Mei").get(f"/programs/{offering.program_id}").text

    offering.status, offering.submitted_at = PostStatus.DRAFT, None
    database.commit()

    assert as_("Noor").get(page).status_code == 404
    assert noor.client.post(f"{page}/return", data={**token, "text": "请改一改人数"}).status_code == 404


def test_another_school_and_an_enterprise_cannot_write(as_: As, offering: Offering, program: Program) -> None:
    page = f"/offerings/{offering.id}"

    assert as_("Tomas").get(f"{page}/edit").status_code == 404
    assert as_("Tomas").get(f"/programs/{program.id}/offerings/new").status_code == 404
    assert as_("Mei").get(f"{page}/edit").status_code == 403
    assert as_("Noor").get(f"{page}/edit").status_code == 403
