"""Looking at every row of a list without storing anything."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webapp.models import ImportRow
from webapp.models.imports.imports import RowOutcome
from webapp.services.imports.rows.row_book import Finding, Grade, RowBook

Progress = Callable[[int, int], None]
BETWEEN_SIGNS = 25
MOST_HINTS = 50
LINES_NAMED = 5


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
        findings.append(checked(book.examine(row)))
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


def hints_of(rows: Iterable[ImportRow], findings: Iterable[Checked]) -> list[dict[str, Any]]:
    """Return what is to be known of rows without stopping them, each thing once with the rows that it is about."""
    told: dict[str, dict[str, Any]] = {}
    for row, finding in zip(rows, findings, strict=True):
        for remark in finding.remarks:
            if remark["grade"] == Grade.HINT:
                key = json.dumps(remark, sort_keys=True, ensure_ascii=False)
                hint = told.setdefault(key, {**remark, "count": 0, "lines": []})
                hint["count"] += 1
                if len(hint["lines"]) < LINES_NAMED:
                    hint["lines"].append(row.line)
    return sorted(told.values(), key=lambda hint: -hint["count"])[:MOST_HINTS]


def keep(rows: Iterable[ImportRow], findings: Iterable[Checked]) -> None:
    """Write the findings into the rows."""
    for row, finding in zip(rows, findings, strict=True):
        row.outcome = finding.outcome
        row.remarks = finding.remarks
        row.differences = [list(line) for line in finding.differences]
        row.target_id = finding.target_id
        row.target_version = finding.target_version
