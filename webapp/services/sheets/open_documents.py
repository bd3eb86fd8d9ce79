"""Spreadsheets of the open format (.ods), read as a stream: nothing is built that is only repeated blanks."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from xml.parsers import expat

from webapp.services.sheets.books import EMPTY, Cell
from webapp.services.sheets.container import (
    CHUNK,
    LARGEST_UNPACKED,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ELEMENTS,
    MOST_PARTS,
    OPEN_DOCUMENT,
)
from webapp.services.sheets.refusals import FileRefused

KIND: Final = OPEN_DOCUMENT.removeprefix(b"mimetype") + b"spreadsheet"
LAST_ROW: Final = 1_048_576
NOT_SHOWN: Final = frozenset({"office:annotation", "table:tracked-changes", "table:shapes", "draw:frame"})
CELLS: Final = frozenset({"table:table-cell", "table:covered-table-cell"})


@dataclass(slots=True)
class OpenSheet:
    """One sheet: rows by their number, as far as they hold anything; places count from 1."""

    title: str
    is_hidden: bool = False
    rows: dict[int, list[Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)


def read(content: bytes) -> list[OpenSheet]:
    """Return the sheets of a file; refuse bombs, macros, passwords and documents with a DTD."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except FileRefused:
        raise
    except Exception:  # what zipfile, zlib and expat raise over a broken package is no closed list
        raise FileRefused("file_broken") from None


def _read(archive: zipfile.ZipFile) -> list[OpenSheet]:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise FileRefused("file_bomb")
    if not archive.read("mimetype")[:200].startswith(KIND):
        raise FileRefused("file_unknown")
    names = [part.filename for part in parts]
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise FileRefused("file_locked")
    if any(_is_macro(name) for name in names):
        raise FileRefused("file_macros")
    scan = _Scan()
    with archive.open("content.xml") as stream:
        while chunk := stream.read(CHUNK):
            scan.parser.Parse(chunk, False)
    scan.parser.Parse(b"", True)
    return scan.sheets


def _is_macro(name: str) -> bool:
    inside = name.startswith(("Basic/", "Scripts/")) and not name.endswith("/")
    return inside and not name.endswith(("script-lb.xml", "script-lc.xml"))


class _Scan:
    """Reads the content part, with one budget of cells for all sheets."""

    def __init__(self) -> None:
        self.sheets: list[OpenSheet] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.elements = self.cells = self.skipped = 0
        self.row, self.repeats = 1, 1
        self.held: list[tuple[int, int, Cell]] = []  # first place, how many, what: of the row that is open
        self.place = 1
        self.cell: dict[str, str] | None = None
        self.text: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._said
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {
            "style:style": self._start_style,
            "style:table-properties": self._style_of_table,
            "table:table": self._start_sheet,
            "table:table-row": self._start_row,
            "table:table-cell": self._start_cell,
            "table:covered-table-cell": self._start_cell,
            "text:p": self._start_paragraph,
            "text:s": self._spaces,
            "text:line-break": lambda _attributes: self.text.append("\n"),
            "text:tab": lambda _attributes: self.text.append("\t"),
        }

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise FileRefused("file_bomb")
        if self.skipped or tag in NOT_SHOWN:
            self.skipped += 1
        elif tag in self.starts:
            self.starts[tag](attributes)

    def _end(self, tag: str) -> None:
        if self.skipped:
            self.skipped -= 1
        elif tag in CELLS and self.cell is not None:
            self._end_cell(self.cell)
        elif tag == "table:table-row" and self.sheets:
            self._end_row(self.sheets[-1])

    def _said(self, text: str) -> None:
        if self.cell is not None and not self.skipped:
            self.text.append(text)

    def _start_style(self, attributes: dict[str, str]) -> None:
        self.style = attributes.get("style:name", "")

    def _style_of_table(self, attributes: dict[str, str]) -> None:
        if attributes.get("table:display") == "false":
            self.hidden_styles.add(self.style)

    def _start_sheet(self, attributes: dict[str, str]) -> None:
        is_hidden = attributes.get("table:style-name", "") in self.hidden_styles
        self.sheets.append(OpenSheet(attributes.get("table:name", ""), is_hidden))
        self.row = 1

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.repeats = _number(attributes.get("table:number-rows-repeated"))
        self.held, self.place = [], 1
        if attributes.get("table:visibility") in ("collapse", "filter") and self.sheets and self.repeats <= MOST_CELLS:
            self.sheets[-1].hidden_rows.update(range(self.row, self.row + min(self.repeats, 100_000)))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.cell, self.text = attributes, []

    def _start_paragraph(self, _attributes: dict[str, str]) -> None:
        if self.text:
            self.text.append("\n")

    def _spaces(self, attributes: dict[str, str]) -> None:
        self.text.append(" " * min(_number(attributes.get("text:c")), 1000))

    def _end_cell(self, attributes: dict[str, str]) -> None:
        repeats = _number(attributes.get("table:number-columns-repeated"))
        if self.place <= MOST_COLUMNS and self.sheets:
            sheet, shown = self.sheets[-1], "".join(self.text)
            cell = _value(attributes, shown)
            count = min(repeats, MOST_COLUMNS - self.place + 1)
            if cell is not EMPTY:
                self.held.append((self.place, count, cell))
            if "table:formula" in attributes:
                sheet.formulas.add((self.row, self.place))
            self._note_merged(sheet, attributes)
        self.place += repeats
        self.cell = None

    def _note_merged(self, sheet: OpenSheet, attributes: dict[str, str]) -> None:
        wide = _number(attributes.get("table:number-columns-spanned"))
        high = _number(attributes.get("table:number-rows-spanned"))
        if wide * high > 1:
            self._count(wide * high)
            sheet.merged.append((self.place, self.row, self.place + wide - 1, self.row + high - 1))

    def _end_row(self, sheet: OpenSheet) -> None:
        if self.held:
            width = max(first + count - 1 for first, count, _cell in self.held)
            self._count(width * self.repeats)
            cells = [EMPTY] * width
            for first, count, cell in self.held:
                cells[first - 1 : first - 1 + count] = [cell] * count
            for number in range(self.row, self.row + self.repeats):
                sheet.rows[number] = cells
        self.row = min(self.row + self.repeats, LAST_ROW + 1)
        self.held = []

    def _count(self, cells: int) -> None:
        self.cells += cells
        if self.cells > MOST_CELLS:
            raise FileRefused("file_bomb")


def _number(text: str | None) -> int:
    return max(1, int(text)) if text else 1


def _refuse_doctype(*_facts: object) -> None:
    raise FileRefused("file_broken")


def _value(attributes: dict[str, str], shown: str) -> Cell:
    """Return what a cell holds; how it is shown counts for percentages and for numbers with leading zeros."""
    kind = attributes.get("office:value-type", "")
    if attributes.get("calcext:value-type") == "error":
        return Cell(shown, is_error=True)
    if kind in ("float", "currency") and "office:value" in attributes:
        number = float(attributes["office:value"])
        whole = number.is_integer() and abs(number) < 1e18
        value: Any = int(number) if whole else number
        zeros = whole and shown.isdecimal() and shown.startswith("0") and len(shown) > 1 and int(shown) == value
        return Cell(value, "0" * len(shown)) if zeros else Cell(value)
    if kind == "date" and "office:date-value" in attributes:
        return Cell(_moment(attributes["office:date-value"]), "yyyy-mm-dd")
    if kind == "boolean":
        return Cell(attributes.get("office:boolean-value") == "true")
    text = shown or attributes.get("office:string-value", "")
    return Cell(text) if text else EMPTY


def _moment(text: str) -> date | str:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text
