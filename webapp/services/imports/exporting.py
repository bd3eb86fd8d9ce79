"""Lists as rows of a spreadsheet: the columns of their templates, so that what goes out can come in again."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlmodel import Session

from webapp import policies
from webapp.models import Demand, Offering, Organisation, Person, Program
from webapp.policies import Permission
from webapp.services.imports.code_book import CodeBook
from webapp.services.imports.columns import DEMANDS, OFFERINGS, ORGANISATIONS, PROGRAMS, Layout
from webapp.services.imports.rows.demands import FOR_COORDINATORS, joined_notes
from webapp.services.posts import programs
from webapp.services.posts.demands import DEMAND_POSTS
from webapp.services.posts.offerings import OFFERING_POSTS

Cells = list[str | int]
INSIDE_DEMAND: Final = (
    "current_staff", "pay_min", "pay_max", "contact_name", "contact_phone", "visibility", "verify_note",
)  # fmt: skip
INSIDE_OFFERING: Final = ("contact_name", "contact_phone", "visibility")


class Exporter:
    """Writes things as rows for one viewer: what the viewer may not see stays empty."""

    def __init__(self, session: Session, viewer: Person, language: str) -> None:
        """Know who will read the file, and in which language."""
        self.viewer = viewer
        self.codes = CodeBook(session, language)

    def organisations(self, rows: Iterable[Organisation]) -> list[Cells]:
        """Return organisations by the columns of their template."""
        names = [column.field for column in ORGANISATIONS.columns if column.field != "invite"]
        return [self._cells(ORGANISATIONS, {name: getattr(row, name) for name in names}) for row in rows]

    def demands(self, rows: Iterable[Demand], layout: Layout = DEMANDS) -> list[Cells]:
        """Return demands; contact, pay and what the enterprise explained only where the viewer may see them."""
        cells = []
        for row in rows:
            values = DEMAND_POSTS.as_typed(row) | {
                "number": row.number,
                "status": row.status,
                "enterprise_code": row.enterprise.credit_code,
                "enterprise_name": row.enterprise.name,
                "verify_note": joined_notes(row),
            }
            inside = policies.can(self.viewer, Permission.DEMAND_CONFIDENTIAL, row)
            cells.append(self._cells(layout, values if inside else without(values, INSIDE_DEMAND)))
        return cells

    def programs(self, rows: Iterable[Program]) -> list[Cells]:
        """Return programmes with their skills."""
        return [self._cells(PROGRAMS, programs.as_listed(row, self.codes.language), self._outside(row)) for row in rows]

    def offerings(self, rows: Iterable[Offering], layout: Layout = OFFERINGS) -> list[Cells]:
        """Return offerings; contacts only where the viewer may see them."""
        cells = []
        for row in rows:
            program = row.program
            values: dict[str, Any] = OFFERING_POSTS.as_typed(row) | {"number": row.number, "status": row.status}
            values |= {n: getattr(program, n) for n in ("major_key", "level", "direction", "entry_level")}
            inside = policies.can(self.viewer, Permission.OFFERING_CONFIDENTIAL, row)
            visible = values if inside else without(values, INSIDE_OFFERING)
            cells.append(self._cells(layout, visible, self._outside(program)))
        return cells

    def _outside(self, program: Program) -> dict[str, str]:
        """Return the name of a major that no catalogue has."""
        return {"major_key": program.name} if program.major_key is None else {}

    def _cells(self, layout: Layout, values: Mapping[str, Any], words: Mapping[str, str] | None = None) -> Cells:
        said = words or {}
        return [said.get(c.field) or self.codes.write(c, values.get(c.field)) for c in layout.columns]


def without(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return values without some of them."""
    hidden = set(names)
    return {name: value for name, value in values.items() if name not in hidden}


def demand_layout(viewer: Person, *, mine: bool) -> Layout:
    """Return the columns of demands that concern the viewer."""
    if mine:
        return DEMANDS.without(FOR_COORDINATORS)
    if policies.can(viewer, Permission.DEMAND_POST_FOR):
        return DEMANDS
    if policies.can(viewer, Permission.DEMAND_POST):
        return DEMANDS.without(("enterprise_code",))
    return DEMANDS.without(("enterprise_code", "status", *INSIDE_DEMAND))


def offering_layout(viewer: Person) -> Layout:
    """Return the columns of offerings that concern the viewer."""
    inside = policies.can(viewer, Permission.OFFERING_CONFIDENTIAL)
    return OFFERINGS if inside else OFFERINGS.without(("status", *INSIDE_OFFERING))
