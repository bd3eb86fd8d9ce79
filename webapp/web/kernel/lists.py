"""Lists: a name, columns, and how rows are found, declared once for the page, the workbook and the CSV file.

The declarations stand in `lists.py` of each room. What a list is narrowed to is a type beside its query
(`webapp/models/kernel/filters.py`), which the page reads with `asked` and the API with `read_query`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from flask import Response, abort, request

from webapp.services.sheets.writing import Head
from webapp.web.kernel.downloads import list_file, wanted_format
from webapp.web.kernel.links import url_here

R = TypeVar("R")
L = TypeVar("L")
D = TypeVar("D")
Finder = Callable[[int, int], tuple[Sequence[R], int]]  # offset and limit → rows, and how many there are in all
MOST_ROWS: Final = 5000
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


def page_of(rows: Finder[R] | Sequence[R], per_page: int, number: int | None = None) -> Page:
    """Return the page of a list that the address asks for, or the one of that number."""
    number = page_number() if number is None else number
    offset = (number - 1) * per_page
    part, total = rows(offset, per_page) if callable(rows) else (rows[offset : offset + per_page], len(rows))
    return Page(part, total, number, per_page)


@dataclass(frozen=True, slots=True)
class Column(Generic[L]):
    """A column of a file: what stands above it, how wide it is, what a line says in it."""

    head: str
    width: int
    cell: Callable[[L], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[R]):
    """A list as somebody asks for it.

    `rows` finds a part of the rows, or is all of them where they are held anyway. `lines` makes the lines of a file out
    of the rows: one of each where nothing is said. `narrowed` tells the filters in words, empty ones left out; like
    `lines` and `count`, it is asked for a file only.
    """

    name: str
    columns: Sequence[Column[Any]]
    rows: Finder[R] | Sequence[R]
    per_page: int = 20
    lines: Callable[[Sequence[R]], Iterable[Any]] = iter
    narrowed: Iterable[str] = ()
    most: int = MOST_ROWS  # rows of a file
    count: Callable[[], int] | None = None  # lines in all, where one row makes several and rows may be too many
    mark: str = ""

    def page(self, number: int | None = None) -> Page:
        """Return the page that the address asks for, or the one of that number."""
        return page_of(self.rows, self.per_page, number)

    def file(self, kind: str) -> Response:
        """Return the list as a file of a kind, whatever page the address asks for."""
        rows, total = self.all()
        lines = list(self.lines(rows))
        cells = [[column.cell(line) for column in self.columns] for line in lines]
        if self.count is not None:
            total = self.count()
        elif len(rows) == total:
            total = len(lines)
        heads = [Head(column.head, column.width) for column in self.columns]
        narrowed = [text for text in self.narrowed if text]
        return list_file(kind, self.name, heads, cells, total=total, filters=narrowed, mark=self.mark)

    def all(self) -> tuple[Sequence[R], int]:
        """Return the rows of a file, and how many there are in all."""
        return self.rows(0, self.most) if callable(self.rows) else (self.rows, len(self.rows))


def page_or_file(listing: Listing[Any], draw: Callable[[Page], D]) -> D | Response:
    """Return the list as the file that the address asks for, or else its page drawn."""
    kind = wanted_format()
    return listing.file(kind) if kind else draw(listing.page())
