"""What a file seems to hold: which sheets are lists, where their heads stand, what their columns are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from webapp.models.imports.imports import ImportKind
from webapp.services.imports.columns import Layout
from webapp.services.imports.heads import Names
from webapp.services.imports.mapping import finding, preamble, proposing
from webapp.services.imports.mapping.contents import is_number, shown
from webapp.services.imports.mapping.finding import Head
from webapp.services.imports.mapping.headings import Vocabulary, fold
from webapp.services.imports.mapping.shapes import ColumnLook, Known, Reading, SheetLook
from webapp.services.imports.mapping.sorting import Sorted, sort
from webapp.services.sheets.grids import Grid, Workbook

# Of these a row of data has at least one.
KEYS: Final[dict[ImportKind, frozenset[str]]] = {
    ImportKind.DEMANDS: frozenset({"position", "enterprise_name", "enterprise_code"}),
    ImportKind.ORGANISATIONS: frozenset({"name", "credit_code"}),
    ImportKind.PROGRAMS: frozenset({"major_key"}),
    ImportKind.OFFERINGS: frozenset({"major_key"}),
}
OWNERS: Final = frozenset({"enterprise_name", "enterprise_code"})
WANTED: Final = frozenset({"headcount", "level", "pay", "pay_min"})
OPTIONS_TITLE: Final = re.compile(
    r"代码表|选项|下拉|字典|数据源|参数表|^codes?( tables?)?$|^options?$|^lists?$", re.IGNORECASE
)
GUIDE_TITLE: Final = re.compile(r"说明|须知|指南|guide|instruction|readme|how to fill", re.IGNORECASE)
LEAST_OPTIONS: Final = 3
LEAST_IN_GUIDE: Final = 5
ROWS_LOOKED_AT: Final = 60
LONGEST_TITLE: Final = 300


def look(
    workbook: Workbook,
    layout: Layout,
    names: Names,
    known: Known | None = None,
    heads: Mapping[int, tuple[int, int] | None] | None = None,
) -> Reading:
    """Return what a file seems to hold; `heads` are the rows of heads that a person has named, by the sheet's index."""
    vocabulary = Vocabulary(layout, names)
    sheets = [
        _look_at(index, grid, layout, vocabulary, known or Known(), (heads or {}).get(index))
        for index, grid in enumerate(workbook.grids)
    ]
    _leave_out_summaries(sheets, layout, heads or {})
    _note_same_heads(sheets)
    reading = Reading(layout.kind.value, sheets, _is_template(workbook, sheets, names))
    read = [sheet for sheet in sheets if sheet.read]
    reading.year, reading.year_text = preamble.year_of(read)
    for sheet in read:
        reading.offers += preamble.offers_of(sheet, workbook.grids[sheet.index], layout, vocabulary)
        place = preamble.names_in(sheet.columns)
        said = [shown(workbook.grids[sheet.index].cell(row, place)) for row in sheet.data_rows] if place else []
        offer = preamble.kind_offer(sheet, layout, [text for text in said if text])
        reading.offers += [offer] if offer else []
    return reading


def _look_at(
    index: int, grid: Grid, layout: Layout, vocabulary: Vocabulary, known: Known, named: tuple[int, int] | None
) -> SheetLook:
    sheet = SheetLook(index, grid.title, grid.is_hidden, last_row=len(grid.rows))
    sheet.row_count = sum(any(shown(cell) for cell in row) for row in grid.rows)
    if not sheet.row_count:
        sheet.why = "empty"
        return sheet
    head = finding.read(grid, *named, vocabulary) if named else finding.find(grid, vocabulary)
    if head is None or not head.headings:
        sheet.why = _why_no_head(grid)
        return sheet
    places = {
        place
        for place, heading in head.headings.items()
        if any(guess.target in KEYS[layout.kind] for guess in vocabulary.guesses(heading))
    }
    sorted_rows = sort(grid, head, places)
    sheet.columns = proposing.propose(grid, head, sorted_rows.data, layout, vocabulary, known)
    sheet.why = "" if named else _why_not(grid, head, sheet.columns, sorted_rows, layout)
    if sheet.why in ("options", "statistics", "no_head", "instructions"):
        sheet.columns = []
        return sheet
    keys = keys_of(layout, {column.place: column.target for column in sheet.columns})
    if keys != places:
        sorted_rows = sort(grid, head, keys)
    sheet.head, sheet.read = (head.first, head.last), not sheet.why
    sheet.data_rows, sheet.not_data = sorted_rows.data, sorted_rows.notes
    sheet.row_count = len(sorted_rows.data)
    sheet.titles = list(_titles(grid, head.first))
    return sheet


