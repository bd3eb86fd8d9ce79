"""From the upload to the list: only what passed, all of it or nothing, and the user's own file with what was found."""

import pytest
from sqlmodel import Session, col, select

from tests.webapp.imports.conftest import (
    CODE_OF_MEI,
    DEMAND,
    NEXT_YEAR,
    OFFERING,
    OTHER,
    SignIn,
    all_demands,
    bring,
    confirmed,
    imported,
    opened,
    outcomes,
    refusal,
    remarks,
    saved,
    upload,
    xlsx,
)
from tests.webapp.posting import freeze, fresh
from webapp.clock import now
from webapp.models import (
    Demand,
    ImportBatch,
    MatchingRound,
    Offering,
    Organisation,
    Program,
)
from webapp.models.posts.enums import PostStatus
from webapp.services.imports import imports
from webapp.services.kernel.errors import DomainError
from webapp.services.posts.demands import DEMAND_POSTS


def test_nothing_is_stored_before_the_report_is_confirmed(as_: SignIn, database: Session) -> None:
    report = imported(as_("Mei"), "demands", xlsx([DEMAND, OTHER]))

    assert all_demands(database) == []
    assert "确认导入 2 行" in as_("Mei").get(report).text


def test_only_rows_that_passed_are_stored_and_handed_in(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [DEMAND, {**OTHER, "需求人数": "-3"}, {**OTHER, "岗位名称": "电梯调试工"}])

    assert outcomes(database) == ["new", "error", "new"]
    assert [demand.position for demand in all_demands(database)] == ["电梯保养工", "电梯调试工"]
    assert {demand.status for demand in all_demands(database)} == {PostStatus.SUBMITTED}
    assert all_demands(database)[0].modes == ["order_class", "modern_apprenticeship"]


def test_what_lacks_something_comes_in_as_a_draft(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [DEMAND, {**OTHER, "需求人数": "", "必备技能": "安全用电"}])

    assert outcomes(database) == ["new", "gaps"]
    assert [(demand.position, demand.status, demand.headcount) for demand in all_demands(database)] == [
        ("电梯保养工", PostStatus.SUBMITTED, 12),
        ("电梯急修工", PostStatus.DRAFT, None),
    ]


def test_a_row_may_ask_to_stay_a_draft_and_need_no_more_than_a_draft(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [{**DEMAND, "状态": "草稿", "需求人数": "", "联系人": ""}])

    (demand,) = all_demands(database)
    assert demand.status is PostStatus.DRAFT
    assert demand.headcount is None


def test_figures_to_be_verified_need_a_note(as_: SignIn, database: Session) -> None:
    many = {**DEMAND, "需求人数": 60}
    bring(as_, "Mei", "demands", [DEMAND, {**OTHER, "需求人数": 60}, {**many, "岗位名称": "电梯质检员"}])

    assert outcomes(database) == ["new", "verify", "verify"]
    noted = {**OTHER, "需求人数": 60, "核实说明": "新产线投产，年内在岗人数将增加到四百人"}
    bring(as_, "Mei", "demands", [noted])

    stored = next(demand for demand in all_demands(database) if demand.position == "电梯急修工")
    assert set(stored.verify_notes.values()) == {"新产线投产，年内在岗人数将增加到四百人"}


def test_rows_of_one_file_add_up_to_what_the_enterprise_asks_for(as_: SignIn, database: Session) -> None:
    mei = fresh(database).exec(select(Organisation).where(Organisation.credit_code == CODE_OF_MEI)).one()
    mei.employees = 200
    database.add(mei)
    database.commit()

    imported(as_("Mei"), "demands", xlsx([DEMAND, {**OTHER, "需求人数": 9}]))

    assert outcomes(database) == ["new", "verify"]
    assert remarks(database)[3] == [("current_staff", "share_of_employees")]


def test_a_failure_in_the_middle_leaves_nothing(
    as_: SignIn, database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "岗位名称": f"岗位{n}"} for n in range(6)]))
    real, calls = DEMAND_POSTS.write, []

    def failing(*arguments: object, **options: object) -> Demand:
        calls.append(1)
        if len(calls) == 4:
            raise RuntimeError("the power went out")
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(DEMAND_POSTS, "write", failing)
    as_("Mei").client.application.config["PROPAGATE_EXCEPTIONS"] = False
    answer = confirmed(as_("Mei"), report)

    assert answer.status_code == 500
    assert all_demands(database) == []
    assert fresh(database).exec(select(ImportBatch)).one().state == "checked"
    monkeypatch.undo()
    confirmed(as_("Mei"), report)
    assert len(all_demands(database)) == 6


def test_a_programme_that_lacks_something_comes_in_and_says_what(as_: SignIn, database: Session) -> None:
    bring(as_, "Ines", "programs", [{"专业": "460206", "培养层次": "高职"}])

    assert fresh(database).exec(select(Program)).one().name == "电梯工程技术"
    assert {name for name, _code in remarks(database)[2]} >= {"skills", "courses", "entry_level"}


