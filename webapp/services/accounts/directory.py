"""All organisations that somebody may open."""

from dataclasses import dataclass

from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp import policies
from webapp.models import Organisation, Person
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus
from webapp.policies import Permission
from webapp.services.accounts.names import is_named
from webapp.services.codes.resolve import inside_region


@dataclass(frozen=True, slots=True)
class OrganisationFilters:
    """What a list of organisations is narrowed to."""

    words: str = ""
    kind: OrganisationKind | None = None
    region: str = ""


def matching_organisations(filters: OrganisationFilters, *, viewer: Person) -> SelectOfScalar[Organisation]:
    """Return the query for the organisations that the viewer may open and the filters leave, in no order yet."""
    query = select(Organisation)
    if not policies.can(viewer, Permission.ORGANISATION_LIST):
        own = col(Organisation.id) == viewer.organisation_id
        query = query.where(or_(own, col(Organisation.status) == OrganisationStatus.VERIFIED))
    if filters.words:
        query = query.where(is_named(filters.words))
    if filters.kind:
        query = query.where(Organisation.kind == filters.kind)
    if filters.region:
        query = query.where(inside_region(Organisation.region, filters.region))
    return query
