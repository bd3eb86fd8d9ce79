"""Which rows are data, and what comes of their cells."""

from datetime import datetime
from typing import Any

import pytest

from tests.webapp.imports.mapping.conftest import (
    COORDINATOR,
    ENTERPRISE,
    JOBS,
    OFFERINGS,
    PROGRAMS,
    grid,
    read,
    reading,
)
from webapp.services.imports.mapping import lines, row_notes
from webapp.services.imports.mapping.lining import parted_contact, parts_of
from webapp.services.imports.mapping.shapes import RowNote
from webapp.services.sheets.books import Cell
from webapp.services.sheets.grids import Workbook
from webapp.services.sheets.refusals import FileRefused

FIRM = "示例电梯有限公司"
HEAD = ["序号", "企业名称", *JOBS]
ONE, TWO = [1, FIRM, "焊工", 12, "高职"], [2, FIRM, "车工", 18, "中职"]


def notes(*rows: list[Any], **more: Any) -> dict[int, str]:
    """Return the kinds of the rows below the head that are no data."""
    return {note.first: note.kind for note in reading(grid([HEAD, *rows], **more)).sheets[0].not_data}


def sums(*rows: list[Any]) -> list[RowNote]:
    found = reading(grid([HEAD, *rows])).sheets[0].not_data
    return [note for note in found if note.kind in ("sum", "subtotal")]


