"""Demands: written, checked, handed in, edited, withdrawn, returned, found."""

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from webapp.models import Demand, MatchingRound, Organisation, Person, PostComment
from webapp.models.base import now
from webapp.models.demand_input import DemandDraft, DemandInput
from webapp.models.enums import OrganisationStatus, PostStatus, Role, RoundStatus, TrainingLevel, Visibility
from webapp.services import post_rules
from webapp.services.audit import record
from webapp.services.code_search import canonical_skills
from webapp.services.errors import DomainError
from webapp.services.freshness import lock
from webapp.services.post_rules import InputRefused, Remark

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SHARED = (
    "round_id", "chain_slug", "segment_slug", "industry_code", "modes", "start_month", "months", "region", "address",
    "lodging", "contact_name", "contact_phone", "visibility", "valid_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemandFilters:
    """What a list of demands is narrowed to."""

    words: str = ""
    chain: str = ""
    level: TrainingLevel | None = None
    region: str = ""
    status: PostStatus | None = None
    round_id: UUID | None = None


def new_number(prefix: str) -> str:
    """Return a short number that is hard to mistype."""
    return f"{prefix}-{''.join(secrets.choice(LETTERS) for _ in range(7))}"


def check_demand(
    session: Session, data: DemandInput, enterprise: Organisation, *, besides: UUID | None, today: date
) -> list[Remark]:
    """Refuse what must be mended (InputRefused); return what must be mended or explained."""
    refusals = post_rules.code_remarks(session, data)
    refusals += post_rules.date_remarks(start_month=data.start_month, valid_until=data.valid_until, today=today)
    refusals += [Remark(field, code) for field, code in data.period_complaints()]
    if refusals:
        raise InputRefused(refusals)
    asked = post_rules.headcount_already_asked(session, enterprise.id, besides)
    return post_rules.demand_verifications(data, enterprise, asked)


def hints_for(session: Session, data: DemandDraft) -> list[Remark]:
    """Return what the writer of a demand might like to know."""
    words = [*data.required_skills, *data.preferred_skills]
    return post_rules.demand_hints(session, data, canonical_skills(session, words))


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
    round_ = post_rules.round_for_post(session, data.round_id)
    remarks = post_rules.code_remarks(session, data)
    if remarks:
        raise InputRefused(remarks)
    if demand is None:
        if by.organisation_id is None:
            raise DomainError("no_organisation")
        demand = Demand(number=new_number("D"), enterprise_id=by.organisation_id, made_by_id=by.id)
        action = "demand.drafted"
    else:
        lock(session, demand, seen_version=seen_version)
        refuse_unless_editable(session, demand)
        if demand.status is PostStatus.SUBMITTED:
            raise DomainError("submitted_needs_check")
        action = "demand.edited"
    _write(demand, data, round_, notes)
    session.add(demand)
    session.flush()
    record(session, action, demand, by=by, after={"version": demand.version})
    session.flush()
    return demand


def save_checked(
    session: Session,
    demand: Demand | None,
    data: DemandInput,
    *,
    notes: dict[str, str],
    seen_version: int | None = None,
    today: date,
    by: Person,
) -> Demand:
    """Store a complete demand: a draft stays one until it is handed in, a submitted one stays submitted."""
    enterprise = demand.enterprise if demand is not None else by.organisation
    if enterprise is None:
        raise DomainError("no_organisation")
    round_ = post_rules.round_for_post(session, data.round_id)
    remarks = check_demand(session, data, enterprise, besides=demand.id if demand else None, today=today)
    open_remarks = post_rules.unexplained(remarks, notes)
    if open_remarks:
        raise DomainError("verification_open")
    kept = {remark.code: notes[remark.code].strip() for remark in remarks}
    if demand is None:
        demand = Demand(number=new_number("D"), enterprise_id=enterprise.id, made_by_id=by.id)
    else:
        lock(session, demand, seen_version=seen_version)
        refuse_unless_editable(session, demand)
    _write(demand, data, round_, kept)
    session.add(demand)
    session.flush()
    record(session, "demand.edited", demand, by=by, after={"version": demand.version})
    session.flush()
    return demand


def submit_demand(session: Session, demand: Demand, *, seen_version: int, today: date, by: Person) -> None:
    """Hand a complete draft in."""
    lock(session, demand, seen_version=seen_version)
    if demand.status not in (PostStatus.DRAFT, PostStatus.RETURNED):
        raise DomainError("already_submitted")
    refuse_unless_editable(session, demand)
    data = DemandInput.model_validate(as_typed(demand))
    remarks = check_demand(session, data, demand.enterprise, besides=demand.id, today=today)
    if post_rules.unexplained(remarks, demand.verify_notes):
        raise DomainError("verification_open")
    before = demand.status
    demand.status, demand.submitted_at = PostStatus.SUBMITTED, now()
    demand.version += 1
    for comment in open_comments(session, demand):
        comment.settled_at = now()
    record(session, "demand.submitted", demand, by=by, before={"status": before}, after={"status": demand.status})
    session.flush()


def withdraw_demand(session: Session, demand: Demand, *, seen_version: int, by: Person) -> None:
    """Take a demand back; a frozen round keeps it in its snapshot, but nobody is led to it any more."""
    lock(session, demand, seen_version=seen_version)
    if demand.status is PostStatus.WITHDRAWN:
        raise DomainError("already_withdrawn")
    refuse_unless_editable(session, demand)
    before = demand.status
    demand.status = PostStatus.WITHDRAWN
    demand.version += 1
    record(session, "demand.withdrawn", demand, by=by, before={"status": before}, after={"status": demand.status})
    session.flush()


def return_demand(session: Session, demand: Demand, *, field: str, text: str, by: Person) -> PostComment:
    """Send a submitted demand back with a remark pinned to a field."""
    lock(session, demand)
    if demand.status not in (PostStatus.SUBMITTED, PostStatus.RETURNED):
        raise DomainError("not_submitted")
    refuse_unless_editable(session, demand)
    comment = PostComment(demand_id=demand.id, field=field, text=text, made_by_id=by.id)
    session.add(comment)
    before = demand.status
    demand.status = PostStatus.RETURNED
    demand.version += 1
    record(
        session, "demand.returned", demand, by=by,
        before={"status": before}, after={"status": demand.status, "field": field, "text": text},
    )  # fmt: skip
    session.flush()
    return comment


def refuse_unless_editable(session: Session, demand: Demand) -> None:
    """Refuse a change while the demand's round is past collecting."""
    round_ = session.get(MatchingRound, demand.round_id) if demand.round_id else None
    if round_ is not None and round_.status not in (RoundStatus.DRAFT, RoundStatus.COLLECTING):
        raise DomainError("round_frozen", round=round_.title)


def open_comments(session: Session, demand: Demand) -> list[PostComment]:
    """Return the remarks that have not been settled, oldest first."""
    query = select(PostComment).where(PostComment.demand_id == demand.id, col(PostComment.settled_at).is_(None))
    return list(session.exec(query.order_by(col(PostComment.made_at), col(PostComment.id))))


def as_typed(demand: Demand) -> dict[str, object]:
    """Return a stored demand as the values of its form."""
    values: dict[str, object] = {name: getattr(demand, name) for name in DemandDraft.model_fields}
    values["round_id"] = str(demand.round_id) if demand.round_id else None
    return values


def shared_part(demand: Demand) -> dict[str, object]:
    """Return what another position of the same enterprise starts with."""
    return {name: value for name, value in as_typed(demand).items() if name in SHARED}


def find_demands(
    session: Session, filters: DemandFilters, *, viewer: Person, mine: bool = False, offset: int = 0, limit: int = 20
) -> tuple[list[Demand], int]:
    """Return a page of the demands that the viewer may open, newest first, and how many there are."""
    query = select(Demand).join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
    query = query.where(*_visible(viewer, mine=mine))
    if filters.words:
        words = [col(Demand.position), col(Organisation.name), col(Demand.number)]
        query = query.where(or_(*(word.icontains(filters.words, autoescape=True) for word in words)))
    if filters.chain:
        query = query.where(Demand.chain_slug == filters.chain)
    if filters.level:
        query = query.where(Demand.level == filters.level)
    if filters.region:
        query = query.where(col(Demand.region).startswith(filters.region.rstrip("0") or "0", autoescape=True))
    if filters.status:
        query = query.where(Demand.status == filters.status)
    if filters.round_id:
        query = query.where(Demand.round_id == filters.round_id)
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    page = query.order_by(col(Demand.updated_at).desc(), col(Demand.id)).offset(offset).limit(limit)
    return list(session.exec(page)), total


def count_by_status(session: Session, enterprise_id: UUID) -> dict[PostStatus, int]:
    """Return how many demands of the enterprise stand in each state."""
    query = select(Demand.status, func.count()).where(Demand.enterprise_id == enterprise_id)
    query = query.group_by(col(Demand.status))
    return {PostStatus(status): count for status, count in session.exec(query)}


def _visible(viewer: Person, *, mine: bool) -> list[ColumnElement[bool]]:
    """Return the conditions under which DEMAND_VIEW holds for the viewer, as the database can ask them."""
    own = col(Demand.enterprise_id) == viewer.organisation_id
    if mine:
        return [own]
    if viewer.role is Role.COORDINATOR and viewer.organisation is not None and viewer.organisation.is_verified:
        return [col(Demand.submitted_at).is_not(None)]
    shown = [Visibility.PUBLIC]
    if viewer.organisation is not None and viewer.organisation.is_verified:
        shown.append(Visibility.VERIFIED)
    standing = col(Demand.status) == PostStatus.SUBMITTED
    verified = col(Organisation.status) == OrganisationStatus.VERIFIED
    return [or_(own, standing & verified & col(Demand.visibility).in_(shown))]


def _write(demand: Demand, data: DemandDraft, round_: MatchingRound | None, notes: dict[str, str]) -> None:
    values = data.model_dump(exclude={"round_id"})
    demo = [name for name in demand.demo_fields if getattr(demand, name, None) == values.get(name)]
    for name, value in values.items():
        setattr(demand, name, [str(mode) for mode in value] if name == "modes" else value)
    demand.round_id = round_.id if round_ else None
    demand.verify_notes = {code: note for code, note in notes.items() if note.strip()}
    demand.demo_fields = demo
    if demand.status is PostStatus.WITHDRAWN:
        demand.status = PostStatus.DRAFT
    demand.version = (demand.version or 0) + 1
