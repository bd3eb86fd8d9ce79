"""Organisations and posts as files, in the layouts in which they may come back."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Response
from flask_babel import gettext as _

from webapp.models import Demand, Offering, Organisation, Program
from webapp.models.imports.imports import ImportKind
from webapp.services.imports.columns import ORGANISATIONS, PROGRAMS, Layout
from webapp.services.imports.exporting import MOST_ROWS, Exporter, demand_layout, offering_layout
from webapp.services.posts import offerings
from webapp.services.sheets.writing import Head
from webapp.web.imports.words import label_of
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import list_file
from webapp.web.kernel.i18n import day, label, language
from webapp.web.kernel.identity import actor

Found = tuple[Sequence[Any], int]
Finder = Callable[[int], Found]


def organisations_file(kind: str, find: Finder, filters: Sequence[str] = ()) -> Response:
    """Return organisations as a file."""
    rows, total = find(MOST_ROWS)
    cells = Exporter(session(), actor(), language()).organisations(rows)
    heads = [*_heads(ORGANISATIONS), Head(_("认证状态"), 12), Head(_("更新日期"), 12)]
    more = ([*line, label(row.status), day(row.updated_at)] for line, row in zip(cells, rows, strict=True))
    return _file(kind, ORGANISATIONS, heads, more, total, filters)


def demands_file(kind: str, find: Finder, *, mine: bool, filters: Sequence[str] = ()) -> Response:
    """Return demands as a file."""
    rows, total = find(MOST_ROWS)
    layout = demand_layout(actor(), mine=mine)
    held: list[Demand] = list(rows)
    cells = Exporter(session(), actor(), language()).demands(held, layout)
    return _file(kind, layout, _heads(layout), cells, total, filters)


def programs_file(kind: str, find: Finder, *, mine: bool, filters: Sequence[str] = ()) -> Response:
    """Return programmes with their skills as a file."""
    rows, total = find(MOST_ROWS)
    held: list[Program] = list(rows)
    cells = Exporter(session(), actor(), language()).programs(held)
    heads, lines = _with_school(_heads(PROGRAMS), cells, [row.school for row in held], mine=mine)
    return _file(kind, PROGRAMS, heads, lines, total, filters)


def offerings_file(kind: str, find: Finder, *, mine: bool, filters: Sequence[str] = ()) -> Response:
    """Return the offerings of the programmes that the filters leave, as far as the viewer may open them."""
    programs, _total = find(MOST_ROWS)
    rows: list[Offering] = offerings.offerings_of(session(), list(programs), actor(), limit=MOST_ROWS)
    return _offerings(kind, rows, len(rows), mine=mine, filters=filters)


def _offerings(kind: str, rows: list[Offering], total: int, *, mine: bool, filters: Sequence[str]) -> Response:
    layout = offering_layout(actor())
    cells = Exporter(session(), actor(), language()).offerings(rows, layout)
    schools = [row.program.school for row in rows]
    heads, lines = _with_school(_heads(layout), cells, schools, mine=mine)
    return _file(kind, layout, heads, lines, total, filters)


def posts_file(kind: str, what: str, find: Finder, filters: Sequence[str]) -> Response:
    """Return what a round has collected as a file."""
    if what == "demands":
        return demands_file(kind, find, mine=False, filters=filters)
    rows, total = find(MOST_ROWS)
    return _offerings(kind, list(rows), total, mine=False, filters=filters)


def _heads(layout: Layout) -> list[Head]:
    return [Head(label_of(layout.kind, column.field), column.width) for column in layout.columns]


def _with_school(
    heads: list[Head], cells: Iterable[list[str | int]], schools: Iterable[Organisation], *, mine: bool
) -> tuple[list[Head], list[list[str | int]]]:
    lines = list(cells)
    if mine:
        return heads, lines
    named = [[*line, school.name] for line, school in zip(lines, schools, strict=True)]
    return [*heads, Head(_("学校"), 28)], named


def _file(
    kind: str, layout: Layout, heads: Sequence[Head], rows: Iterable[Any], total: int, filters: Sequence[str]
) -> Response:
    name = ImportKind(layout.kind).label(language())
    return list_file(kind, name, heads, list(rows), total=total, filters=filters, mark=layout.version)
