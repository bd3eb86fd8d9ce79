"""The report's forms: questions about cells, cells to mend, gaps to fill; and what their answers say."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _

from webapp.models import ImportBatch, ImportRow
from webapp.services.imports.columns import LAYOUTS, Column
from webapp.services.imports.own.answering import Answer, Parting, positions_of
from webapp.services.imports.own.receiving import SEVERAL
from webapp.services.sheets.cells import Holds
from webapp.web.imports.words import label_of
from webapp.web.kernel.i18n import label
from webapp.web.kernel.query import number_of
from webapp.web.kernel.refusals import complaint_text

TYPED: Final = "~"  # the answer that is typed beside the others
BLANK: Final = "-"  # the answer that leaves a cell blank
MOST_OPTIONS: Final = 8


@dataclass(frozen=True, slots=True)
class Question:
    """A cell that is asked about: its column, what it says, the sentence, and what may be answered."""

    field: str
    label: str
    written: str
    sentence: str
    options: tuple[str, ...]
    others: int  # rows that say the same in this column
    parts: tuple[str, ...] = ()  # the positions that the row may be about


@dataclass(frozen=True, slots=True)
class Mend:
    """A cell to be mended or filled in: a list of values where there is one, else proposals for what is typed."""

    field: str
    label: str
    value: str
    sentence: str
    grade: str
    options: tuple[str, ...]
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MendRow:
    """A row of the report with its controls."""

    row: ImportRow
    title: str
    where: str
    questions: tuple[Question, ...]
    mends: tuple[Mend, ...]
    others: tuple[str, ...]  # what is said of the row and no cell can mend
    cells: tuple[tuple[str, str, bool], ...]  # column, cell, whether it is meant


def where(batch: ImportBatch, row: ImportRow) -> str:
    """Return where a row stands in its file, as people say it."""
    titles = batch.mapping.get("titles", {})
    title = titles.get(str(row.sheet), "") if len(titles) > 1 else ""
    words = _("第 %(row)s 行", row=row.line)
    words = _("%(row)s（之 %(part)s）", row=words, part=row.part) if row.part else words
    return str(_("%(sheet)s %(row)s", sheet=title, row=words) if title else words)


def mend_row(batch: ImportBatch, row: ImportRow, title: str, alike: Counter[tuple[str, str]]) -> MendRow:
    """Return a row with a control for everything that can be answered, mended or filled in."""
    layout = {column.field: column for column in LAYOUTS[batch.kind].columns}
    questions, mends, others = [], [], []
    for remark in row.remarks:
        name, grade = remark["field"], remark["grade"]
        column = layout.get(name)
        sentence = complaint_text(remark["code"], dict(remark["facts"]))
        if grade == "ask" and column is not None:
            questions.append(_question(batch, row, remark, sentence, alike))
        elif grade in ("error", "gap") and column is not None:
            mends.append(_mend(batch, row, column, remark, sentence))
        elif grade == "verify" and "verify_note" in layout:
            mends.append(Mend("verify_note", label_of(batch.kind, "verify_note"), row.cells.get("verify_note", ""),
                              sentence, grade, ()))  # fmt: skip
        elif grade != "hint":
            others.append(sentence)
    meant = {remark["field"] for remark in row.remarks}
    cells = tuple(
        (label_of(batch.kind, name), text.strip(), name in meant)
        for name, text in row.cells.items()
        if text.strip() or name in meant
    )
    unique = tuple({mend.field: mend for mend in mends}.values())
    return MendRow(row, title, where(batch, row), tuple(questions), unique, tuple(others), cells)


def _question(
    batch: ImportBatch, row: ImportRow, remark: Mapping[str, Any], sentence: str, alike: Counter[tuple[str, str]]
) -> Question:
    name = remark["field"]
    written = row.cells.get(name, "").strip()
    options = tuple(str(option) for option in remark["facts"].get("options", []))[:MOST_OPTIONS]
    parts = tuple(positions_of(row)) if remark["code"] == SEVERAL else ()
    others = 0 if parts or name in row.unreadable else max(0, alike[name, written] - 1)
    return Question(name, label_of(batch.kind, name), written, sentence, options, others, parts)


def _mend(batch: ImportBatch, row: ImportRow, column: Column, remark: Mapping[str, Any], sentence: str) -> Mend:
    near = tuple(str(text) for text in remark["facts"].get("near", []))
    name = column.field
    return Mend(
        name, label_of(batch.kind, name), row.cells.get(name, "").strip(), sentence, remark["grade"],
        choices_of(column), near,
    )  # fmt: skip


def choices_of(column: Column) -> tuple[str, ...]:
    """Return what a cell may say where that is a short list."""
    if column.options and column.holds is Holds.CHOICE:
        return tuple(label(member) for member in column.options if member not in column.not_offered)
    return (_("是"), _("否")) if column.holds is Holds.YES_NO else ()


def alike(rows: Iterable[ImportRow]) -> Counter[tuple[str, str]]:
    """Return how many rows say the same where they are asked about it."""
    return Counter(
        (remark["field"], row.cells.get(remark["field"], "").strip())
        for row in rows
        for remark in row.remarks
        if remark["grade"] == "ask"
    )


def gap_fields(rows: Sequence[MendRow]) -> list[Mend]:
    """Return what rows lack, each field once, so that one value may be filled into many rows."""
    return list({mend.field: mend for row in rows for mend in row.mends if mend.grade == "gap"}.values())


def answers_of(form: Mapping[str, str]) -> Iterator[Answer]:
    """Yield what a form says of cells: answers, mended cells, and one value for the rows that are ticked."""
    field, value = form.get("fill-field", ""), form.get("fill-value", "").strip()
    fills = form.get("action") == "fill" and field and value
    for name, text in form.items():
        kind, _dash, rest = name.partition("-")
        number, _dash, cell = rest.partition("-")
        row = number_of(number)
        if row is None:
            continue
        if kind == "cell" and cell and not (fills and cell == field and f"row-{number}" in form):
            yield Answer(row, cell, text)
        elif kind == "answer" and cell and text:
            typed = form.get(f"typed-{number}-{cell}", "")
            if text == TYPED and not typed.strip():
                continue
            meant = typed if text == TYPED else "" if text == BLANK else text
            everywhere = f"every-{number}-{cell}" in form
            yield Answer(row, cell, meant, everywhere, everywhere and f"keep-{number}-{cell}" in form)
        elif kind == "row" and not cell and fills:
            yield Answer(row, field, value)


def partings_of(form: Mapping[str, str]) -> Iterator[Parting]:
    """Yield how rows that name several positions are to be taken."""
    for name, text in form.items():
        number = name.removeprefix("parting-")
        row = number_of(number)
        if name.startswith("parting-") and row is not None and text in ("one", "several"):
            shares: list[str] = []
            while (share := form.get(f"share-{number}-{len(shares)}")) is not None:
                shares.append(share)
            yield Parting(row, tuple(shares) if text == "several" else None)
