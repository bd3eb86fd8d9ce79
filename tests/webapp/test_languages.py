"""Two languages: an English page shows no Chinese but names and texts of the data, and the choice of language stays."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import webapp.models
from tests.demonstration import ROLES, Demonstration
from webapp.models.kernel.labels import LabelledEnum

CATALOGUE = Path(webapp.models.__file__).parents[1] / "translations" / "en" / "LC_MESSAGES" / "messages.po"
HAN = re.compile(r"[\u4e00-\u9fff]")
GAP = re.compile(r"%\(\w+\)[.0-9]*[a-z]|\{\w+\}|%%")
TELLING = 6  # so many Chinese characters in a row are no accident
SPOKEN = ("alt", "aria-label", "content", "data-confirm", "data-l", "data-nothing", "placeholder", "title", "label")
UNSPOKEN = ("script", "style", "textarea")


class Reader(HTMLParser):
    """Collects what a page says: its text and the attributes that are read out or shown."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in the attributes of a tag."""
        self.tag = tag
        self.said += [value.strip() for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag."""
        self.tag = ""

    def handle_data(self, data: str) -> None:
        """Take in text."""
        if self.tag not in UNSPOKEN and data.strip():
            self.said.append(" ".join(data.split()))


def said_on(page: str) -> list[str]:
    reader = Reader()
    reader.feed(page)
    return reader.said


def messages() -> Iterator[str]:
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="en"):
            if message.id:
                yield message.id if isinstance(message.id, str) else message.id[0]


@cache
def chinese_words() -> tuple[frozenset[str], re.Pattern[str]]:
    """Return the short words of the pages, which are looked for alone, and a pattern of the long ones."""
    whole, pieces = set(), set()
    for message in messages():
        whole |= {message.strip()} if HAN.search(message) and not GAP.search(message) else set()
        pieces |= {piece.strip() for piece in GAP.split(message) if len(HAN.findall(piece)) >= TELLING}
    whole |= {member.zh for kind in LabelledEnum.__subclasses__() for member in kind if HAN.search(member.zh)}
    return frozenset(whole), re.compile("|".join(map(re.escape, sorted(pieces))))


def chinese_of_the_pages(page: str, names: frozenset[str] = frozenset()) -> list[str]:
    """Return what a page says in Chinese that comes from the pages and not from the data, people's names included."""
    whole, pieces = chinese_words()
    return [said for said in said_on(page) if (said in whole and said not in names) or pieces.search(said)]


def names_on(demonstration: Demonstration) -> frozenset[str]:
    """Return the names of the people, which in a demonstration are those of their roles."""
    return frozenset(person.name for person in demonstration.people.values())


def test_the_search_for_chinese_finds_what_was_not_translated(demonstration: Demonstration) -> None:
    page = demonstration.browser("nobody").get("/login?lang=zh").text

    assert {"登录", "忘记密码"} <= set(chinese_of_the_pages(page))


@pytest.mark.parametrize("all_pages", [False, pytest.param(True, marks=pytest.mark.long)], ids=["first", "all"])
@pytest.mark.parametrize("role", ROLES)
def test_english_pages_speak_english(demonstration: Demonstration, role: str, all_pages: bool) -> None:
    browser, found = demonstration.browser(role), []
    paths = demonstration.pages(role) if all_pages else demonstration.met_first(role)
    for path in paths:
        page = browser.get(f"{path}{'&' if '?' in path else '?'}lang=en").text
        assert "<html" not in page or '<html lang="en"' in page, path
        found += [f"{path}: {said}" for said in chinese_of_the_pages(page, names_on(demonstration))]
    assert found == []
    assert len(paths) > 5 or not all_pages


@pytest.mark.parametrize("path", ["/nowhere", "/demands/%00", "/runs/00000000-0000-4000-8000-000000000000"])
def test_errors_speak_english(demonstration: Demonstration, path: str) -> None:
    page = demonstration.browser("coordinator").get(f"{path}?lang=en").text

    assert '<html lang="en"' in page
    assert chinese_of_the_pages(page, names_on(demonstration)) == []


def test_the_choice_of_language_stays(demonstration: Demonstration) -> None:
    browser = demonstration.browser("nobody")

    assert '<html lang="zh-CN"' in browser.get("/login", headers={"Accept-Language": "en"}).text
    assert '<html lang="en"' in browser.get("/login?lang=en").text
    assert '<html lang="en"' in browser.get("/help").text
    assert '<html lang="zh-CN"' in browser.get("/help?lang=zh").text
    assert '<html lang="zh-CN"' in browser.get("/help?lang=tlh").text


def test_the_switch_keeps_the_page_and_its_filters(demonstration: Demonstration) -> None:
    page = demonstration.browser("coordinator").get("/demands?q=电梯&status=submitted&lang=en").text
    link = re.search(r'<a href="([^"]*)" lang="zh-CN" hreflang="zh-CN">中文</a>', page)

    assert link
    assert link[1].startswith("/demands?")
    assert {"status=submitted", "lang=zh"} <= set(link[1].replace("&amp;", "&").partition("?")[2].split("&"))
    assert "q=" in link[1]


def test_refused_forms_are_refused_in_english(demonstration: Demonstration) -> None:
    browser = demonstration.browser("nobody")
    form = browser.get("/login?lang=en").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert token

    answer = browser.post("/login", data={"csrf_token": token[1], "email": "nobody@example.cn", "password": "wrong"})

    assert answer.status_code in (422, 200)
    assert "Wrong e-mail address or password" in answer.text
    assert chinese_of_the_pages(answer.text) == []
