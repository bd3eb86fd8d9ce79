"""The cells of any spreadsheet: what program wrote it, in which encoding, and what is refused before it is opened."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from webapp.services.sheets import container, old_books
from webapp.services.sheets.grids import Grid, read_grids
from webapp.services.sheets.refusals import FileRefused

OLD = (Path(__file__).parent / "files" / "old.xls").read_bytes()
TEXT = "岗位,人数\r\n焊工,5\r\n"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def values(grid: Grid) -> list[list[object]]:
    return [[cell.value for cell in row] for row in grid.rows]


def refusal(content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read_grids(content)
    return refused.value.code


def ods(body: str, *, doctype: str = "", mimetype: str = ODS, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        styles = (
            '<office:automatic-styles><style:style style:name="gone" style:family="table">'
            '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        )
        made.writestr(
            "content.xml",
            f'<?xml version="1.0"?>{doctype}<office:document-content {SPACES}>{styles}<office:body>'
            f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>",
        )
        for name, held in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), held)
    return out.getvalue()


def table(rows: str, more: str = 'table:name="用工"') -> str:
    return f"<table:table {more}>{rows}</table:table>"


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def with_stream(name: str) -> bytes:
    """Return the old workbook with one more stream in its directory."""
    directory = OLD.index("Workbook".encode("utf-16-le")) // 512 * 512
    at = next(at for at in range(directory, directory + 512, 128) if OLD[at + 66] == 0)
    written = name.encode("utf-16-le")
    entry = written.ljust(64, b"\0") + len(written + b"\0\0").to_bytes(2, "little") + b"\x02"
    return OLD[:at] + entry + OLD[at + len(entry) :]


def test_an_old_workbook_is_read_with_merged_areas_hidden_rows_and_hidden_sheets() -> None:
    workbook = read_grids(OLD, "用工.xls")
    assert workbook.kind == "xls"
    needs, options = workbook.grids
    assert values(needs) == [
        ["2027年用工需求汇总表"],
        ["企业名称", "岗位", "人数", "到岗时间"],
        ["示例电梯有限公司", "焊工", 5, date(2027, 3, 1)],
        [None, "车工", 4.5, "9月初"],
        ["合计"],
    ]
    assert needs.merged == [(1, 1, 4, 1), (1, 3, 1, 4)]
    assert needs.hidden_rows == {4}
    assert needs.formulas == {(5, 3)}
    assert (needs.title, needs.is_hidden, options.title, options.is_hidden) == ("用工", False, "选项", True)
    assert values(options) == [["大专"], [True]]


@pytest.mark.parametrize(
    ("stream", "code"),
    [("_VBA_PROJECT_CUR", "file_macros"), ("_VBA_PROJECT", "file_macros"), ("EncryptedPackage", "file_locked")],
)
def test_an_old_workbook_with_macros_or_a_password_is_refused(stream: str, code: str) -> None:
    assert refusal(with_stream(stream)) == code


def test_an_old_workbook_under_a_password_of_its_own_is_refused() -> None:
    codepage = b"\x42\x00\x02\x00"
    assert OLD.count(codepage) == 1
    assert refusal(OLD.replace(codepage, b"\x2f\x00\x02\x00")) == "file_locked"


def test_a_document_that_is_no_workbook_is_told_apart() -> None:
    assert refusal(OLD.replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"))) == "file_unknown"


@pytest.mark.parametrize("content", [OLD[:900], OLD[:512], OLD[:8] + b"\0" * 600, OLD[:8] + b"\xff" * 3000])
def test_a_broken_old_workbook_is_refused(content: bytes) -> None:
    assert refusal(content) == "file_broken"


@pytest.mark.parametrize(("limit", "most"), [("MOST_AREA", 19), ("MOST_CELLS", 12), ("MOST_TEXT", 20)])
def test_an_old_workbook_is_measured_before_it_is_built(monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    monkeypatch.setattr(old_books, limit, most)
    assert refusal(OLD) == "file_bomb"


def test_an_open_document_is_read_with_what_its_cells_show() -> None:
    over_two = cell("示例电梯", 'table:number-rows-spanned="2" table:number-columns-spanned="1"')
    two_lines = cell("焊工<text:line-break/>车工")
    remarked = cell('质检<text:s text:c="2"/>员<office:annotation><text:p>批注</text:p></office:annotation>')
    rows = (
        f"<table:table-row>{over_two}{two_lines}"
        '<table:table-cell office:value-type="float" office:value="12"><text:p>12</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="101"><text:p>0101</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2027-03-01"><text:p>3月</text:p>'
        "</table:table-cell></table:table-row>"
        f'<table:table-row table:visibility="filter"><table:covered-table-cell/>{remarked}'
        '<table:table-cell office:value-type="percentage" office:value="0.05"><text:p>5%</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string" calcext:value-type="error" table:formula="of:=1/0">'
        "<text:p>#DIV/0!</text:p></table:table-cell></table:table-row>"
    )
    hidden = table(f"<table:table-row>{cell('大专')}</table:table-row>", 'table:name="选项" table:style-name="gone"')
    grid, options = read_grids(ods(table(rows) + hidden)).grids
    assert values(grid) == [
        ["示例电梯", "焊工\n车工", 12, 101, datetime(2027, 3, 1)],
        [None, "质检  员", "5%", "#DIV/0!"],
    ]
    assert grid.cell(1, 4).number_format == "0000"
    assert grid.cell(2, 4).is_error
    assert (grid.merged, grid.hidden_rows, grid.formulas) == ([(1, 1, 1, 2)], {2}, {(2, 4)})
    assert (options.title, options.is_hidden) == ("选项", True)


def test_blanks_to_the_edge_of_an_open_document_cost_nothing() -> None:
    blank = '<table:table-cell table:number-columns-repeated="16383"/>'
    rows = (
        f'<table:table-row table:number-rows-repeated="3">{blank}</table:table-row>'
        f"<table:table-row>{cell('焊工')}{blank}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="1048572">{blank}</table:table-row>'
    )
    assert values(read_grids(ods(table(rows))).grids[0]) == [[], [], [], ["焊工"]]


WIDE = cell("焊", 'table:number-columns-repeated="99"')
MERGED = cell("焊", 'table:number-columns-spanned="16384" table:number-rows-spanned="1048576"')


@pytest.mark.parametrize(
    "rows",
    [
        f'<table:table-row table:number-rows-repeated="1048576">{WIDE}</table:table-row>',
        f"<table:table-row>{MERGED}</table:table-row>",
    ],
)
def test_what_repeats_without_end_is_refused(rows: str) -> None:
    assert refusal(ods(table(rows))) == "file_bomb"


def test_an_open_document_that_is_hostile_or_of_another_kind_is_refused() -> None:
    row = table(f"<table:table-row>{cell('焊工')}</table:table-row>")
    assert refusal(ods(row, doctype='<!DOCTYPE x [<!ENTITY a "aa">]>')) == "file_broken"
    assert refusal(ods(row, mimetype="application/vnd.oasis.opendocument.text")) == "file_unknown"
    assert refusal(ods(row, Basic__Standard__Module1_dot_xml=b"<x/>")) == "file_macros"
    locked = b"<manifest:encryption-data/>"
    assert refusal(ods(row, **{"META-INF__manifest_dot_xml": locked})) == "file_locked"
    far = f'<table:table-row table:number-rows-repeated="40000"/><table:table-row>{cell("焊工")}</table:table-row>'
    assert refusal(ods(table(far))) == "rows_far"
    assert refusal(ods(row)[:-40]) == "file_broken"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_is_read_in_every_encoding_and_with_every_separator(encoding: str, separator: str) -> None:
    workbook = read_grids(TEXT.replace(",", separator).encode(encoding), "用工 2027.tsv")
    assert (workbook.kind, workbook.grids[0].title) == ("csv", "用工 2027")
    assert values(workbook.grids[0]) == [["岗位", "人数"], ["焊工", "5"]]


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body><table><tr><td>1</td></tr></table></body></html>",
        b"\xef\xbb\xbf\r\n<TABLE border=1>",
        b"<!DOCTYPE html><html>",
        "<html>表".encode("utf-16"),
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related",
    ],
)
def test_a_web_page_that_is_called_a_workbook_is_told_so(content: bytes) -> None:
    assert refusal(content) == "file_web_page"


def test_a_workbook_is_read_with_every_sheet_and_with_hidden_rows() -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "甲"
    for row in (["岗位", "人数"], ["焊工", 5], [None, 6]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("A5:Z9999")
    other = book.create_sheet("乙")
    other.sheet_state = "hidden"
    other["C2"] = "大专"
    out = io.BytesIO()
    book.save(out)
    first, second = read_grids(out.getvalue()).grids
    assert (first.title, first.is_hidden, first.hidden_rows, first.merged) == ("甲", False, {3}, [(1, 2, 1, 3)])
    assert values(first) == [["岗位", "人数"], ["焊工", 5], [None, 6]]
    assert (second.title, second.is_hidden, values(second)) == ("乙", True, [[], [None, None, "大专"]])


def test_more_merged_areas_than_people_make_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.services.sheets.grids.MOST_CELLS", 5)
    assert refusal(OLD) == "file_bomb"


def test_cells_that_do_not_say_where_they_stand_are_read() -> None:
    book = Workbook()
    book.active.append(["岗位", "人数"])
    out = io.BytesIO()
    book.save(out)
    bare = io.BytesIO()
    with zipfile.ZipFile(out) as held, zipfile.ZipFile(bare, "w") as made:
        for name in held.namelist():
            body = held.read(name)
            made.writestr(name, body.replace(b' r="A1"', b"").replace(b' r="B1"', b"").replace(b' r="1"', b""))
    assert values(read_grids(bare.getvalue()).grids[0]) == [["岗位", "人数"]]


def test_files_over_the_limits_are_refused_before_they_are_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "LARGEST_FILE", 1000)
    assert refusal(OLD) == "file_large"
