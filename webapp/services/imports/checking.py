"""Looking at every row of a list without storing anything."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webapp.models import ImportRow
from webapp.models.imports.imports import RowOutcome
from webapp.services.imports.rows.row_book import Finding, RowBook

Progress = Callable[[int, int], None]
BETWEEN_SIGNS = 25


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of one row, as it is stored."""

    outcome: RowOutcome
    remarks: list[dict[str, Any]]
    differences: list[tuple[str, str, str]]
    target_id: UUID | None
    target_version: int | None


def check_rows(book: RowBook[Any], rows: Sequence[ImportRow], progress: Progress | None = None) -> list[Checked]:
    """Return what each row would add or change in the database."""
    findings = []
    for done, row in enumerate(rows):
        if progress is not None and done % BETWEEN_SIGNS == 0:
            progress(done, len(rows))
        findings.append(checked(book.examine(row.line, row.cells, row.unreadable, row.choice)))
    return findings


def checked(finding: Finding[Any]) -> Checked:
    """Return a finding as it is stored."""
    target = finding.target
    return Checked(
        finding.outcome,
        [note.as_json() for note in finding.notes],
        list(finding.differences),
        target.id if target is not None else None,
        target.version if target is not None else None,
    )


def keep(rows: Iterable[ImportRow], findings: Iterable[Checked]) -> None:
    """Write the findings into the rows."""
    for row, finding in zip(rows, findings, strict=True):
        row.outcome = finding.outcome
        row.remarks = finding.remarks
        row.differences = [list(line) for line in finding.differences]
        row.target_id = finding.target_id
        row.target_version = finding.target_version
