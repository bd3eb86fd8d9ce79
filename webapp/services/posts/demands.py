"""Demands: written, checked, handed in, edited, withdrawn, returned, found, and what one still asks of its writer."""

import secrets
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp.clock import now
from webapp.models import Demand, MatchingRound, Organisation, Person, PostComment
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.kernel.filters import Code, Cut, Filters, Words
from webapp.models.limits.enums import Severity
from webapp.models.notices.enums import NoticeEvent
from webapp.models.posts.demand_input import DemandDraft, DemandInput
from webapp.models.posts.enums import PostStatus, TrainingLevel, Visibility
from webapp.services.accounts.names import is_named
from webapp.services.codes.resolve import inside_region
from webapp.services.codes.search import canonical_skills
from webapp.services.kernel.audit import changes, record
from webapp.services.kernel.coordinators import may_be_judged_by
from webapp.services.kernel.errors import DomainError, InputRefused, Remark, VerificationOpen
from webapp.services.kernel.locking import lock
from webapp.services.limits import checks
from webapp.services.limits.rules import standing_rules
from webapp.services.notices.notices import people_of, tell
from webapp.services.posts import post_rules
from webapp.services.posts.freezing import refuse_frozen, withdraw_from_rounds
from webapp.services.posts.places import refuse_fewer_than_given

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SHARED = (
    "round_id", "chain_slug", "segment_slug", "industry_code", "modes", "start_month", "months", "region", "address",
    "lodging", "contact_name", "contact_phone", "visibility", "valid_until",
)  # fmt: skip


class DemandFilters(Filters):
    """What a list of demands is narrowed to."""

    q: Words = ""
    chain: Annotated[Code, Cut(32)] = ""
    level: TrainingLevel | None = None
    region: Annotated[Code, Cut(6)] = ""
    status: PostStatus | None = None
    round: UUID | None = None


def new_number(prefix: str) -> str:
    """Return a short number that is hard to mistype."""
    return f"{prefix}-{''.join(secrets.choice(LETTERS) for _ in range(7))}"


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


def save_draft(
    session: Session,
    demand: Demand | None,
    data: DemandDraft,
    *,
    notes: dict[str, str],
    seen_version: int | None = None,
    by: Person,
) -> Demand:
    """Store what has been written so far as a draft, new or old."""
    if demand is not None:
        lock(session, demand, seen_version=seen_version)
        refuse_frozen(session, demand)
        if demand.status is PostStatus.SUBMITTED:
            raise DomainError("submitted_needs_check")
    check_draft(session, data, demand)
    return _store(session, demand, data, notes, by.organisation, by=by)


def save_checked(
    session: Session,
    demand: Demand | None,
    data: DemandInput,
    *,
    notes: dict[str, str],
    seen_version: int | None = None,
    today: date,
    enterprise: Organisation | None = None,
    by: Person,
) -> Demand:
    """Store a complete demand: a draft stays one until it is handed in, a submitted one stays submitted.

    A new one belongs to `enterprise`, which is the person's own unless a coordinator writes for another.
    """
    if demand is not None:
        lock(session, demand, seen_version=seen_version)
        refuse_frozen(session, demand)
    owner = demand.enterprise if demand is not None else enterprise or by.organisation
    if owner is None:
        raise DomainError("no_organisation")
    remarks = check_demand(session, data, owner, besides=demand.id if demand else None, today=today)
    if post_rules.unexplained(remarks, notes):
        raise VerificationOpen(remarks)
    explained = {remark.code: notes[remark.code].strip() for remark in remarks}
    return _store(session, demand, data, explained, owner, by=by)


def submit_demand(session: Session, demand: Demand, *, seen_version: int, today: date, by: Person) -> None:
    """Hand a complete demand in."""
    lock(session, demand, seen_version=seen_version)
    if demand.status is PostStatus.SUBMITTED:
        raise DomainError("demand_already_submitted")
    try:
        data = DemandInput.model_validate(as_typed(demand))
    except ValidationError:
        raise DomainError("demand_incomplete") from None
    remarks = check_demand(session, data, demand.enterprise, besides=demand.id, today=today)
    if post_rules.unexplained(remarks, demand.verify_notes):
        raise VerificationOpen(remarks)
    was, demand.status, demand.submitted_at = demand.status, PostStatus.SUBMITTED, now()
    demand.version += 1
    for comment in open_comments(session, demand):
        comment.settled_at = now()
        session.add(comment)
    record(session, "demand.submitted", demand, by=by, before={"status": was}, after={"status": "submitted"})
    session.flush()


def withdraw_demand(
    session: Session, demand: Demand, *, reason: str = "", seen_version: int, by: Person
) -> list[MatchingRound]:
    """Take a demand back, and return the frozen rounds that it leaves, which needs a reason.

    What follows in these rounds is done by `process.withdrawing`.
    """
    lock(session, demand, seen_version=seen_version)
    if demand.status is PostStatus.WITHDRAWN:
        raise DomainError("demand_already_withdrawn")
    left = withdraw_from_rounds(session, demand, reason)
    was, demand.status = demand.status, PostStatus.WITHDRAWN
    demand.version += 1
    after = {"status": "withdrawn", **({"reason": reason} if left else {})}
    record(session, "demand.withdrawn", demand, by=by, before={"status": was}, after=after)
    session.flush()
    return left


