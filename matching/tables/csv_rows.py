"""Reading CSV files: encodings and broken rows are refused in one line that says where and how to mend it."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from matching.errors import InputError
from matching.text.normal import split_list

SIGNS = {",": "commas", ";": "semicolons", "\t": "tabs"}
DELIMITERS = tuple(SIGNS)
_LISTED_BESIDE_SEMICOLONS = re.compile(r"[;；、,，|]")  # how lists stand in a file whose cells semicolons part

Tell = Callable[[InputError], None]

LARGEST_FILE = 512 * 1024 * 1024
LARGEST_FIELD = 32_000  # characters: far above any list of skills, far below what a broken quote swallows


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its place, for messages; cells are stripped."""

    file: str
    line: int  # 1 is the header
    cells: Mapping[str, str]
    delimiter: str = ","

    def get(self, column: str) -> str:
        """Return the cell, empty where the file has no such column."""
        return self.cells.get(column, "")

    def entries(self, column: str) -> tuple[str, ...]:
        """Return the entries of a list, parted by semicolons; by 、 and commas too where semicolons part cells."""
        text = self.get(column)
        return split_list(_LISTED_BESIDE_SEMICOLONS.sub(";", text) if self.delimiter == ";" else text)

    def refuse(self, column: str, what: str) -> InputError:
        """Return the refusal of this cell."""
        return InputError(what, file=self.file, row=self.line, column=column)


def read_rows(
    path: Path, required: tuple[str, ...], note: Tell | None = None, *, warn: Tell | None = None
) -> Iterator[Row]:
    """Yield the rows of a CSV file in UTF-8 (with or without BOM) or GB18030; raise `InputError` with the place.

    Cells stand between commas, semicolons or tabs, whichever part the first row into the required columns. `note` is
    told of rows with too many cells, which are then left out; without it they are refused. `warn` is told of rows that
    end early.
    """
    text = _read_text(path)
    delimiter = _delimiter(text, required)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    previous = csv.field_size_limit(LARGEST_FIELD)
    try:
        yield from _parse(path.name, reader, required, delimiter, note, warn)
    finally:
        csv.field_size_limit(previous)


def _delimiter(text: str, required: tuple[str, ...]) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")

    def columns_found(delimiter: str) -> int:
        names = {name.strip().strip('"').strip() for name in first.split(delimiter)}
        return len(names & set(required))

    return max(DELIMITERS, key=columns_found)  # of equals the first


def _parse(
    file: str,
    reader: "csv._reader",  # type: ignore[name-defined]
    required: tuple[str, ...],
    delimiter: str,
    note: Tell | None,
    warn: Tell | None,
) -> Iterator[Row]:
    header: list[str] | None = None
    line = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as broken:
            raise InputError(_mend(broken), file=file, row=line + 1) from broken
        line += 1
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = _header(file, line, cells, required)
            continue
        if len(cells) > len(header):
            mend = f"put quotes around a cell that holds {SIGNS[delimiter]}"
            error = InputError(f"{len(cells)} cells under {len(header)} columns; {mend}", file=file, row=line)
            if note is None:
                raise error
            note(error)
            continue
        if len(cells) < len(header) and warn is not None:
            what = f"ends after {len(cells)} of {len(header)} columns; the others are read as empty"
            warn(InputError(what, file=file, row=line))
        yield Row(file, line, dict(zip(header, (cell.strip() for cell in cells), strict=False)), delimiter)
    if header is None:
        raise InputError(f"the file is empty; its first row must name the columns {', '.join(required)}", file=file)


def _header(file: str, line: int, cells: list[str], required: tuple[str, ...]) -> list[str]:
    names = [cell.strip() for cell in cells]
    for name in required:
        if name not in names:
            raise InputError("this column is missing; add it to the first row", file=file, row=line, column=name)
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        raise InputError("this column stands twice; keep one", file=file, row=line, column=doubled[0])
    return names


def _mend(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"a cell is longer than {LARGEST_FIELD} characters; close its quotes or shorten it"
    return f"the row cannot be read ({error}); close its quotes"


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError("the file is larger than 512 MB; split it", file=path.name)
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}); check the path", file=str(path)) from error
    text = _decode(path.name, raw)
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise InputError("holds a NUL character; export the table again as CSV", file=path.name, row=row)
    return text


def _decode(file: str, raw: bytes) -> str:
    at = 0
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            at = max(at, error.start)  # the encoding that reads further is the one that was meant
    row = raw.count(b"\n", 0, at) + 1
    raise InputError("is neither UTF-8 nor GB18030; save it as CSV UTF-8", file=file, row=row)
