"""Code pickers in a real browser: input methods, keyboard alone, browsing on wide screens and phones, no script."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Error, Locator, Page, Request, Route, expect

from tests.browser import NARROW, visit
from tests.journeys.screens import SignIn
from tests.places import Databases, Place
from tests.serving import Served, serve
from tests.webapp.codes.looking_up.conftest import PASSWORD, add_mei
from webapp.models import Skill

LONGER_THAN_THE_WAIT = 700


@pytest.fixture(scope="module")
def served(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a service with the code tables and Mei."""
    with databases.place("codes", "sqlite", tmp_path_factory.mktemp("pickers")) as place:
        prepare(place)
        with serve(place, ZHIQIAO_WITH_WORKER="0") as running:
            yield running


def prepare(place: Place) -> None:
    with place.session() as session:
        add_mei(session)
        assert session.get(Skill, "电梯维护保养") is not None


@pytest.fixture(scope="module")
def cookies(served: Served, browser: Browser) -> list[Any]:
    """Return what Mei's browser keeps once she has signed in."""
    with visit(browser, served.url) as page:
        SignIn(page).as_("mei@example.cn", PASSWORD)
        return list(page.context.cookies())


@pytest.fixture
def form(served: Served, browser: Browser, cookies: list[Any]) -> Iterator[Page]:
    """Return Mei's form of a new demand."""
    with visit(browser, served.url, cookies=cookies) as page:
        page.goto("/demands/new")
        yield page
        page.evaluate("document.querySelectorAll('form').forEach((form) => form.reset())")


class Asked(list[str]):
    """The words that look-ups were asked for."""

    def __init__(self, page: Page, kind: str) -> None:
        super().__init__()
        self.path = f"/codes/{kind}"
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.path == self.path:
            self.append(parse_qs(parts.query).get("q", [""])[0])


def compose(cdp: CDPSession, *steps: str) -> None:
    for text in steps:
        cdp.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def skills(page: Page) -> Locator:
    return page.get_by_role("combobox", name="必备技能")


def offered(page: Page) -> Locator:
    """Return the options of the list that is open."""
    return page.locator('.listbox:not([hidden]) [role="option"]')


def chips(page: Page) -> Locator:
    return page.get_by_role("list", name="必备技能").get_by_role("listitem")


def test_nothing_is_asked_while_an_input_method_composes(form: Page) -> None:
    cdp = form.context.new_cdp_session(form)
    asked = Asked(form, "skill")
    skills(form).focus()
    for text in ("d", "di", "dia", "dian", "diant", "dianti"):
        compose(cdp, text)
        form.wait_for_timeout(LONGER_THAN_THE_WAIT // 2)
    form.wait_for_timeout(LONGER_THAN_THE_WAIT)
    assert asked == []

    cdp.send("Input.insertText", {"text": "电梯"})
    expect(offered(form).first).to_be_visible()
    form.wait_for_timeout(LONGER_THAN_THE_WAIT)
    assert asked == ["电梯"]


def test_the_return_key_adds_nothing_while_an_input_method_composes(form: Page) -> None:
    cdp = form.context.new_cdp_session(form)
    skills(form).focus()
    compose(cdp, "dian", "dianti")
    form.keyboard.press("Enter")
    process = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}  # as an input method sends it
    cdp.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **process})
    form.wait_for_timeout(LONGER_THAN_THE_WAIT)
    expect(chips(form)).to_have_count(0)
    assert form.url.endswith("/demands/new")

    compose(cdp, "电梯维护保养")
    cdp.send("Input.insertText", {"text": "电梯维护保养"})
    form.keyboard.press("Enter")
    expect(chips(form)).to_have_count(1)
    expect(chips(form).first).to_contain_text("电梯维护保养")


def test_a_code_is_picked_by_the_keyboard_alone(form: Page) -> None:
    field = form.get_by_role("combobox", name="行业代码")
    field.focus()
    form.keyboard.type("dianti")
    options = offered(form)
    expect(options.first).to_contain_text("电梯")
    count = options.count()
    expect(form.get_by_role("status").filter(has_text=f"有 {count} 个选项")).to_be_attached()
    expect(field).to_have_attribute("aria-expanded", "true")
    assert form.locator(f"#{field.get_attribute('aria-controls')}").get_attribute("role") == "listbox"

    form.keyboard.press("End")  # nothing is marked: the caret moves in the text
    assert field.get_attribute("aria-activedescendant") is None
    for key, index in (("ArrowDown", 0), ("ArrowUp", count - 1), ("ArrowDown", 0), ("End", count - 1), ("Home", 0)):
        form.keyboard.press(key)
        marked = field.get_attribute("aria-activedescendant")
        assert marked == options.nth(index).get_attribute("id"), key
        expect(options.nth(index)).to_have_attribute("aria-selected", "true")
    form.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-expanded", "false")
    assert form.locator('input[type="hidden"][name="industry_code"]').input_value() == field.input_value()
    assert field.input_value().startswith("C3435 ")


def test_escape_and_an_enter_without_a_mark_close_the_list_and_keep_the_form(form: Page) -> None:
    field = form.get_by_role("combobox", name="行业代码")
    for key in ("Escape", "Enter"):
        field.fill("")
        field.press_sequentially("dianti")
        expect(offered(form).first).to_be_visible()
        form.keyboard.press(key)
        expect(field).to_have_attribute("aria-expanded", "false")
        assert field.input_value() == "dianti"
        assert form.url.endswith("/demands/new")


