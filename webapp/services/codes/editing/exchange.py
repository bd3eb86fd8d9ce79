"""Code tables out to CSV files and in again: looked through as a whole, then applied as a whole."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session

from webapp.clock import now
from webapp.models import CodeUpload, Person
from webapp.models.codes.code_input import CodeRow, as_cells
from webapp.services.codes.editing.changes import SHEETS, mark_of, take_row, write_row
from webapp.services.codes.editing.sheets import References, Sheet
from webapp.services.codes.editing.skills import Skills
from webapp.services.codes.tables.versions import hold_tables, stamp
from webapp.services.kernel.errors import DomainError
from webapp.services.sheets import csv_text

MOST_COMPLAINTS: Final = 100
MOST_ROWS: Final = 20_000
LONGEST_CELL: Final = 32_000


@dataclass(frozen=True, slots=True)
class CellComplaint:
    """What is wrong with one cell: its row in the file (1 is the header), its column, a code and the facts."""

    row: int
    column: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


class CsvRefused(DomainError):
    """A file that cannot be taken, each complaint with its place."""

    status = 422

    def __init__(self, complaints: list[CellComplaint]) -> None:
        """Hold the first complaints."""
        super().__init__("csv_refused", count=len(complaints))
        self.complaints = complaints[:MOST_COMPLAINTS]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that a file would change: its key, and (column, was, is)."""

    key: str
    cells: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a file would do to a table."""

    added: list[CodeRow] = field(default_factory=list)
    changed: list[tuple[CodeRow, Difference]] = field(default_factory=list)
    same: int = 0
    gone: list[str] = field(default_factory=list)  # not in the file and used nowhere
    gone_used: list[tuple[str, int]] = field(default_factory=list)  # not in the file, but used

    @property
    def is_empty(self) -> bool:
        """Tell whether the file changes nothing."""
        return not (self.added or self.changed or self.gone or self.gone_used)


def export_csv(session: Session, sheet: Sheet[Any]) -> bytes:
    """Return the table as a CSV file."""
    rows = (list(as_cells(row).values()) for row in sheet.stored(session).values())
    return csv_text.written([list(sheet.columns), *rows])


def read_csv(session: Session, sheet: Sheet[Any], text: str, *, skill_field: str = "") -> list[CodeRow]:
    """Return the rows of a file, or refuse it with the place of everything that is wrong."""
    complaints: list[CellComplaint] = []
    rows: list[CodeRow] = []
    held, stored = References(session), sheet.stored(session)
    seen: dict[str, int] = {}
    for number, cells in _cells(sheet, text):
        values: dict[str, Any] = {name: cell for name, cell in cells.items() if cell != "" or name in sheet.required}
        if isinstance(sheet, Skills) and skill_field and not cells.get("field"):
            values["field"] = skill_field
        try:
            row = sheet.row.model_validate(values)
        except ValidationError as error:
            complaints += [_complaint(number, sheet, found) for found in error.errors()]
            continue
        key = sheet.key_of(row)
        if key in seen:
            complaints.append(CellComplaint(number, sheet.key[0], "csv_twice", {"row": seen[key]}))
            continue
        seen[key] = number
        row = sheet.completed(row, stored.get(key))
        complaints += [
            CellComplaint(number, remark.field, remark.code, remark.facts) for remark in sheet.remarks(row, held)
        ]
        rows.append(row)
    if complaints:
        raise CsvRefused(complaints)
    return rows


def _complaint(number: int, sheet: Sheet[Any], error: Any) -> CellComplaint:
    column = str(error["loc"][0]) if error["loc"] else sheet.key[0]
    context = error.get("ctx") or {}
    facts = {name: value for name, value in context.items() if isinstance(value, str | int | float)}
    kind = error["type"]
    if kind == "value_error":
        kind = str(context["error"].args[0])
    return CellComplaint(number, column, kind, facts)


def _cells(sheet: Sheet[Any], text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (number of the row, cells by column)."""
    header: list[str] = []
    for number, cells in numbered_rows(text):
        if not header:
            header = _header(sheet, number, cells)
            continue
        if len(cells) > len(header):
            facts = {"cells": len(cells), "columns": len(header)}
            raise CsvRefused([CellComplaint(number, header[-1], "csv_cells", facts)])
        named = zip(header, (csv_text.cell_in(cell) for cell in cells), strict=False)
        yield number, {name: cell for name, cell in named if name in sheet.columns}
    if not header:
        raise CsvRefused([CellComplaint(1, "", "csv_empty", {"columns": list(sheet.columns)})])


