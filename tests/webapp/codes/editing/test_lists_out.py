"""Lists of administration as files: what the filters leave, in words, for those who may see the page."""

import csv
import io

import pytest
from openpyxl import load_workbook

from tests.webapp.codes.editing.conftest import CUSTOM, Keeper, Office


def lines(keeper: Keeper, address: str) -> list[list[str]]:
    answer = keeper.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_a_code_table_goes_out_with_its_filters_and_names_in_place_of_codes(small_office: Office) -> None:
    noor = small_office.as_("Noor")

    head, *rows = lines(noor, "/admin/codes/segments?within=elevator&q=维保&page=3&format=csv")

    assert "产业链" in head
    assert [row[head.index("产业链")] for row in rows] == ["电梯"]
    assert "C3435 电梯、自动扶梯及升降机制造" in rows[0][head.index("对应行业")].split("；")
    book = load_workbook(io.BytesIO(noor.get("/admin/codes/segments?within=elevator&q=维保&format=xlsx").data))
    assert "共 1 条；条件：维保、电梯" in book.worksheets[0]["A1"].value


@pytest.mark.parametrize("address", ["/admin/codes/limits", "/admin/codes/versions", "/admin/skills/review"])
def test_a_list_of_administration_offers_its_files(small_office: Office, address: str) -> None:
    noor = small_office.as_("Noor")
    page = noor.get(address).text

    for form in ("xlsx", "csv"):
        assert f"{address}?format={form}" in page
        assert noor.get(f"{address}?format={form}").status_code == 200
        assert small_office.as_("Ines").get(f"{address}?format={form}").status_code == 403


def test_the_review_queue_goes_out_with_the_nearest_skills(small_office: Office) -> None:
    _head, *rows = lines(small_office.as_("Root"), "/admin/skills/review?format=csv")

    assert [row[0] for row in rows] == [CUSTOM]
    assert rows[0][3] == "1"
    assert rows[0][4] != ""
