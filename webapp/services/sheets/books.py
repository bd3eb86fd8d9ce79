"""Workbooks through openpyxl: opened for reading row by row, nothing built that the file asks for."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.utils.datetime import WINDOWS_EPOCH

from webapp.services.kernel.errors import DomainError
from webapp.services.sheets.container import MOST_COLUMNS
from webapp.services.sheets.refusals import FileRefused

MARK_SHEET: Final = "_zhiqiao"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's value and how it is shown."""

    value: Any = None
    number_format: str = "General"
    is_error: bool = False
    epoch: datetime = WINDOWS_EPOCH


EMPTY: Final = Cell()


class Sheet:
    """One sheet of an opened workbook."""

    def __init__(self, sheet: Any, epoch: datetime) -> None:
        """Hold openpyxl's sheet."""
        self._sheet = sheet
        self._epoch = epoch
        self.title = str(sheet.title)[:60]
        self.part = str(sheet._worksheet_path).lstrip("/")
        self.is_visible = sheet.sheet_state == "visible"

    def rows(self, *, first: int = 1, last: int, columns: int = MOST_COLUMNS) -> Iterator[tuple[int, list[Cell]]]:
        """Return the first columns of the rows with their numbers; a gap comes as empty rows."""
        wanted = self._sheet.iter_rows(min_row=first, max_row=last, min_col=1, max_col=columns)
        for number, row in enumerate(wanted, first):
            yield number, [self._cell(cell) for cell in row]

    def _cell(self, cell: Any) -> Cell:
        value = cell.value
        if value is None or value == "":
            return EMPTY
        if isinstance(value, str):  # how it is shown need not be looked up
            return Cell(value, is_error=cell.data_type == "e")
        return Cell(value, str(cell.number_format), cell.data_type == "e", self._epoch)


@dataclass(frozen=True, slots=True)
class Book:
    """An opened workbook: its sheets, and the mark of the template that it was made from."""

    every: list[Sheet]
    mark: str = ""

    @property
    def sheets(self) -> list[Sheet]:
        """Return the visible sheets."""
        return [sheet for sheet in self.every if sheet.is_visible]


@contextmanager
def opened(content: bytes) -> Iterator[Book]:
    """Open a workbook for reading; whatever openpyxl cannot make sense of is a broken file."""
    workbook = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            mark = ""
            if MARK_SHEET in workbook.sheetnames:
                mark = str(next(workbook[MARK_SHEET].iter_rows(max_row=1, max_col=1, values_only=True), ("",))[0] or "")
            sheets = [Sheet(sheet, workbook.epoch) for sheet in workbook.worksheets if sheet.title != MARK_SHEET]
            yield Book(sheets, mark)
    except DomainError:
        raise
    except Exception:
        raise FileRefused("file_broken") from None
    finally:
        if workbook is not None:
            workbook.close()


def ref_of(row: int, column: int) -> str:
    """Return a cell's name, such as B12."""
    return f"{get_column_letter(column)}{row}"


def place_of(ref: str) -> tuple[int, int]:
    """Return the row and the column of a cell's name; nowhere for a name that is none."""
    try:
        letters, row = coordinate_from_string(ref)
        return row, column_index_from_string(letters)
    except ValueError:
        return 0, 0