def return_demand(
    session: Session, demand: Demand, *, field: str, text: str, seen_version: int | None = None, by: Person
) -> PostComment:
    """Send a submitted demand back with a remark pinned to a field."""
    lock(session, demand, seen_version=seen_version)
    if demand.status not in (PostStatus.SUBMITTED, PostStatus.RETURNED):
        raise DomainError("demand_not_submitted")
    refuse_frozen(session, demand)
    comment = PostComment(demand_id=demand.id, field=field, text=text, made_by_id=by.id)
    session.add(comment)
    was, demand.status = demand.status, PostStatus.RETURNED
    demand.version += 1
    after = {"status": "returned", "field": field, "text": text}
    record(session, "demand.returned", demand, by=by, before={"status": was}, after=after)
    session.flush()
    people, path = people_of(session, [demand.enterprise_id]), f"/demands/{demand.id}"
    tell(session, NoticeEvent.POST_RETURNED, people, path=path, thing_id=demand.id, post=demand.position, text=text)
    return comment


def demand_named(session: Session, key: UUID) -> Demand | None:
    """Return the demand with this key, whoever may see it."""
    return session.get(Demand, key)


def open_comments(session: Session, demand: Demand) -> list[PostComment]:
    """Return the remarks that have not been settled, oldest first."""
    query = select(PostComment).where(PostComment.demand_id == demand.id, col(PostComment.settled_at).is_(None))
    return list(session.exec(query.order_by(col(PostComment.made_at), col(PostComment.id))))


def standing_verifications(session: Session, demand: Demand, *, today: date) -> list[Remark]:
    """Return what has to be mended or explained in a stored demand; nothing while it is incomplete."""
    try:
        data = DemandInput.model_validate(as_typed(demand))
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


def shared_part(demand: Demand) -> dict[str, object]:
    """Return what another position of the same enterprise starts with."""
    return {name: value for name, value in as_typed(demand).items() if name in SHARED}


def count_by_status(session: Session, enterprise_id: UUID) -> dict[PostStatus, int]:
    """Return how many demands of the enterprise stand in each state."""
    query = select(Demand.status, func.count()).where(Demand.enterprise_id == enterprise_id)
    query = query.group_by(col(Demand.status))
    counts = {PostStatus(status): count for status, count in session.exec(query)}
    return {status: counts[status] for status in PostStatus if status in counts}


def as_typed(demand: Demand) -> dict[str, object]:
    """Return a stored demand as the values of its form."""
    values: dict[str, object] = {name: getattr(demand, name) for name in DemandDraft.model_fields}
    values["round_id"] = str(demand.round_id) if demand.round_id else None
    return values


def facts_of(demand: Demand) -> dict[str, Any]:
    """Return a demand as plain JSON for the audit."""
    facts: dict[str, Any] = {}
    for name, value in as_typed(demand).items():
        facts[name] = list(value) if isinstance(value, list) else value
    until = demand.valid_until
    return facts | {
        "level": str(demand.level or ""),
        "visibility": str(demand.visibility),
        "valid_until": until.isoformat() if until else None,
    }


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
    shown = [Visibility.PUBLIC]
    if viewer.organisation is not None and viewer.organisation.is_verified:
        shown.append(Visibility.VERIFIED)
    standing = col(Demand.status) == PostStatus.SUBMITTED
    verified = col(Organisation.status) == OrganisationStatus.VERIFIED
    return [or_(own, may_be_judged_by(viewer, Demand), standing & verified & col(Demand.visibility).in_(shown))]


def _store(
    session: Session,
    demand: Demand | None,
    data: DemandDraft,
    notes: dict[str, str],
    owner: Organisation | None,
    *,
    by: Person,
) -> Demand:
    """Write the values into a new demand of the owner or a locked one, and remember what changed."""
    if demand is None:
        if owner is None:
            raise DomainError("no_organisation")
        demand = Demand(number=new_number("D"), enterprise_id=owner.id, made_by_id=by.id, version=0)
        before, action = {}, "demand.drafted"
    else:
        refuse_fewer_than_given(demand, data.headcount)
        before, action = facts_of(demand), "demand.edited"
    round_ = post_rules.round_for_post(session, data.round_id)
    values = data.model_dump() | {"round_id": round_.id if round_ else None, "modes": [str(m) for m in data.modes]}
    demand.demo_fields = [name for name in demand.demo_fields if getattr(demand, name, None) == values.get(name)]
    for name, value in values.items():
        setattr(demand, name, value)
    demand.verify_notes = {code: note.strip() for code, note in notes.items() if note.strip()}
    if demand.status is PostStatus.WITHDRAWN:
        demand.status = PostStatus.DRAFT
    demand.version += 1
    session.add(demand)
    session.flush()
    was, is_now = changes(before, facts_of(demand))
    record(session, action, demand, by=by, before=was, after=is_now)
    session.flush()
    return demand
