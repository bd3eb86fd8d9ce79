"""Signing in and out, changing and resetting a password, ending sessions, and pages that explain themselves."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlmodel import Session, select

from tests.visitor import Visitor
from tests.webapp.accounts.conftest import PASSWORD, fill, link_in, sign_in, token_of
from tests.webapp.posting import fresh
from webapp.models import Organisation, OutboxMessage, PersonSession

As = Callable[[str], Visitor]
Stranger = Callable[[], Visitor]
Mails = Callable[[str], list[OutboxMessage]]
FRESH = "四个不相干的词 梯井 咖啡"


def test_signing_in_leads_where_the_person_wanted_to_go_and_out_ends_it(stranger: Stranger) -> None:
    visitor = stranger()
    wanted = visitor.get("/demands/mine")
    assert wanted.headers["Location"].startswith("/login?next=/demands/mine")

    answer = fill(visitor, wanted.headers["Location"], {"email": " MEI@example.cn ", "password": PASSWORD,
                                                        "next": "/demands/mine"}, to="/login")  # fmt: skip

    assert answer.headers["Location"] == "/demands/mine"
    assert visitor.get("/demands/mine").status_code == 200
    kept = visitor.client.get_cookie("zhiqiao")
    assert kept is not None
    out = visitor.client.post("/logout", data={"csrf_token": token_of(visitor.get("/account").text)})
    assert out.status_code == 303
    visitor.client.set_cookie("zhiqiao", kept.value)
    assert visitor.get("/demands/mine").status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_off_the_site(stranger: Stranger, target: str) -> None:
    typed = {"email": "mei@example.cn", "password": PASSWORD, "next": target}

    assert fill(stranger(), "/login", typed).headers["Location"] == "/home"


def test_an_unknown_account_and_a_wrong_password_look_the_same(stranger: Stranger) -> None:
    answers = [
        fill(stranger(), "/login", {"email": email, "password": "falsch falsch"})
        for email in ("mei@example.cn", "nobody@example.cn")
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("邮箱或密码不正确" in answer.text for answer in answers)
    assert 'value="mei@example.cn"' in answers[0].text
    assert "falsch" not in answers[0].text


def test_a_changed_password_ends_all_other_sessions(stranger: Stranger) -> None:
    here, there = stranger(), stranger()
    for visitor in (here, there):
        assert sign_in(visitor, "mei@example.cn", PASSWORD) == 303
    assert here.get("/account").text.count("当前设备") == 1

    wrong = fill(here, "/account", {"current_password": "x", "new_password": FRESH}, to="/account/password")
    assert wrong.status_code == 422
    assert "当前密码不正确" in wrong.text
    answer = fill(here, "/account", {"current_password": PASSWORD, "new_password": FRESH}, to="/account/password")

    assert answer.status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    assert sign_in(stranger(), "mei@example.cn", PASSWORD) == 422
    assert sign_in(stranger(), "mei@example.cn", FRESH) == 303


def test_a_session_can_be_ended_from_another_device_but_not_by_another_person(
    as_: As, stranger: Stranger, database: Session
) -> None:
    here, there = stranger(), stranger()
    assert sign_in(there, "mei@example.cn", PASSWORD) == 303
    held = fresh(database).exec(select(PersonSession)).one()
    assert sign_in(here, "mei@example.cn", PASSWORD) == 303
    target = f"/account/sessions/{held.id}/end"
    ines = as_("Ines")
    stolen = ines.client.post(target, data={"csrf_token": token_of(ines.get("/account").text)})
    assert stolen.status_code == 409
    assert there.get("/account").status_code == 200

    assert here.client.post(target, data={"csrf_token": token_of(here.get("/account").text)}).status_code == 303

    assert there.get("/account").status_code == 302


def test_a_reset_link_sets_a_new_password_once(stranger: Stranger, mails: Mails) -> None:
    signed_in, visitor = stranger(), stranger()
    assert sign_in(signed_in, "mei@example.cn", PASSWORD) == 303

    asked = fill(visitor, "/reset", {"email": "Mei@example.cn"})

    assert asked.headers["Location"] == "/reset/sent"
    assert "如果这个邮箱有账号" in visitor.get("/reset/sent").text
    link = link_in(mails("mei@example.cn")[0])
    assert "设置新密码" in visitor.get(link).text
    short = fill(visitor, link, {"new_password": "kurz"})
    assert short.status_code == 422
    assert "密码至少 10 个字符" in short.text
    answer = fill(visitor, link, {"new_password": FRESH})
    assert answer.headers["Location"] == "/login"
    assert "密码已重设" in visitor.get("/login").text
    assert visitor.get(link).status_code == 404
    assert signed_in.get("/account").status_code == 302
    assert sign_in(stranger(), "mei@example.cn", FRESH) == 303


def test_a_reset_for_nobody_looks_the_same_and_sends_nothing(stranger: Stranger, mails: Mails) -> None:
    asked = fill(stranger(), "/reset", {"email": "nobody@example.cn"})

    assert asked.headers["Location"] == "/reset/sent"
    assert mails("nobody@example.cn") == []
    assert fill(stranger(), "/reset", {"email": "nobody"}).status_code == 422


@pytest.mark.parametrize("path", ["/reset/", "/join/"])
def test_a_made_up_link_is_spent(stranger: Stranger, path: str) -> None:
    assert "链接已失效" in stranger().get(path + "x" * 43).text
    assert stranger().get(path + "x" * 43).status_code == 404
    assert stranger().get(path + "x").status_code == 404


@pytest.mark.parametrize("page", ["/login", "/register", "/reset"])
def test_forms_of_strangers_want_their_token(stranger: Stranger, page: str) -> None:
    answer = stranger().client.post(page, data={"email": "mei@example.cn", "password": PASSWORD})

    assert answer.status_code == 400
    assert "再提交一次" in answer.text
    assert PASSWORD not in answer.text


@pytest.mark.parametrize("typed", ["\x00", "x" * 2000, "mei@example.cn\r\nBcc: all@example.cn", "' OR 1=1 --"])
def test_odd_addresses_are_no_errors(stranger: Stranger, typed: str) -> None:
    for page in ("/login", "/reset"):
        assert fill(stranger(), page, {"email": typed, "password": typed}).status_code == 422


def test_a_stale_edit_of_an_organisation_shows_both_versions(as_: As, database: Session) -> None:
    own = database.exec(select(Organisation).where(Organisation.name == "芯桥电梯有限公司")).one()
    mei, page = as_("Mei"), f"/orgs/{own.id}/edit"
    typed = {"name": own.name, "region": "330600 浙江省绍兴市", "employees": "300", "scale": "medium", "version": "1"}
    assert fill(mei, page, typed).status_code == 303

    answer = fill(mei, page, {**typed, "employees": "500", "scale": "large"})

    assert answer.status_code == 409
    assert "<td>300</td><td>500</td>" in answer.text
    assert "<td>中型</td><td>大型</td>" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert fresh(database).get_one(Organisation, own.id).employees == 300
    assert fill(mei, page, {**typed, "employees": "500", "version": "2"}).status_code == 303


def test_a_bad_edit_of_an_organisation_comes_back_whole(as_: As, database: Session) -> None:
    own = database.exec(select(Organisation).where(Organisation.name == "芯桥电梯有限公司")).one()
    typed = {"name": "x", "region": "0", "employees": "NaN", "industry_code": "C9999", "address": "电梯大道 <1> 号",
             "version": "1"}  # fmt: skip

    answer = fill(as_("Mei"), f"/orgs/{own.id}/edit", typed)

    assert answer.status_code == 422
    for name in ("name", "region", "employees", "industry_code"):
        assert f'id="{name}-error"' in answer.text
    assert "电梯大道 &lt;1&gt; 号" in answer.text
    assert 'name="version" value="1"' in answer.text


def test_the_organisations_are_found_and_paged(as_: As) -> None:
    noor = as_("Noor")

    assert "越东技工学校" in noor.get("/orgs").text
    assert "芯桥电梯有限公司" not in noor.get("/orgs?kind=school").text
    assert "越东技工学校" in noor.get("/orgs?q=越东&status=pending").text
    assert "没有符合条件的单位" in noor.get("/orgs?q=%00nobody").text
    assert "没有这一页" in noor.get("/orgs?page=7").text
    assert noor.get("/orgs?page=-1").status_code == 404


@pytest.mark.parametrize("kind", ["industry", "region", "major", "skill", "segment", "family"])
def test_codes_are_looked_up_without_a_script(as_: As, kind: str) -> None:
    mei = as_("Mei")

    page = mei.client.get(f"/codes/{kind}?q=电梯", headers={"Accept": "text/html"})

    assert page.status_code == 200
    assert '<input class="form-control" type="search"' in page.text
    assert mei.client.get(f"/codes/{kind}?q=%00%25_'").status_code == 200
    assert mei.get("/codes/unknown").status_code == 404


def test_strangers_look_up_only_what_registration_needs(stranger: Stranger) -> None:
    visitor = stranger()

    assert visitor.get("/codes/open/region?q=绍兴").json == {
        "options": [{"value": "330600", "label": "浙江省绍兴市", "hint": "330600", "above": ""}]
    }
    assert visitor.get("/codes/open/skill").status_code == 404
    assert visitor.get("/codes/skill").status_code == 302


@pytest.mark.own_app
def test_every_error_page_says_what_to_do(app: Flask, as_: As) -> None:
    mei = as_("Mei")
    app.add_url_rule("/breaks", view_func=lambda: 1 / 0)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    for answer in (mei.get("/nowhere"), mei.get("/orgs"), mei.client.delete("/orgs"), mei.get("/breaks")):
        assert answer.status_code in (403, 404, 405, 500)
        assert "追踪号" in answer.text
        assert "回到工作台" in answer.text
        assert "Traceback" not in answer.text
