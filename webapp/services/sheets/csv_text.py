"""CSV files as text: encodings told apart, and cells that a spreadsheet program would run kept from running."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from webapp.models.kernel.characters import as_text
from webapp.services.sheets.container import MOST_COLUMNS, MOST_ROWS, encoding_by_zeros
from webapp.services.sheets.formulas import SIGNS
from webapp.services.sheets.refusals import FileRefused

ACTIVE: Final = re.compile(rf"'*[{re.escape(SIGNS)}]")
GUARDED: Final = re.compile(rf"'+[{re.escape(SIGNS)}]")
MARK: Final = "\ufeff"
DELIMITERS: Final = ",\t;"
TITLE_LINES: Final = 10


def decoded(content: bytes) -> str:
    """Return a text file's text: UTF-8, GB18030, or UTF-16 with its mark or without."""
    wide = encoding_by_zeros(content)
    for encoding in (wide,) if wide else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused("file_unknown")


def read(content: bytes) -> list[list[str]]:
    """Return a text file's rows; raise FileRefused where it is none, or endless."""
    text = decoded(content)
    rows: list[list[str]] = []
    try:
        delimiter = _delimiter(text)
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([cell_in(cell) for cell in row[:MOST_COLUMNS]])
            if len(rows) > MOST_ROWS:
                raise FileRefused("rows_far", last=MOST_ROWS)
    except csv.Error:
        raise FileRefused("file_broken") from None
    return rows


def _delimiter(text: str) -> str:
    """Return what parts the cells: whatever parts the first row that has more than one into the most."""
    for line in text.splitlines()[:TITLE_LINES]:
        cells = {sign: len(next(csv.reader([line], delimiter=sign), [])) for sign in DELIMITERS}
        likeliest = max(DELIMITERS, key=lambda sign: cells[sign])
        if cells[likeliest] > 1:
            return likeliest
    return DELIMITERS[0]


def cell_out(text: str) -> str:
    """Return a cell's text so that no program takes it for a formula: an apostrophe in front where it must be."""
    return f"'{text}" if ACTIVE.match(text) else text


def cell_in(text: str) -> str:
    """Return a cell's text without the apostrophe that kept it from running."""
    return text[1:] if GUARDED.match(text) else text


def written(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as a CSV file that Excel opens as UTF-8; numbers stay numbers."""
    buffer = io.StringIO(newline="")
    out = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        out.writerow([cell if isinstance(cell, int | float) else cell_out(as_text(str(cell))) for cell in row])
    return (MARK + buffer.getvalue()).encode()
