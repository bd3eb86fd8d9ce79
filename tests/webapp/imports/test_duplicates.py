"""What is there already: found, shown with its differences, skipped unless somebody chooses otherwise."""

import pytest
from sqlmodel import Session, select

from tests.webapp.imports.conftest import (
    DEMAND,
    OFFERING,
    ORGANISATION,
    OTHER,
    PROGRAM,
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
    AuditEvent,
    Demand,
    ImportRow,
    Offering,
    Organisation,
    Program,
)
from webapp.models.accounts.credit_code import check_character


def test_the_same_file_twice_makes_nothing_twice(as_: SignIn, database: Session) -> None:
    for who, kind, row, model in (
        ("Mei", "demands", DEMAND, Demand),
        ("Ines", "programs", PROGRAM, Program),
        ("Ines", "offerings", OFFERING, Offering),
        ("Noor", "organisations", ORGANISATION, Organisation),
    ):
        bring(as_, who, kind, [row])
        before = len(fresh(database).exec(select(model)).all())

        report = imported(as_(who), kind, xlsx([row]))

        assert "没有可以导入的行" in as_(who).get(report).text
        assert len(fresh(database).exec(select(model)).all()) == before


def test_a_confirmation_sent_twice_stores_once(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    report = imported(mei, "demands", xlsx([DEMAND]))
    first = confirmed(mei, report)

    again = mei.client.post(f"{report}/confirm", data=token_of(mei))

    assert (first.status_code, again.status_code) == (303, 303)
    assert len(all_demands(database)) == 1


def test_two_uploads_of_one_file_confirmed_one_after_the_other_store_once(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    one, two = (imported(mei, "demands", xlsx([DEMAND])) for _ in range(2))
    confirmed(mei, one)

    answer = confirmed(mei, two)

    assert answer.status_code == 303
    assert "在校验之后变了" in mei.get(two).text
    assert len(all_demands(database)) == 1
    assert outcomes(database) == ["new", "same"]


def test_rows_that_are_there_already_are_skipped_unless_chosen(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [DEMAND])
    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "需求人数": 15}, OTHER]))

    page = as_("Mei").get(f"{report}?rows=twin").text
    assert "需求人数：12 → 15" in page
    confirmed(as_("Mei"), report)

    assert [demand.headcount for demand in all_demands(database)] == [12, 12]


def test_a_chosen_update_changes_what_stands_and_remembers_what_was(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [DEMAND])
    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "需求人数": 15}]))

    assert chosen(as_("Mei"), report, **{"row-2": "update"}).status_code == 303
    confirmed(as_("Mei"), report)

    (demand,) = all_demands(database)
    assert demand.headcount == 15
    event = fresh(database).exec(select(AuditEvent).where(AuditEvent.action == "demand.edited")).one()
    assert (event.before["headcount"], event.after["headcount"]) == (12, 15)


def test_columns_that_a_file_leaves_out_keep_what_stands(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [{**DEMAND, "详细地址": "芯港路 88 号"}])
    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "需求人数": 15}]))
    chosen(as_("Mei"), report, every="update")
    confirmed(as_("Mei"), report)

    (demand,) = all_demands(database)
    assert (demand.headcount, demand.address) == (15, "芯港路 88 号")


def test_a_chosen_new_row_is_added_beside_the_old_one(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [DEMAND])
    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "需求人数": 15}]))
    chosen(as_("Mei"), report, every="new")
    confirmed(as_("Mei"), report)

    assert [demand.headcount for demand in all_demands(database)] == [12, 15]


def test_a_programme_that_is_there_cannot_be_added_as_new(as_: SignIn, database: Session, program: Program) -> None:
    report = imported(as_("Ines"), "programs", xlsx([{**PROGRAM, "学制": 2}]))
    chosen(as_("Ines"), report, every="new")

    assert fresh(database).exec(select(ImportRow)).one().choice == "skip"


def test_two_rows_about_the_same_thing_are_found_in_one_file(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [DEMAND, {**DEMAND, "需求人数": 15}])

    assert outcomes(database) == ["new", "twin"]
    assert remarks(database)[3] == [("", "row_twice")]
    assert len(all_demands(database)) == 1


def test_numbers_of_an_exported_list_find_their_rows_even_when_renamed(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [DEMAND])
    number = all_demands(database)[0].number
    renamed = {**DEMAND, "编号": number, "岗位名称": "电梯维保技师"}

    report = imported(as_("Mei"), "demands", xlsx([renamed, {**OTHER, "编号": "D-NOTHERE"}]))

    assert outcomes(database) == ["new", "twin", "error"]
    assert remarks(database)[3] == [("number", "number_unknown")]
    assert "岗位名称：电梯保养工 → 电梯维保技师" in as_("Mei").get(f"{report}?rows=twin").text


def test_a_change_since_the_check_stores_nothing_and_has_the_list_checked_again(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [DEMAND])
    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "需求人数": 15}, OTHER]))
    chosen(as_("Mei"), report, every="update")
    stored = all_demands(database)[0]
    stored.headcount, stored.version = 14, stored.version + 1
    database.add(stored)
    database.commit()

    mei = as_("Mei")
    confirmed(mei, report)

    assert "在校验之后变了" in mei.get(report).text
    assert [demand.headcount for demand in all_demands(database)] == [14]


def test_a_name_that_is_written_otherwise_is_told_as_the_same(as_: SignIn) -> None:
    bring(as_, "Noor", "organisations", [{**ORGANISATION, "单位全称": "绍兴（越城）精密部件有限公司"}])
    rows = [
        {**ORGANISATION, "统一社会信用代码": code, "单位全称": name}
        for code, name in (
            (credit_code(1), "绍兴(越城) 精密部件有限公司"),
            (credit_code(2), "另一家"),
            (credit_code(3), "另 一家"),
        )
    ]

    text = as_("Noor").get(imported(as_("Noor"), "organisations", xlsx(rows))).text

    assert f"同名单位已登记，代码 {ORGANISATION['统一社会信用代码']}" in text
    assert f"同名单位已登记，代码 {credit_code(2)}" in text
    assert f"同名单位已登记，代码 {credit_code(3)}" not in text


def credit_code(number: int) -> str:
    body = f"9133{number:05d}MA0TET55"
    return body + check_character(body)


@pytest.mark.parametrize("wanted", ["已撤回", "退回修改"])
def test_a_state_that_an_import_cannot_bring_about_is_said(as_: SignIn, database: Session, wanted: str) -> None:
    bring(as_, "Mei", "demands", [DEMAND])
    number = all_demands(database)[0].number

    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "编号": number, "状态": wanted, "需求人数": 15}]))

    assert sorted(outcomes(database)) == ["error", "new"]
    page = as_("Mei").get(report).text
    assert "导入不能撤回或退回已有的内容，现在是“已提交”" in page


def test_a_draft_in_place_of_what_was_handed_in_is_said_and_not_followed(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [DEMAND])

    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "状态": "草稿"}]))

    assert sorted(outcomes(database)) == ["new", "twin"]
    assert "导入后仍是“已提交”" in as_("Mei").get(report).text


def test_the_state_that_stands_changes_nothing(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [DEMAND])

    imported(as_("Mei"), "demands", xlsx([{**DEMAND, "状态": "已提交"}]))

    assert sorted(outcomes(database)) == ["new", "same"]
