"""Which lists a person may import, and who reads their rows."""

from datetime import date
from typing import Any, Final

from sqlmodel import Session

from webapp import policies
from webapp.models import ImportBatch, Person
from webapp.models.imports.imports import ImportKind
from webapp.policies import Permission
from webapp.services.imports.columns import LAYOUTS, Layout
from webapp.services.imports.rows.demands import DemandRows, layout_for
from webapp.services.imports.rows.offerings import OfferingRows
from webapp.services.imports.rows.organisations import OrganisationRows
from webapp.services.imports.rows.programs import ProgramRows
from webapp.services.imports.rows.row_book import RowBook

BOOKS: Final[dict[ImportKind, type[RowBook[Any]]]] = {
    ImportKind.ORGANISATIONS: OrganisationRows,
    ImportKind.DEMANDS: DemandRows,
    ImportKind.PROGRAMS: ProgramRows,
    ImportKind.OFFERINGS: OfferingRows,
}
NEEDED: Final[dict[ImportKind, tuple[Permission, ...]]] = {
    ImportKind.ORGANISATIONS: (Permission.ORGANISATION_ADD,),
    ImportKind.DEMANDS: (Permission.DEMAND_POST, Permission.DEMAND_POST_FOR),
    ImportKind.PROGRAMS: (Permission.PROGRAM_POST,),
    ImportKind.OFFERINGS: (Permission.PROGRAM_POST,),
}


def kinds_for(person: Person) -> list[ImportKind]:
    """Return the lists that the person may import."""
    return [kind for kind, needed in NEEDED.items() if any(policies.can(person, one) for one in needed)]


def layout_of(kind: ImportKind, person: Person) -> Layout:
    """Return the columns of a list as the person fills it."""
    if kind is ImportKind.DEMANDS:
        return layout_for(coordinating=policies.can(person, Permission.DEMAND_POST_FOR))
    return LAYOUTS[kind]


def row_book(session: Session, batch: ImportBatch, *, by: Person, today: date, dry: bool = False) -> RowBook[Any]:
    """Return the reader of a list's rows."""
    book = BOOKS[batch.kind](session, by=by, today=today, language=batch.language, dry=dry)
    book.codes.year = batch.mapping.get("year")
    book.rewordings = batch.rewordings
    book.gaps_as_drafts = batch.gaps_as_drafts
    return book
