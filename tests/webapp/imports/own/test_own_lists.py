"""A spreadsheet in a layout of its own: its columns are matched by a person, remembered, and its rows taken."""

from typing import Any

from openpyxl import Workbook
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from tests.visitor import Visitor
from tests.webapp.imports.conftest import CODE_OF_MEI, SignIn, all_demands, confirmed, imported, opened, saved, upload
from tests.webapp.posting import fresh
from webapp.models import ImportBatch, ImportLayout, ImportRow, ImportWording
from webapp.models.imports.imports import ImportState, RowOutcome
from webapp.models.posts.enums import PostStatus

HEAD = ["序号", "工种", "拟招（人）", "文化程度", "需会什么", "月工资/元", "上班地点"]
ROWS = [
    [1, "电梯保养工", "12人", "大专", "电梯应急处置、门锁与层门检查、安全用电", "4200-6500", "绍兴市"],
    [2, "电梯急修工", "3-5人", "大专", "电梯应急处置、门锁与层门检查、安全用电", "面议", "绍兴市"],
    [3, "质检员、仓管员", 10, "不限", "看图、量具使用、记录", "5-6k", "绍兴市"],
]


def own_sheet(rows: list[list[Any]] = ROWS, **more: list[list[Any]]) -> bytes:
    """Return a file as offices make them: a title, a head, rows, a sum and a note; further sheets by their title."""
    book = Workbook()
    sheet = book.active
    sheet.title = "摸底表"
    for row in [["2027年春季用工需求摸底表"], HEAD, *rows, ["合计", None, 25], ["注：一个工种一行"]]:
        sheet.append(row)
    for title, lines in more.items():
        added = book.create_sheet(title)
        for line in lines:
            added.append(line)
    return saved(book)


def batch_of(database: Session) -> ImportBatch:
    return fresh(database).exec(select(ImportBatch).order_by(ImportBatch.created_at.desc())).first()  # type: ignore[attr-defined, return-value]


def rows(database: Session) -> list[ImportRow]:
    query = select(ImportRow).where(ImportRow.batch_id == batch_of(database).id)
    return list(fresh(database).exec(query.order_by(ImportRow.sheet, ImportRow.line)))  # type: ignore[arg-type]


def matched(visitor: Visitor, page: str, typed: dict[str, str] | None = None, *, without: str = "") -> TestResponse:
    """Send the page of columns as it was drawn, with changes, and check the list."""
    form, _button = visitor.open(page).form("检查")
    fields = {name: value for name, value in form.values.items() if name != without}
    return visitor.client.post(page, data={**fields, **(typed or {}), "action": "check"})