def keys_of(layout: Layout, targets: Mapping[int, str]) -> set[int]:
    """Return the columns of which a row of data has at least one."""
    return {place for place, target in targets.items() if target in KEYS[layout.kind]}


def _titles(grid: Grid, first: int) -> Iterator[tuple[int, str]]:
    for row in range(1, first):
        text = "　".join(dict.fromkeys(text for cell in grid.rows[row - 1] if (text := shown(cell))))
        if text:
            yield row, text[:LONGEST_TITLE]


def _why_no_head(grid: Grid) -> str:
    cells = [cell for row in grid.rows[:ROWS_LOOKED_AT] for cell in row if shown(cell)]
    if GUIDE_TITLE.search(grid.title):
        return "instructions"
    texts = [shown(cell) for cell in cells]
    is_column = grid.width == 1 and len(set(texts)) == len(texts) >= LEAST_OPTIONS and max(map(len, texts)) < 20
    if OPTIONS_TITLE.search(grid.title) or is_column:
        return "options"
    if grid.is_hidden:
        return "hidden"
    figures = sum(map(is_number, cells))
    return "statistics" if figures >= 0.3 * len(cells) and grid.width > 1 else "no_head"


def _why_not(grid: Grid, head: Head, columns: Sequence[ColumnLook], rows: Sorted, layout: Layout) -> str:
    """Return why a sheet is not read though some of its columns are named like ours."""
    if OPTIONS_TITLE.search(grid.title) or _holds_options(grid, range(head.last + 1, len(grid.rows) + 1), columns):
        return "options"
    targets = {column.target for column in columns}
    if GUIDE_TITLE.search(grid.title) and len(targets) < LEAST_IN_GUIDE:
        return "instructions"
    if not _has_what_counts(targets, layout):
        figures = sum(is_number(grid.cell(row, column.place)) for row in rows.data for column in columns)
        filled = sum(column.filled for column in columns)
        if grid.is_hidden:
            return "hidden"
        return "statistics" if figures >= 0.3 * max(1, filled) else "no_head"
    return "hidden" if grid.is_hidden else ""


def _has_what_counts(targets: set[str], layout: Layout) -> bool:
    if layout.kind is ImportKind.DEMANDS:
        return "position" in targets or bool(targets & OWNERS and targets & WANTED)
    if layout.kind is ImportKind.ORGANISATIONS:
        return "name" in targets
    return "major_key" in targets


def _holds_options(grid: Grid, rows: Sequence[int], columns: Sequence[ColumnLook]) -> bool:
    """Tell whether a sheet holds choices: lists without gaps and repetitions, side by side and of several lengths."""
    some = rows[:: max(1, len(rows) // ROWS_LOOKED_AT)]
    filled = [sum(grid.cell(row, column.place).value is not None for column in columns) for row in some]
    if sum(count < 0.5 * len(columns) for count in filled) < 0.5 * len(some):
        return False
    if any(column.reason == "serial" for column in columns):
        return False
    for column in columns:
        texts = [shown(grid.cell(row, column.place)) for row in rows]
        filled_texts = [text for text in texts if text]
        if any(texts[len(filled_texts) :]) or len(set(filled_texts)) < len(filled_texts):
            return False
    return len(rows) > 1


def _leave_out_summaries(
    sheets: Sequence[SheetLook], layout: Layout, heads: Mapping[int, tuple[int, int] | None]
) -> None:
    """Beside a sheet of positions, one that counts by enterprise is a summary of it."""
    if layout.kind is not ImportKind.DEMANDS:
        return
    with_position = [sheet for sheet in sheets if any(column.target == "position" for column in sheet.columns)]
    for sheet in sheets:
        if with_position and sheet.read and sheet not in with_position and not heads.get(sheet.index):
            sheet.read, sheet.why = False, "statistics"


def _note_same_heads(sheets: Sequence[SheetLook]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for sheet in sheets:
        said = tuple(fold(column.head) for column in sheet.columns)
        if said and sheet.head:
            first = seen.setdefault(said, sheet.index)
            sheet.same_as = first if first != sheet.index else None


def _is_template(workbook: Workbook, sheets: Sequence[SheetLook], names: Names) -> bool:
    """Tell whether every sheet that is read has every required column under our own name."""
    read = [sheet for sheet in sheets if sheet.read and sheet.head]
    for sheet in read:
        row = sheet.head[1] if sheet.head else 1
        texts = [shown(cell) for cell in workbook.grids[sheet.index].rows[row - 1]]
        if names.missing(names.look(row, texts), required=True):
            return False
    return bool(read)
