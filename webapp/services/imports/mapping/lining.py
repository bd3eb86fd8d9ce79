"""Rows of data by field, as the mapping says: text as it is written, with what is merged and the units of heads."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from webapp.models.kernel.written.signs import says_nothing
from webapp.services.imports.columns import Layout
from webapp.services.imports.mapping.contents import NUMBERED, shown
from webapp.services.imports.mapping.finding import Head, headings_of
from webapp.services.imports.mapping.headings import Heading
from webapp.services.imports.mapping.looking import keys_of
from webapp.services.imports.mapping.shapes import COMBINED, CONTACT, COUNTED, NOTE, PAY, Line, RowNote
from webapp.services.imports.mapping.sorting import Sorted, sort
from webapp.services.sheets.books import EMPTY, Cell
from webapp.services.sheets.cells import Holds, Unreadable, entries_of, text_of
from webapp.services.sheets.container import MOST_ROWS
from webapp.services.sheets.grids import Grid, Workbook
from webapp.services.sheets.refusals import FileRefused

LONGEST_CELL: Final = 4000
SHOWN: Final = 8
PAID: Final = frozenset({PAY, "pay_min", "pay_max"})
SEVERAL: Final = frozenset({"position"})  # where one belongs and people write several
BARE: Final = re.compile(r"[0-9０-９][0-9０-９.．,，]*(?:\s*[-~～—–－至到]+\s*[0-9０-９][0-9０-９.．,，]*)?")
MONTH_UNITS: Final = frozenset({"年", "学年", "学期", "周", "天"})
WHOLE_MONEY: Final = frozenset(
    {"元", "元/月", "元/人", "元/人/月", "元/月/人", "元每月", "元/个月", "RMB", "￥", "¥", "人民币"}
)
BRACKETED: Final = re.compile(r"[（(\[【][^（）()\[\]【】]*[)）\]】]")
STROKE: Final = re.compile(r"(?<=[\u4e00-\u9fff）)])\s*[/／]\s*(?=[\u4e00-\u9fff])")
AROUND: Final = " \t\n\r/／,，、;；:：|()（）-—"


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What a person has said of one sheet, as far as it can be followed."""

    index: int
    head: Head
    targets: dict[int, str]
    hidden_rows: bool
    constants: dict[str, str]  # of this sheet alone


def lines(workbook: Workbook, layout: Layout, mapping: Mapping[str, Any]) -> list[Line]:
    """Return the rows of every sheet that is read, in their order; raise FileRefused where they are too many.

    Constants fill the fields that no column of the sheet has; those of a sheet go before those of the file.
    """
    constants = _constants(mapping, layout)
    found: list[Line] = []
    for sheet in read_mapping(workbook, layout, mapping):
        grid = workbook.grids[sheet.index]
        liner = _Liner(grid, layout, sheet, constants | sheet.constants, is_template=bool(mapping.get("is_template")))
        found += liner.lines(_sorted(grid, layout, sheet))
        if len(found) > MOST_ROWS:
            raise FileRefused("rows_many", most=MOST_ROWS)
    return found


def row_notes(workbook: Workbook, layout: Layout, mapping: Mapping[str, Any]) -> dict[int, list[RowNote]]:
    """Return the rows that are no data, by the index of their sheet, as the mapping stands now."""
    sheets = read_mapping(workbook, layout, mapping)
    return {sheet.index: _sorted(workbook.grids[sheet.index], layout, sheet).notes for sheet in sheets}


def read_mapping(workbook: Workbook, layout: Layout, mapping: Mapping[str, Any]) -> list[SheetMapping]:
    """Return what a mapping says of the sheets that are read; what makes no sense is passed over."""
    allowed = {*COMBINED, *(column.field for column in layout.columns)}
    found = []
    for said in mapping.get("sheets") or []:
        index, rows = said.get("index"), said.get("head")
        if not said.get("read") or not isinstance(index, int) or not 0 <= index < len(workbook.grids):
            continue
        grid = workbook.grids[index]
        if not _are_rows(rows, len(grid.rows)):
            continue
        targets = {
            int(place): str(target)
            for place, target in dict(said.get("columns") or {}).items()
            if str(place).isdecimal() and target in allowed
        }
        if targets:
            head = Head(rows[0], rows[1], headings_of(grid, rows[0], rows[1]))
            hidden_rows = bool(said.get("hidden_rows", True))
            found.append(SheetMapping(index, head, targets, hidden_rows, _constants(said, layout)))
    return found


def _constants(said: Mapping[str, Any], layout: Layout) -> dict[str, str]:
    fields = {column.field for column in layout.columns}
    given = dict(said.get("constants") or {})
    return {name: str(text)[:LONGEST_CELL] for name, text in given.items() if name in fields and text not in (None, "")}


def _are_rows(rows: Any, last: int) -> bool:
    if not isinstance(rows, list | tuple) or len(rows) != 2 or not all(isinstance(row, int) for row in rows):
        return False
    return bool(1 <= rows[0] <= rows[1] <= last)


def _sorted(grid: Grid, layout: Layout, sheet: SheetMapping) -> Sorted:
    return sort(grid, sheet.head, keys_of(layout, sheet.targets))


