"""What the check of a list found, as people read it: row, column, value, problem, suggestion."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import flask_babel

from webapp.models import ImportBatch, ImportRow
from webapp.models.imports.imports import ImportKind, RowOutcome, TwinChoice
from webapp.services.imports import imports
from webapp.services.imports.columns import LAYOUTS, Column, Layout
from webapp.services.imports.own.preview import FIELDS_OF
from webapp.services.sheets.annotating import AMBER, GREEN, RED, Annotation, RowNote
from webapp.web.imports.words import FINDING, WARNINGS, fact_words, hint_of, label_of
from webapp.web.kernel.i18n import label
from webapp.web.kernel.refusals import complaint_text
from webapp.web.words.history import Change, named_changes

_: Callable[..., str] = flask_babel.gettext
TITLES: Final = {
    ImportKind.ORGANISATIONS: ("name", "credit_code"),
    ImportKind.DEMANDS: ("position", "headcount"),
    ImportKind.PROGRAMS: ("major_key", "level"),
    ImportKind.OFFERINGS: ("major_key", "seats"),
}
LONGEST_VALUE: Final = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about one row."""

    column: str
    value: str
    problem: str
    suggestion: str
    grade: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row with everything that is to be said about it, and what may become of it."""

    problems: list[Problem]
    differences: list[Change]
    choices: list[TwinChoice]
    row: ImportRow
    title: str

    @property
    def outcome(self) -> RowOutcome:
        """Return what the check found; an error where it ended before it came to the row."""
        return self.row.outcome or RowOutcome.ERROR


def report_row(batch: ImportBatch, row: ImportRow) -> ReportRow:
    """Return a row of the report."""
    said = (row.cells.get(name, "").strip() for name in TITLES[batch.kind])
    return ReportRow(
        problems=[_problem(batch.kind, remark, row.cells) for remark in row.remarks],
        differences=named_changes(row.differences, partial(label_of, batch.kind)),
        choices=imports.choices_of(batch, row) if row.outcome is RowOutcome.TWIN else [],
        row=row,
        title=" · ".join(text[:LONGEST_VALUE] for text in said if text) or "--",
    )


def warnings_of(batch: ImportBatch) -> list[str]:
    """Return what is to be said about the file as a whole."""
    return [str(WARNINGS[code]) % fact_words(batch.kind, facts) for code, facts in batch.warnings if code in WARNINGS]


def _problem(kind: ImportKind, remark: Mapping[str, Any], cells: Mapping[str, str]) -> Problem:
    name, code, facts = remark["field"], remark["code"], remark["facts"]
    column = next((candidate for candidate in LAYOUTS[kind].columns if candidate.field == name), None)
    return Problem(
        label_of(kind, name) if column else _("整行"),
        cells.get(name, "").strip()[:LONGEST_VALUE],
        complaint_text(code, dict(facts)),
        _suggestion(kind, column, remark),
        remark["grade"],
    )


def _suggestion(kind: ImportKind, column: Column | None, remark: Mapping[str, Any]) -> str:
    facts, code = remark["facts"], remark["code"]
    if remark["grade"] == "verify":
        return _("请修改数字；情况属实的，在“核实说明”列写明原因（10 至 200 字）")
    if facts.get("near"):
        return _("可能是：%(options)s", options=_("；").join(facts["near"]))
    if code == "number_lost_digits":
        return _("把这一列的单元格格式设为“文本”，重新填写")
    if code == "formula_without_value":
        return _("复制这些单元格，选择性粘贴为“值”")
    if column is None:
        return _row_suggestion(code)
    if code == "enum" and column.options:
        return _(
            "可填：%(options)s",
            options=_("、").join(label(member) for member in column.options if member not in column.not_offered),
        )
    return hint_of(kind, column) or _example(column)


def _example(column: Column) -> str:
    return _("例如：%(example)s", example=column.example) if column.example and "{" not in column.example else ""


def _row_suggestion(code: str) -> str:
    if code == "row_twice":
        return _("删去其中一行；确实是两条的，选择“新增”")
    if code == "program_incomplete":
        return _("先在专业页补全，或在“状态”列填“草稿”")
    return ""


def hints_of(batch: ImportBatch) -> list[tuple[str, str]]:
    """Return (sentence, where) of what is to be known of rows, each thing once."""
    hints = []
    for hint in batch.hints:
        problem = _problem(batch.kind, hint, {})
        words = _("%(column)s：%(problem)s", column=problem.column, problem=problem.problem)
        lines = _("、").join(str(line) for line in hint["lines"])
        if hint["count"] > len(hint["lines"]):
            lines = _("%(lines)s 等 %(count)s", lines=lines, count=hint["count"])
        hints.append((words, _("第 %(lines)s 行", lines=lines)))
    return hints


def annotations_of(batch: ImportBatch, rows: list[ImportRow], layout: Layout) -> list[Annotation]:
    """Return what is written beside the rows of the user's own file, sheet by sheet."""
    notes: dict[int, dict[int, RowNote]] = {}
    for row in rows:
        report = report_row(batch, row)
        fill = {
            RowOutcome.ERROR: RED, RowOutcome.VERIFY: AMBER, RowOutcome.TWIN: AMBER, RowOutcome.ASK: AMBER,
            RowOutcome.GAPS: AMBER,
        }.get(report.outcome, GREEN)  # fmt: skip
        note = RowNote(
            _line(report),
            fill,
            tuple(remark["field"] for remark in row.remarks if remark["grade"] == "error"),
            tuple(remark["field"] for remark in row.remarks if remark["grade"] in ("verify", "ask", "gap")),
        )
        beside = notes.setdefault(row.sheet, {})
        before = beside.get(row.line)  # a row of the file may speak of several things
        beside[row.line] = note if before is None else _both(before, note)
    if not batch.mapping:
        return [Annotation(batch.sheet, batch.head_row, batch.places, str(FINDING), notes.get(0, {}))]
    titles = batch.mapping.get("titles", {})
    return [
        Annotation(
            str(titles.get(str(sheet["index"]), ""))[:60],
            sheet["head"][1],
            _places(sheet["columns"], layout),
            str(FINDING),
            notes.get(int(sheet["index"]), {}),
            int(sheet["index"]),
        )
        for sheet in batch.mapping["sheets"]
        if sheet["read"]
    ]


def _both(first: RowNote, second: RowNote) -> RowNote:
    return RowNote(
        f"{first.text}\n{second.text}",
        first.fill if first.fill != GREEN else second.fill,
        (*first.bad, *second.bad),
        (*first.doubtful, *second.doubtful),
    )


def _places(columns: Mapping[str, str], layout: Layout) -> dict[str, int]:
    """Return the place of each field in a sheet: what takes one column for two stands in the same place twice."""
    places: dict[str, int] = {}
    known = {column.field for column in layout.columns}
    for place, target in columns.items():
        for name in FIELDS_OF.get(target, (target,)):
            if name in known:
                places.setdefault(name, int(place))
    return places


def _line(row: ReportRow) -> str:
    parts = [
        _("%(column)s：%(problem)s。%(suggestion)s", column=p.column, problem=p.problem, suggestion=p.suggestion)
        for p in row.problems
        if p.grade != "hint"
    ]
    return "\n".join([label(row.outcome), *parts])
