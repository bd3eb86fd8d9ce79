"""Every page for every role, in both languages, at both widths: accessible, no wider than the window, no complaint.

Each page is looked at once in every check; with the eyes of all roles, in English, on a phone, and with its contrasts
measured in the long one.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser import NARROW, WIDE, visit
from tests.demonstration import ROLES, Demonstration
from tests.journeys.screens import SignIn
from tests.serving import Served, serve

WIDTHS = {"wide": WIDE, "narrow": NARROW}
ALL_PAGES = 60
FEWEST = {"nobody": 6, "enterprise": 12, "school": 12, "coordinator": 12, "administrator": 6}


@pytest.fixture(scope="module")
def served(demonstration: Demonstration) -> Iterator[Served]:
    """Return the service on the sample."""
    with serve(demonstration.place, ZHIQIAO_DEMO="1", ZHIQIAO_WITH_WORKER="0") as running:
        yield running


def look_at(page: Page, paths: Sequence[str], language: str, width: str, *, contrasts: bool = True) -> list[str]:
    """Open pages one after the other and return what is wrong with them."""
    axe, found = Axe(), []
    (other,) = WIDTHS.keys() - {width}
    for path in paths:
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        found += [f"{path} {width}: {line}" for line in [*barriers(page, axe, contrasts=contrasts), *overflow(page)]]
        page.set_viewport_size(WIDTHS[other])
        found += [f"{path} {width} made {other}: {line}" for line in overflow(page)]
        page.set_viewport_size(WIDTHS[width])
    return found


@contextmanager
def signed_in(served: Served, demonstration: Demonstration, browser: Browser, role: str, width: str) -> Iterator[Page]:
    """Give somebody of the role a browser."""
    with visit(browser, served.url, viewport=WIDTHS[width]) as page:
        if role != "nobody":
            account = demonstration.place.account(role)
            SignIn(page).as_(account.email, account.password)
        yield page


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_and_fits_for_who_meets_it_first(
    served: Served, demonstration: Demonstration, browser: Browser, role: str
) -> None:
    assert sum(len(demonstration.met_first(other)) for other in ROLES) >= ALL_PAGES
    paths = demonstration.met_first(role)
    with signed_in(served, demonstration, browser, role, "wide") as page:
        assert "\n".join(look_at(page, paths, "zh", "wide", contrasts=False)) == ""


@pytest.mark.long
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_and_fits(
    served: Served, demonstration: Demonstration, browser: Browser, role: str, language: str, width: str
) -> None:
    paths = demonstration.pages(role)
    assert len(paths) >= FEWEST[role]
    with signed_in(served, demonstration, browser, role, width) as page:
        assert "\n".join(look_at(page, paths, language, width)) == ""


def barriers(page: Page, axe: Axe, *, contrasts: bool) -> list[str]:
    """Return what axe finds wrong with a page as it is shown; measuring contrasts takes more than half of the time."""
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrasts}}}
    found = axe.run(page, options=options).response["violations"]
    return [f"{violation['id']}: {[node['target'] for node in violation['nodes'][:3]]}" for violation in found]


def overflow(page: Page) -> list[str]:
    """Return by how much a page is wider than the window."""
    over = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return [f"{over} px too wide"] if over > 0 else []
