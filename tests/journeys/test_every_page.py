"""Every page for every role, in both languages, at both widths: accessible, no wider than the window, no complaint."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser import NARROW, WIDE, visit
from tests.demonstration import ROLES, Demonstration
from tests.journeys.screens import SignIn
from tests.serving import Served, serve

WIDTHS = {"wide": WIDE, "narrow": NARROW}
FEWEST = {"nobody": 6, "enterprise": 12, "school": 12, "coordinator": 12, "administrator": 6}


@pytest.fixture(scope="module")
def served(demonstration: Demonstration) -> Iterator[Served]:
    """Return the service on the sample."""
    with serve(demonstration.place, ZHIQIAO_DEMO="1", ZHIQIAO_WITH_WORKER="0") as running:
        yield running


@pytest.mark.parametrize(
    ("language", "width"),
    [
        ("zh", "wide"),
        ("zh", "narrow"),
        pytest.param("en", "wide", marks=pytest.mark.long),
        pytest.param("en", "narrow", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_and_fits(
    served: Served, demonstration: Demonstration, browser: Browser, role: str, language: str, width: str
) -> None:
    axe, found = Axe(), []
    (other,) = WIDTHS.keys() - {width}
    paths = demonstration.pages(role)
    assert len(paths) >= FEWEST[role]
    with visit(browser, served.url, viewport=WIDTHS[width]) as page:
        if role != "nobody":
            account = demonstration.place.account(role)
            SignIn(page).as_(account.email, account.password)
        for path in paths:
            page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
            found += [f"{path} {width}: {line}" for line in [*barriers(page, axe), *overflow(page)]]
            page.set_viewport_size(WIDTHS[other])
            found += [f"{path} {width} made {other}: {line}" for line in overflow(page)]
            page.set_viewport_size(WIDTHS[width])
    assert "\n".join(found) == ""


def barriers(page: Page, axe: Axe) -> list[str]:
    """Return what axe finds wrong with a page as it is shown."""
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{violation['id']}: {[node['target'] for node in violation['nodes'][:3]]}" for violation in found]


def overflow(page: Page) -> list[str]:
    """Return by how much a page is wider than the window."""
    over = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return [f"{over} px too wide"] if over > 0 else []