def numbered_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV text that are not blank, with their number; refuse what cannot be read."""
    if "\x00" in text:
        at = text.count("\n", 0, text.index("\x00")) + 1
        raise CsvRefused([CellComplaint(at, "", "csv_unreadable")])
    reader = csv.reader(io.StringIO(text.removeprefix(csv_text.MARK), newline=""), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise CsvRefused([CellComplaint(number, "", "csv_unreadable")]) from None
        if number > MOST_ROWS:
            raise CsvRefused([CellComplaint(number, "", "csv_long", {"most": MOST_ROWS})])
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise CsvRefused([CellComplaint(number, "", "csv_cell_long", {"most": LONGEST_CELL})])
        if any(cells):
            yield number, cells


def _header(sheet: Sheet[Any], number: int, names: list[str]) -> list[str]:
    wrong = [CellComplaint(number, name, "csv_column_missing") for name in sheet.required if name not in names]
    wrong += [CellComplaint(number, name, "csv_column_unknown") for name in names if name not in sheet.columns]
    wrong += [CellComplaint(number, name, "csv_column_twice") for name in sheet.columns if names.count(name) > 1]
    if wrong:
        raise CsvRefused(wrong)
    return names


def compare(session: Session, sheet: Sheet[Any], rows: list[CodeRow]) -> Report:
    """Return what the rows of a file would change."""
    stored = sheet.stored(session)
    uses = sheet.uses(session)
    report, same = Report(), 0
    keys = set()
    for row in rows:
        key = sheet.key_of(row)
        keys.add(key)
        before = stored.get(key)
        if before is None:
            report.added.append(row)
            continue
        was, is_now = as_cells(before), as_cells(row)
        cells = [(name, was[name], is_now[name]) for name in is_now if was[name] != is_now[name]]
        if cells:
            report.changed.append((row, Difference(key, cells)))
        else:
            same += 1
    for key in stored:
        if key not in keys and sheet.can_remove and sheet.can_add:
            if uses[key]:
                report.gone_used.append((key, uses[key]))
            else:
                report.gone.append(key)
    return Report(report.added, report.changed, same, report.gone, report.gone_used)


def take_upload(
    session: Session,
    sheet: Sheet[Any],
    content: bytes,
    file_name: str,
    *,
    skill_field: str,
    takes_away: bool,
    by: Person,
) -> CodeUpload:
    """Keep a file that can be read; nothing of it is applied yet."""
    text = csv_text.decoded(content)
    read_csv(session, sheet, text, skill_field=skill_field)
    upload = CodeUpload(
        sheet=sheet.name,
        file_name=file_name[-120:],
        content=text,
        skill_field=skill_field,
        takes_away=takes_away,
        made_by_id=by.id,
    )
    session.add(upload)
    session.flush()
    return upload


def upload_of(session: Session, key: UUID, *, by: Person) -> CodeUpload | None:
    """Return a kept file to whoever sent it."""
    upload = session.get(CodeUpload, key)
    return upload if upload is not None and upload.made_by_id == by.id else None


def report_of(session: Session, upload: CodeUpload) -> Report:
    """Return what a kept file would change now."""
    sheet = SHEETS[upload.sheet]
    return compare(session, sheet, read_csv(session, sheet, upload.content, skill_field=upload.skill_field))


def seen_of(report: Report) -> str:
    """Return a short fingerprint of a report: what is applied is what was looked at."""
    parts = [mark_of(row) for row in report.added]
    parts += [f"{mark_of(row)}:{difference.cells}" for row, difference in report.changed]
    return mark_of(_Parts(parts=[*parts, *report.gone, *map(str, report.gone_used)]))


class _Parts(CodeRow):
    parts: list[str]


def apply_upload(session: Session, upload: CodeUpload, *, seen: str, by: Person) -> Report:
    """Apply a kept file as a whole, unless the tables have changed since it was looked at."""
    hold_tables(session)
    session.refresh(upload, with_for_update=True)
    if upload.applied_at is not None:
        raise DomainError("upload_applied")
    report = report_of(session, upload)
    if seen_of(report) != seen:
        raise DomainError("upload_stale")
    sheet = SHEETS[upload.sheet]
    stored = sheet.stored(session)
    for row in (*report.added, *(row for row, _difference in report.changed)):
        write_row(session, sheet, row, stored.get(sheet.key_of(row)), by=by)
    if upload.takes_away:
        for key in report.gone:
            take_row(session, sheet, key, stored[key], by=by)
    upload.applied_at = now()
    count = len(report.added) + len(report.changed) + (len(report.gone) if upload.takes_away else 0)
    stamp(session, {"what": "csv.applied", "sheet": sheet.name, "key": upload.file_name, "count": count}, by=by)
    return report
