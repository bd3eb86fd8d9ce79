"""What is noted of an answer: its status, where it leads, what is said there, in lines without ids and secrets."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECRET = re.compile(r"zq_[A-Za-z0-9_-]{43}|(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
NUMBER = re.compile(r"\b([DP])-[A-Z0-9]{7}\b")  # of a post: drawn by lot
LONGEST = 300
DROPPED = ("instance", "reference", "status", "request_id", "type")
TOLD = ("status", "state", "is_closed", "decision", "gaps", "version")
SAYS = re.compile(r'<[a-z]+ [^>]*class="[^"]*\b(?:msg-err|error-page|note|flash)\b')
VOID = frozenset({"input", "br", "img", "link", "meta", "hr", "wbr", "source", "area", "col"})


class Closed(Exception):
    """What was begun has ended."""


class Said(HTMLParser):
    """Reads one element of a page until it is closed: the words in it that are no repetition."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(convert_charrefs=True)
        self.kind = ""
        self.words: list[str] = []
        self._depth = self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a tag."""
        if tag in VOID:
            return
        held = dict(attrs)
        classes = set((held.get("class") or "").split())
        self._depth += 1
        if self._depth == 1:
            self.kind = _kind(classes, held.get("id") or "")
            if not self.kind:
                raise Closed
        elif "visually-hidden" in classes or _is_repeated(self.kind, tag, classes):
            self._skip = self._skip or self._depth

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        if tag in VOID:
            return
        self._skip = 0 if self._skip == self._depth else self._skip
        self._depth -= 1
        if not self._depth:
            raise Closed

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Pass over a tag that holds nothing."""

    def handle_data(self, data: str) -> None:
        """Take in text."""
        if not self._skip:
            self.words.append(data)


def said(text: str) -> Iterator[str]:
    """Yield what a page says about the request: beside fields, above the form, in place of a page."""
    ended = 0
    for begun in SAYS.finditer(text):
        if begun.start() < ended:
            continue
        reader = Said()
        try:
            reader.feed(text[begun.start() :])
        except Closed:
            line, place = reader.getpos()
            lines = text[begun.start() :].split("\n", line)
            ended = begun.start() + sum(len(row) + 1 for row in lines[: line - 1]) + place
        if reader.kind:
            yield f"{reader.kind}: {' '.join(' '.join(reader.words).split())}"


def _kind(classes: set[str], key: str) -> str:
    if "msg-err" in classes:
        return f"beside {key.removesuffix('-error')}"
    if "error-page" in classes:
        return "page"
    if "flash" in classes:
        return "flash"
    if "note" in classes and "verify" in classes:
        return "to verify"
    if "note" in classes and classes & {"err", "error-summary"}:
        return "above"
    return ""


def _is_repeated(kind: str, tag: str, classes: set[str]) -> bool:
    """Tell whether this only repeats what stands beside a field, or is on every page of its kind."""
    if kind == "above":
        return tag == "a"
    return kind == "page" and bool(classes & {"error-status", "btn-row", "reference"})


class Notes:
    """Writes answers down."""

    def __init__(self, app: Flask, names: dict[str, str]) -> None:
        """Hold the routes, and how things are called."""
        self._routes = app.url_map.bind("localhost")
        self._names = names

    def place(self, location: str, arguments: dict[str, Any]) -> str:
        """Return where an answer leads: the route, its arguments where they are not those asked for, the rest."""
        parts = urlsplit(location)
        try:
            endpoint, held = self._routes.match(parts.path)
        except HTTPException:
            return self.plain(location)
        told = [f"{name}={self._name(value)}" for name, value in sorted(held.items()) if arguments.get(name) != value]
        query = "&".join(
            f"{name}={self._name(value)}" for name, value in parse_qsl(parts.query, keep_blank_values=True)
        )
        return (
            f"{endpoint}({', '.join(told)})"
            + (f"?{query}" if query else "")
            + f"#{parts.fragment}" * bool(parts.fragment)
        )

    def plain(self, text: str) -> str:
        """Return a text without ids and secrets."""
        text = SECRET.sub("‹secret›", ID.sub(lambda found: self._names.get(found[0], "‹new›"), text))
        text = NUMBER.sub(r"\1-‹number›", text)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)})"

    def page(self, answer: TestResponse, flashes: list[tuple[str, str]], arguments: dict[str, Any]) -> list[str]:
        """Return the lines about a page's answer."""
        first = str(answer.status_code)
        if "Location" in answer.headers:
            first += f" {self.place(answer.headers['Location'], arguments)}"
        lines = [first, *(f"flash {category}: {text}" for category, text in flashes)]
        if answer.mimetype == "text/html" and "Location" not in answer.headers:
            lines += said(answer.text)
        return [self.plain(line) for line in lines]

    def problem(self, answer: TestResponse, arguments: dict[str, Any]) -> list[str]:
        """Return the lines about an answer of the API."""
        body = answer.get_json(silent=True)
        first = str(answer.status_code)
        if "Location" in answer.headers:
            first += f" {self.place(answer.headers['Location'], arguments)}"
        for name in ("ETag", "Allow", "Retry-After", "WWW-Authenticate"):
            if name in answer.headers:
                first += f" {name}: {answer.headers[name]}"
        if not isinstance(body, dict):
            return [self.plain(first)]
        if answer.status_code < 400:
            held = {name: body[name] for name in TOLD if name in body}
        else:
            held = {name: value for name, value in body.items() if name not in DROPPED}
        return [self.plain(first), self.plain(json.dumps(held, ensure_ascii=False, sort_keys=True))]

    def _name(self, value: Any) -> str:
        return self.plain(str(value))
