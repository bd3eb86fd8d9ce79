"""All organisations that somebody may open."""

from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp import policies
from webapp.models import Organisation, Person
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus
from webapp.models.kernel.filters import Filters, Words
from webapp.policies import Permission
from webapp.services.accounts.names import is_named
from webapp.services.codes.resolve import inside_region


class OrganisationFilters(Filters):
    """What a list of organisations is narrowed to."""

    q: Words = ""
    kind: OrganisationKind | None = None


class OrganisationsToJudge(OrganisationFilters):
    """What the list of those who verify organisations is narrowed to."""

    status: OrganisationStatus | None = None


def matching_organisations(
    filters: OrganisationFilters, *, viewer: Person, region: str = ""
) -> SelectOfScalar[Organisation]:
    """Return the query for the organisations that the viewer may open and the filters leave, in no order yet."""
    query = select(Organisation)
    if not policies.can(viewer, Permission.ORGANISATION_LIST):
        own = col(Organisation.id) == viewer.organisation_id
        query = query.where(or_(own, col(Organisation.status) == OrganisationStatus.VERIFIED))
    if filters.q:
        query = query.where(is_named(filters.q))
    if filters.kind:
        query = query.where(Organisation.kind == filters.kind)
    if region:
        query = query.where(inside_region(Organisation.region, region))
    return query
