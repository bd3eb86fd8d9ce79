"""Files are never trusted: what they really are, what they unpack to, what they would run."""

import io
import re
import zipfile

import pytest
from openpyxl import Workbook
from sqlmodel import Session, select

from tests.webapp.imports.conftest import (
    DEMAND,
    ORGANISATION,
    OTHER,
    SignIn,
    all_demands,
    confirmed,
    imported,
    opened,
    outcomes,
    patched,
    refusal,
    remarks,
    saved,
    upload,
    xlsx,
)
from tests.webapp.posting import fresh
from webapp.models import ImportBatch, ImportRow
from webapp.services.imports import reading
from webapp.services.sheets import container, csv_text

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"


def nothing_kept(database: Session) -> bool:
    return fresh(database).exec(select(ImportBatch)).first() is None


def bomb(megabytes: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(TYPES, b"<Types/>")
        made.writestr(SHEET, b" " * (megabytes * 1024 * 1024))
    return out.getvalue()


def with_doctype(body: bytes) -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + body.partition(b"?>")[2]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"  \r\n ", "文件是空的"),
        (b"%PDF-1.7 trailer", "这不是 Excel"),
        (b"<html><table></table></html>", "内容是网页"),
        (b"a,b\n\x00\x00,c", "这不是 Excel"),
        (b"PK\x05\x06" + b"\0" * 18, "这不是 Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "文件已损坏"),
        (b"PK\x03\x04 no archive at all", "文件已损坏"),
        (xlsx([DEMAND])[:-400], "文件已损坏"),
        (bomb(101), "解开后太大"),
        (b"x" * (10 * 1024 * 1024 + 1), "文件超过 10 MB"),
        (patched(xlsx([DEMAND]), {SHEET: with_doctype}), "文件已损坏"),
        (patched(xlsx([DEMAND]), {}, xl__vbaProject_dot_bin=b"macro"), "含有宏"),
        (patched(xlsx([DEMAND]), {TYPES: lambda body: body.replace(b"sheet.main", b"sheet.macroEnabled.main")}), "宏"),
        (patched(xlsx([DEMAND]), {SHEET: lambda body: body[:-60]}), "文件已损坏"),
        (xlsx([{"甲": 1, "乙": 2}]), "没有找到标题行"),
        (xlsx([], labels=list(DEMAND)), "没有数据行"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(
    as_: SignIn, database: Session, content: bytes, sentence: str
) -> None:
    answer = upload(as_("Mei"), "demands", content, "名单.xlsx")

    assert sentence in refusal(answer)
    assert nothing_kept(database)


def test_an_upload_without_a_file_is_refused(as_: SignIn) -> None:
    mei = as_("Mei")
    page = "/imports/new?type=demands"

    answer = mei.client.post(page, data=dict(re.findall(r'name="(csrf_token)" value="([^"]*)"', mei.get(page).text)))

    assert "请选择要上传的文件" in refusal(answer)


def test_sixty_megabytes_are_refused_before_they_are_read(as_: SignIn, database: Session) -> None:
    mei = as_("Mei")

    answer = mei.client.post("/imports/new?type=demands", data={"file": (io.BytesIO(b"x" * 60_000_000), "a.xlsx")})

    assert answer.status_code == 413
    assert nothing_kept(database)


def test_sizes_that_the_archive_lies_about_unpack_no_further(as_: SignIn) -> None:
    honest = bytearray(bomb(20))
    size = (20 * 1024 * 1024).to_bytes(4, "little")
    lying = bytes(honest.replace(size, (1000).to_bytes(4, "little")))

    assert "文件已损坏" in refusal(upload(as_("Mei"), "demands", lying))


@pytest.mark.parametrize(
    "part",
    [
        b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
    ],
)
def test_areas_without_end_are_refused_before_they_are_built(as_: SignIn, part: bytes) -> None:
    content = patched(xlsx([DEMAND]), {SHEET: lambda body: body.replace(b"</sheetData>", b"</sheetData>" + part)})

    assert "解开后太大" in refusal(upload(as_("Mei"), "demands", content))


def test_more_cells_than_a_list_can_have_are_refused(as_: SignIn) -> None:
    cells = b"<row>" + b"<c/>" * (container.MOST_CELLS + 1) + b"</row></sheetData>"
    content = patched(xlsx([DEMAND]), {SHEET: lambda body: body.replace(b"</sheetData>", cells)})

    assert "解开后太大" in refusal(upload(as_("Mei"), "demands", content))


def test_more_rows_than_allowed_are_refused(as_: SignIn, database: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 60)
    rows = [{**ORGANISATION, "统一社会信用代码": f"{number:018d}"} for number in range(161)]

    for content, name in (
        (xlsx(rows), "a.xlsx"),
        ("\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]).encode(), "a.csv"),
    ):
        assert "最多导入 60 行" in refusal(upload(as_("Noor"), "organisations", content, name))
    assert nothing_kept(database)


def test_data_far_below_is_refused_and_not_left_out_silently(as_: SignIn) -> None:
    book = Workbook()
    for place, (label, value) in enumerate(DEMAND.items(), 1):
        book.active.cell(1, place, label)
        book.active.cell(40_000, place, value)

    assert "还有数据" in refusal(upload(as_("Mei"), "demands", saved(book)))


def test_external_links_are_not_followed_and_said(as_: SignIn, database: Session) -> None:
    content = patched(xlsx([DEMAND]), {}, xl__externalLinks__externalLink1_dot_xml=b"<externalLink/>")

    report = imported(as_("Mei"), "demands", content)

    assert "引用了其他工作簿" in as_("Mei").get(report).text
    assert outcomes(database) == ["new"]


def test_a_formula_counts_as_its_result_and_is_said(as_: SignIn, database: Session) -> None:
    place = list(DEMAND).index("需求人数") + 1
    ref = f'<c r="{chr(64 + place)}2"'.encode()
    formula = ref + rb"><f>6*2</f><v>12</v>"
    content = patched(
        xlsx([DEMAND]), {SHEET: lambda body: re.sub(ref + rb"[^>]*><v>12</v>", lambda _found: formula, body)}
    )

    report = imported(as_("Mei"), "demands", content)

    row = fresh(database).exec(select(ImportRow)).one()
    assert row.cells["headcount"] == "12"
    assert "有 1 个单元格是公式" in as_("Mei").get(report).text
    assert outcomes(database) == ["new"]


def test_a_formula_that_was_never_computed_is_an_error_of_its_cell(as_: SignIn, database: Session) -> None:
    imported(as_("Mei"), "demands", xlsx([{**DEMAND, "需求人数": "=6*2"}]))

    assert ("headcount", "formula_without_value") in remarks(database)[2]


def test_merged_cells_hold_for_every_row_they_cover(as_: SignIn, database: Session) -> None:
    book = opened(xlsx([DEMAND, {**DEMAND, "岗位名称": "电梯急修工", "产业链": None, "环节": None}]))
    sheet = book.active
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:B3")

    report = imported(as_("Mei"), "demands", saved(book))

    assert outcomes(database) == ["new", "new"]
    assert "有 2 处合并单元格" in as_("Mei").get(report).text


def test_an_error_value_is_named_with_its_cell(as_: SignIn, database: Session) -> None:
    book = opened(xlsx([DEMAND]))
    cell = book.active.cell(2, list(DEMAND).index("需求人数") + 1)
    cell.value, cell.data_type = "#N/A", "e"

    imported(as_("Mei"), "demands", saved(book))

    assert ("headcount", "cell_error") in remarks(database)[2]


def test_a_path_in_the_name_of_a_file_leads_nowhere(as_: SignIn, database: Session) -> None:
    imported(as_("Mei"), "demands", xlsx([DEMAND]), "..\\..\\etc/../名单\u202e.xlsx")

    batch = fresh(database).exec(select(ImportBatch)).one()
    assert batch.file_name == "名单.xlsx"


def test_an_organisation_row_that_is_fine_passes(as_: SignIn, database: Session) -> None:
    imported(as_("Noor"), "organisations", xlsx([ORGANISATION]))

    assert outcomes(database) == ["new"]


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x7f"])
def test_a_cell_of_what_is_no_text_is_complained_about_in_its_place(as_: SignIn, database: Session, sign: str) -> None:
    imported(as_("Mei"), "demands", xlsx([{**DEMAND, "岗位名称": f"电梯{sign}维修工"}]))

    assert ("position", "control_characters") in [pair for row in remarks(database).values() for pair in row]


@pytest.mark.parametrize("escape", ["_xFFFE_", "_xFFFF_"])
def test_a_cell_that_escapes_what_is_no_character_harms_nobody(as_: SignIn, database: Session, escape: str) -> None:
    """Excel writes such characters as an escape: it stays the text that it is, or is complained about."""
    content = xlsx([{**DEMAND, "岗位名称": "电梯MARK工"}])
    part = patched(content, {"xl/sharedStrings.xml": lambda text: text.replace(b"MARK", escape.encode())})
    assert part != content

    report = imported(as_("Mei"), "demands", part)
    confirmed(as_("Mei"), report)

    assert not {"\ufffe", "\uffff"} & set("".join(row.position for row in all_demands(database)))


def test_an_address_of_what_is_no_text_is_invited_by_no_list(as_: SignIn, database: Session) -> None:
    imported(as_("Noor"), "organisations", xlsx([{**ORGANISATION, "经办人邮箱": "a\u0085b@example.cn"}]))

    found = [pair for row in remarks(database).values() for pair in row]
    assert ("invite", "email_odd") in found or ("invite", "control_characters") in found


def test_an_explanation_is_kept_without_what_is_no_character(as_: SignIn, database: Session) -> None:
    noted = {**OTHER, "需求人数": 60, "核实说明": "新产线投产\ufffe，\x0b年内在岗人数将增加到四百人\ufdd0"}
    content = csv_text.written([list(noted), list(noted.values())]).replace("投产，".encode(), "投产\ufffe，".encode())

    confirmed(as_("Mei"), imported(as_("Mei"), "demands", content, "a.csv"))

    (demand,) = all_demands(database)
    assert set(demand.verify_notes.values()) == {"新产线投产，年内在岗人数将增加到四百人"}
