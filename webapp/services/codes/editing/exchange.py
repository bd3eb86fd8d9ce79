"""Code tables out to CSV files and in again: looked through as a whole, then applied as a whole.

What is kept of a file is its text and not what it would change: that is found anew whenever somebody looks, since the
tables may have changed in between. The page carries the fingerprint of what it has shown (`seen_of`), and only what has
that fingerprint is applied. Lists of posts go another way (`services.imports`): they are longer, checked by the worker,
stored in part where rows are wrong, and taken back, and so each of their rows keeps what was found of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
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
from webapp.services.kernel.errors import DomainError, Remark
from webapp.services.sheets import csv_text
from webapp.services.sheets.complaints import CellComplaint, remarks_of
from webapp.services.sheets.labels import columns_by_label
from webapp.services.sheets.refusals import CellsRefused, ImportChanged
from webapp.services.sheets.tables import table_rows, with_named_head


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


def export_csv(session: Session, sheet: Sheet[Any], heads: Sequence[str]) -> bytes:
    """Return the table as a CSV file, with the heads that its reader knows the columns by."""
    rows = (list(as_cells(row).values()) for row in sheet.stored(session).values())
    return csv_text.written([list(heads), *rows])


def read_csv(session: Session, sheet: Sheet[Any], text: str, *, skill_field: str = "") -> list[CodeRow]:
    """Return the rows of a file, or refuse it with the place of everything that is wrong."""
    complaints: list[CellComplaint] = []
    rows: list[CodeRow] = []
    references, stored = References(session), sheet.stored(session)
    seen: dict[str, int] = {}
    for number, cells in table_rows(text, sheet.columns, required=sheet.required):
        said = {name: csv_text.cell_in(cell) for name, cell in cells.items()}
        values: dict[str, Any] = {name: cell for name, cell in said.items() if cell != "" or name in sheet.required}
        if isinstance(sheet, Skills) and skill_field and not said.get("field"):
            values["field"] = skill_field
        try:
            row = sheet.row.model_validate(values)
        except ValidationError as error:
            complaints += [_at(number, remark, sheet.key[0]) for remark in remarks_of(error)]
            continue
        key = sheet.key_of(row)
        if key in seen:
            complaints.append(CellComplaint(sheet.key[0], "csv_twice", {"row": seen[key]}, row=number))
            continue
        seen[key] = number
        row = sheet.completed(row, stored.get(key))
        complaints += [_at(number, remark) for remark in sheet.remarks(row, references)]
        rows.append(row)
    if complaints:
        raise CellsRefused(complaints)
    return rows


def _at(number: int, remark: Remark, usual: str = "") -> CellComplaint:
    return CellComplaint(remark.field or usual, remark.code, remark.facts, row=number)


def compare(session: Session, sheet: Sheet[Any], rows: list[CodeRow]) -> Report:
    """Return what the rows of a file would change."""
    stored, uses = sheet.stored(session), sheet.uses(session)
    read = {sheet.key_of(row): row for row in rows}
    known = [(row, Difference(key, _changes(stored[key], row))) for key, row in read.items() if key in stored]
    changed = [(row, difference) for row, difference in known if difference.cells]
    gone = [key for key in stored if key not in read] if sheet.can_remove and sheet.can_add else []
    return Report(
        added=[row for key, row in read.items() if key not in stored],
        changed=changed,
        same=len(known) - len(changed),
        gone=[key for key in gone if not uses[key]],
        gone_used=[(key, uses[key]) for key in gone if uses[key]],
    )


def _changes(before: CodeRow, row: CodeRow) -> list[tuple[str, str, str]]:
    was, is_now = as_cells(before), as_cells(row)
    return [(name, was[name], cell) for name, cell in is_now.items() if was[name] != cell]


def take_upload(
    session: Session,
    sheet: Sheet[Any],
    content: bytes,
    file_name: str,
    *,
    vocabularies: Iterable[Mapping[str, str]] = (),
    skill_field: str,
    takes_away: bool,
    by: Person,
) -> CodeUpload:
    """Keep a file that can be read; nothing of it is applied yet.

    Its columns are called by their names or by their labels in one of the vocabularies.
    """
    text = with_named_head(csv_text.decoded(content), columns_by_label(sheet.columns, vocabularies))
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
    """Apply a kept file as a whole; raise ImportChanged where the tables have changed since it was looked at.

    `seen` is the fingerprint of the report that the person looked at. The file is read and compared once more under the
    lock on the tables, so that nobody can change them between this comparison and the rows that follow from it.
    """
    hold_tables(session)
    session.refresh(upload, with_for_update=True)
    if upload.applied_at is not None:
        raise DomainError("upload_applied")
    report = report_of(session, upload)
    if seen_of(report) != seen:
        raise ImportChanged("upload_stale")
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