def test_an_offering_of_a_programme_that_lacks_something_stays_a_draft_or_out(as_: SignIn, database: Session) -> None:
    bring(as_, "Ines", "programs", [{"专业": "460206", "培养层次": "高职"}])

    bring(as_, "Ines", "offerings", [OFFERING, {**OFFERING, "状态": "草稿", "学期": f"{NEXT_YEAR}-2"}])

    assert outcomes(database)[1:] == ["error", "new"]
    assert fresh(database).exec(select(Offering)).one().status is PostStatus.DRAFT


def test_a_post_in_a_frozen_round_is_not_changed(
    as_: SignIn, database: Session, round_: MatchingRound, offering: Offering
) -> None:
    freeze(database, round_, offering)
    row = {**OFFERING, "编号": offering.number, "参加的轮次": "R1", "可参与人数": 50}

    imported(as_("Ines"), "offerings", xlsx([row]))

    assert remarks(database)[2] == [("", "offering_round_frozen")]


def test_the_users_own_file_comes_back_with_findings_and_red_cells(as_: SignIn, database: Session) -> None:
    report = imported(as_("Mei"), "demands", xlsx([DEMAND, {**OTHER, "需求人数": "12天"}]))

    answer = as_("Mei").get(f"{report}/annotated")

    sheet = opened(answer.data).active
    head = [cell.value for cell in sheet[1]]
    assert head[: len(DEMAND)] == list(DEMAND)
    assert head[-1] == "校验结果"
    assert sheet.cell(2, len(head)).value == "新增"
    assert "需求人数：应为整数" in sheet.cell(3, len(head)).value
    red = sheet.cell(3, head.index("需求人数") + 1).fill.fgColor.rgb
    assert red != sheet.cell(2, head.index("需求人数") + 1).fill.fgColor.rgb
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_annotated_file_can_be_mended_and_sent_again(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    report = imported(mei, "demands", xlsx([{**DEMAND, "需求人数": "12天"}]))
    book = opened(mei.get(f"{report}/annotated").data)
    book.active.cell(2, list(DEMAND).index("需求人数") + 1).value = 12
    imported(mei, "demands", saved(book))

    assert outcomes(database) == ["error", "new"]
    first, second = fresh(database).exec(select(ImportBatch).order_by(col(ImportBatch.created_at)))
    assert second.warnings == first.warnings


def test_an_annotated_text_file_keeps_its_rows(as_: SignIn) -> None:
    mei = as_("Mei")
    labels, cells = ",".join(DEMAND), ",".join(f'"{value}"' for value in DEMAND.values())
    report = imported(mei, "demands", f"{labels}\r\n{cells}\r\n".encode("gb18030"), "a.csv")

    text = mei.get(f"{report}/annotated").data.decode("utf-8-sig")

    assert text.splitlines()[0] == f"{labels},校验结果"
    assert text.splitlines()[1].endswith(",新增")


def test_services_refuse_what_is_not_open(as_: SignIn, database: Session) -> None:
    bring(as_, "Mei", "demands", [DEMAND])
    batch = fresh(database).exec(select(ImportBatch)).one()

    with pytest.raises(DomainError, match="import_not_open"):
        imports.check_again(database, batch, today=now().date())


def test_an_empty_upload_says_so_in_english(as_: SignIn) -> None:
    with as_("Mei").client.session_transaction() as cookie:
        cookie["lang"] = "en"

    assert refusal(upload(as_("Mei"), "demands", b"")) != ""


@pytest.mark.parametrize(
    ("region", "address", "code", "kept"),
    [
        ("浙江绍兴", "", "330600", ""),
        ("浙江绍兴皋埠镇", "", "330600", "皋埠镇"),
        ("绍兴市皋埠镇人民路1号", "", "330600", "皋埠镇人民路1号"),
        ("绍兴市皋埠镇", "人民路1号", "330600", "皋埠镇人民路1号"),
        ("绍兴市皋埠镇", "皋埠镇人民路1号", "330600", "皋埠镇人民路1号"),
        ("330600绍兴市", "人民路1号", "330600", "人民路1号"),
    ],
)
def test_the_town_behind_a_place_begins_the_address(
    as_: SignIn, database: Session, region: str, address: str, code: str, kept: str
) -> None:
    bring(as_, "Mei", "demands", [{**DEMAND, "工作地点": region, "详细地址": address}])

    (demand,) = all_demands(database)
    assert (demand.region, demand.address) == (code, kept)


@pytest.mark.parametrize("region", ["330600 杭州市", "浙江"[:1], "330600 南浔区"])
def test_a_place_that_is_not_certain_is_not_taken(as_: SignIn, database: Session, region: str) -> None:
    imported(as_("Mei"), "demands", xlsx([{**DEMAND, "工作地点": region}]))

    assert outcomes(database)[0] in ("ask", "error")
