"""Whatever is sent, the answer is a refusal that keeps what was typed, or a demand exactly as typed."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from tests.visitor import Visitor, hidden
from tests.webapp.posting import fresh
from tests.webapp.posts.demands.conftest import DEMAND_FORM
from webapp.models import Demand, TakenForm

As = Callable[[str], Visitor]
NUMBERS = ("若干", "NaN", "inf", "1e309", str(2**63), "-1", "0", "1.5", "٢٠", "1_0", "0x10", "二十上下", "20\x00")
DAYS = ("0000-00-00", "2027-02-31", "31.12.2027", "明年今日", "2027-99", "x" * 500)


@pytest.mark.parametrize("field", ["headcount", "months", "pay_min"])
def test_odd_numbers_are_refused_beside_the_field(as_: As, database: Session, field: str) -> None:
    mei = as_("Mei")
    drawn = hidden(mei.get("/demands/new").text)

    for typed in NUMBERS:
        answer = mei.client.post("/demands/new", data={**drawn, **DEMAND_FORM, field: typed, "action": "check"})
        assert (answer.status_code, typed) == (422, typed)
        assert f'id="{field}-error"' in answer.text
    assert fresh(database).exec(select(Demand)).all() == []


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("headcount", "3-5人", "写的是“3-5人”，请填一个数：3 或 5"),
        ("headcount", "若干", "写的是“若干”，请填一个数；还不确定的留空"),
        ("months", "1-2年", "写的是“1-2年”，请填一个月数：12 或 24"),
        ("pay_min", "200元/天", "写的是“200元/天”，折合每月约 4350 元；请按月填写"),
        ("contact_phone", "0572-2880000/13800000001", "请留一个：0572-2880000 或 13800000001"),
    ],
)
def test_what_may_mean_several_is_asked_below_the_field_and_stays_as_typed(
    as_: As, database: Session, field: str, typed: str, sentence: str
) -> None:
    answer = as_("Mei").send("/demands/new", {**DEMAND_FORM, field: typed, "action": "check"})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{typed}"' in answer.text
    assert fresh(database).exec(select(Demand)).all() == []


def test_habitual_writings_are_stored_as_what_they_say(as_: As, database: Session) -> None:
    typed = {
        "headcount": "八人", "months": "1年", "pay_min": "4.5K-6K", "pay_max": "",
        "contact_phone": "138 1234 5678", "required_skills": "焊接、切割、打磨",
    }  # fmt: skip

    as_("Mei").send("/demands/new", {**DEMAND_FORM, **typed, "action": "draft"})

    demand = fresh(database).exec(select(Demand)).one()
    assert (demand.headcount, demand.months, demand.pay_min, demand.pay_max) == (8, 12, 4500, 6000)
    assert (demand.contact_phone, demand.required_skills) == ("13812345678", ["焊接", "切割", "打磨"])


@pytest.mark.parametrize("field", ["start_month", "valid_until"])
def test_odd_dates_are_refused_beside_the_field(as_: As, database: Session, field: str) -> None:
    mei = as_("Mei")
    drawn = hidden(mei.get("/demands/new").text)

    for typed in DAYS:
        answer = mei.client.post("/demands/new", data={**drawn, **DEMAND_FORM, field: typed, "action": "draft"})
        assert (answer.status_code, typed) == (422, typed)
        assert f'id="{field}-error"' in answer.text
    assert fresh(database).exec(select(Demand)).all() == []


@pytest.mark.parametrize("action", ["draft", "check", "another"])
def test_a_nul_is_refused_wherever_it_stands(as_: As, database: Session, action: str) -> None:
    mei = as_("Mei")
    drawn = hidden(mei.get("/demands/new").text)

    for field in (
        "position", "industry_code", "region", "address", "chain_slug", "segment_slug", "family_slug", "round_id",
        "level", "required_skills", "contact_name", "contact_phone", "note_share_of_post",
    ):  # fmt: skip
        answer = mei.client.post("/demands/new", data={**drawn, **DEMAND_FORM, field: "a\x00b", "action": action})
        assert (answer.status_code, field) == (422, field)
    assert fresh(database).exec(select(Demand)).all() == []


def test_megabytes_are_refused_before_they_are_read(as_: As, database: Session) -> None:
    mei = as_("Mei")
    sent = {**hidden(mei.get("/demands/new").text), **DEMAND_FORM}

    huge = mei.client.post("/demands/new", data={**sent, "position": "x" * 10_000_000, "action": "draft"})
    long = mei.client.post("/demands/new", data={**sent, "position": "x" * 100_000, "action": "draft"})

    assert (huge.status_code, long.status_code) == (413, 422)
    assert fresh(database).exec(select(Demand)).all() == []


def test_a_form_without_its_token_changes_nothing_and_loses_nothing(as_: As, database: Session) -> None:
    answer = as_("Mei").client.post("/demands/new", data={**DEMAND_FORM, "action": "check"})

    assert answer.status_code == 400
    assert "门锁与层门检查" in answer.text
    assert "再提交一次" in answer.text
    assert fresh(database).exec(select(Demand)).all() == []


def test_fields_of_others_are_ignored(as_: As, database: Session) -> None:
    extra = {
        "status": "submitted",
        "enterprise_id": "0" * 32,
        "number": "D-MINE",
        "submitted_at": "2020-01-01",
        "id": "1",
    }

    assert as_("Mei").send("/demands/new", {**DEMAND_FORM, **extra, "action": "check"}).status_code == 303

    kept = fresh(database).exec(select(Demand)).one()
    assert (kept.status, kept.submitted_at, kept.enterprise.name) == ("draft", None, "芯桥电梯有限公司")
    assert kept.number != "D-MINE"


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "{{ 7 * 7 }}", "𠮷野家 🛗 ‮abc", "'; DROP TABLE demand; --"]
)
def test_text_comes_back_as_it_was_typed(as_: As, database: Session, typed: str) -> None:
    mei = as_("Mei")

    answer = mei.send("/demands/new", {**DEMAND_FORM, "position": typed, "action": "draft"})

    assert answer.status_code == 303
    kept = fresh(database).exec(select(Demand)).one()
    assert kept.position == typed
    page = mei.get(f"/demands/{kept.id}").text
    assert "<script>alert" not in page
    assert "<h1>49" not in page


@pytest.mark.parametrize(
    "query",
    ["chain_slug=%00&segment_slug=%00", "chain_slug=elevator&segment_slug='--", "industry_code=%00&required_skills=%00",
     "industry_code=" + "9" * 3000, "segment_slug=" + "x" * 3000],
)  # fmt: skip
def test_fragments_answer_odd_questions(as_: As, query: str) -> None:
    mei = as_("Mei")

    assert mei.get(f"/demands/places?{query}").status_code == 200
    assert mei.get(f"/demands/estimate?{query}").status_code == 200


@pytest.mark.parametrize("form_version", ["", "x", "-1", "٣", "9" * 40])
def test_an_odd_version_is_stale_not_an_error(as_: As, demand: Demand, form_version: str) -> None:
    typed = {**DEMAND_FORM, "headcount": "21", "version": form_version, "action": "check"}

    assert as_("Mei").send(f"/demands/{demand.id}/edit", typed).status_code == 409


@pytest.mark.parametrize(
    "typed", ["٣", "１", "²", "1_0", " 1", "+1", "1.0", "1e0", "9" * 30, "-1", "", "１" * 400, "1\x00"]
)
def test_a_version_is_few_plain_digits_or_none(as_: As, demand: Demand, database: Session, typed: str) -> None:
    mei, page = as_("Mei"), f"/demands/{demand.id}"
    drawn = hidden(mei.get(page).text, f"{page}/withdraw")

    answer = mei.client.post(f"{page}/withdraw", data={**drawn, "version": typed})

    assert answer.status_code == 409
    assert fresh(database).get_one(Demand, demand.id).status == demand.status


@pytest.mark.parametrize("key", ["a\x00b", "钥", "a b", "x" * 5000, "\ufffe", "'; --"])
def test_a_form_key_that_is_none_of_ours_is_no_key(as_: As, database: Session, key: str) -> None:
    mei = as_("Mei")
    drawn = hidden(mei.get("/demands/new").text)

    answer = mei.client.post("/demands/new", data={**drawn, **DEMAND_FORM, "form_key": key, "action": "draft"})

    assert answer.status_code in (303, 422)
    assert fresh(database).exec(select(TakenForm)).all() == []
