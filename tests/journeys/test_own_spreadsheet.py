"""A spreadsheet of one's own in a real browser: columns matched, words answered, gaps filled, posts made."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import NARROW, WIDE, visit
from tests.journeys.screens import SignIn
from tests.places import Databases, Place
from tests.serving import Served, serve
from tests.webapp.codes.looking_up.conftest import PASSWORD, add_mei
from tests.webapp.imports.own.test_own_lists import ROWS, own_sheet


@pytest.fixture(scope="module")
def served(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a service with the code tables and Mei."""
    with databases.place("codes", "sqlite", tmp_path_factory.mktemp("spreadsheets")) as place:
        _prepare(place)
        with serve(place, ZHIQIAO_WITH_WORKER="0") as running:
            yield running


def _prepare(place: Place) -> None:
    with place.session() as session:
        add_mei(session)


def fits(page: Page) -> bool:
    """Tell whether nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "phone"])
def test_a_spreadsheet_of_ones_own_becomes_posts(
    served: Served, browser: Browser, viewport: dict[str, int], tmp_path: Path
) -> None:
    width = viewport["width"]
    rows = [[row[0], f"{row[1]}{width}", *row[2:]] for row in ROWS[:2]]
    file = tmp_path / "摸底表.xlsx"
    file.write_bytes(own_sheet([*rows, [3, f"装配工{width}", 8, "中专", "看图", "5-6k", "绍兴市"]]))
    with visit(browser, served.url, viewport=viewport) as page:
        SignIn(page).as_("mei@example.cn", PASSWORD)
        page.goto("/imports/new?type=demands")
        page.get_by_label("文件", exact=False).set_input_files(file)
        page.get_by_role("button", name="上传").click()

        expect(page.get_by_role("heading", level=1)).to_contain_text("对照列")
        assert fits(page)
        assert page.get_by_label("B 列对应的字段").input_value() == "position"
        page.get_by_label("行业代码").last.fill("C3435")
        page.locator("button[value=check]").click()

        expect(page.get_by_role("heading", name="请确认")).to_be_visible()
        assert fits(page)
        page.locator(".pick", has_text="5").first.click()
        page.get_by_role("button", name="保存并重新检查").last.click()

        expect(page.get_by_role("heading", name="缺必填项")).to_be_visible()
        assert fits(page)
        page.locator("textarea[name$=required_skills]").fill("看图、装配、检验")
        page.get_by_role("button", name="保存并重新检查").last.click()
        page.get_by_role("button", name="确认导入 3 行").click()

        expect(page.get_by_text("导入完成：新增 3 行")).to_be_visible()
        page.goto("/demands/mine")
        expect(page.get_by_text(f"电梯急修工{width}")).to_be_visible()
