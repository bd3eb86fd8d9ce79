"""A template offers in each cell what fits the cells before it."""

import re

import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import Session

from tests.webapp.imports.conftest import SignIn, opened
from webapp.models import Chain, ChainSegment, PositionFamily

RANGE = r"'([^']+)'!\$([A-Z]+)\$2:\$([A-Z]+)\$(\d+)"
LONGEST_FORMULA = 255  # Excel reads no longer one in a rule


@pytest.fixture
def chains(database: Session) -> None:
    """Add a chain that has a segment of a name that another has too, with families of their own."""
    database.add(Chain(slug="rail", name="轨道交通", name_en="Rail", position=90))
    database.flush()
    for slug, chain, name, place in (
        ("rail.build", "rail", "车辆制造", 0),
        ("rail.maintain", "rail", "安装维保", 1),
    ):
        database.add(
            ChainSegment(slug=slug, chain_slug=chain, stream="midstream", name=name, name_en="", position=place)
        )
    database.flush()
    for slug, segment, name in (
        ("rail.maintain.track", "rail.maintain", "线路检修"),
        ("elevator.maintain.care", "elevator.maintain", "维修保养"),
    ):
        database.add(PositionFamily(slug=slug, segment_slug=segment, name=name, name_en="", position=9))
    database.commit()


def offered(sheet: Worksheet, label: str, row: int) -> str:
    """Return the rule of a column, as the cell of a row reads it."""
    place = next(cell.column for cell in sheet[2] if str(cell.value).strip("*") == label)
    letter = get_column_letter(place)
    rule = next(rule for rule in sheet.data_validations.dataValidation if f"{letter}4" in rule.sqref)
    formula = str(rule.formula1)
    return re.sub(r"(\$[A-Z]+)4\b", rf"\g<1>{row}", formula)


def choices(sheet: Worksheet, codes: Worksheet, label: str, row: int) -> list[str]:
    """Return what a cell offers, reckoned as a spreadsheet program would."""
    formula = offered(sheet, label, row)
    assert len(formula) <= LONGEST_FORMULA

    def column(letter: str, last: str) -> list[str]:
        return [str(codes[f"{letter}{line}"].value) for line in range(2, int(last) + 1)]

    if not formula.startswith("IF("):
        _title, letter, _letter, last = re.fullmatch(RANGE, formula).groups()  # type: ignore[union-attr]
        return column(letter, last)
    match = re.fullmatch(
        rf"IF\(COUNTIF\({RANGE},(.+?)\)=0,{RANGE},"
        r"OFFSET\('[^']+'!\$([A-Z]+)\$2,MATCH\(\5,.+?,0\)-1,0,COUNTIF\(.+?,\5\),1\)\)",
        formula,
    )
    assert match is not None, formula
    groups = column(match[2], match[4])
    names = column(match[7], match[9])
    assert match[10] == match[7]
    assert len(groups) == len(names)
    wanted = "".join(
        part.strip('"') if part.startswith('"') else str(sheet[part.replace("$", "")].value or "")
        for part in match[5].split("&")
    )
    if wanted not in groups:
        return names
    first = groups.index(wanted)
    return names[first : first + groups.count(wanted)]


@pytest.mark.usefixtures("chains")
@pytest.mark.parametrize("visitor", ["Mei", "Noor"])
def test_segments_hang_on_the_chain_and_families_on_the_segment(as_: SignIn, visitor: str) -> None:
    book = opened(as_(visitor).get("/imports/template?type=demands&format=xlsx").data)
    sheet, codes = book.worksheets[0], book["代码表"]
    places = {str(cell.value).strip("*"): cell.column for cell in sheet[2]}
    for row, chain, segment in (
        (5, "电梯", "安装维保"),
        (6, "轨道交通", "安装维保"),
        (7, None, None),
        (8, "没有", None),
    ):
        sheet.cell(row, places["产业链"], chain)
        sheet.cell(row, places["环节"], segment)

    of_lifts, of_rail, of_none = (choices(sheet, codes, "环节", row) for row in (5, 6, 7))

    assert of_rail == ["车辆制造", "安装维保"]
    assert "安装维保" in of_lifts
    assert "车辆制造" not in of_lifts
    assert {*of_lifts, *of_rail} <= {*of_none}
    assert choices(sheet, codes, "环节", 8) == of_none
    assert "维修保养" in choices(sheet, codes, "岗位族", 5)
    assert choices(sheet, codes, "岗位族", 6) == ["线路检修"]
    assert {"维修保养", "线路检修"} <= {*choices(sheet, codes, "岗位族", 7)}


@pytest.mark.usefixtures("chains")
def test_the_other_columns_offer_their_whole_lists(as_: SignIn) -> None:
    book = opened(as_("Mei").get("/imports/template?type=demands&format=xlsx").data)

    assert "轨道交通" in choices(book.worksheets[0], book["代码表"], "产业链", 5)
    assert "高职" in choices(book.worksheets[0], book["代码表"], "培养层次", 5)


@pytest.mark.usefixtures("chains")
def test_an_english_template_hangs_its_lists_too(as_: SignIn) -> None:
    book = opened(as_("Mei").get("/imports/template?type=demands&format=xlsx&lang=en").data)
    rules = [str(rule.formula1) for rule in book.worksheets[0].data_validations.dataValidation]

    assert len([rule for rule in rules if rule.startswith("IF(COUNTIF(")]) == 2
    assert all(len(rule) <= LONGEST_FORMULA for rule in rules)
