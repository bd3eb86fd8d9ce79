"""A first useful demand at once: what an enterprise types and clicks until it is handed in is counted here."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import visit
from tests.journeys.screens import SignIn
from tests.places import Databases
from tests.serving import Served, serve
from tests.webapp.codes.looking_up.conftest import PASSWORD, add_mei

MOST_FIRST, MOST_SECOND = (8, 9), (3, 4)  # fields written in, and clicks


@pytest.fixture(scope="module")
def served(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a service with the code tables and Mei, whose enterprise has written no demand yet."""
    with databases.place("codes", "sqlite", tmp_path_factory.mktemp("first")) as place:
        with place.session() as session:
            add_mei(session)
        with serve(place, ZHIQIAO_WITH_WORKER="0") as running:
            yield running


@pytest.fixture(scope="module")
def cookies(served: Served, browser: Browser) -> list[Any]:
    """Return what Mei's browser keeps once she has signed in."""
    with visit(browser, served.url) as page:
        SignIn(page).as_("mei@example.cn", PASSWORD)
        return list(page.context.cookies())


class Counting:
    """A person at a form: every field that is written in and every click is counted."""

    def __init__(self, page: Page) -> None:
        """Begin with nothing."""
        self.page = page
        self.entries: list[str] = []
        self.clicks: list[str] = []

    def click(self, target: Locator) -> None:
        """Click once."""
        self.clicks.append(target.inner_text().strip())
        target.click()

    def type(self, label: str, text: str) -> None:
        """Type into a field, reached by the keyboard."""
        self.entries.append(label)
        field = self.page.get_by_label(label).first
        field.focus()
        self.page.keyboard.type(text)

    def choose(self, label: str, option: str) -> None:
        """Choose from a list, by the keyboard."""
        self.entries.append(label)
        self.page.get_by_label(label).first.select_option(label=option)

    def add(self, *skills: str) -> None:
        """Type skills, each ended by the return key; each counts as an entry."""
        field = self.page.get_by_role("combobox", name="必备技能")
        for skill in skills:
            self.entries.append(skill)
            field.fill(skill)
            field.press("Enter")

    def button(self, words: str) -> Locator:
        """Return the visible button or link with these words."""
        return self.page.locator("button:visible:not(.visually-hidden), a.btn:visible").filter(has_text=words).first

    def submit(self) -> None:
        """Check the answers and hand the demand in."""
        self.click(self.button("检查并提交"))
        self.click(self.button("提交需求"))
        expect(self.page.get_by_text("需求已提交，编号")).to_be_visible()


def offered(page: Page) -> Locator:
    """Return the options of the list that is open."""
    return page.locator('.listbox:not([hidden]) [role="option"]')


def test_the_first_demand_takes_few_entries_and_clicks_and_the_second_fewer(
    served: Served, browser: Browser, cookies: list[Any]
) -> None:
    with visit(browser, served.url, cookies=cookies) as page:
        page.goto("/demands/mine")
        first = Counting(page)
        first.click(first.button("填报需求"))
        first.type("按名称查找环节", "维保")
        first.click(offered(page).filter(has_text="维保与改造"))
        expect(page.locator("#position-proposals")).to_contain_text("电梯维修工")
        first.click(first.button("电梯维修工"))
        first.choose("培养层次", "高职")
        first.type("需求人数", "12")
        first.add("电梯应急处置", "门锁与层门检查", "安全用电")
        first.submit()

        second = Counting(page)
        second.click(second.button("再加一个岗位"))
        expect(page.get_by_label("岗位名称")).to_have_value("")
        second.type("岗位名称", "维保调度员")
        second.type("需求人数", "3")
        second.entries.append("必备技能")
        page.get_by_role("combobox", name="必备技能").fill("维保调度；电梯应急处置；安全用电")
        second.submit()

    for counted, (entries, clicks) in ((first, MOST_FIRST), (second, MOST_SECOND)):
        assert len(counted.entries) <= entries, counted.entries
        assert len(counted.clicks) <= clicks, counted.clicks


def test_a_picker_that_is_filled_in_is_replaced_by_what_is_typed(
    served: Served, browser: Browser, cookies: list[Any]
) -> None:
    with visit(browser, served.url, cookies=cookies) as page:
        page.goto("/demands/new")
        page.locator("#fold-cooperation > summary").click()
        region = page.get_by_role("combobox", name="工作地点")
        expect(region).to_have_value(re.compile("^330503 "))

        region.click()
        page.keyboard.type("hangzhou")

        expect(region).to_have_value("hangzhou")
        expect(offered(page).first).to_contain_text("杭州市")


def test_skills_inside_a_duty_are_offered_and_taken_over_with_a_click(
    served: Served, browser: Browser, cookies: list[Any]
) -> None:
    with visit(browser, served.url, cookies=cookies) as page:
        page.goto("/demands/new")
        skills = page.get_by_role("combobox", name="必备技能")
        skills.fill("负责电梯日常维护保养和控制柜排查并参与困人救援和识读电气原理图")
        skills.press("Enter")

        page.locator("#skill-proposals button").filter(has_text="电梯应急处置").click()

        chips = page.get_by_role("list", name="必备技能").get_by_role("listitem")
        expect(chips).to_have_count(2)
        expect(chips.last).to_contain_text("电梯应急处置")
        expect(page.locator("#skill-proposals")).not_to_contain_text("电梯应急处置")
