"""Organisations register, are verified or turned down, and invite colleagues."""

from collections.abc import Callable

import pytest
from sqlmodel import Session, select

from tests.visitor import Visitor
from tests.webapp.accounts.conftest import BODY, CREDIT_CODE, PASSWORD, REGISTRATION, fill, link_in, sign_in, token_of
from tests.webapp.posting import fresh
from webapp.models import Offering, Organisation, OutboxMessage, Person, Program
from webapp.models.accounts.enums import OrganisationStatus, Role

As = Callable[[str], Visitor]
Stranger = Callable[[], Visitor]
Mails = Callable[[str], list[OutboxMessage]]


def test_an_organisation_registers_and_its_first_person_is_signed_in(
    stranger: Stranger, database: Session, mails: Mails
) -> None:
    visitor = stranger()

    answer = fill(visitor, "/register", REGISTRATION)

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/home"
    held = fresh(database).exec(select(Organisation).where(Organisation.credit_code == CREDIT_CODE)).one()
    assert (held.status, held.region, held.industry_code) == (OrganisationStatus.PENDING, "330600", "C3435")
    person = database.exec(select(Person).where(Person.email == "jun@example.cn")).one()
    assert (person.role, person.organisation_id) == (Role.ENTERPRISE, held.id)
    assert visitor.get("/demands/new").status_code == 200
    assert mails("noor@example.cn") == []  # they are told together, by the worker


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"credit_code": BODY + ("0" if CREDIT_CODE[-1] != "0" else "1")}, "credit_code", "第 18 位校验码不对"),
        ({"credit_code": "123"}, "credit_code", "应为 18 位"),
        ({"credit_code": BODY[:-1] + "IO"}, "credit_code", "不含 I、O、S、V、Z"),
        ({"name": ""}, "name", "请填写此项"),
        ({"name": "芯\x00桥"}, "name", "控制字符"),
        ({"name": "芯\u2028桥"}, "name", "控制字符"),
        ({"short_name": "芯\ufffe桥"}, "short_name", "控制字符"),
        ({"person_name": "林\u2029军"}, "person_name", "控制字符"),
        ({"person_name": "林\x85军"}, "person_name", "控制字符"),
        ({"email": "jun\u2028@example.cn"}, "email", "控制字符"),
        ({"region": "火星"}, "region", "没有找到这些地区"),
        ({"region": ""}, "region", "请填写此项"),
        ({"kind": "guild"}, "kind", "请从选项中选择"),
        ({"email": "jun"}, "email", "邮箱格式不对"),
        ({"email": "mei@example.cn"}, "email", "这个邮箱已有账号"),
        ({"password": "short"}, "password", "密码至少 10 个字符"),
        ({"password": "password123"}, "password", "太容易被猜到"),
        ({"person_name": " "}, "person_name", "请填写此项"),
        ({"employees": "很多"}, "employees", "应为整数"),
        ({"website": "javascript:alert(1)"}, "website", "应以 http:// 或 https:// 开头"),
    ],
)
def test_a_registration_that_cannot_be_taken_comes_back_whole(
    stranger: Stranger, database: Session, typed: dict[str, object], field: str, sentence: str
) -> None:
    before = len(database.exec(select(Organisation)).all())

    answer = fill(stranger(), "/register", {**REGISTRATION, **typed})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-error"' in answer.text
    assert "13900139000" in answer.text
    assert PASSWORD not in answer.text
    assert len(fresh(database).exec(select(Organisation)).all()) == before


def test_a_credit_code_registers_once(stranger: Stranger) -> None:
    assert fill(stranger(), "/register", REGISTRATION).status_code == 303

    again = fill(stranger(), "/register", {**REGISTRATION, "email": "other@example.cn"})

    assert again.status_code == 422
    assert "已注册，请联系本单位同事邀请您加入" in again.text