@pytest.mark.parametrize(
    "word", ["合计", "合 计", "总计", "共计：", "合计（人）", "Total", "全区合计", "累计", "合计人数"]
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_sum_is_told_by_its_word_in_any_of_the_first_columns(word: str, place: int) -> None:
    row = ["", "", "", 30, ""]
    row[place] = word
    assert notes(ONE, TWO, row) == {4: "sum"}


def test_a_sum_may_stand_on_top_and_checks_what_is_below() -> None:
    note = sums(["", "合计", "", 31, ""], ONE, TWO)[0]
    assert [(check.head, check.written, check.read, check.agrees) for check in note.checks] == [
        ("人数", "31", "30", False)
    ]


def test_sums_say_which_rows_could_not_be_read() -> None:
    rows = [ONE, TWO, ["", "小计", "", 30], [3, "乙厂", "钳工", "3-5人", ""], [4, "乙厂", "铣工", "1,000人", ""]]
    first, second = sums(*rows, ["", "合计", "", "1,033"])
    assert [(check.read, check.agrees, check.unclear) for check in first.checks] == [("30", True, [])]
    assert [(check.written, check.read, check.unclear) for check in second.checks] == [("1,033", "1030", [5])]


def test_a_sum_of_a_part_that_is_called_total_is_compared_with_its_part() -> None:
    note = sums(ONE, ["", "合计", "", 12], TWO, ["", "合计", "", 30])
    assert [check.agrees for sum_ in note for check in sum_.checks] == [True, True]


def test_figures_alone_are_a_sum_where_they_add_up() -> None:
    assert notes(ONE, TWO, ["", "", "", 30, ""]) == {4: "sum"}
    assert notes(ONE, TWO, ["", "", "", 31, ""]) == {}


@pytest.mark.parametrize(
    "text",
    [
        "注：人数为估计数",
        "说明:1.按岗位填写;2.不得涂改",
        "填表人：张三",
        "审核人（签字）：",
        "联系人：张三",
        "备注：请于12月10日前反馈",
        "※ 以上数据来自企业",
        "以上数据截至2026年11月",
        "数据来源：联网直报平台",
        "共25条记录，导出人：管理员",
        "2.请各单位于每月5日前报送，逾期视为零报告。",
    ],
)
def test_notes_below_a_table_are_no_data(text: str) -> None:
    assert notes(ONE, TWO, [text]) == {4: "note"}
    assert notes(ONE, TWO, [], [text, "", "", "负责人："]) == {5: "note"}


def test_a_head_that_is_printed_again_is_passed_over() -> None:
    assert notes(ONE, HEAD, TWO) == {3: "head"}
    assert notes(ONE, ["2027年用工表"], HEAD, TWO, merged=[(1, 3, 5, 3)]) == {3: "title", 4: "head"}


def test_titles_and_numbers_of_printed_pages_are_no_data() -> None:
    rows = [
        JOBS,
        ["焊工", 3, "高职"],
        ["本页小计", 3],
        [],
        ["用工表（第2页）"],
        JOBS,
        ["车工", 5, "中职"],
        ["第2页，共2页"],
    ]
    found = reading(grid(rows)).sheets[0]
    assert found.data_rows == [2, 7]
    assert [note.kind for note in found.not_data] == ["subtotal", "title", "head", "note"]


def test_numbers_of_rows_without_anything_else_are_no_data() -> None:
    assert notes(ONE, [2], [3], TWO) == {3: "serial", 4: "serial"}


def test_a_line_across_the_table_parts_it() -> None:
    assert notes(["一、练市镇"], ONE, ["二、双林镇"], TWO) == {2: "title", 4: "title"}


def test_rows_that_begin_like_a_note_and_hold_data_are_data() -> None:
    assert notes(["联系人：甲", FIRM, "焊工", 3, "高职"], ["", "注册会计师事务所", "会计", 2, "高职"]) == {}


def test_a_row_with_nothing_but_its_position_is_data() -> None:
    assert notes(ONE, ["", "", "钳工"]) == {}


def test_hidden_rows_are_named_and_read_where_it_is_wanted() -> None:
    sheet = grid([HEAD, ONE, TWO, [3, FIRM, "钳工", 3, "中职"]], hidden_rows=frozenset({3, 4}))
    found = reading(sheet)
    note = found.sheets[0].not_data[0]
    assert (note.kind, note.first, note.last) == ("hidden", 3, 4)
    assert [(line.number, line.is_hidden) for line in read(sheet)] == [(2, False), (3, True), (4, True)]
    mapping = found.mapping()
    mapping["sheets"][0]["hidden_rows"] = False
    assert [line.number for line in read(sheet, change=mapping)] == [2]


def test_a_name_that_is_merged_over_rows_is_each_row_s_and_a_number_is_none_of_theirs() -> None:
    rows = [HEAD, [1, FIRM, "焊工", 12, "高职"], [2, "", "车工", "", ""], [3, "乙厂", "钳工", 4, "中职"]]
    found = read(grid(rows, merged=[(2, 2, 2, 3), (4, 2, 4, 3), (5, 2, 5, 3)]))
    assert [line.cells["enterprise_name"] for line in found] == [FIRM, FIRM, "乙厂"]
    assert [line.cells["level"] for line in found] == ["高职", "高职", "中职"]
    assert [line.cells["headcount"] for line in found] == ["12", "12", "4"]
    assert [line.unreadable for line in found] == [
        {"headcount": "merged_number"},
        {"headcount": "merged_number"},
        {},
    ]


def test_what_is_merged_across_columns_belongs_to_the_first() -> None:
    found = read(grid([HEAD, [1, FIRM, "焊工", 12, ""]], merged=[(4, 2, 5, 2)]))
    assert (found[0].cells["headcount"], found[0].cells["level"]) == ("12", "")


def test_a_blank_cell_without_a_merged_area_stays_blank() -> None:
    found = read(grid([HEAD, ONE, [2, "", "车工", 3, "中职"]]))
    assert found[1].cells["enterprise_name"] == ""


def test_units_of_the_head_are_written_behind_bare_figures() -> None:
    heads = ["岗位", "人数（人）", "月薪（千元）", "学徒期（年）"]
    found = read(grid([heads, ["焊工", 3, "4-5", 1], ["车工", "5人", "面议", "18个月"], ["钳工", 2, 4.5, 1.5]]))
    assert [(line.cells["headcount"], line.cells["pay_min"], line.cells["months"]) for line in found] == [
        ("3", "4-5千元", "1年"),
        (found[1].cells["headcount"], "面议", found[1].cells["months"]),
        ("2", "4.5千元", "1.5年"),
    ]
    assert not found[1].cells["months"].endswith("年")
    plain = read(grid([["岗位", "人数", "薪资（元/月）"], ["焊工", 3, "4000-5000"]]))
    assert plain[0].cells["pay_min"] == "4000-5000"


@pytest.mark.parametrize(
    ("text", "name", "phone"),
    [
        ("人力资源部 0572-3900001", "人力资源部", "0572-3900001"),
        ("综合科/0572-3900010", "综合科", "0572-3900010"),
        ("13800000011", "", "13800000011"),
        ("张三（138 0000 0011）", "张三", "138 0000 0011"),
        ("13800000011 李四", "李四", "13800000011"),
        ("王工：13800000011、0572-3900001", "王工", "13800000011、0572-3900001"),
        ("人事部", "人事部", ""),
    ],
)
def test_a_contact_is_parted_where_the_digits_begin(text: str, name: str, phone: str) -> None:
    assert parted_contact(text) == (name, phone)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("钣金工、折弯工", ["钣金工", "折弯工"]),
        ("质检员\n仓管员", ["质检员", "仓管员"]),
        ("电工/焊工", ["电工", "焊工"]),
        ("数控车工（一、二班）", ["数控车工（一、二班）"]),
        ("CAD/CAM工程师", ["CAD/CAM工程师"]),
        ("电梯安装工（持证）、维保员", ["电梯安装工（持证）", "维保员"]),
        ("焊工", ["焊工"]),
    ],
)
def test_several_positions_in_one_cell_are_marked(text: str, parts: list[str]) -> None:
    assert parts_of(text) == parts
    found = read(grid([JOBS, [text, 3, "高职"]]))[0]
    assert found.cells["position"] == text
    assert found.splits == ({"position": parts} if len(parts) > 1 else {})


def test_columns_for_the_remark_are_joined_with_their_heads() -> None:
    heads = [*JOBS, "专业要求", "班次", "备注"]
    found = read(grid([heads, ["焊工", 3, "高职", "焊接", "", "持证"], ["车工", 3, "高职", "", "", ""]]))
    assert [line.cells["note"] for line in found] == ["专业要求：焊接；备注：持证", ""]


