"""Chromium for tests: one per run, a fresh context for every person, and ears for what the browser complains of."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Response, expect

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
SLOWEST_MS = 180_000  # nothing is judged by its speed: only what never comes is missing
expect.set_options(timeout=SLOWEST_MS)


def launch(playwright: Playwright) -> Browser:
    """Start the system's Chromium."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


class Complaints(list[str]):
    """What the browser complained of: errors of scripts, violations of the policy, requests that failed."""

    def listen(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.append(f"answer: {response.url} {response.status}")

    def _failed(self, request: Request) -> None:
        if request.failure and "ERR_ABORTED" not in request.failure:
            self.append(f"request: {request.url} {request.failure}")


@contextmanager
def visit(
    browser: Browser, url: str, *, viewport: dict[str, int] | None = None, cookies: Sequence[Any] = ()
) -> Iterator[Page]:
    """Give a person a browser of their own; leaving it fails where the browser has complained.

    With the cookies of one who has signed in before, it goes on where that one was.
    """
    size = viewport or WIDE
    context: BrowserContext = browser.new_context(
        base_url=url, locale="zh-CN", viewport={"width": size["width"], "height": size["height"]}
    )
    context.set_default_timeout(SLOWEST_MS)
    context.add_cookies(list(cookies))
    complaints = Complaints()
    page = context.new_page()
    complaints.listen(page)
    yield page
    context.close()
    assert list(complaints) == []
