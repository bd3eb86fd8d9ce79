"""Everybody imports the lists of their kind, for whom they may write, and sees those of their own organisation."""

from sqlmodel import Session, select

from tests.webapp.imports.conftest import (
    CODE_OF_JUN,
    CODE_OF_MEI,
    DEMAND,
    ORGANISATION,
    SignIn,
    all_demands,
    bring,
    chosen,
    confirmed,
    imported,
    outcomes,
    remarks,
    token_of,
    xlsx,
)
from tests.webapp.posting import fresh
from webapp.models import (
    AccessLink,
    AuditEvent,
    ImportRow,
    Organisation,
    OutboxMessage,
)
from webapp.models.accounts.enums import OrganisationStatus


def test_a_coordinator_hands_in_for_enterprises_by_their_code(as_: SignIn, database: Session) -> None:
    rows = [
        {"企业统一社会信用代码": CODE_OF_MEI, "企业名称": "芯桥电梯有限公司", **DEMAND},
        {"企业统一社会信用代码": CODE_OF_JUN, "企业名称": "别的名字", **DEMAND},
        {"企业统一社会信用代码": "91330100MA0000000C", "企业名称": "", **DEMAND},
    ]

    bring(as_, "Noor", "demands", rows)

    assert outcomes(database) == ["new", "new", "error"]
    assert remarks(database) == {
        2: [],
        3: [("enterprise_name", "enterprise_named")],
        4: [("enterprise_code", "enterprise_unknown")],
    }
    owners = {demand.enterprise.credit_code for demand in all_demands(database)}
    assert owners == {CODE_OF_MEI, CODE_OF_JUN}
    assert {event.actor.name for event in fresh(database).exec(select(AuditEvent)) if event.actor} == {"Noor"}


def test_a_coordinator_does_not_learn_of_private_drafts(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [{**DEMAND, "状态": "草稿"}])
    number = all_demands(database)[0].number
    row = {"企业统一社会信用代码": CODE_OF_MEI, "企业名称": "", **DEMAND}

    imported(as_("Noor"), "demands", xlsx([{"编号": "", **row}, {**row, "岗位名称": "电梯急修工", "编号": number}]))

    assert outcomes(database) == ["new", "new", "error"]
    assert remarks(database)[3] == [("number", "number_unknown")]


def test_an_enterprise_cannot_write_for_another_one(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [{"企业统一社会信用代码": CODE_OF_JUN, "企业名称": "越东电梯部件厂", **DEMAND}])

    assert all_demands(database)[0].enterprise.credit_code == CODE_OF_MEI


def test_an_imported_organisation_is_verified_and_its_first_person_invited(as_: SignIn, database: Session) -> None:
    bring(as_, "Noor", "organisations", [{**ORGANISATION, "经办人邮箱": "Office@Example.cn"}])

    found = fresh(database).exec(select(Organisation).where(Organisation.name == "云川精密机械有限公司")).one()
    assert found.status is OrganisationStatus.VERIFIED
    link = database.exec(select(AccessLink)).one()
    assert (link.organisation_id, link.email) == (found.id, "office@example.cn")
    assert database.exec(select(OutboxMessage)).one().to == "office@example.cn"


def test_the_first_person_can_be_invited_by_a_later_list(as_: SignIn, database: Session) -> None:
    bring(as_, "Noor", "organisations", [ORGANISATION])
    noor = as_("Noor")
    report = imported(noor, "organisations", xlsx([{**ORGANISATION, "经办人邮箱": "office@example.cn"}]))
    chosen(noor, report, every="update")
    confirmed(noor, report)

    imported(noor, "organisations", xlsx([{**ORGANISATION, "经办人邮箱": "office@example.cn"}]))

    assert fresh(database).exec(select(AccessLink)).one().email == "office@example.cn"
    assert outcomes(database).count("same") == 1


def test_what_an_organisation_with_people_says_of_itself_is_left_to_it(as_: SignIn, database: Session) -> None:
    row = {**ORGANISATION, "统一社会信用代码": CODE_OF_MEI, "单位全称": "芯桥电梯股份有限公司"}
    report = imported(as_("Noor"), "organisations", xlsx([row]))

    chosen(as_("Noor"), report, every="update")

    assert outcomes(database) == ["twin"]
    assert fresh(database).exec(select(ImportRow)).one().choice == "skip"
    assert "资料由本单位维护" in as_("Noor").get(report).text


def test_a_coordinating_body_does_not_come_by_list(as_: SignIn, database: Session) -> None:
    imported(as_("Noor"), "organisations", xlsx([{**ORGANISATION, "单位类型": "统筹单位"}]))

    assert remarks(database)[2] == [("kind", "kind_coordinating")]


def test_an_import_of_another_organisation_does_not_exist(as_: SignIn, database: Session) -> None:
    report = imported(as_("Mei"), "demands", xlsx([DEMAND]))

    for who in ("Jun", "Noor", "Ines"):
        stranger = as_(who)
        token = token_of(stranger)
        assert stranger.get(report).status_code == 404
        assert stranger.get(f"{report}/annotated").status_code == 404
        for deed in ("confirm", "undo", "choices", "recheck"):
            assert stranger.client.post(f"{report}/{deed}", data=token).status_code == 404
    assert all_demands(database) == []


def test_everybody_imports_only_the_lists_of_their_kind(as_: SignIn) -> None:
    allowed = {"Mei": {"demands"}, "Ines": {"programs", "offerings"}, "Noor": {"organisations", "demands"}}
    for who, kinds in allowed.items():
        for kind in ("organisations", "demands", "programs", "offerings"):
            wanted = 200 if kind in kinds else 403
            assert as_(who).get(f"/imports/new?type={kind}").status_code == wanted
            assert as_(who).get(f"/imports/template?type={kind}").status_code == wanted
        assert as_(who).get("/imports/new?type=nothing").status_code == 404


def test_nobody_gets_in_without_signing_in(as_: SignIn) -> None:
    client = as_("Mei").client.application.test_client()

    assert client.get("/imports/new").status_code == 302
    assert "/login" in client.get("/imports/new").headers["Location"]
