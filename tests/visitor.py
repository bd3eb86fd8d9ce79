"""A person at a browser without scripts: reads the forms of a page, fills them in and presses their buttons."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Typed = Mapping[str, str | Sequence[str]]


@dataclass(slots=True)
class Form:
    """A form as it was drawn: where it leads, what it holds, which buttons it has."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, text

    def hold(self, name: str, value: str) -> None:
        """Add a value."""
        if name:
            self.values.setdefault(name, []).append(value)


class FormReader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select: tuple[str, list[tuple[str, bool]], bool] | None = None
        self._text: list[str] | None = None
        self._names: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a tag."""
        held = dict(attrs)
        name = held.get("name") or ""
        if tag == "a" and held.get("href"):
            self.links.append(str(held["href"]))
        if tag == "form":
            self._form = Form(held.get("action") or "", (held.get("method") or "get").lower())
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input":
            self._input(self._form, name, held)
        elif tag == "select":
            self._select = (name, [], "multiple" in held)
        elif tag == "option" and self._select is not None:
            self._select[1].append((held.get("value") or "", "selected" in held))
        elif tag in ("textarea", "button"):
            self._text, self._names = [], held

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        if tag == "form":
            self._form = None
        elif self._form is None:
            return
        elif tag == "select" and self._select is not None:
            name, options, multiple = self._select
            chosen = [value for value, selected in options if selected]
            for value in chosen or ([] if multiple or not options else [options[0][0]]):
                self._form.hold(name, value)
            self._select = None
        elif tag in ("textarea", "button") and self._text is not None:
            text, name = "".join(self._text), self._names.get("name") or ""
            if tag == "textarea":
                self._form.hold(name, text.removeprefix("\n"))
            else:
                self._form.buttons.append((name, self._names.get("value") or "", " ".join(text.split())))
            self._text = None

    def handle_data(self, data: str) -> None:
        """Take in text."""
        if self._text is not None:
            self._text.append(data)

    @staticmethod
    def _input(form: Form, name: str, held: Mapping[str, str | None]) -> None:
        kind = held.get("type") or "text"
        if kind in ("checkbox", "radio"):
            if "checked" in held:
                form.hold(name, held.get("value") or "on")
        elif kind == "submit":
            form.buttons.append((name, held.get("value") or "", held.get("value") or ""))
        else:
            form.hold(name, held.get("value") or "")


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its address, its status, its text and its forms."""

    url: str
    response: TestResponse
    forms: list[Form]
    links: list[str]

    @property
    def status(self) -> int:
        """Return the status of the answer."""
        return self.response.status_code

    @property
    def text(self) -> str:
        """Return the page as it was sent."""
        return self.response.text

    def form(self, button: str) -> tuple[Form, tuple[str, str, str]]:
        """Return the form with this button, by the words on it."""
        for form in self.forms:
            for held in form.buttons:
                if held[2] == button:
                    return form, held
        words = [held[2] for form in self.forms for held in form.buttons]
        raise AssertionError(f"{self.url} has no button “{button}”, only {words}")

    def has_button(self, button: str) -> bool:
        """Tell whether a form of the page has this button."""
        return any(held[2] == button for form in self.forms for held in form.buttons)

    def link(self, part: str) -> str:
        """Return the first link that holds the part."""
        return next(link for link in self.links if part in link)


class Visitor:
    """Somebody at a browser of their own.

    `open` and `press` go by the words on buttons, send a form as it was drawn, and go where the answer leads; `get`
    and `send` go by addresses, send of the form what is hidden, and give the bare answer.
    """

    def __init__(self, client: FlaskClient) -> None:
        """Hold the browser."""
        self.client = client

    def get(self, address: str) -> TestResponse:
        """Return the answer at an address."""
        return self.client.get(address)

    def send(self, page: str, typed: Mapping[str, object] | None = None, *, to: str = "") -> TestResponse:
        """Open the page, fill in its form, or the one that leads to the address, and send it."""
        drawn = self.get(page)
        assert drawn.status_code == 200, drawn.status_code
        return self.client.post(to or page, data={**hidden(drawn.text, to), **(typed or {})})

    def open(self, url: str) -> Page:
        """Open a page, and go where it leads."""
        return self._read(url, self.client.get(url))

    def press(self, page: Page, button: str, typed: Typed | None = None) -> Page:
        """Fill the form of the button in, press it, and go where it leads; None of the values stays as drawn."""
        form, (name, value, _text) = page.form(button)
        values: dict[str, Any] = {**form.values}
        unknown = set(typed or {}) - set(form.values)
        values.update({key: [held] if isinstance(held, str) else list(held) for key, held in (typed or {}).items()})
        assert not (unknown and "" in unknown)
        if name:
            values[name] = [value]
        target = urljoin(page.url, form.action or page.url)
        assert form.method == "post", form
        return self._read(target, self.client.post(_path(target), data=values))

    def sign_in(self, email: str, password: str) -> Page:
        """Sign in and land on the workbench."""
        page = self.press(self.open("/login"), "登录", {"email": email, "password": password})
        assert page.url == "/home", (page.url, page.status)
        return page

    def sign_out(self) -> None:
        """Sign out."""
        page = self.open("/home")
        self.press(page, "退出登录")

    def _read(self, url: str, response: TestResponse) -> Page:
        for _ in range(5):
            if response.status_code not in (301, 302, 303, 307, 308):
                break
            url = _path(urljoin(url, response.headers["Location"]))
            response = self.client.get(url)
        reader = FormReader()
        if response.mimetype == "text/html":
            reader.feed(response.text)
        return Page(url, response, reader.forms, reader.links)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def hidden(text: str, target: str = "") -> dict[str, object]:
    """Return the hidden fields of the form that leads to the target, or of the page's own form."""
    forms = re.findall(r"<form[^>]*>.*?</form>", text, re.DOTALL)
    for form in forms:
        head = form.split(">", 1)[0]
        fits = f'action="{target}' in head if target else "form_key" in form and 'name="action"' in form
        if fits:
            found = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form)
            return {
                name.group(1): value.group(1) if (value := re.search(r'value="([^"]*)"', field)) else ""
                for field in found
                if (name := re.search(r'name="([^"]*)"', field))
            }
    raise AssertionError(f"no form leads to {target or 'the page itself'}")
