"""Demands: written, checked, handed in, edited, withdrawn, returned, found, and what one still asks of its writer."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp import clock
from webapp.models import ChainSegment, Demand, Organisation, Person
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.kernel.filters import Code, Cut, Filters, Words
from webapp.models.limits.enums import Severity
from webapp.models.posts.demand_input import DemandDraft, DemandInput
from webapp.models.posts.enums import PostStatus, TrainingLevel, Visibility
from webapp.services.accounts.names import is_named
from webapp.services.codes.resolve import inside_region
from webapp.services.codes.search import canonical_skills
from webapp.services.kernel.coordinators import may_be_judged_by
from webapp.services.kernel.errors import DomainError, InputRefused, Remark, VerificationOpen
from webapp.services.limits import checks
from webapp.services.limits.rules import standing_rules
from webapp.services.posts import post_rules
from webapp.services.posts.places import refuse_fewer_than_given
from webapp.services.posts.posting import Posting, Writing


class DemandFilters(Filters):
    """What a list of demands is narrowed to."""

    q: Words = ""
    chain: Annotated[Code, Cut(32)] = ""
    level: TrainingLevel | None = None
    region: Annotated[Code, Cut(6)] = ""
    status: PostStatus | None = None
    round: UUID | None = None


class DemandPosting(Posting[Demand]):
    """A demand: one position of an enterprise."""

    name = "demand"
    prefix = "D"
    model = Demand
    draft = DemandDraft
    whole = DemandInput
    copied = (
        "round_id", "chain_slug", "segment_slug", "industry_code", "level", "modes", "start_month", "months", "region",
        "address", "lodging", "pay_min", "pay_max", "contact_name", "contact_phone", "visibility", "valid_until",
    )  # fmt: skip
    remembered = (("modes", "months"), ("pay_min", "pay_max"), ("contact_name", "contact_phone"))  # of the last one

    def begin(self, owner: Organisation | None, number: str) -> Demand:
        """Return a new demand of the enterprise, without values."""
        if owner is None:
            raise DomainError("no_organisation")
        return Demand(number=number, enterprise_id=owner.id)

    def owner_id(self, post: Demand) -> UUID:
        """Return the enterprise."""
        return post.enterprise_id

    def title(self, post: Demand) -> str:
        """Return the position."""
        return post.position

    def checked(self, session: Session, data: DemandDraft, post: Demand | None, writing: Writing) -> dict[str, Any]:
        """Refuse what must be mended (InputRefused) or explained (VerificationOpen); return the values."""
        notes = dict(writing.notes)
        if isinstance(data, DemandInput):
            enterprise = post.enterprise if post is not None else writing.owner
            if enterprise is None:
                raise DomainError("no_organisation")
            besides = post.id if post is not None else None
            remarks = check_demand(session, data, enterprise, besides=besides, today=writing.today)
            if post_rules.unexplained(remarks, notes):
                raise VerificationOpen(remarks)
            notes = {remark.code: notes[remark.code] for remark in remarks}
        else:
            check_draft(session, data, post)
        if post is not None:
            refuse_fewer_than_given(post, data.headcount)
        round_ = post_rules.round_for_post(session, data.round_id)
        ends = data.valid_until or (self.end_of(post, writing.today) if isinstance(data, DemandInput) else None)
        return data.model_dump() | {
            "round_id": round_.id if round_ else None,
            "chain_slug": chain_of(session, data.chain_slug, data.segment_slug),
            "modes": [str(mode) for mode in data.modes],
            "valid_until": ends,
            "verify_notes": {code: note.strip() for code, note in notes.items() if note.strip()},
        }

    def check_whole(self, session: Session, data: DemandInput, post: Demand, *, today: date) -> None:
        """Refuse figures that have not been explained."""
        remarks = check_demand(session, data, post.enterprise, besides=post.id, today=today)
        if post_rules.unexplained(remarks, post.verify_notes):
            raise VerificationOpen(remarks)

    def copy_of(self, post: Demand) -> dict[str, Any]:
        """Return what another position of the enterprise starts with: days that are over are let go."""
        values = super().copy_of(post)
        today = clock.today()
        if values["valid_until"] is None or values["valid_until"] < today:
            values["valid_until"] = post_rules.longest_validity(today)
        if post_rules.date_remarks(start_month=values["start_month"], valid_until=None, today=today):
            values["start_month"] = None
        return values

    def complete(self, post: Demand, *, today: date) -> None:
        """Give a demand that is handed in without an end the longest that there is."""
        post.valid_until = self.end_of(post, today)

    def end_of(self, post: Demand | None, today: date) -> date:
        """Return the day on which a demand ends that names none: that which stands, or the last possible."""
        stands = post.valid_until if post is not None else None
        return stands if stands is not None and stands >= today else post_rules.longest_validity(today)


DEMAND_POSTS = DemandPosting()


def known_of(session: Session, enterprise: Organisation, *, by: Person, today: date) -> dict[str, Any]:
    """Return what can be known of a new demand: from the enterprise, its last demand, and who writes."""
    values: dict[str, Any] = {"industry_code": enterprise.industry_code, "region": enterprise.region}
    values |= {"address": enterprise.address, "contact_name": by.name, "contact_phone": by.phone}
    values |= {"visibility": Visibility.PUBLIC.value, "valid_until": post_rules.longest_validity(today)}
    query = select(Demand).where(Demand.enterprise_id == enterprise.id).order_by(col(Demand.created_at).desc())
    last = session.exec(query.order_by(col(Demand.id)).limit(1)).first()
    if last is not None:
        stood = DEMAND_POSTS.as_typed(last)
        for group in DEMAND_POSTS.remembered:
            if any(stood[name] for name in group):
                values |= {name: stood[name] for name in group}
    return values


def chain_of(session: Session, chain_slug: str | None, segment_slug: str | None) -> str | None:
    """Return the chain that was named, or that of the segment."""
    if chain_slug or not segment_slug:
        return chain_slug
    return session.get_one(ChainSegment, segment_slug).chain_slug


def check_demand(
    session: Session, data: DemandInput, enterprise: Organisation, *, besides: UUID | None, today: date
) -> list[Remark]:
    """Refuse what must be mended (InputRefused); return what must be mended or explained."""
    refusals = post_rules.round_remarks(session, data.round_id)
    refusals += post_rules.code_remarks(session, data)
    refusals += post_rules.date_remarks(start_month=data.start_month, valid_until=data.valid_until, today=today)
    refusals += [Remark(field, code) for field, code in data.period_complaints()]
    if refusals:
        raise InputRefused(refusals)
    asked = post_rules.headcount_already_asked(session, enterprise.id, besides)
    breaches = checks.demand_breaches(data, enterprise, asked, standing_rules(session))
    return checks.to_explain(breaches)


def check_draft(session: Session, data: DemandDraft, demand: Demand | None) -> None:
    """Refuse what even a draft must not say (InputRefused)."""
    remarks = post_rules.round_remarks(session, data.round_id) + post_rules.code_remarks(session, data)
    if demand is not None and demand.status is PostStatus.RETURNED:
        empty = [name for name in ("position", "headcount") if not getattr(data, name)]
        remarks += [Remark(name, "returned_needs_answer") for name in empty]
    if remarks:
        raise InputRefused(remarks)


def demand_named(session: Session, key: UUID) -> Demand | None:
    """Return the demand with this key, whoever may see it."""
    return session.get(Demand, key)


def standing_verifications(session: Session, demand: Demand, *, today: date) -> list[Remark]:
    """Return what has to be mended or explained in a stored demand; nothing while it is incomplete."""
    try:
        data = DemandInput.model_validate(DEMAND_POSTS.as_typed(demand))
        return check_demand(session, data, demand.enterprise, besides=demand.id, today=today)
    except (ValidationError, InputRefused):
        return []


def hints_for(session: Session, data: DemandDraft, demand: Demand) -> list[Remark]:
    """Return what the writer of a demand might like to know."""
    words = [*data.required_skills, *data.preferred_skills]
    hints = post_rules.demand_hints(session, data, canonical_skills(session, words))
    asked = post_rules.headcount_already_asked(session, demand.enterprise_id, demand.id)
    breaches = checks.demand_breaches(data, demand.enterprise, asked, standing_rules(session))
    return hints + checks.remarks_of(breaches, Severity.HINT)


def count_by_status(session: Session, enterprise_id: UUID) -> dict[PostStatus, int]:
    """Return how many demands of the enterprise stand in each state."""
    query = select(Demand.status, func.count()).where(Demand.enterprise_id == enterprise_id)
    query = query.group_by(col(Demand.status))
    counts = {PostStatus(status): count for status, count in session.exec(query)}
    return {status: counts[status] for status in PostStatus if status in counts}


def find_demands(
    session: Session, filters: DemandFilters, *, viewer: Person, mine: bool = False, open_on: date | None = None,
    offset: int = 0, limit: int = 20,
) -> tuple[list[Demand], int]:  # fmt: skip
    """Return a page of the demands that the viewer may open, newest first, and how many there are."""
    query = matching_demands(filters, viewer=viewer, mine=mine, open_on=open_on)
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    page = query.order_by(col(Demand.updated_at).desc(), col(Demand.id)).offset(offset).limit(limit)
    return list(session.exec(page)), total


def matching_demands(
    filters: DemandFilters, *, viewer: Person, mine: bool = False, open_on: date | None = None
) -> SelectOfScalar[Demand]:
    """Return the query for the demands that the viewer may open and the filters leave, in no order yet.

    `open_on` leaves out what has expired by that day.
    """
    query = select(Demand).join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
    query = query.where(*_visible(viewer, mine=mine))
    if filters.q:
        words = [col(Demand.position), col(Demand.number)]
        has_words = [word.icontains(filters.q, autoescape=True) for word in words]
        query = query.where(or_(is_named(filters.q), *has_words))
    if filters.chain:
        query = query.where(Demand.chain_slug == filters.chain)
    if filters.level:
        query = query.where(Demand.level == filters.level)
    if filters.region:
        query = query.where(inside_region(Demand.region, filters.region))
    if filters.status:
        query = query.where(Demand.status == filters.status)
    if filters.round:
        query = query.where(Demand.round_id == filters.round)
    if open_on:
        query = query.where(or_(col(Demand.valid_until).is_(None), col(Demand.valid_until) >= open_on))
    return query


def _visible(viewer: Person, *, mine: bool) -> list[ColumnElement[bool]]:
    """Return the conditions under which DEMAND_VIEW holds for the viewer, as the database can ask them."""
    own = col(Demand.enterprise_id) == viewer.organisation_id
    if mine:
        return [own]
    visibilities = [Visibility.PUBLIC]
    if viewer.organisation is not None and viewer.organisation.is_verified:
        visibilities.append(Visibility.VERIFIED)
    standing = col(Demand.status) == PostStatus.SUBMITTED
    verified = col(Organisation.status) == OrganisationStatus.VERIFIED
    return [or_(own, may_be_judged_by(viewer, Demand), standing & verified & col(Demand.visibility).in_(visibilities))]