def test_a_registration_sent_twice_makes_one_organisation(stranger: Stranger, database: Session) -> None:
    visitor = stranger()
    page = visitor.get("/register").text
    sent = {**REGISTRATION, "csrf_token": token_of(page), "form_key": page.split('name="form_key"')[1].split('value="')[1].split('"')[0]}  # fmt: skip  # noqa: E501

    first = visitor.client.post("/register", data=sent)

    assert first.status_code == 303
    assert visitor.client.post("/register", data=sent).status_code in (303, 400, 422)
    query = select(Organisation).where(Organisation.credit_code == CREDIT_CODE)
    assert len(fresh(database).exec(query).all()) == 1


def test_nobody_registers_a_role_for_themselves(stranger: Stranger, database: Session) -> None:
    extra = {"role": "administrator", "status": "verified", "organisation_id": "1", "is_active": "1"}

    assert fill(stranger(), "/register", {**REGISTRATION, **extra}).status_code == 303

    person = fresh(database).exec(select(Person).where(Person.email == "jun@example.cn")).one()
    assert person.role is Role.ENTERPRISE
    assert person.organisation is not None
    assert not person.organisation.is_verified


def test_verification_makes_what_was_posted_visible_and_tells_the_organisation(
    as_: As, database: Session, mails: Mails, program: Program, offering: Offering
) -> None:
    school = database.exec(select(Organisation).where(Organisation.name == "云川职业技术学院")).one()
    school.status = OrganisationStatus.PENDING
    database.add(school)
    database.commit()
    mei, noor, page = as_("Mei"), as_("Noor"), f"/orgs/{school.id}"
    assert mei.get(f"/programs/{program.id}").status_code == 404
    assert mei.get(page).status_code == 404
    assert "云川职业技术学院" in noor.get("/orgs?status=pending").text

    answer = noor.send(page, to=f"{page}/verify")

    assert answer.status_code == 303
    assert mei.get(f"/programs/{program.id}").status_code == 200
    assert mei.get(f"/offerings/{offering.id}").status_code == 200
    assert [mail.subject for mail in mails("ines@example.cn")] == ["职桥：单位认证已通过"]
    assert "认证通过" in noor.get(page).text


def test_an_organisation_is_turned_down_with_a_reason_and_queues_again_when_mended(
    as_: As, database: Session, mails: Mails
) -> None:
    school = database.exec(select(Organisation).where(Organisation.name == "越东技工学校")).one()
    noor, tomas, page = as_("Noor"), as_("Tomas"), f"/orgs/{school.id}"

    bare = noor.send(page, {"reason": "否"}, to=f"{page}/reject")
    assert bare.status_code == 422
    assert 'id="reason-error"' in bare.text
    answer = noor.send(page, {"reason": "名称与证照不一致，请核对"}, to=f"{page}/reject")

    assert answer.status_code == 303
    assert "名称与证照不一致，请核对" in tomas.get(page).text
    assert "名称与证照不一致，请核对" in mails("tomas@example.cn")[0].body
    typed = {"name": "越东技工学校（新）", "region": "330600", "version": "2"}
    assert fill(tomas, f"{page}/edit", typed).status_code == 303
    held = fresh(database).get_one(Organisation, school.id)
    assert (held.name, held.status) == ("越东技工学校（新）", OrganisationStatus.PENDING)
    assert "越东技工学校 → 越东技工学校（新）" in tomas.get(page).text


