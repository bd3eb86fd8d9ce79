"""Pages of a list, and options from the query string; odd values are 404 or ignored, never an error."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import abort, request

from webapp.models.kernel.labels import LabelledEnum
from webapp.web.kernel.links import url_here

E = TypeVar("E", bound=LabelledEnum)
NUMBER = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    rows: Sequence[Any]
    total: int
    number: int
    per_page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        """Return the number of the first row shown, 0 when there is none."""
        return (self.number - 1) * self.per_page + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    def url(self, number: int) -> str:
        """Return the address of another page with the same filters."""
        return url_here(page=number)


def page_number() -> int:
    """Return the page that the query string asks for; 404 for anything but a positive number."""
    text = request.args.get("page", "1")
    if not NUMBER.fullmatch(text):
        abort(404)
    return int(text)


def option(kind: type[E], name: str) -> E | None:
    """Return the enum member that the query string names, or None."""
    text = request.args.get(name, "")
    return kind(text) if text in {member.value for member in kind} else None
