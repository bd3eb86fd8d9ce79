"""Small sheets made of rows, and what is found in them."""

import json
from collections.abc import Sequence
from typing import Any

from webapp.models.imports.imports import ImportKind
from webapp.services.imports.columns import LAYOUTS, Layout
from webapp.services.imports.heads import Names
from webapp.services.imports.mapping import lines, look
from webapp.services.imports.mapping.shapes import ColumnLook, Known, Line, Reading
from webapp.services.imports.rows.demands import layout_for
from webapp.services.sheets.books import EMPTY, Cell
from webapp.services.sheets.grids import Grid, Workbook

Rows = Sequence[Sequence[Any]]
COORDINATOR = layout_for(coordinating=True)
ENTERPRISE = layout_for(coordinating=False)
ORGANISATIONS = LAYOUTS[ImportKind.ORGANISATIONS]
PROGRAMS = LAYOUTS[ImportKind.PROGRAMS]
OFFERINGS = LAYOUTS[ImportKind.OFFERINGS]
JOBS = ["岗位名称", "人数", "学历"]


def grid(rows: Rows, title: str = "表", **more: Any) -> Grid:
    """Return a sheet of rows of values."""
    return Grid(title, [[EMPTY if value in (None, "") else Cell(value) for value in row] for row in rows], **more)


def reading(*grids: Grid, layout: Layout = COORDINATOR, known: Known | None = None, **more: Any) -> Reading:
    """Return what is found in sheets."""
    return look(Workbook("xlsx", list(grids)), layout, Names(layout, ()), known, **more)


def columns(*grids: Grid, layout: Layout = COORDINATOR, known: Known | None = None) -> dict[str, ColumnLook]:
    """Return the columns of the first sheet by their heads."""
    return {column.head: column for column in reading(*grids, layout=layout, known=known).sheets[0].columns}


def targets(heads: Sequence[str], row: Sequence[Any], layout: Layout = COORDINATOR) -> list[str]:
    """Return what the columns of a list with one row are proposed as."""
    found = columns(grid([heads, row]), layout=layout)
    return [found[head].target for head in heads]


def read(*grids: Grid, layout: Layout = COORDINATOR, change: dict[str, Any] | None = None) -> list[Line]:
    """Return the rows that come of the proposal, or of what a person has made of it."""
    workbook = Workbook("xlsx", list(grids))
    mapping = look(workbook, layout, Names(layout, ())).mapping() | (change or {})
    return lines(workbook, layout, json.loads(json.dumps(mapping)))