def test_code_and_name_of_a_major_become_one() -> None:
    heads = ["专业名称", "专业代码", "层次"]
    rows = [["电梯工程技术", 460206, "高职"], ["护理", "", "高职"], ["", "520201", "高职"]]
    found = read(grid([heads, *rows]), layout=PROGRAMS)
    assert [line.cells["major_key"] for line in found] == ["460206 电梯工程技术", "护理", "520201"]


def test_constants_fill_what_has_no_column_and_nothing_else() -> None:
    sheet = grid([["岗位", "人数", "学历"], ["焊工", 3, ""]])
    found = read(sheet, change={"constants": {"modes": "订单班", "level": "高职", "nothing": "x"}})
    assert found[0].cells == {"position": "焊工", "headcount": "3", "level": "", "modes": "订单班"}


def test_a_constant_of_one_sheet_goes_before_that_of_the_file() -> None:
    sheets = [grid([JOBS, ["焊工", 3, "高职"]], title) for title in ("甲", "乙")]
    mapping = reading(*sheets).mapping() | {"constants": {"enterprise_name": "甲厂"}}
    mapping["sheets"][1]["constants"] = {"enterprise_name": "乙厂"}
    found = read(*sheets, change=mapping)
    assert [(line.title, line.sheet, line.cells["enterprise_name"]) for line in found] == [
        ("甲", 0, "甲厂"),
        ("乙", 1, "乙厂"),
    ]


def test_what_a_person_has_changed_is_followed_and_nonsense_is_passed_over() -> None:
    sheet = grid([["岗位", "工种", "人数"], ["甲", "焊工", 3], ["合计", "", 3]])
    columns = {"1": "", "2": "position", "3": "headcount", "x": "level"}
    mapping = {
        "sheets": [
            {"index": 0, "read": True, "head": [1, 1], "columns": columns},
            {"index": 7, "read": True, "head": [1, 1], "columns": {"1": "position"}},
            {"index": 0, "read": True, "head": [9, 1], "columns": {"1": "position"}},
            {"index": 0, "read": True, "head": ["1", None], "columns": {"1": "position"}},
            {"index": 0, "read": True, "head": [1, 1], "columns": {"1": "password"}},
        ]
    }
    workbook = Workbook("xlsx", [sheet])
    assert [line.cells for line in lines(workbook, COORDINATOR, mapping)] == [{"position": "焊工", "headcount": "3"}]
    assert [note.kind for note in row_notes(workbook, COORDINATOR, mapping)[0]] == ["sum"]
    assert lines(workbook, COORDINATOR, {}) == []


def test_cells_that_cannot_be_read_are_noted_with_the_reason() -> None:
    sheet = grid([["岗位", "人数", "联系电话", "到岗时间"], ["焊工", 3, 1234567890123456789, datetime(2027, 3, 1)]])
    sheet.rows[1][1] = Cell("#REF!", is_error=True)
    sheet.formulas = frozenset({(2, 1)})
    sheet.rows[1][0] = Cell(None)
    found = read(sheet)[0]
    assert found.unreadable == {
        "position": "formula_without_value",
        "headcount": "cell_error",
        "contact_phone": "number_lost_digits",
    }
    assert found.cells["start_month"].startswith("2027-03")


def test_a_cell_that_is_too_long_is_cut_and_noted() -> None:
    found = read(grid([JOBS, ["焊" * 5000, 3, "高职"]]))[0]
    assert (len(found.cells["position"]), found.unreadable) == (4000, {"position": "cell_long"})


def test_more_rows_than_a_list_may_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.services.imports.mapping.lining.MOST_ROWS", 2)
    with pytest.raises(FileRefused, match="rows_many"):
        read(grid([JOBS, *(["焊工", 3, "高职"] for _row in range(3))]))


def test_subtotals_by_level_do_not_count_twice() -> None:
    rows = [
        ["层次", "专业名称", "计划数"],
        ["高职", "护理", 40],
        ["", "高职小计", 40],
        ["中职", "护理", "５０"],
        ["合计", "", 90],
    ]
    found = reading(grid(rows), layout=OFFERINGS).sheets[0]
    assert [(note.kind, [check.agrees for check in note.checks]) for note in found.not_data] == [
        ("subtotal", [True]),
        ("sum", [True]),
    ]


def test_our_own_template_is_told_so_and_its_remarks_stay_as_they_are() -> None:
    labels = {column.field: column.field for column in ENTERPRISE.columns}
    sheet = grid([list(labels), ["" if field != "note" else "两班倒" for field in labels]])
    sheet.rows[1][list(labels).index("position")] = Cell("焊工")
    found = reading(sheet, layout=ENTERPRISE)
    assert found.is_template
    assert read(sheet, layout=ENTERPRISE)[0].cells["note"] == "两班倒"
    assert not reading(grid([JOBS, ["焊工", 3, "高职"]]), layout=ENTERPRISE).is_template
