"""The cells of any spreadsheet, whatever program wrote it: every sheet with its merged areas and hidden rows."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any, Final

import python_calamine
from openpyxl.utils.cell import column_index_from_string

from webapp.services.sheets import books, container, csv_text, old_books, open_documents
from webapp.services.sheets.books import EMPTY, Cell
from webapp.services.sheets.container import MOST_CELLS, MOST_COLUMNS
from webapp.services.sheets.refusals import FileRefused

LAST_ROW: Final = 30_000
LONGEST_TITLE: Final = 60
MACROS: Final = (python_calamine.SheetTypeEnum.MacroSheet, python_calamine.SheetTypeEnum.Vba)
Area = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(slots=True)
class Grid:
    """One sheet: its rows from the first on, without the blanks at their ends; places count from 1."""

    title: str
    rows: list[list[Cell]]
    is_hidden: bool = False
    merged: list[Area] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()

    def cell(self, row: int, place: int) -> Cell:
        """Return a cell; an empty one outside of what is written."""
        if not 1 <= row <= len(self.rows):
            return EMPTY
        cells = self.rows[row - 1]
        return cells[place - 1] if 1 <= place <= len(cells) else EMPTY

    @property
    def width(self) -> int:
        """Return the number of columns that hold anything."""
        return max((len(row) for row in self.rows), default=0)


@dataclass(slots=True)
class Workbook:
    """A file: its kind (`xlsx`, `xls`, `ods`, `csv`), its sheets, and the mark of the template it was made from."""

    kind: str
    grids: list[Grid]
    mark: str = ""
    has_links: bool = False


def read_grids(content: bytes, name: str = "") -> Workbook:
    """Return the cells of a file; raise FileRefused where it cannot be read as a list.

    What the file is counts, not its name: the name only titles the one sheet of a text file.
    """
    kind = container.kind_of(content)
    if kind == "xlsx":
        workbook = _workbook(content)
    elif kind == "xls":
        workbook = Workbook(kind, list(_old_sheets(content)))
    elif kind == "ods":
        workbook = Workbook(kind, [_open_sheet(sheet) for sheet in open_documents.read(content)])
    else:
        rows = [[Cell(text) if text else EMPTY for text in row] for row in csv_text.read(content)]
        workbook = Workbook(kind, [Grid(_stem(name), rows)])
    for grid in workbook.grids:
        _trim(grid)
        if len(grid.rows) > LAST_ROW:
            raise FileRefused("rows_far", last=LAST_ROW)
        grid.merged = sorted(_clipped(grid))
    return workbook


def _stem(name: str) -> str:
    return name.rpartition(".")[0][:LONGEST_TITLE] or name[:LONGEST_TITLE]


def _trim(grid: Grid) -> None:
    """Take away the blanks at the ends of rows and of the sheet."""
    for row in grid.rows:
        while row and row[-1].value is None:
            row.pop()
    while grid.rows and not grid.rows[-1]:
        grid.rows.pop()


def _clipped(grid: Grid) -> Iterator[Area]:
    """Yield the merged areas as far as the sheet holds anything; refuse more of them than people make."""
    last, width, cells = len(grid.rows), grid.width, 0
    for left, top, right, bottom in grid.merged:
        right, bottom = min(right, width), min(bottom, last)
        cells += max(0, right - left + 1) * max(0, bottom - top + 1) + 1
        if cells > MOST_CELLS:
            raise FileRefused("file_bomb")
        if left <= right and top <= bottom and (left, top) != (right, bottom):
            yield left, top, right, bottom


def _workbook(content: bytes) -> Workbook:
    facts = container.look_through(content)
    with books.opened(content) as book:
        grids = []
        for sheet in book.every:
            seen = facts.sheets.get(sheet.part, container.SheetFacts())
            if seen.last_row > LAST_ROW:
                raise FileRefused("rows_far", last=LAST_ROW)
            columns = min(MOST_COLUMNS, column_index_from_string(seen.last_column) if seen.last_column else 1)
            rows = [row for _number, row in sheet.rows(last=max(1, seen.last_row), columns=columns)]
            formulas = frozenset(place for ref in seen.formulas if all(place := books.place_of(ref)))
            hidden = frozenset(seen.hidden_rows)
            grids.append(Grid(sheet.title, rows, not sheet.is_visible, seen.merged, hidden, formulas))
    return Workbook("xlsx", grids, book.mark, facts.has_links)


def _old_sheets(content: bytes) -> Iterator[Grid]:
    seen = old_books.look_through(content)
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            for index, about in enumerate(book.sheets_metadata):
                facts = seen[index] if index < len(seen) else old_books.OldSheet()
                if about.typ in MACROS:
                    raise FileRefused("file_macros")
                if about.typ is python_calamine.SheetTypeEnum.WorkSheet:
                    yield _old_sheet(about, book.get_sheet_by_index(index), facts)
    except FileRefused:
        raise
    except python_calamine.PasswordError:
        raise FileRefused("file_locked") from None
    except Exception:
        raise FileRefused("file_broken") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the reader meets and has no word for
            raise
        raise FileRefused("file_broken") from None


def _old_sheet(
    about: python_calamine.SheetMetadata, sheet: python_calamine.CalamineSheet, facts: old_books.OldSheet
) -> Grid:
    return Grid(
        about.name[:LONGEST_TITLE],
        [[_plain(value) for value in row[:MOST_COLUMNS]] for row in sheet.to_python(skip_empty_area=False)],
        about.visible is not python_calamine.SheetVisibleEnum.Visible,
        [(left + 1, top + 1, right + 1, bottom + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []],
        frozenset(facts.hidden_rows),
        frozenset(facts.formulas),
    )


def _plain(value: Any) -> Cell:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, float) and value.is_integer():
        return Cell(int(value))
    return Cell(str(value)) if isinstance(value, time | timedelta) else Cell(value)


def _open_sheet(sheet: open_documents.OpenSheet) -> Grid:
    last = max(sheet.rows, default=0)
    if last > LAST_ROW:
        raise FileRefused("rows_far", last=LAST_ROW)
    rows = [list(sheet.rows.get(number, ())) for number in range(1, last + 1)]
    title = sheet.title[:LONGEST_TITLE]
    return Grid(title, rows, sheet.is_hidden, sheet.merged, frozenset(sheet.hidden_rows), frozenset(sheet.formulas))
