"""Spreadsheets as people make them: their sheets, heads, columns and rows are found as a person would."""

import json
from pathlib import Path
from typing import Any

import pytest

from webapp.models.imports.imports import ImportKind
from webapp.services.imports.columns import LAYOUTS, Layout
from webapp.services.imports.heads import Names
from webapp.services.imports.mapping import lines, look
from webapp.services.imports.mapping.shapes import Reading, SheetLook
from webapp.services.imports.rows.demands import layout_for
from webapp.services.sheets.grids import Workbook, read_grids

HERE = Path(__file__).parents[1] / "layouts"
every = pytest.mark.parametrize("name", sorted(path.name.removesuffix(".json") for path in HERE.glob("*.json")))


def layout_of(wanted: dict[str, Any]) -> Layout:
    kind = ImportKind(wanted["kind"])
    return layout_for(coordinating=wanted["by"] == "coordinator") if kind is ImportKind.DEMANDS else LAYOUTS[kind]


def looked_at(name: str) -> tuple[dict[str, Any], Workbook, Reading]:
    wanted = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    workbook = read_grids((HERE / name).read_bytes(), name)
    layout = layout_of(wanted)
    return wanted, workbook, look(workbook, layout, Names(layout, ()))


def pairs(name: str) -> list[tuple[dict[str, Any], dict[str, Any], SheetLook]]:
    """Return, for each sheet that is read, the whole expectation, that of the sheet, and what was found."""
    wanted, _workbook, reading = looked_at(name)
    both = zip(wanted["sheets"], reading.sheets, strict=True)
    return [(wanted, sheet, found) for sheet, found in both if sheet["read"]]


@every
def test_the_sheets_that_hold_a_list_are_read_from_their_heads_on(name: str) -> None:
    wanted, _workbook, reading = looked_at(name)
    assert not reading.is_template
    for sheet, found in zip(wanted["sheets"], reading.sheets, strict=True):
        assert found.read is sheet["read"], found.why
        assert found.is_hidden is sheet["hidden"]
        if sheet["read"]:
            assert (found.head, len(found.data_rows)) == (tuple(sheet["head"]), sheet["rows"])
        else:
            assert found.why in ("statistics", "options")


@every
def test_every_column_is_proposed_as_what_it_is(name: str) -> None:
    for wanted, sheet, found in pairs(name):
        proposed = {column.letter: column.target for column in found.columns}
        for letter, target in wanted["columns"][sheet["title"]].items():
            allowed = [target] if isinstance(target, str) else target
            assert proposed.get(letter, "") in allowed, (letter, proposed.get(letter))


@every
def test_rows_of_data_are_told_from_all_others(name: str) -> None:
    for wanted, sheet, found in pairs(name):
        title, last = sheet["title"], sheet["head"][1]
        assert found.data_rows == [row["line"] for row in wanted["rows"] if row["sheet"] == title]
        others = {
            line["line"]: line["kind"]
            for line in wanted["not_data"]
            if line["sheet"] == title and line["line"] > last and line["kind"] != "blank"
        }
        notes = [note for note in found.not_data if note.kind != "hidden"]
        assert {note.first: note.kind.replace("subtotal", "sum") for note in notes} == others
        hidden = [note for note in found.not_data if note.kind == "hidden"]
        assert [row for note in hidden for row in range(note.first, note.last + 1)] == [
            row["line"] for row in wanted["rows"] if row["sheet"] == title and row.get("hidden")
        ]


@every
def test_written_sums_are_compared_with_what_was_read(name: str) -> None:
    for wanted, sheet, found in pairs(name):
        targets = {column.place: column.target for column in found.columns}
        for line in wanted["sums"]:
            if line["sheet"] == sheet["title"]:
                note = next(note for note in found.not_data if note.first == line["line"])
                check = next(check for check in note.checks if targets[check.place] == line["field"])
                assert (check.written, check.read) == (str(line["written"]), str(line["read"]))
                assert check.unclear == line["unclear"]
                assert check.agrees is (line["written"] == line["read"])


@every
def test_the_year_of_a_title_is_offered_where_months_may_lack_one(name: str) -> None:
    wanted, _workbook, reading = looked_at(name)
    if any(column.target == "start_month" for sheet in reading.sheets for column in sheet.columns):
        assert reading.year == wanted["year"]


@every
def test_cells_come_as_they_are_written(name: str) -> None:
    wanted, workbook, reading = looked_at(name)
    mapping = json.loads(json.dumps(reading.mapping()))
    found = lines(workbook, layout_of(wanted), mapping)
    assert [line.number for line in found] == [row["line"] for row in wanted["rows"]]
    for line, row in zip(found, wanted["rows"], strict=True):
        assert line.is_hidden is row.get("hidden", False)
        assert not line.unreadable
        for field in ("position", "enterprise_name", "name", "enterprise_code", "credit_code", "contact_name", "note"):
            assert line.cells.get(field, "") == row["values"].get(field, "") or field in row["asks"], (line, field)
        assert bool(line.splits) is ("position" in row["asks"])
        for field in row["values"]:
            assert line.cells.get(field) or field in ("address", "pay_max", *wanted["constants"]), (line.number, field)
