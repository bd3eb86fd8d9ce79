"""An uploaded list as rows of text by field, whatever it was written with."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from webapp.services.imports.columns import Layout
from webapp.services.imports.heads import ROWS_SEARCHED, Head, Names, refuse_other_template
from webapp.services.imports.mapping.finding import Head as TableHead
from webapp.services.imports.mapping.headings import Heading
from webapp.services.imports.mapping.looking import keys_of
from webapp.services.imports.mapping.sorting import sort
from webapp.services.kernel.outside_writing import outside_writing
from webapp.services.sheets import books, container, csv_text
from webapp.services.sheets.books import EMPTY, Cell
from webapp.services.sheets.cells import Holds, Unreadable, text_of, tidy
from webapp.services.sheets.container import MOST_ROWS
from webapp.services.sheets.grids import Grid
from webapp.services.sheets.refusals import FileRefused

LAST_ROW: Final = 30_000
LONGEST_CELL: Final = 4000
SHOWN: Final = 8
PASSED: Final = frozenset({"sum", "subtotal", "note"})


@dataclass(slots=True)
class Line:
    """A row: its number in the file, its cells as text, and the cells that could not be read, with the reason."""

    number: int
    cells: dict[str, str]
    unreadable: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Table:
    """A list as it was read."""

    kind: str
    head: Head
    lines: list[Line]
    sheet: str = ""
    is_template: bool = False  # of ours, in whatever version
    warnings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


Spare = list[Mapping[str, str]]  # the rows that a template begins with as examples


@outside_writing
def read_list(content: bytes, layout: Layout, names: Names, examples: Spare) -> Table:
    """Return the rows of an uploaded list; raise FileRefused where it is none."""
    kind = container.kind_of(content)
    if kind not in ("xlsx", "csv"):
        raise FileRefused("file_unknown")
    table = _workbook(content, layout, names) if kind == "xlsx" else _csv(content, layout, names)
    _leave_sums_out(table, layout)
    _leave_example_out(table, examples)
    if len(table.lines) > MOST_ROWS:
        raise FileRefused("rows_many", most=MOST_ROWS)
    if not table.lines:
        raise FileRefused("rows_none")
    absent = names.missing(table.head, required=False)
    if table.head.unknown:
        table.warnings.append(("columns_unknown", {"columns": list(table.head.unknown[:SHOWN])}))
    if absent:
        table.warnings.append(("columns_absent", {"fields": absent}))
    return table


def _leave_sums_out(table: Table, layout: Layout) -> None:
    """Leave out sums and notes, and say so."""
    places = table.head.places
    grid = Grid(table.sheet, [[] for _row in range(table.lines[-1].number if table.lines else 0)])
    for line in table.lines:
        row = [EMPTY] * max(places.values())
        for name, text in line.cells.items():
            row[places[name] - 1] = Cell(text) if text else EMPTY
        grid.rows[line.number - 1] = row
    head = TableHead(table.head.row, table.head.row, {place: Heading(name) for name, place in places.items()})
    keys = keys_of(layout, {place: name for name, place in places.items()})
    passed = {note.first for note in sort(grid, head, keys).notes if note.kind in PASSED}
    if passed:
        table.lines = [line for line in table.lines if line.number not in passed]
        table.warnings.append(("rows_passed", {"rows": sorted(passed)[:SHOWN], "count": len(passed)}))


def _leave_example_out(table: Table, examples: Spare) -> None:
    """Leave out the example that a template begins with, and say so; what is like it further down is somebody's own."""
    first = table.lines[0] if table.lines else None
    if first is None or first.number != table.head.row + 1:
        return
    if not any(_is_example(first, one, whole=not table.is_template) for one in examples):
        return
    del table.lines[0]
    table.warnings.append(("example_left_out", {"row": first.number}))


def _is_example(line: Line, example: Mapping[str, str], *, whole: bool) -> bool:
    """Tell whether a row says what the example says; as a whole, where the file need not be a template of ours."""
    said = {name for name, text in example.items() if text}
    shared = {name: text for name, text in example.items() if name in line.cells}
    if (whole and not said <= shared.keys()) or not any(shared.values()):
        return False
    return all(line.cells[name] == text for name, text in shared.items())


def _csv(content: bytes, layout: Layout, names: Names) -> Table:
    numbered = list(enumerate(csv_text.read(content), 1))
    head = names.find(numbered[:ROWS_SEARCHED])
    if head is None:
        raise FileRefused("no_head", labels=[column.field for column in layout.columns if column.required])
    names.refuse_gaps(head)
    lines = []
    for number, row in numbered[head.row :]:
        cells = {name: row[place - 1] for name, place in head.places.items() if place <= len(row)}
        said = {name: tidy(cell, layout[name].holds) for name, cell in cells.items()}
        if any(cell.strip() for cell in said.values()):
            lines.append(_line_within_limits({name: said.get(name, "") for name in head.places}, number, {}))
    return Table("csv", head, lines)