def test_an_answer_that_comes_too_late_is_dropped(form: Page) -> None:
    held: list[Route] = []
    field = form.get_by_role("combobox", name="行业代码")
    form.route("**/codes/industry?q=3435", lambda route: held.append(route))
    with form.expect_request("**/codes/industry?q=3435"):
        field.fill("3435")
    field.fill("3436")
    expect(offered(form).first).to_contain_text("C3436")
    assert len(held) == 1
    with suppress(Error):  # the browser may have given the request up, which is just as well
        held[0].fulfill(json={"options": [{"value": "late", "label": "late", "hint": ""}]})
    form.wait_for_timeout(LONGER_THAN_THE_WAIT)
    expect(offered(form).first).to_contain_text("C3436")


def test_custom_skills_are_taken_and_marked(form: Page) -> None:
    for word in ("给机器人讲笑话", "电梯维护保养"):
        skills(form).fill(word)
        skills(form).press("Enter")
    expect(chips(form)).to_have_count(2)
    expect(chips(form).nth(0)).to_contain_text("自定义")
    expect(chips(form).nth(1)).not_to_contain_text("自定义")
    assert form.locator('textarea[name="required_skills"]').input_value() == "给机器人讲笑话\n电梯维护保养"


def test_a_code_is_browsed_for_by_the_keyboard_alone(form: Page) -> None:
    opener = form.get_by_role("button", name=re.compile("逐级选择.*行业代码"))
    opener.focus()
    form.keyboard.press("Enter")
    dialog = form.get_by_role("dialog", name="逐级选择：行业代码")
    expect(dialog.get_by_role("button", name="A 农")).to_be_focused()
    form.keyboard.press("ArrowDown")
    form.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("button", name="C 制造业")).to_be_focused()
    form.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("button", name="C13 ")).to_be_focused()
    form.keyboard.press("ArrowLeft")
    expect(dialog.get_by_role("button", name="C 制造业")).to_be_focused()
    form.keyboard.press("ArrowRight")
    for key in ("End", "Home", "ArrowDown", "Enter"):
        form.keyboard.press(key)
    expect(dialog.get_by_role("button", name="C141 ")).to_be_focused()
    assert accessible(form) == []
    form.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="C1411 ")).to_be_focused()
    form.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    field = form.get_by_role("combobox", name="行业代码")
    expect(field).to_be_focused()
    assert field.input_value().startswith("C1411 ")

    opener.click()  # and again from where the field stands
    expect(dialog.get_by_role("button", name="C1411 ")).to_be_focused()
    form.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    assert field.input_value().startswith("C1411 ")


def test_a_segment_brings_its_chain(form: Page) -> None:
    finder = form.get_by_role("combobox", name="按名称查找环节")
    finder.press_sequentially("znwlzb")
    expect(offered(form).first).to_contain_text("智能物流装备")
    form.keyboard.press("ArrowDown")
    form.keyboard.press("Enter")
    expect(form.locator('select[name="segment_slug"] option:checked')).to_have_text("智能物流装备")
    assert form.locator('select[name="chain_slug"]').input_value() != ""


def test_a_phone_goes_step_by_step_and_back(served: Served, browser: Browser) -> None:
    with visit(browser, served.url, viewport=NARROW) as page:
        page.goto("/register")
        page.get_by_role("button", name=re.compile("逐级选择.*所在地")).click()
        dialog = page.get_by_role("dialog", name="逐级选择：所在地")
        dialog.get_by_role("button", name="浙江省").click()
        expect(dialog.get_by_role("button", name="湖州市")).to_be_visible()
        expect(dialog.get_by_role("button", name="浙江省", exact=True)).to_be_hidden()
        dialog.get_by_role("button", name="上一级").click()
        expect(dialog.get_by_role("button", name="浙江省", exact=True)).to_be_visible()
        dialog.get_by_role("button", name="浙江省", exact=True).click()
        dialog.get_by_role("button", name="湖州市", exact=True).click()
        expect(dialog.get_by_role("button", name="选用“浙江省 / 湖州市”")).to_be_visible()
        assert accessible(page) == []
        assert small_targets(dialog, 44) == []
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
        dialog.get_by_role("button", name="南浔区").click()
        expect(dialog).to_be_hidden()
        assert page.get_by_role("combobox", name="所在地").input_value() == "330503 浙江省 / 湖州市 / 南浔区"


def test_without_a_script_the_code_is_found_on_a_page_of_its_own(served: Served, browser: Browser) -> None:
    context = browser.new_context(base_url=served.url, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/register")
    expect(page.get_by_role("button", name="逐级选择")).to_have_count(0)
    with context.expect_page() as opened:
        page.get_by_role("link", name="查找代码").first.click()
    found = opened.value  # the form stays open, with what was typed
    for name in ("浙江省", "湖州市", "南浔区"):
        found.get_by_role("link", name=name, exact=True).click()
    expect(found.get_by_role("status")).to_contain_text("330503")
    found.get_by_role("searchbox").fill("nanxun")
    found.get_by_role("button", name="查找").click()
    expect(found.get_by_role("rowheader", name="330503")).to_be_visible()
    context.close()


def test_the_page_of_codes_is_accessible(form: Page) -> None:
    for path in ("/codes/industry", "/codes/industry?at=C343", "/codes/major?q=dt", "/codes/skill?at=equipment"):
        form.goto(path)
        assert accessible(form) == [], path
        assert small_targets(form.locator("main"), 24) == [], path


def accessible(page: Page) -> list[str]:
    return [
        f"{found['id']}: {[node['target'] for node in found['nodes'][:3]]}"
        for found in Axe().run(page).response["violations"]
    ]


def small_targets(within: Locator, least: int) -> list[str]:
    script = """(root, least) => [...root.querySelectorAll('a, button, input')]
      .filter((one) => one.offsetParent && Math.round(one.getBoundingClientRect().height) < least)
      .map((one) => one.textContent + one.getBoundingClientRect().height)"""
    return list(within.evaluate(script, least))
