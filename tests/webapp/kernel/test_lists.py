"""Lists: what an address narrows them to, their pages, their files."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Literal
from uuid import UUID, uuid4

import pytest
from flask import Flask
from pydantic import ValidationError
from werkzeug.exceptions import NotFound

from tests.webapp.imports.conftest import opened
from webapp.models.accounts.enums import OrganisationKind
from webapp.models.kernel.filters import Code, Cut, Filters, Points, Words
from webapp.web.api.problems import Misfit
from webapp.web.api.queries import ListQuery, read_query
from webapp.web.kernel.lists import Column, Listing, page_or_file
from webapp.web.kernel.query import asked

KEY = UUID("4c4865bc-bad0-4177-bc27-f6e79aed1af1")


class ShelfFilters(Filters):
    """What a list of a test is narrowed to."""

    q: Words = ""
    region: Annotated[Code, Cut(6)] = ""
    kind: OrganisationKind | None = None
    state: Literal["open", "shut"] | None = None
    round: UUID | None = None
    points: Points | None = None


class ShelfQuery(ShelfFilters, ListQuery):
    """The same for programs."""


@pytest.fixture
def ask() -> Iterator[Callable[[str], None]]:
    """Let the rest of the test stand in a request with that query string."""
    app, open_ = Flask(__name__), []

    def begin(query: str) -> None:
        open_.append(app.test_request_context(f"/?{query}"))
        open_[-1].push()

    yield begin
    for context in reversed(open_):
        context.pop()


Ask = Callable[[str], None]


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("q=+电梯+", "q", "电梯"),
        ("region=330000", "region", "330000"),
        ("kind=school", "kind", OrganisationKind.SCHOOL),
        ("state=shut", "state", "shut"),
        (f"round={KEY}", "round", KEY),
        ("points=070", "points", 70),
    ],
)
def test_page_and_api_read_the_same_filters(ask: Ask, query: str, name: str, value: object) -> None:
    ask(query)

    page, program = asked(ShelfFilters), read_query(ShelfQuery)

    assert getattr(page, name) == getattr(program, name) == value
    assert page.any
    assert page.model_copy(update={name: ShelfFilters.model_fields[name].default}) == ShelfFilters()


@pytest.mark.parametrize(
    "query",
    [
        "kind=zz",
        "state=",
        "state=ajar",
        "round=1",
        "points=7x",
        "points=-1",
        "points=7000",
        "kind=school&kind=school&x=1",
    ],
)
def test_a_page_ignores_what_the_api_refuses(ask: Ask, query: str) -> None:
    ask(query)

    assert asked(ShelfFilters) in (ShelfFilters(), ShelfFilters(kind=OrganisationKind.SCHOOL))
    with pytest.raises((Misfit, ValidationError)):
        read_query(ShelfQuery)


def test_what_is_odd_does_not_take_the_rest_with_it(ask: Ask) -> None:
    ask("q=%00工&kind=zz&state=open&round=x&region=330000zz&points=")

    assert asked(ShelfFilters) == ShelfFilters(q="工", state="open", region="330000")


def test_a_page_reads_no_more_of_a_text_than_fits(ask: Ask) -> None:
    ask(f"q={'长' * 80}")

    assert asked(ShelfFilters).q == "长" * 60


def test_fields_that_a_page_does_not_offer_stay_as_they_are(ask: Ask) -> None:
    ask(f"kind=school&state=open&round={uuid4()}")

    assert asked(ShelfFilters, but=("kind",), round=KEY) == ShelfFilters(state="open", round=KEY)


def shelf(rows: object, **more: object) -> Listing[int]:
    columns: list[Column[int]] = [Column("数", 8, lambda row: row), Column("倍", 9, lambda row: 2 * row)]
    return Listing(name="架", columns=columns, rows=rows, per_page=3, **more)  # type: ignore[arg-type]


def part(offset: int, limit: int) -> tuple[Sequence[int], int]:
    return range(10)[offset : offset + limit], 10


@pytest.mark.parametrize("rows", [part, range(10)], ids=["found", "held"])
def test_a_page_has_its_part_of_the_rows(ask: Ask, rows: object) -> None:
    ask("page=4&q=x")

    page = shelf(rows).page()

    assert (list(page.rows), page.total, page.number, page.pages, page.first) == ([9], 10, 4, 4, 10)
    assert list(shelf(rows).page(1).rows) == [0, 1, 2]


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.0", "１", "100000"])
def test_a_page_that_is_no_number_is_not_there(ask: Ask, number: str) -> None:
    ask(f"page={number}")

    with pytest.raises(NotFound):
        shelf(part).page()


def caption(app: Flask, listing: Listing[int]) -> str:
    with app.test_request_context("/?format=xlsx&page=2"):
        answer = page_or_file(listing, lambda page: "")
    return str(opened(answer.data).worksheets[0]["A1"].value)  # type: ignore[union-attr]


@pytest.mark.parametrize("rows", [part, range(10)], ids=["found", "held"])
def test_a_file_has_all_rows_by_its_columns(app: Flask, rows: object) -> None:
    with app.test_request_context("/?format=csv&page=2"):
        answer = page_or_file(shelf(rows), lambda page: "")

    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))  # type: ignore[union-attr]
    assert lines == [["数", "倍"], *([str(row), str(2 * row)] for row in range(10))]


def test_a_workbook_says_how_many_lines_there_are_and_what_narrows_them(app: Flask) -> None:
    assert caption(app, shelf(part, narrowed=("工", "", "高职"))).startswith("架：共 10 条；条件：工、高职；导出于")
    assert caption(app, shelf(part, most=4)).startswith("架：前 4 条，共 10 条；导出于")
    assert caption(app, shelf(part, lines=lambda rows: [*rows, *rows])).startswith("架：共 20 条")
    assert caption(app, shelf(part, lines=lambda rows: rows[:5], count=lambda: 12)).startswith("架：前 5 条，共 12 条")


def test_a_page_asks_for_nothing_that_only_a_file_tells(ask: Ask) -> None:
    def told() -> Iterator[str]:
        raise AssertionError
        yield ""

    def fails(*_rows: object) -> int:
        raise AssertionError

    ask("")

    drawn = page_or_file(shelf(part, narrowed=told(), lines=fails, count=fails), lambda page: f"{page.total} drawn")

    assert drawn == "10 drawn"
