"""All offerings that somebody may open, across programmes."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp import policies
from webapp.models import Offering, Organisation, Person, Program
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.posts.enums import PostStatus, Visibility
from webapp.policies import Permission


@dataclass(frozen=True, slots=True)
class OfferingFilters:
    """What a list of offerings is narrowed to."""

    words: str = ""
    program_id: UUID | None = None
    round_id: UUID | None = None
    status: PostStatus | None = None
    term: str = ""


def matching_offerings(filters: OfferingFilters, *, viewer: Person, mine: bool = False) -> SelectOfScalar[Offering]:
    """Return the query for the offerings that the viewer may open and the filters leave, in no order yet."""
    query = select(Offering).join(Program, col(Program.id) == col(Offering.program_id))
    query = query.join(Organisation, col(Organisation.id) == col(Program.school_id))
    query = query.where(_visible(viewer, mine=mine))
    if filters.words:
        words = [col(Program.name), col(Organisation.name), col(Offering.number)]
        query = query.where(or_(*(word.icontains(filters.words, autoescape=True) for word in words)))
    if filters.program_id:
        query = query.where(Offering.program_id == filters.program_id)
    if filters.round_id:
        query = query.where(Offering.round_id == filters.round_id)
    if filters.status:
        query = query.where(Offering.status == filters.status)
    if filters.term:
        query = query.where(Offering.term == filters.term)
    return query


def _visible(viewer: Person, *, mine: bool) -> ColumnElement[bool]:
    """Return the condition under which OFFERING_VIEW holds for the viewer, as the database can ask it."""
    own = col(Program.school_id) == viewer.organisation_id
    if mine:
        return own
    if policies.can(viewer, Permission.POST_RETURN):
        return col(Offering.submitted_at).is_not(None)
    shown = [Visibility.PUBLIC]
    if viewer.organisation is not None and viewer.organisation.is_verified:
        shown.append(Visibility.VERIFIED)
    standing = col(Offering.status) == PostStatus.SUBMITTED
    verified = col(Organisation.status) == OrganisationStatus.VERIFIED
    return or_(own, standing & verified & col(Offering.visibility).in_(shown))
