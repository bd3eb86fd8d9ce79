"""Courses with hours and kind in lists: read from a cell, written into one, and nothing between them changes."""

import pytest
from sqlmodel import Session, select

from tests.webapp.imports.conftest import (
    PROGRAM,
    SignIn,
    bring,
    chosen,
    confirmed,
    imported,
    opened,
    outcomes,
    remarks,
    upload,
    xlsx,
)
from tests.webapp.posting import fresh
from webapp.models import Program

FACTS = {"电梯结构与原理": {"hours": 64}, "电梯安装与调试": {"hours": 96, "kind": "practice"}}
NAMES = ["电梯结构与原理", "电梯安装与调试", "电气控制技术"]
CELLS = [
    "电梯结构与原理（64学时）；电梯安装与调试 96学时 实训；电气控制技术",
    "电梯结构与原理 64学时、电梯安装与调试（实训，96学时）、电气控制技术",
    "电梯结构与原理，64学时，电梯安装与调试，实训，96学时，电气控制技术",
    "《电梯结构与原理》64学时\n《电梯安装与调试》实训96学时\n《电气控制技术》",
]


@pytest.fixture
def database_kind() -> str:
    """Return the kind of database that the application stands on."""
    return "lists"


def kept(database: Session) -> Program:
    return fresh(database).exec(select(Program)).one()


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_says_hours_and_kind(as_: SignIn, database: Session, cell: str) -> None:
    bring(as_, "Ines", "programs", [{**PROGRAM, "主要课程": cell, "实训室与场地": "电梯实训室（40 工位）；PLC 实训室"}])

    assert (kept(database).courses, kept(database).course_facts) == (NAMES, FACTS)
    assert kept(database).rooms == ["电梯实训室（40 工位）", "PLC 实训室"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_goes_out_comes_in_without_a_change(as_: SignIn, database: Session, form: str, language: str) -> None:
    ines = as_("Ines")
    bring(as_, "Ines", "programs", [{**PROGRAM, "主要课程": CELLS[0], "实训室与场地": "电梯实训室（40 工位）"}])
    file = ines.get(f"/programs/mine?format={form}&lang={language}").data
    if form == "xlsx":
        written = " ".join(str(cell.value) for row in opened(file).worksheets[0].iter_rows() for cell in row)
        assert ("（实训 96 学时）" if language == "zh" else "(Practice, 96 hours)") in written

    imported(ines, "programs", file, f"export.{form}")

    assert outcomes(database)[1:] == ["same"]


def test_another_writing_of_the_same_is_no_change_and_other_hours_are_one(as_: SignIn, database: Session) -> None:
    bring(as_, "Ines", "programs", [{**PROGRAM, "主要课程": CELLS[0]}])

    imported(as_("Ines"), "programs", xlsx([{**PROGRAM, "主要课程": CELLS[3]}]))
    report = imported(as_("Ines"), "programs", xlsx([{**PROGRAM, "主要课程": CELLS[0].replace("96", "80")}]))

    assert outcomes(database)[1:] == ["same", "twin"]
    page = as_("Ines").get(f"{report}?rows=twin").text
    assert "电梯安装与调试（实训 96 学时）" in page
    assert "电梯安装与调试（实训 80 学时）" in page


def test_taking_an_import_back_brings_the_hours_back(as_: SignIn, database: Session) -> None:
    ines = as_("Ines")
    bring(as_, "Ines", "programs", [{**PROGRAM, "主要课程": CELLS[0], "实训室与场地": "电梯实训室"}])
    report = imported(ines, "programs", xlsx([{**PROGRAM, "主要课程": "\n".join(NAMES), "实训室与场地": "车间"}]))
    chosen(ines, report, every="update")
    confirmed(ines, report)
    assert kept(database).course_facts == {}

    ines.send(report, to=f"{report}/undo")

    assert (kept(database).course_facts, kept(database).rooms) == (FACTS, ["电梯实训室"])


def test_impossible_hours_are_complained_of_beside_the_cell(as_: SignIn, database: Session) -> None:
    upload(as_("Ines"), "programs", xlsx([{**PROGRAM, "主要课程": f"{CELLS[0]}；岗位实习 600学时"}]))

    assert ("courses", "course_hours") in remarks(database)[2]
