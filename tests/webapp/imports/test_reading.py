"""Cells are read as people mean them, whatever program and habit they come from."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH
from sqlmodel import Session, select

from tests.webapp.imports.conftest import (
    CODE_OF_MEI,
    DEMAND,
    NEXT_YEAR,
    OFFERING,
    ORGANISATION,
    PROGRAM,
    SignIn,
    imported,
    opened,
    outcomes,
    refusal,
    remarks,
    saved,
    upload,
    xlsx,
)
from tests.webapp.posting import fresh
from webapp.models import ImportRow, Program
from webapp.models.kernel.characters import as_text
from webapp.services.sheets import csv_text
from webapp.services.sheets.cells import Holds, Unreadable, entries_of, joined, text_of


@pytest.mark.parametrize(
    ("value", "holds", "text"),
    [
        ("１２", Holds.NUMBER, "１２"),
        (" 1,200 ", Holds.NUMBER, "1,200"),
        ("20人", Holds.NUMBER, "20人"),
        (45.0, Holds.NUMBER, "45"),
        (4.5, Holds.NUMBER, "4.5"),
        ("-3", Holds.NUMBER, "-3"),
        ("1e309", Holds.NUMBER, "1e309"),
        ("٣", Holds.NUMBER, "٣"),
        ("２０２７－０３", Holds.MONTH, "2027-03"),
        ("2027年3月", Holds.MONTH, "2027-03"),
        ("2027.3", Holds.MONTH, "2027-03"),
        ("9月初", Holds.MONTH, "9月初"),
        ("2027.10", Holds.MONTH, "2027-10"),
        (2027.12, Holds.MONTH, "2027-12"),
        (2027.1, Holds.MONTH, "2027.1"),
        ("202703", Holds.MONTH, "2027-03"),
        (202703, Holds.MONTH, "2027-03"),
        (datetime(2027, 3, 1), Holds.MONTH, "2027-03"),
        (46082, Holds.MONTH, "2026-03"),
        ("2027/6/3", Holds.DAY, "2027-06-03"),
        ("2027年6月3日", Holds.DAY, "2027-06-03"),
        ("20270603", Holds.DAY, "2027-06-03"),
        ("2027-06-03 00:00:00", Holds.DAY, "2027-06-03"),
        (date(1900, 1, 5), Holds.DAY, "1900-01-05"),
        (46173, Holds.DAY, "2026-05-31"),
        ("2027-1", Holds.TERM, "2027-1"),
        ("2027年春季学期", Holds.TERM, "2027-1"),
        ("2027 秋", Holds.TERM, "2027-2"),
        ("2026-2027学年第一学期", Holds.TERM, "2026-2"),
        ("2026-2027-2", Holds.TERM, "2027-1"),
        (datetime(2027, 1, 1), Holds.TERM, "2027-1"),
        ("91330106 ma2gxtmn03", Holds.CODE, CODE_OF_MEI),
        ("９１３３０１０６ＭＡ２ＧＸＴＭＮ０３", Holds.CODE, CODE_OF_MEI),
        ("139 0013 9000", Holds.PHONE, "139 0013 9000"),
        (13900139000, Holds.PHONE, "13900139000"),
        (102, Holds.MAJOR, "0102"),
        (True, Holds.YES_NO, "是"),
        ("Ｃ3435　电梯、自动扶梯及升降机制造（含维修）", Holds.INDUSTRY, "C3435 电梯、自动扶梯及升降机制造（含维修）"),
        ("电工（高级）Ｃ＋＋ \u200b𠮷", Holds.TEXT, "电工（高级）Ｃ＋＋ \u200b𠮷"),
        ("a\r\nb", Holds.TEXT, "a\nb"),
        ("a\x00b", Holds.TEXT, "a\x01b"),
    ],
)
def test_a_cell_says_what_its_column_means(value: object, holds: Holds, text: str) -> None:
    assert text_of(value, holds) == text


def test_zeros_in_front_stay_where_the_format_shows_them() -> None:
    assert text_of(57188880000, Holds.PHONE, number_format="000000000000") == "057188880000"


def test_a_month_typed_as_a_number_keeps_the_zero_that_it_shows() -> None:
    assert text_of(2027.1, Holds.MONTH, number_format="0.00") == "2027-10"


def test_days_count_from_1904_where_the_workbook_does() -> None:
    assert text_of(46173 - 1462, Holds.DAY, epoch=MAC_EPOCH) == "2026-05-31"


@pytest.mark.parametrize(
    ("value", "holds", "code"),
    [
        (913301060000000000, Holds.CODE, "number_lost_digits"),
        (9.1330106e17, Holds.CODE, "number_lost_digits"),
        (date(2027, 3, 4), Holds.NUMBER, "number_became_date"),
        (datetime(2027, 3, 4), Holds.PHONE, "number_became_date"),
    ],
)
def test_what_a_spreadsheet_has_spoilt_is_said(value: object, holds: Holds, code: str) -> None:
    with pytest.raises(Unreadable, match=code):
        text_of(value, holds)


ENTRY = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.lists(ENTRY, max_size=6, unique=True))
def test_entries_written_into_a_cell_are_read_again(entries: list[str]) -> None:
    assert entries_of(joined(entries)) == entries


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",))).map(as_text), min_size=1, max_size=4))
def test_cells_of_a_text_file_are_read_as_they_were_written(row: list[str]) -> None:
    head = ["a", "b"]

    assert csv_text.read(csv_text.written([head, row]))[1:] == [row]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", ["\t", ",", ";"])
def test_text_files_of_every_encoding_are_read(as_: SignIn, database: Session, encoding: str, sign: str) -> None:
    row = {name: str(value) for name, value in {**PROGRAM, "专业方向": "𠮷野方向"}.items()}
    cells = [f'"{value}"' for value in row.values()]
    content = "\r\n".join([sign.join(row), sign.join(cells)]).encode(encoding)

    imported(as_("Ines"), "programs", content, "名单.txt")

    assert fresh(database).exec(select(ImportRow)).one().cells["direction"] == "𠮷野方向"
    assert outcomes(database) == ["new"]


def test_labels_are_found_in_english_and_below_a_title(as_: SignIn, database: Session) -> None:
    ines = as_("Ines")
    book = opened(ines.get("/imports/template?type=programs&format=xlsx&lang=en").data)
    sheet = book.worksheets[0]
    sheet.insert_rows(1, 2)
    row = ["460206", "Higher vocational", "", "From senior secondary", 3, *[""] * 4]
    sheet.append(row)

    imported(ines, "programs", saved(book))

    assert outcomes(database) == ["new"]


def test_the_example_of_a_template_is_no_row(as_: SignIn) -> None:
    for visitor, kind in (("Mei", "demands"), ("Ines", "programs"), ("Ines", "offerings"), ("Noor", "organisations")):
        for form in ("xlsx", "csv"):
            content = as_(visitor).get(f"/imports/template?type={kind}&format={form}").data

            assert "没有数据行" in refusal(upload(as_(visitor), kind, content, f"a.{form}"))


def test_that_the_example_was_left_out_is_said(as_: SignIn, database: Session) -> None:
    ines = as_("Ines")
    book = opened(ines.get("/imports/template?type=programs&format=xlsx").data)
    book.worksheets[0].append(["460206", "高职", "维保", "高中（中专、中技）起点", 3, *[""] * 4])

    report = imported(ines, "programs", saved(book))

    assert outcomes(database) == ["new"]
    assert "第 3 行是模板自带的示例，没有读取" in ines.get(report).text


def test_a_row_that_is_like_the_example_further_down_is_somebodys_own(as_: SignIn, database: Session) -> None:
    ines = as_("Ines")
    book = opened(ines.get("/imports/template?type=programs&format=xlsx").data)
    sheet = book.worksheets[0]
    example = [cell.value for cell in sheet[3]]
    sheet.append(["460206", "高职", "维保", "高中（中专、中技）起点", 3, *[""] * 4])
    sheet.append(example)

    imported(ines, "programs", saved(book))

    assert outcomes(database) == ["new", "new"]


def test_a_first_row_with_fewer_columns_than_the_example_is_no_example(as_: SignIn, database: Session) -> None:
    row = {"专业": "460206 电梯工程技术", "培养层次": "高职"}

    imported(as_("Ines"), "programs", xlsx([row]))

    assert outcomes(database) == ["new"]


def test_a_list_with_a_column_of_another_name_is_matched_first(as_: SignIn, database: Session) -> None:
    old = {{"需求人数": "招聘人数"}.get(name, name): value for name, value in DEMAND.items()}
    mei = as_("Mei")

    page = mei.get(imported(mei, "demands", xlsx([old]))).headers["Location"]

    assert page.endswith("/columns")
    assert "招聘人数" in mei.get(page).text
    assert outcomes(database) == []


def test_columns_that_nobody_knows_are_said_and_left_out(as_: SignIn, database: Session) -> None:
    report = imported(as_("Mei"), "demands", xlsx([{**DEMAND, "备注一": "x"}]))

    assert "没有读取：备注一" in as_("Mei").get(report).text
    assert outcomes(database) == ["new"]


def test_the_template_of_another_list_is_named(as_: SignIn) -> None:
    content = as_("Ines").get("/imports/template?type=offerings").data

    assert "这是“培养能力”的模板" in refusal(upload(as_("Ines"), "programs", content))


def test_an_older_template_is_read_where_its_columns_suffice_and_said(as_: SignIn, database: Session) -> None:
    book = opened(xlsx([DEMAND]))
    hidden = book.create_sheet("_zhiqiao")
    hidden["A1"] = "zhiqiao:demands:00000000"

    report = imported(as_("Mei"), "demands", saved(book))

    assert "模板不是最新的" in as_("Mei").get(report).text
    assert outcomes(database) == ["new"]


def test_a_template_has_stars_choices_instructions_codes_and_a_hidden_mark(as_: SignIn) -> None:
    book = opened(as_("Mei").get("/imports/template?type=demands").data)
    data, guide, codes, mark = book.worksheets

    labels = [cell.value for cell in data[2]]
    assert "需求人数*" in labels
    assert "详细地址" in labels
    assert data.freeze_panes == "A3"
    offered = {rule.formula1: str(rule.sqref) for rule in data.data_validations.dataValidation if rule.type == "list"}
    assert len(offered) >= 7
    assert all(formula.startswith(("'代码表'!$", "IF(COUNTIF('代码表'!$")) for formula in offered)
    assert guide["A2"].value == "编号"
    heads = [cell.value for cell in codes[1]]
    chains = [row[heads.index("产业链")].value for row in codes.iter_rows(min_row=2, max_row=3)]
    assert chains == ["电梯", "数字经济"]
    assert mark.sheet_state == "veryHidden"
    assert mark["A1"].value.startswith("zhiqiao:demands:")


def test_every_problem_of_a_row_is_told_with_its_column_and_a_suggestion(as_: SignIn, database: Session) -> None:
    bad = {
        **DEMAND,
        "行业代码": "电梯制造",
        "需求人数": "12天",
        "培养层次": "博士",
        "月报酬下限": 9000,
        "联系电话": "12",
    }

    report = imported(as_("Mei"), "demands", xlsx([bad]))

    page = as_("Mei").get(report).text
    assert {name for name, _code in remarks(database)[2]} == {
        "industry_code", "headcount", "level", "pay_max", "contact_phone",
    }  # fmt: skip
    assert "可能是：C3435 电梯、自动扶梯及升降机制造" in page
    assert "应为整数" in page
    assert "<option>中职</option>" in page
    assert "博士" in page


@pytest.mark.parametrize("value", ["-1", "0", "1e309", "NaN", str(2**63), "1.5", "٣", "=1+1", "<b>", "{{7*7}}"])
def test_odd_numbers_are_errors_of_their_cell(as_: SignIn, database: Session, value: str) -> None:
    book = opened(xlsx([DEMAND]))
    cell = book.active.cell(2, list(DEMAND).index("需求人数") + 1)
    cell.value, cell.data_type = value, "s"

    imported(as_("Mei"), "demands", saved(book))

    assert outcomes(database) == ["error"]
    assert [name for name, _code in remarks(database)[2]] == ["headcount"]


@pytest.mark.parametrize("value", ["0000-00-00", f"{NEXT_YEAR}-02-31", "1900-01-05", "明年"])
def test_odd_days_are_errors_of_their_cell(as_: SignIn, database: Session, value: str) -> None:
    imported(as_("Mei"), "demands", xlsx([{**DEMAND, "有效期至": value}]))

    assert [name for name, _code in remarks(database)[2]] == ["valid_until"]


def test_a_school_may_leave_out_what_only_one_programme_can_be(
    as_: SignIn, database: Session, program: Program
) -> None:
    imported(as_("Ines"), "offerings", xlsx([{**OFFERING, "专业": "电梯工程技术"}, {**OFFERING, "专业": "660201"}]))

    assert outcomes(database) == ["new", "error"]
    assert ("major_key", "program_not_found") in remarks(database)[3]


def test_a_code_without_its_check_sign_is_refused_beside_its_cell(as_: SignIn, database: Session) -> None:
    imported(as_("Noor"), "organisations", xlsx([{**ORGANISATION, "统一社会信用代码": "91330100MA00000001"}]))

    assert remarks(database)[2] == [("credit_code", "credit_code_check")]


def test_sums_and_notes_below_a_template_are_named_and_not_read(as_: SignIn, database: Session) -> None:
    rows = [DEMAND, {"岗位名称": "合计", "需求人数": 12}, {"产业链": "注：联系人变动请告知"}]
    page = as_("Mei").get(imported(as_("Mei"), "demands", xlsx(rows))).text
    assert outcomes(database) == ["new"]
    assert "有 2 行是合计或说明，没有读取：第 3、4 行" in page
