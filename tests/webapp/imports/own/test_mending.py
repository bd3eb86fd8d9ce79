"""What waits for a person is answered, mended and filled in on the report itself; then the list is checked anew."""

from typing import Any

from sqlmodel import Session, select

from tests.webapp.imports.conftest import (
    DEMAND,
    OTHER,
    SignIn,
    all_demands,
    confirmed,
    imported,
    outcomes,
    token_of,
    xlsx,
)
from tests.webapp.posting import fresh
from webapp.models import Demand, ImportBatch, ImportRow, ImportWording
from webapp.models.posts.enums import PostStatus


def only_batch(database: Session) -> ImportBatch:
    return fresh(database).exec(select(ImportBatch)).one()


def rows(database: Session) -> list[ImportRow]:
    return list(fresh(database).exec(select(ImportRow).order_by(ImportRow.line, ImportRow.part)))  # type: ignore[arg-type]


def mended(as_: SignIn, report: str, kind: str, **fields: Any) -> Any:
    answer = as_("Mei").send(f"{report}?rows={kind}", {"action": "save", **fields}, to=f"{report}/mend?rows={kind}")
    assert answer.status_code == 303, answer.status_code
    return answer


def test_a_cell_is_mended_on_the_report(as_: SignIn, database: Session) -> None:
    report = imported(as_("Mei"), "demands", xlsx([DEMAND, {**OTHER, "需求人数": "-3"}]))
    page = as_("Mei").get(f"{report}?rows=error").text
    assert 'name="cell-3-headcount"' in page
    assert 'value="-3"' in page

    mended(as_, report, "error", **{"cell-3-headcount": "8"})

    assert outcomes(database) == ["new", "new"]
    assert rows(database)[1].mended == {"headcount": "-3"}
    confirmed(as_("Mei"), report)
    assert sorted(demand.headcount or 0 for demand in all_demands(database)) == [8, 12]


def test_a_cell_that_is_still_wrong_stays_on_the_report_as_it_was_typed(as_: SignIn, database: Session) -> None:
    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "需求人数": "-3"}]))

    mended(as_, report, "error", **{"cell-2-headcount": "九千九百九十九万"})

    assert outcomes(database) != ["new"]
    assert "九千九百九十九万" in as_("Mei").get(report).text


def test_gaps_of_many_rows_are_filled_at_once(as_: SignIn, database: Session) -> None:
    lacking = [{**DEMAND, "岗位名称": f"保养工{n}", "需求人数": ""} for n in "甲乙丙"]
    report = imported(as_("Mei"), "demands", xlsx(lacking))
    assert outcomes(database) == ["gaps"] * 3

    fill = {"action": "fill", "fill-field": "headcount", "fill-value": "6", "row-2": "1", "row-3": "1"}
    empty = {f"cell-{number}-headcount": "" for number in (2, 3, 4)}
    mended(as_, report, "gaps", **empty, **fill)

    assert outcomes(database) == ["new", "new", "gaps"]
    assert [row.cells["headcount"] for row in rows(database)] == ["6", "6", ""]


def test_rows_with_gaps_stay_outside_where_the_person_says_so(as_: SignIn, database: Session) -> None:
    report = imported(as_("Mei"), "demands", xlsx([DEMAND, {**OTHER, "需求人数": ""}]))
    mended(as_, report, "gaps", gaps="leave")
    assert "确认导入 1 行" in as_("Mei").get(report).text

    confirmed(as_("Mei"), report)

    assert [demand.status for demand in all_demands(database)] == [PostStatus.SUBMITTED]


def test_a_figure_is_explained_on_the_report(as_: SignIn, database: Session) -> None:
    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "需求人数": 60, "核实说明": ""}]))
    assert outcomes(database) == ["verify"]

    mended(as_, report, "verify", **{"cell-2-verify_note": "新产线投产，年内在岗人数将增加到四百人"})

    assert outcomes(database) == ["new"]


def test_one_answer_holds_for_all_rows_that_say_the_same_and_for_later_files(as_: SignIn, database: Session) -> None:
    open_level = [{**DEMAND, "岗位名称": f"保养工{n}", "培养层次": "不限"} for n in "甲乙"]
    report = imported(as_("Mei"), "demands", xlsx(open_level))
    assert "new" not in outcomes(database)

    answers = {"answer-2-level": "~", "typed-2-level": "中职", "every-2-level": "1", "keep-2-level": "1"}
    mended(as_, report, "ask", **answers)

    assert outcomes(database) == ["new", "new"]
    assert [row.cells["level"] for row in rows(database)] == ["不限", "不限"]
    kept = fresh(database).exec(select(ImportWording)).one()
    assert (kept.field, kept.written, kept.meant) == ("level", "不限", "中职")


def test_positions_of_one_row_become_rows_with_their_own_people(as_: SignIn, database: Session) -> None:
    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "岗位名称": "电梯安装工、电梯保养工"}, OTHER]))
    row = fresh(database).exec(select(ImportRow).where(ImportRow.number == 2)).one()
    row.unreadable = {"position": "several_positions"}
    database.add(row)
    database.commit()
    mei = as_("Mei")
    mei.client.post(f"{report}/recheck", data=token_of(mei))
    assert outcomes(database)[0] == "ask"
    assert "2 个岗位" in as_("Mei").get(f"{report}?rows=ask").text

    mended(as_, report, "ask", **{"parting-2": "several", "share-2-0": "7", "share-2-1": "5"})

    found = [(row.line, row.part, row.cells["position"], row.cells["headcount"]) for row in rows(database)]
    assert found[:2] == [(2, 1, "电梯安装工", "7"), (2, 2, "电梯保养工", "5")]
    assert only_batch(database).rows_total == 3
    confirmed(as_("Mei"), report)
    stored = {demand.position: demand.headcount for demand in fresh(database).exec(select(Demand))}
    assert stored["电梯安装工"] == 7
    assert stored["电梯保养工"] == 5


def test_strangers_mend_nothing(as_: SignIn, database: Session) -> None:
    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "需求人数": "-3"}]))
    form = {"action": "save", "cell-2-headcount": "8"}

    jun = as_("Jun")
    assert jun.client.post(f"{report}/mend", data={**token_of(jun), **form}).status_code == 404

    assert rows(database)[0].cells["headcount"] == "-3"


def test_a_list_that_is_stored_takes_no_more_answers(as_: SignIn, database: Session) -> None:
    report = imported(as_("Mei"), "demands", xlsx([DEMAND]))
    confirmed(as_("Mei"), report)

    mei = as_("Mei")
    answer = mei.client.post(f"{report}/mend", data={**token_of(mei), "cell-2-headcount": "8"})

    assert answer.status_code == 409
    assert all_demands(database)[0].headcount == 12


def test_what_was_imported_within_a_day_can_be_reached_to_be_undone(as_: SignIn, database: Session) -> None:
    for number in range(12):
        report = imported(
            as_("Mei"), "demands", xlsx([{**DEMAND, "岗位名称": f"保养工{number}"}]), f"第{number}份.xlsx"
        )
        confirmed(as_("Mei"), report)

    page = as_("Mei").get("/imports/new?type=demands").text

    assert page.count("可撤销") == 12
