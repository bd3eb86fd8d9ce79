"""The user's own file with what the check found: a column of findings, red cells, and nothing in it that could run."""

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from webapp.services.sheets import csv_text, writing
from webapp.services.sheets.books import MARK_SHEET
from webapp.services.sheets.formulas import may_run
from webapp.services.sheets.writing import HEAD_FILL, HEAD_FONT, Head, Page, put

RED: Final = PatternFill("solid", fgColor="FFFBD5D1")
AMBER: Final = PatternFill("solid", fgColor="FFFDE9C4")
GREEN: Final = PatternFill("solid", fgColor="FFDDF1E2")
FINDING_WIDTH: Final = 60


@dataclass(frozen=True, slots=True)
class RowNote:
    """What stands beside a row: the finding in words, its colour, the fields whose cells are marked."""

    text: str
    fill: PatternFill
    bad: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """Where the list stands in its file, and what is noted of its rows."""

    sheet: str
    head_row: int
    places: Mapping[str, int]
    title: str
    notes: Mapping[int, RowNote]
    index: int = 0  # which of the file's sheets it is


def annotated(content: bytes, annotations: Sequence[Annotation]) -> bytes | None:
    """Return the workbook with the findings, or None where it cannot be written again."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False, keep_vba=False)
            sheets = {sheet.title[:60]: sheet for sheet in book.worksheets}
            _quiet(book)
            for annotation in annotations:
                _annotate(sheets[annotation.sheet], annotation)
            buffer = io.BytesIO()
            book.save(buffer)
            return buffer.getvalue()
    except Exception:
        return None


def _quiet(book: Any) -> None:
    """Leave nothing in the workbook that a spreadsheet program would run or fetch."""
    book.defined_names.clear()
    for sheet in book.worksheets:
        if sheet.title == MARK_SHEET:
            continue
        sheet.conditional_formatting = type(sheet.conditional_formatting)()
        rules = sheet.data_validations
        rules.dataValidation = [rule for rule in rules.dataValidation if rule.type == "list"]
        for row in sheet.iter_rows():
            for cell in row:
                if getattr(cell, "hyperlink", None) is not None:
                    cell.hyperlink = None
                if cell.data_type == "f" or (isinstance(cell.value, str) and may_run(cell.value)):
                    put(cell, cell.value)


def _annotate(sheet: Any, annotation: Annotation) -> None:
    place = max(sheet.max_column, *annotation.places.values()) + 1
    head = sheet.cell(annotation.head_row, place)
    put(head, annotation.title)
    head.font, head.fill = HEAD_FONT, HEAD_FILL
    sheet.column_dimensions[get_column_letter(place)].width = FINDING_WIDTH
    for number, note in annotation.notes.items():
        cell = sheet.cell(number, place)
        put(cell, note.text)
        cell.fill = note.fill
        for fill, fields in ((AMBER, note.doubtful), (RED, note.bad)):
            for name in fields:
                if name in annotation.places:
                    sheet.cell(number, annotation.places[name]).fill = fill


def rebuilt(
    rows: Sequence[tuple[int, int, Mapping[str, str]]], labels: Mapping[str, str], annotations: Sequence[Annotation]
) -> bytes:
    """Return the list in a new workbook with the findings: for files that cannot be written again.

    Each row is (which sheet, which row of it, cells by field).
    """
    pages, marks = [], []
    for annotation in annotations:
        fields = sorted(annotation.places, key=lambda name: annotation.places[name])
        heads = [*(Head(labels[name]) for name in fields), Head(annotation.title, FINDING_WIDTH)]
        own = [(number, cells) for sheet, number, cells in rows if sheet == annotation.index]
        notes = [annotation.notes.get(number) for number, _cells in own]
        lines = [
            [*(cells.get(name, "") for name in fields), note.text if note else ""]
            for (_number, cells), note in zip(own, notes, strict=True)
        ]
        pages.append(Page(annotation.sheet or annotation.title, heads, lines))
        marks.append((fields, notes))
    book = load_workbook(io.BytesIO(writing.saved(pages)))
    for sheet, (fields, notes) in zip(book.worksheets, marks, strict=False):
        for offset, note in enumerate(notes, 2):
            if note is None:
                continue
            sheet.cell(offset, len(fields) + 1).fill = note.fill
            for fill, marked in ((AMBER, note.doubtful), (RED, note.bad)):
                for name in marked:
                    if name in fields:
                        sheet.cell(offset, fields.index(name) + 1).fill = fill
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def annotated_csv(content: bytes, annotation: Annotation) -> bytes:
    """Return the text file with a column of findings."""
    rows = csv_text.read(content)
    width = max(len(row) for row in rows)
    lines = []
    for number, row in enumerate(rows, 1):
        note = annotation.notes.get(number)
        beside = annotation.title if number == annotation.head_row else note.text if note else ""
        lines.append([*row, *[""] * (width - len(row)), beside])
    return csv_text.written(lines)