class _Liner:
    """Makes the lines of one sheet."""

    def __init__(
        self, grid: Grid, layout: Layout, sheet: SheetMapping, constants: Mapping[str, str], *, is_template: bool
    ) -> None:
        self.is_template = is_template
        self.grid, self.layout, self.sheet = grid, layout, sheet
        self.targets = sorted(sheet.targets.items())
        self.holds = {column.field: column.holds for column in layout.columns}
        named = {name for target in sheet.targets.values() for name in _fields_of(target)}
        self.constants = {name: text for name, text in constants.items() if name not in named}
        self.has_note = "note" in self.holds
        self.origins = _origins(grid, sheet.head.last)

    def _heading(self, place: int) -> Heading:
        return self.sheet.head.headings.get(place, Heading(""))

    def lines(self, rows: Sorted) -> Iterator[Line]:
        """Yield the lines of the rows of data, without the hidden ones where they are not wanted."""
        for row in rows.data:
            if row not in rows.hidden or self.sheet.hidden_rows:
                yield self._line(row, row in rows.hidden, rows.data)

    def _line(self, row: int, is_hidden: bool, data: Sequence[int]) -> Line:
        line = Line(row, {}, sheet=self.sheet.index, title=self.grid.title, is_hidden=is_hidden)
        for place, target in self.targets:
            text, reason = self._text(row, place, target)
            for name, said in self._by_field(target, place, text, line.cells):
                line.cells[name] = said
                if reason:
                    line.unreadable[name] = reason
        for name, text in line.cells.items():
            if len(text) > LONGEST_CELL:
                line.cells[name], line.unreadable[name] = text[:LONGEST_CELL], "cell_long"
        for name in SEVERAL & set(line.cells):
            entries = parts_of(line.cells[name])
            if len(entries) > 1:
                line.splits[name] = entries
        line.cells |= self.constants
        return line

    def _text(self, row: int, place: int, target: str) -> tuple[str, str]:
        """Return what a cell says, or the one that is merged with it, and why it could not be read."""
        cell = self.grid.cell(row, place)
        origin = self.origins.get((row, place))
        if origin is not None:
            cell = self.grid.cell(*origin)
            if target in COUNTED and cell.value is not None:
                return shown(cell), "merged_number"
        if cell.value is None:
            return "", "formula_without_value" if (row, place) in self.grid.formulas else ""
        field = {PAY: "pay_min", CONTACT: "contact_phone"}.get(target, target)
        text, reason = said(cell, self.holds.get(field, Holds.TEXT))
        return (text, reason) if reason else (self._with_unit(text, shown(cell), place, target), "")

    def _with_unit(self, text: str, written: str, place: int, target: str) -> str:
        unit = self._heading(place).unit
        if not unit or not BARE.fullmatch(written):
            return text
        matters = (target in PAID and unit not in WHOLE_MONEY) or (target == "months" and unit in MONTH_UNITS)
        return f"{text.strip()}{unit}" if matters else text

    def _by_field(self, target: str, place: int, text: str, held: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        if target == CONTACT:
            yield from zip(("contact_name", "contact_phone"), parted_contact(text), strict=True)
        elif target == PAY:
            yield "pay_min", text
            yield "pay_max", ""
        elif target == NOTE:
            if self.has_note:
                yield NOTE, self._note(place, text, held.get(NOTE, ""))
        elif target in self.holds:
            before = held.get(target, "")
            yield target, _joined(target, before, text) if before and text else text or before

    def _note(self, place: int, text: str, before: str) -> str:
        text = text.strip()
        if not text or says_nothing(text):
            return before
        heading = self._heading(place).own.strip()
        said_with_head = text if self.is_template or not heading else f"{heading}：{text}"
        return f"{before}；{said_with_head}" if before else said_with_head


def _fields_of(target: str) -> tuple[str, ...]:
    combined = {PAY: ("pay_min", "pay_max"), CONTACT: ("contact_name", "contact_phone")}
    return combined.get(target, (target,))


def _joined(target: str, before: str, text: str) -> str:
    """Return two cells of one field as one text: the code of a major stands before its name."""
    if target == "major_key":
        first, second = (text, before) if text[:1].isdecimal() and not before[:1].isdecimal() else (before, text)
        return first if second in first else f"{first} {second}"
    return f"{before}；{text}"


def _origins(grid: Grid, last: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the cell that holds the value, for every cell of the areas that are merged over several rows."""
    return {
        (row, left): (top, left)
        for left, top, right, bottom in grid.merged
        if bottom > last and bottom > max(top, last + 1) and top > last
        for row in range(top, min(bottom, len(grid.rows)) + 1)
    }


def said(cell: Cell, holds: Holds) -> tuple[str, str]:
    """Return what a cell says as its column means it, and why it could not be read."""
    if cell is EMPTY:
        return "", ""
    if cell.is_error:
        return str(cell.value)[:SHOWN], "cell_error"
    try:
        return text_of(cell.value, holds, number_format=cell.number_format, epoch=cell.epoch), ""
    except Unreadable as reason:
        return str(cell.value), str(reason)
    except (ValueError, OverflowError):
        return str(cell.value), "cell_error"


def parted_contact(text: str) -> tuple[str, str]:
    """Return the name and the number of a contact, parted where the digits begin."""
    found = list(NUMBERED.finditer(text))
    if not found:
        return text.strip(), ""
    first, last = found[0].start(), found[-1].end()
    name = " ".join(part for part in (text[:first].strip(AROUND), text[last:].strip(AROUND)) if part)
    number = text[first:last].strip().rstrip("-—－(（")
    is_bracketed = number[:1] in "（(" and number[-1:] in "）)"
    return name, number[1:-1].strip() if is_bracketed else number


def parts_of(text: str) -> list[str]:
    """Return the entries of a cell that names several things; what stands in brackets parts nothing."""
    held: list[str] = []

    def keep(match: re.Match[str]) -> str:
        held.append(match.group())
        return f"\x02{len(held) - 1}\x03"

    bare = STROKE.sub("；", BRACKETED.sub(keep, text.strip()))
    return [re.sub("\x02([0-9]+)\x03", lambda match: held[int(match.group(1))], entry) for entry in entries_of(bare)]