def test_two_opposite_verdicts_leave_one(as_: As, database: Session) -> None:
    school = database.exec(select(Organisation).where(Organisation.name == "越东技工学校")).one()
    noor, page = as_("Noor"), f"/orgs/{school.id}"
    sent = {"csrf_token": token_of(noor.get(page).text), "version": str(school.version)}

    first = noor.client.post(f"{page}/verify", data=sent)
    second = noor.client.post(f"{page}/reject", data={**sent, "reason": "名称与证照不一致"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert fresh(database).get_one(Organisation, school.id).status is OrganisationStatus.VERIFIED


def test_only_verified_coordinators_judge_and_only_administrators_judge_coordinators(
    as_: As, database: Session
) -> None:
    school = database.exec(select(Organisation).where(Organisation.name == "越东技工学校")).one()
    office = database.exec(select(Organisation).where(Organisation.name == "云川市教育局")).one()
    for name, target, status in (
        ("Mei", school, 403), ("Ines", school, 403), ("Tomas", school, 403), ("Noor", office, 404),
        ("Ada", office, 409),
    ):  # fmt: skip
        visitor = as_(name)
        sent = {"csrf_token": token_of(visitor.get("/account").text), "version": str(target.version)}
        assert visitor.client.post(f"/orgs/{target.id}/verify", data=sent).status_code == status
    assert as_("Ada").get(f"/orgs/{office.id}").status_code == 200
    assert as_("Ines").get("/orgs").status_code == 403


def test_a_colleague_joins_by_the_link_in_the_mail_once(
    as_: As, stranger: Stranger, database: Session, mails: Mails
) -> None:
    mei = as_("Mei")
    own = database.exec(select(Organisation).where(Organisation.name == "芯桥电梯有限公司")).one()
    page = f"/orgs/{own.id}"

    assert mei.send(page, {"email": "li@example.cn"}, to=f"{page}/invite").status_code == 303

    assert "li@example.cn" in mei.get(page).text
    link = link_in(mails("li@example.cn")[0])
    visitor = stranger()
    assert "加入 芯桥电梯有限公司" in visitor.get(link).text
    weak = fill(visitor, link, {"person_name": "Li", "password": "1234567890"})
    assert weak.status_code == 422
    assert fill(visitor, link, {"person_name": "Li", "phone": "", "password": PASSWORD}).status_code == 303
    assert visitor.get(f"{page}/edit").status_code == 200
    person = fresh(database).exec(select(Person).where(Person.email == "li@example.cn")).one()
    assert (person.role, person.organisation_id) == (Role.ENTERPRISE, own.id)
    spent = stranger().get(link)
    assert spent.status_code == 404
    assert "链接已失效" in spent.text
    assert sign_in(stranger(), "li@example.cn", PASSWORD) == 303


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "请填写此项"),
        ("li", "邮箱格式不对"),
        ("ines@example.cn", "改填这位同事的另一个邮箱"),
        ("mei@example.cn", "这位同事已在本单位"),
    ],
)
def test_an_invitation_that_cannot_be_sent_says_why(
    as_: As, database: Session, mails: Mails, email: str, sentence: str
) -> None:
    own = database.exec(select(Organisation).where(Organisation.name == "芯桥电梯有限公司")).one()
    page = f"/orgs/{own.id}"

    answer = as_("Mei").send(page, {"email": email}, to=f"{page}/invite")

    assert answer.status_code == 422
    assert sentence in answer.text
    assert mails(email) == []


def test_an_invitation_of_somebody_whose_account_is_closed_says_who_opens_it(as_: As, database: Session) -> None:
    own = database.exec(select(Organisation).where(Organisation.name == "芯桥电梯有限公司")).one()
    role = Role.ENTERPRISE
    database.add(
        Person(email="li@example.cn", name="Li", password_hash="-", role=role, organisation_id=own.id, is_active=False)
    )
    database.commit()
    page = f"/orgs/{own.id}"

    answer = as_("Mei").send(page, {"email": "li@example.cn"}, to=f"{page}/invite")

    assert answer.status_code == 422
    assert "联系平台管理员恢复" in answer.text


def test_nobody_invites_into_another_organisation_or_edits_it(as_: As, database: Session) -> None:
    own = database.exec(select(Organisation).where(Organisation.name == "芯桥电梯有限公司")).one()
    ines, page = as_("Ines"), f"/orgs/{own.id}"
    sent = {"csrf_token": token_of(ines.get("/account").text), "email": "li@example.cn", "name": "别家"}

    assert ines.client.post(f"{page}/invite", data=sent).status_code == 404
    assert ines.get(f"{page}/edit").status_code == 404
    assert ines.client.post(f"{page}/edit", data=sent).status_code == 404
    shown = ines.get(page).text
    assert "芯桥电梯有限公司" in shown
    assert own.credit_code not in shown
    assert "mei@example.cn" not in shown
