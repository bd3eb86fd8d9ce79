"""Workbooks written: text that can only be text, a head that stays in sight, drop-downs, a hidden mark."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from webapp.models.kernel.characters import as_text, in_one_line
from webapp.services.sheets.books import MARK_SHEET
from webapp.services.sheets.formulas import may_run

TEXT_FORMAT: Final = "@"
ROW: Final = "{row}"
LONGEST_CELL: Final = 32_000  # Excel holds 32,767 signs
LONGEST_TITLE: Final = 31
NOT_IN_A_TITLE: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LINE: Final = Side(style="thin", color="FFD5DCE6")
BOX: Final = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
GROUP_FILL: Final = PatternFill("solid", fgColor="FFE8F0FA")
HEAD_FILL: Final = PatternFill("solid", fgColor="FFF4F6FA")
EXAMPLE_FONT: Final = Font(color="FF7A899F")
HEAD_FONT: Final = Font(bold=True)


@dataclass(frozen=True, slots=True)
class Head:
    """How a column is headed: its label, its width, and the range of values that it offers, strictly or not.

    What it offers may hang on other cells of the row, whose number is then written as `ROW`.
    """

    label: str
    width: int = 14
    offers: str = ""
    strict: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: an optional title over everything, groups of columns, heads, an example, rows."""

    title: str
    heads: Sequence[Head]
    rows: Iterable[Sequence[object]]
    caption: str = ""
    groups: Sequence[tuple[str, int]] = ()
    example: Sequence[object] = ()
    spare_rows: int = 0
    hidden: bool = False


def put(cell: Any, value: object) -> None:
    """Write a number as a number and everything else as text, whatever it begins with."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = as_text(str(value))[:LONGEST_CELL]
        if not text:
            return
        cell.value = text
        cell.data_type = "s"
        if may_run(text) or text[0] == "'":
            cell.quotePrefix = True
        cell.number_format = TEXT_FORMAT
    else:
        cell.value = value


def saved(pages: Sequence[Page], mark: str = "") -> bytes:
    """Return the pages as a workbook."""
    book = Workbook()
    book.remove(book.active)
    for page in pages:
        _write(book, page)
    if mark:
        hidden = book.create_sheet(MARK_SHEET)
        put(hidden["A1"], mark)
        hidden.sheet_state = "veryHidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write(book: Workbook, page: Page) -> None:
    sheet = book.create_sheet(title_of(page.title))
    row = 1
    if page.caption:
        put(sheet.cell(row, 1), page.caption)
        sheet.cell(row, 1).font = HEAD_FONT
        row += 1
    if page.groups:
        _groups(sheet, row, page.groups)
        row += 1
    head_row = row
    for place, head in enumerate(page.heads, 1):
        cell = sheet.cell(row, place)
        put(cell, head.label)
        cell.font, cell.fill, cell.border = HEAD_FONT, HEAD_FILL, BOX
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(place)].width = head.width
    row += 1
    for place, value in enumerate(page.example, 1):
        cell = sheet.cell(row, place)
        put(cell, value)
        cell.font = EXAMPLE_FONT
    row += bool(page.example)
    first = row
    for values in page.rows:
        for place, value in enumerate(values, 1):
            put(sheet.cell(row, place), value)
        row += 1
    _spare(sheet, page, first, row)
    _finish(sheet, page, head_row, max(row - 1, head_row))


def title_of(text: str) -> str:
    """Return a text as the title of a sheet, which may hold less than text may."""
    return in_one_line(text.translate(NOT_IN_A_TITLE))[:LONGEST_TITLE].strip("' ") or "-"


def _groups(sheet: Any, row: int, groups: Sequence[tuple[str, int]]) -> None:
    place = 1
    for name, width in groups:
        for cell in (sheet.cell(row, place + offset) for offset in range(width)):
            cell.fill, cell.border = GROUP_FILL, BOX
        put(sheet.cell(row, place), name)
        sheet.cell(row, place).font = HEAD_FONT
        place += width


def _spare(sheet: Any, page: Page, first: int, row: int) -> None:
    """Make the columns text, so that zeros in front and long codes stay, and offer what they offer."""
    last = row - 1 + page.spare_rows
    if not page.spare_rows or last < first:
        return
    for place, head in enumerate(page.heads, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].number_format = TEXT_FORMAT
        if head.offers or head.hint:
            sheet.add_data_validation(_validation(head, letter, first, last))


def _validation(head: Head, letter: str, first: int, last: int) -> DataValidation:
    rule = DataValidation(
        type="list" if head.offers else None,
        formula1=head.offers.replace(ROW, str(first)) or None,
        allow_blank=True,
        showErrorMessage=bool(head.offers),
        errorStyle="stop" if head.strict else "warning",
    )
    if head.hint:
        rule.promptTitle, rule.prompt, rule.showInputMessage = head.label[:32], head.hint[:250], True
    rule.add(f"{letter}{first}:{letter}{last}")
    return rule


def _finish(sheet: Any, page: Page, head_row: int, last_row: int) -> None:
    last = get_column_letter(max(1, len(page.heads)))
    sheet.freeze_panes = f"A{head_row + 1}"
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.print_area = f"A1:{last}{last_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    if last_row > head_row and not page.spare_rows:
        sheet.auto_filter.ref = f"A{head_row}:{last}{last_row}"
    if page.hidden:
        sheet.sheet_state = "hidden"