def _workbook(content: bytes, layout: Layout, names: Names) -> Table:
    facts = container.look_through(content)
    with books.opened(content) as book:
        is_current = refuse_other_template(book.mark, layout)
        heads = ((sheet, names.find(_texts(sheet.rows(last=ROWS_SEARCHED)))) for sheet in book.sheets)
        sheet, head = max(heads, key=lambda pair: len(pair[1].places) if pair[1] else 0, default=(None, None))
        if sheet is None or head is None:
            raise FileRefused("no_head", labels=[column.field for column in layout.columns if column.required])
        names.refuse_gaps(head)
        seen = facts.sheets.get(sheet.part, container.SheetFacts())
        table = Table("xlsx", head, [], sheet.title, is_template=book.mark.startswith("zhiqiao:"))
        covered = _covered(seen.merged, head)
        rows = sheet.rows(first=head.row + 1, last=LAST_ROW, columns=max(head.places.values()))
        table.lines = list(_lines(rows, layout, head, covered, seen))
        if seen.last_row > LAST_ROW:
            raise FileRefused("rows_far", last=LAST_ROW)
    _warn(table, facts, seen, covered, is_current)
    return table


def _warn(
    table: Table,
    facts: container.PackageFacts,
    seen: container.SheetFacts,
    covered: Mapping[tuple[int, int], tuple[int, int]],
    is_current: bool,
) -> None:
    if not is_current:
        table.warnings.append(("template_older", {}))
    columns = set(table.head.places.values())
    formulas = sorted(ref for ref in seen.formulas if books.place_of(ref)[1] in columns)
    if formulas:
        table.warnings.append(("formulas", {"count": len(formulas), "cells": formulas[:SHOWN]}))
    if covered:
        table.warnings.append(("merged", {"count": len(set(covered.values()))}))
    if facts.has_links:
        table.warnings.append(("links", {}))


def _texts(rows: Iterable[tuple[int, list[books.Cell]]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in rows:
        yield number, [str(cell.value) if isinstance(cell.value, str) else "" for cell in row]


def _covered(merged: list[tuple[int, int, int, int]], head: Head) -> dict[tuple[int, int], tuple[int, int]]:
    """Return, for each cell under a merged area of the list, the cell that holds the area's value."""
    columns = set(head.places.values())
    return {
        (row, column): (top, left)
        for left, top, right, bottom in merged
        if bottom > head.row
        for row in range(max(top, head.row + 1), bottom + 1)
        for column in range(left, right + 1)
        if column in columns and (row, column) != (top, left)
    }


def _lines(
    rows: Iterable[tuple[int, list[books.Cell]]],
    layout: Layout,
    head: Head,
    covered: Mapping[tuple[int, int], tuple[int, int]],
    seen: container.SheetFacts,
) -> Iterator[Line]:
    origins = set(covered.values())
    holds = {name: layout[name].holds for name in head.places}
    kept: dict[tuple[int, int], books.Cell] = {}
    count = 0
    for number, row in rows:
        cells, unreadable = {}, {}
        own = False
        for name, place in head.places.items():
            cell = row[place - 1] if place <= len(row) else books.EMPTY
            own = own or cell.value is not None
            if (number, place) in origins:
                kept[number, place] = cell
            cell = kept.get(covered.get((number, place), (0, 0)), cell)
            if cell.value is None and not seen.formulas:
                cells[name] = ""
                continue
            if cell.value is None and books.ref_of(number, place) in seen.formulas:
                cells[name], unreadable[name] = "", "formula_without_value"
                continue
            cells[name], reason = _said(cell, holds[name])
            if reason:
                unreadable[name] = reason
        if own and (unreadable or any(text.strip() for text in cells.values())):
            count += 1
            if count > MOST_ROWS + SHOWN:  # a template's own rows do not count
                raise FileRefused("rows_many", most=MOST_ROWS)
            yield _line_within_limits(cells, number, unreadable)


def _said(cell: books.Cell, holds: Holds) -> tuple[str, str]:
    if cell.is_error:
        return str(cell.value)[:SHOWN], "cell_error"
    try:
        return text_of(cell.value, holds, number_format=cell.number_format, epoch=cell.epoch), ""
    except Unreadable as reason:
        return str(cell.value), str(reason)
    except (ValueError, OverflowError):
        return str(cell.value), "cell_error"


def _line_within_limits(cells: dict[str, str], number: int, unreadable: dict[str, str]) -> Line:
    """Return a line; a cell that is too long is cut, and noted as unreadable."""
    for name, text in cells.items():
        if len(text) > LONGEST_CELL:
            cells[name] = text[:LONGEST_CELL]
            unreadable[name] = "cell_long"
    return Line(number, cells, unreadable)
