"""Rows of a data frame, or of plain columns, with cells as text like those of a CSV file: one check serves both.

Frames of pandas, polars, PyArrow and others are read through narwhals; lazy ones are collected. A whole number is
written without a point, a date as its month, a list as its entries between semicolons; None and NaN are unknown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from matching.errors import InputError
from matching.tables.csv_rows import LARGEST_FIELD, Row

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

Frame: TypeAlias = "IntoFrame | Mapping[str, Iterable[Any]]"


def rows_of(frame: Frame, name: str, *, required: Sequence[str], optional: Sequence[str]) -> Iterator[Row]:
    """Yield the rows, counted from 1; columns that are neither required nor optional are left alone.

    `name` stands in place of a file's. Raise `InputError` for a column that is missing, stands twice or is shorter than
    others, and for a cell that is no text, number, date or list; `TypeError` for what is no table.
    """
    table = frame if isinstance(frame, Mapping) else _opened(frame, name)
    names = set(table)
    for column in required:
        if column not in names:
            raise InputError("this column is missing; add it", file=name, column=column)
    columns = {column: _cells(table[column], name, column) for column in (*required, *optional) if column in names}
    longest = max(map(len, columns.values()))
    for column, cells in columns.items():
        if len(cells) < longest:
            what = f"this column has {len(cells)} cells where others have {longest}; fill it up with None"
            raise InputError(what, file=name, column=column)
    for line, row in enumerate(zip(*columns.values(), strict=True), 1):
        yield Row(
            name, line, {column: _text(cell, name, line, column) for column, cell in zip(columns, row, strict=True)}
        )


def _opened(frame: Any, name: str) -> Mapping[str, Any]:
    import narwhals  # not above: whoever reads files does not wait for it

    try:
        table = narwhals.from_native(frame)
        if isinstance(table, narwhals.LazyFrame):
            table = table.collect()
    except narwhals.exceptions.DuplicateError as error:
        raise InputError("a column stands twice; keep one of each name", file=name) from error
    return {column: table[column] for column in table.columns if isinstance(column, str)}


def _cells(column: Any, name: str, title: str) -> list[Any]:
    if isinstance(column, str | bytes) or not isinstance(column, Iterable):
        raise InputError("this column is no list of cells", file=name, column=title)
    for method in ("to_pylist", "tolist", "to_list"):  # of Arrow, numpy and pandas, narwhals and polars
        if hasattr(column, method):
            return list(getattr(column, method)())
    return list(column)


def _text(cell: Any, name: str, line: int, column: str) -> str:
    text = _written(cell)
    if text is None:
        what = f"holds a {type(cell).__name__}; give text, a number, a date or a list"
        raise InputError(what, file=name, row=line, column=column)
    if "\0" in text:
        raise InputError("holds a NUL character; take it out", file=name, row=line, column=column)
    if len(text) > LARGEST_FIELD:
        raise InputError(f"is longer than {LARGEST_FIELD} characters; shorten it", file=name, row=line, column=column)
    return text.strip()


def _written(cell: Any) -> str | None:
    """Return a cell as a CSV file would hold it; None for what no cell can be."""
    if isinstance(cell, str):
        return cell
    if hasattr(cell, "tolist"):  # numpy's arrays and scalars
        cell = cell.tolist()
    if isinstance(cell, list | tuple):
        entries = [_written(entry) for entry in cell]
        return None if None in entries else ";".join(entry or "" for entry in entries)
    if cell is None or _differs_from_itself(cell):
        return ""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float | Decimal):
        return str(int(cell)) if cell == cell // 1 else str(cell)
    return f"{cell:%Y-%m}" if isinstance(cell, date) else None


def _differs_from_itself(cell: Any) -> bool:
    """Tell whether this is NaN, or pandas' NaT or NA, which will not even say so."""
    try:
        return bool(cell != cell)
    except TypeError:
        return True
