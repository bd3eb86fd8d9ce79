"""Tables that are kept as CSV files: a head that names the columns, then rows, read without any guessing.

`csv_text.read` reads the lists of people: whatever parts the cells, wherever the head stands, and what cannot be read
is one row's matter. A table is taken as a whole or not at all, and what it lacks is taken away. So here one odd quote
refuses the file, and whoever sent it is told the place.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from webapp.services.sheets import csv_text
from webapp.services.sheets.complaints import CellComplaint
from webapp.services.sheets.container import MOST_ROWS
from webapp.services.sheets.labels import folded
from webapp.services.sheets.refusals import CellsRefused
from webapp.services.sheets.writing import LONGEST_CELL


def table_rows(
    text: str, columns: Sequence[str], *, required: Sequence[str], others: bool = False
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (number of the row, cells by column) of a table whose first row names its columns, in whatever order.

    A column that is not required may lack, and so do its cells. With `others` a file may hold more than the columns:
    what stands there is passed over. Raise CellsRefused, at the latest when the last row is asked for.
    """
    head: list[str] = []
    for number, cells in _numbered(text):
        if not head:
            head = _head(number, cells, columns, required, others)
            continue
        if len(cells) > len(head):
            facts = {"cells": len(cells), "columns": len(head)}
            raise CellsRefused([CellComplaint(head[-1], "csv_cells", facts, row=number)])
        yield number, {name: cell for name, cell in zip(head, cells, strict=False) if name in columns}
    if not head:
        raise empty_file(columns)


def with_named_head(text: str, by_label: Mapping[str, str]) -> str:
    """Return a table whose head names its columns as they are named, whatever they were called; rows stay as they are.

    What is called by no known label is left as it stands, and so is a text that cannot be read.
    """
    stream = io.StringIO(text.removeprefix(csv_text.MARK), newline="")
    blank = 0
    try:
        for cells in csv.reader(stream, strict=True):
            if any(cell.strip() for cell in cells):
                head = io.StringIO()
                names = [by_label.get(folded(csv_text.cell_in(cell)), cell.strip()) for cell in cells]
                csv.writer(head).writerow(names)
                return "\r\n" * blank + head.getvalue() + stream.read()
            blank += 1
    except csv.Error:
        pass
    return text


def empty_file(columns: Sequence[str]) -> CellsRefused:
    """Return the refusal of a file that holds nothing."""
    return CellsRefused([CellComplaint("", "csv_empty", {"columns": list(columns)}, row=1)])


def _head(number: int, names: list[str], columns: Sequence[str], required: Sequence[str], others: bool) -> list[str]:
    wrong = [CellComplaint(name, "csv_column_missing", row=number) for name in required if name not in names]
    if not others:
        wrong += [CellComplaint(name, "csv_column_unknown", row=number) for name in names if name not in columns]
        wrong += [CellComplaint(name, "csv_column_twice", row=number) for name in columns if names.count(name) > 1]
    if wrong:
        raise CellsRefused(wrong)
    return names


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, with their number; refuse what cannot be read."""
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise CellsRefused([CellComplaint("", "csv_unreadable", row=line)])
    reader = csv.reader(io.StringIO(text.removeprefix(csv_text.MARK), newline=""), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise CellsRefused([CellComplaint("", "csv_unreadable", row=number)]) from None
        if number > MOST_ROWS:
            raise CellsRefused([CellComplaint("", "csv_long", {"most": MOST_ROWS}, row=number)])
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise CellsRefused([CellComplaint("", "csv_cell_long", {"most": LONGEST_CELL}, row=number)])
        if any(cells):
            yield number, cells
