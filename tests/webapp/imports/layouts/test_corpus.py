"""The spreadsheets as people make them, and what is expected of each, agree with one another."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from webapp.models.imports.imports import ImportKind
from webapp.services.imports.columns import LAYOUTS

HERE = Path(__file__).parent
FILES = sorted(path.with_suffix("").name for path in HERE.glob("*.json"))
COMBINED = {"": (), "pay": ("pay_min", "pay_max"), "contact": ("contact_name", "contact_phone"), "note": ("note",)}
SPOKEN_OF = ("position", "enterprise_name", "name", "direction")  # stored word for word
ENCODINGS = {
    "schools.csv": ("gb18030", ","),
    "plant_needs.tsv": ("utf-16", "\t"),
    "hotline_export.csv": ("utf-8", ","),
}
ODS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"

Grid = list[list[str]]


def expected(name: str) -> dict[str, Any]:
    """Return what is expected of a file."""
    wanted: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return wanted


def grids(name: str) -> dict[str, Grid]:
    """Return the cells of each sheet as text."""
    path = HERE / name
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        return {
            sheet.title: [["" if cell is None else str(cell) for cell in row] for row in sheet.values] for sheet in book
        }
    if path.suffix == ".ods":
        return dict(_open_document(path))
    encoding, delimiter = ENCODINGS[name]
    text = path.read_bytes().decode(encoding)
    return {"": list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))}


def _open_document(path: Path) -> Iterator[tuple[str, Grid]]:
    with zipfile.ZipFile(path) as container:
        root = ElementTree.fromstring(container.read("content.xml"))
    for table in root.iter(ODS % "table" + "table"):
        rows = table.iter(ODS % "table" + "table-row")
        yield table.attrib[ODS % "table" + "name"], [["\n".join(cell.itertext()) for cell in row] for row in rows]


def above(grid: Grid, line: int, column: int) -> str:
    """Return what a cell says, or the one above it that is merged with it."""
    texts = (row[column - 1] if column <= len(row) else "" for row in reversed(grid[:line]))
    return next((text for text in texts if text.strip()), "")


readable = pytest.mark.parametrize("name", [name for name in FILES if not name.endswith(".xls")])
every = pytest.mark.parametrize("name", FILES)


def test_there_are_twelve_of_four_kinds_and_six_formats() -> None:
    assert len(FILES) == 12
    assert {expected(name)["kind"] for name in FILES} == {kind.value for kind in ImportKind}
    assert {Path(name).suffix for name in FILES} == {".xlsx", ".xls", ".ods", ".csv", ".tsv"}
    assert all((HERE / name).is_file() for name in FILES)


@readable
def test_every_line_is_a_head_a_row_or_named_as_neither(name: str) -> None:
    wanted, sheets = expected(name), grids(name)
    assert [sheet["title"] for sheet in wanted["sheets"]] == list(sheets)
    for sheet in (sheet for sheet in wanted["sheets"] if sheet["read"]):
        title, (first, last) = sheet["title"], sheet["head"]
        rows = [row["line"] for row in wanted["rows"] if row["sheet"] == title]
        others = [line["line"] for line in wanted["not_data"] if line["sheet"] == title]
        assert len(rows) == sheet["rows"] > 0
        assert sorted([*rows, *others, *range(first, last + 1)]) == list(range(1, len(sheets[title]) + 1))
        assert min(rows) > last


@readable
def test_every_column_has_a_head_and_every_value_a_cell(name: str) -> None:
    wanted, sheets = expected(name), grids(name)
    for title, columns in wanted["columns"].items():
        first, last = next(sheet["head"] for sheet in wanted["sheets"] if sheet["title"] == title)
        width = max(column_index_from_string(letter) for letter in columns)
        assert width == len(columns) == max(len(row) for row in sheets[title])
        for letter in columns:
            column = column_index_from_string(letter)
            assert above(sheets[title][first - 1 : last], last - first + 1, column)
    for row in wanted["rows"]:
        columns = wanted["columns"][row["sheet"]]
        for letter, field in columns.items():
            text = above(sheets[row["sheet"]], row["line"], column_index_from_string(letter))
            if field in SPOKEN_OF and field in row["values"]:
                assert row["values"][field] == text.strip(), (name, row["line"], field)
            elif field in ("required_skills", "skills", "courses"):
                assert all(entry in text for entry in row["values"].get(field, ())), (name, row["line"], field)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".xls")])
def test_a_file_of_the_old_format_holds_the_words_that_are_expected(name: str) -> None:
    content = (HERE / name).read_bytes()
    assert content.startswith(b"\xd0\xcf\x11\xe0")
    for row in expected(name)["rows"]:
        for text in (row["values"][field] for field in SPOKEN_OF if field in row["values"]):
            assert text.encode("utf-16-le") in content, text


@every
def test_what_is_expected_speaks_of_fields_that_the_list_has(name: str) -> None:
    wanted = expected(name)
    fields = {column.field for column in LAYOUTS[ImportKind(wanted["kind"])].columns} | {"note"}
    for row in wanted["rows"]:
        held = set(wanted["constants"])
        for targets in wanted["columns"][row["sheet"]].values():
            for target in [targets] if isinstance(targets, str) else targets:
                held.update(COMBINED.get(target, (target,)))
        if "region" in held:
            held.add("address")  # what a place says beyond its district
        assert held <= fields
        assert {*row["values"], *row["asks"]} <= held
        assert not {*row["values"]} & {*row["asks"], *row["missing"]} - {"required_skills", "skills", "courses"}
        assert {*row["missing"]} <= fields


@every
def test_sums_are_those_of_their_rows(name: str) -> None:
    wanted = expected(name)
    for line in wanted["sums"]:
        first, last = line["rows"]
        of = [row for row in wanted["rows"] if row["sheet"] == line["sheet"] and first <= row["line"] <= last]
        assert sum(row["values"].get(line["field"], 0) for row in of) == line["read"] <= line["written"]
        assert [row["line"] for row in of if line["field"] not in row["values"]] == line["unclear"]
        assert (line["read"] == line["written"]) or line["unclear"]