def test_an_own_sheet_is_matched_before_anything_is_read_of_it(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    page = mei.get(imported(mei, "demands", own_sheet())).headers["Location"]
    shown = mei.get(page).text

    assert page.endswith("/columns")
    assert batch_of(database).state is ImportState.MAPPING
    assert rows(database) == []
    for words in ("工种", "岗位名称", "合计行，用来核对", "第 2 行", "4200-6500", "大专", "不限"):
        assert words in shown, words


def test_its_rows_are_taken_as_they_were_matched(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    report = imported(mei, "demands", own_sheet())

    matched(mei, f"{report}/columns")

    assert [row.line for row in rows(database)] == [3, 4, 5]
    assert rows(database)[0].cells["position"] == "电梯保养工"
    assert rows(database)[0].cells["headcount"] == "12人"
    assert batch_of(database).state is ImportState.CHECKED


def test_a_person_has_the_last_word_on_a_column(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    report = imported(mei, "demands", own_sheet())

    matched(mei, f"{report}/columns", {"column-0-5": "", "column-0-7": "note"})

    cells = rows(database)[0].cells
    assert "required_skills" not in cells
    assert "region" not in cells
    assert "绍兴市" in cells["note"]


def test_a_list_in_which_nothing_names_the_position_is_not_checked(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    report = imported(mei, "demands", own_sheet())

    answer = matched(mei, f"{report}/columns", {"column-0-2": ""})

    assert answer.status_code == 422
    assert "没有哪一列是“岗位名称”" in answer.text
    assert rows(database) == []


def test_visits_to_enterprises_become_drafts_that_lack_their_position(as_: SignIn, database: Session) -> None:
    book = Workbook()
    for row in (
        ["访企拓岗数据"],
        ["走访企业名称", "走访企业统一社会信用代码", "需求专业名称", "需求专业层次", "可提供岗位数", "平均薪酬（元）"],
        ["芯桥电梯有限公司", CODE_OF_MEI, "电梯工程技术", "高职", "20", "5500"],
    ):
        book.active.append(row)
    noor = as_("Noor")
    report = imported(noor, "demands", saved(book))

    matched(noor, f"{report}/columns")
    confirmed(noor, report)

    (demand,) = all_demands(database)
    assert (demand.position, demand.headcount, demand.status) == ("", 20, PostStatus.DRAFT)
    assert demand.level is not None
    again = imported(noor, "demands", saved(book))
    matched(noor, f"{again}/columns")
    assert [row.outcome for row in rows(database)] == [RowOutcome.SAME]


def test_a_draft_that_its_enterprise_has_gone_on_with_is_hidden_from_who_brought_it(
    as_: SignIn, database: Session
) -> None:
    noor = as_("Noor")
    text = "走访企业名称,工种,拟招人数,学历\n芯桥电梯有限公司,电梯司机,3,大专\n".encode()
    first = imported(noor, "demands", text, "走访.csv")
    matched(noor, f"{first}/columns")
    confirmed(noor, first)
    (demand,) = all_demands(database)
    demand.headcount, demand.version = 7, demand.version + 1
    database.add(demand)
    database.commit()

    again = imported(noor, "demands", text, "走访.csv")
    matched(noor, f"{again}/columns")

    assert [row.outcome for row in rows(database)] == [RowOutcome.GAPS]
    assert "7" not in str([row.differences for row in rows(database)])


def test_one_value_for_every_row_is_read_like_a_cell(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    report = imported(mei, "demands", own_sheet())

    answer = matched(mei, f"{report}/columns", {"constant-valid_until": "后年"})
    assert answer.status_code == 422
    assert "后年" in answer.text
    matched(mei, f"{report}/columns", {"constant-valid_until": "2027年6月30日"})

    assert {row.cells["valid_until"] for row in rows(database)} == {"2027年6月30日"}


def test_a_word_is_asked_about_once_and_remembered_for_the_next_file(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    report = imported(mei, "demands", own_sheet())
    drawn = mei.open(f"{report}/columns").form("检查")[0].values
    number = next(name.split("-")[1] for name, value in drawn.items() if "不限" in value and name.endswith("-written"))

    matched(mei, f"{report}/columns", {f"word-{number}-meant": "中职", f"word-{number}-keep": "1"})

    assert batch_of(database).rewordings["level"]["不限"] == "中职"
    kept = {(word.field, word.written): word.meant for word in fresh(database).exec(select(ImportWording))}
    assert kept["level", "不限"] == "中职"
    mei.get(imported(mei, "demands", own_sheet()))
    assert batch_of(database).rewordings["level"]["不限"] == "中职"
    assert "不限" in mei.get("/imports/words").text


def test_how_columns_were_matched_is_proposed_for_the_next_file_of_these_heads(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    report = imported(mei, "demands", own_sheet())
    matched(mei, f"{report}/columns", {"column-0-7": "note", "remember": "1"})
    assert fresh(database).exec(select(ImportLayout)).one().columns["7"] == "note"

    again = imported(mei, "demands", own_sheet())

    assert "已按上次记住的表样对照" in mei.get(f"{again}/columns").text
    assert batch_of(database).mapping["sheets"][0]["columns"]["7"] == "note"


def test_a_layout_is_not_remembered_where_nobody_wants_that(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    report = imported(mei, "demands", own_sheet())

    matched(mei, f"{report}/columns", without="remember")

    assert fresh(database).exec(select(ImportLayout)).all() == []


def test_every_sheet_with_the_head_is_read_and_the_others_are_named(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    second = [HEAD, [1, "电梯调试工", 4, "中专", "接线、校正、试运行", "5000", "绍兴市"]]
    report = imported(mei, "demands", own_sheet(乙厂=second, 统计=[["镇", "人数"], ["东", 3], ["西", 4]]))
    shown = mei.get(f"{report}/columns").text
    assert "乙厂" in shown
    assert "统计" in shown

    matched(mei, f"{report}/columns")

    assert [(row.sheet, row.line) for row in rows(database)] == [(0, 3), (0, 4), (0, 5), (1, 2)]
    outcome = rows(database)[3].outcome
    assert outcome is not None
    assert "乙厂 第 2 行" in mei.get(f"{report}?rows={outcome.value}").text


def test_a_sheet_may_be_left_out(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    second = [HEAD, [1, "电梯调试工", 4, "中专", "接线、校正、试运行", "5000", "绍兴市"]]
    report = imported(mei, "demands", own_sheet(乙厂=second))

    matched(mei, f"{report}/columns", without="read-1")

    assert {row.sheet for row in rows(database)} == {0}


def test_what_lacks_something_becomes_a_draft_and_the_rest_is_handed_in(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    whole = [*ROWS[0][:4], ROWS[0][4], ROWS[0][5], ROWS[0][6]]
    lacking = [2, "电梯调试工", 4, "中专", None, None, None]
    report = imported(mei, "demands", own_sheet([whole, lacking]))
    matched(mei, f"{report}/columns", {"constant-industry_code": "C3435"})

    confirmed(mei, report)

    found = {demand.position: demand.status for demand in all_demands(database)}
    assert found == {"电梯保养工": PostStatus.SUBMITTED, "电梯调试工": PostStatus.DRAFT}


def test_strangers_see_no_columns(as_: SignIn, database: Session) -> None:
    report = imported(as_("Mei"), "demands", own_sheet())

    assert as_("Jun").get(f"{report}/columns").status_code == 404


def test_a_file_without_any_list_is_refused_in_words(as_: SignIn) -> None:
    book = Workbook()
    book.active.append(["今天", "天气", "很好"])

    answer = upload(as_("Mei"), "demands", saved(book))

    assert answer.status_code == 422
    assert "没有找到标题行" in answer.text


def test_findings_stand_beside_the_rows_of_every_sheet_of_the_persons_own_file(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    second = [HEAD, [1, "电梯调试工", "四五个", "中专", "接线、校正、试运行", "5000", "绍兴市"]]
    report = imported(mei, "demands", own_sheet(乙厂=second))
    matched(mei, f"{report}/columns")

    book = opened(mei.get(f"{report}/annotated").data)

    first, other = book["摸底表"], book["乙厂"]
    assert first.cell(2, 8).value == other.cell(1, 8).value == "校验结果"
    assert [bool(first.cell(row, 8).value) for row in range(3, 8)] == [True, True, True, False, False]
    assert "需求人数" in other.cell(2, 8).value


def test_a_file_that_cannot_be_written_again_comes_back_as_a_new_one(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")
    text = "\n".join("\t".join(map(str, row)) for row in [HEAD, *ROWS])
    report = imported(mei, "demands", text.encode("utf-16"), "摸底.tsv")
    matched(mei, f"{report}/columns")

    annotated = mei.get(f"{report}/annotated").data.decode("utf-8-sig")

    assert "校验结果" in annotated.splitlines()[0]
    assert "电梯保养工" in annotated
