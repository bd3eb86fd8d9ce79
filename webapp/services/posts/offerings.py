"""Offerings: capacity that a programme opens for a term: written, checked, handed in, withdrawn, returned, found."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp import policies
from webapp.clock import now
from webapp.models import MatchingRound, Offering, Organisation, Person, PostComment, Program
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.kernel.filters import Code, Filters, Words
from webapp.models.notices.enums import NoticeEvent
from webapp.models.posts.enums import PostStatus, Visibility
from webapp.models.posts.program_input import OfferingDraft, OfferingInput
from webapp.models.rounds.enums import RoundStatus
from webapp.policies import Permission
from webapp.services.accounts.names import is_named
from webapp.services.codes.resolve import resolve_regions
from webapp.services.kernel.audit import changes, record
from webapp.services.kernel.coordinators import may_be_judged_by
from webapp.services.kernel.errors import DomainError, InputRefused, Remark
from webapp.services.kernel.locking import lock
from webapp.services.notices.notices import people_of, tell
from webapp.services.posts import post_rules, programs
from webapp.services.posts.demands import new_number
from webapp.services.posts.freezing import refuse_frozen, refuse_handing_in, withdraw_from_rounds
from webapp.services.posts.places import refuse_fewer_than_given

COPIED = (
    "seats", "batch_min", "batch_max", "modes", "months", "regions", "teachers", "visibility", "contact_name",
    "contact_phone", "note",
)  # fmt: skip
STUDENTS_PER_TEACHER = 50  # beyond it a class teacher's visits at the workplace become a formality


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a programme's standing offerings give together."""

    seats: int = 0
    offerings: int = 0
    latest_term: str = ""


class OfferingFilters(Filters):
    """What a list of offerings is narrowed to."""

    q: Words = ""
    program: UUID | None = None
    round: UUID | None = None
    status: PostStatus | None = None
    term: Code = ""


def rounds_to_join(session: Session) -> list[MatchingRound]:
    """Return the rounds that collect at present, the one that closes first in front."""
    query = select(MatchingRound).where(MatchingRound.status == RoundStatus.COLLECTING)
    return list(session.exec(query.order_by(col(MatchingRound.collect_until), col(MatchingRound.id))))


def check_offering(session: Session, data: OfferingDraft, *, today: date) -> tuple[MatchingRound | None, list[str]]:
    """Refuse what must be mended (InputRefused); return the round and the codes of the regions."""
    remarks: list[Remark] = []
    round_, regions = None, []
    try:
        round_ = post_rules.round_for_post(session, data.round_id)
    except InputRefused as refused:
        remarks += refused.remarks
    try:
        regions = resolve_regions(session, data.regions)
    except InputRefused as refused:
        remarks += refused.remarks
    if isinstance(data, OfferingInput):
        remarks += [Remark(field, code) for field, code in data.complaints()]
        remarks += post_rules.date_remarks(start_month=data.start_month, valid_until=None, today=today)
    if remarks:
        raise InputRefused(remarks)
    return round_, regions


def save_offering(
    session: Session,
    program: Program,
    offering: Offering | None,
    data: OfferingDraft,
    *,
    seen_version: int | None = None,
    today: date,
    by: Person,
) -> Offering:
    """Store an offering; `OfferingInput` is checked as a whole, a draft may stay incomplete. Its state stays."""
    before: dict[str, Any] = {}
    if offering is not None:
        lock(session, offering, seen_version=seen_version)
        refuse_frozen(session, offering)
        if offering.status is PostStatus.SUBMITTED and not isinstance(data, OfferingInput):
            raise DomainError("submitted_needs_check")
        if offering.status is PostStatus.RETURNED and data.seats is None:
            raise InputRefused([Remark("seats", "returned_needs_answer")])
        refuse_fewer_than_given(offering, data.seats)
        before = facts_of(offering)
    if program.is_closed:
        raise DomainError("program_closed")
    round_, regions = check_offering(session, data, today=today)
    if offering is None:
        offering = Offering(number=new_number("P"), program_id=program.id, made_by_id=by.id, version=0)
        action = "offering.drafted"
    else:
        action = "offering.edited"
    values: dict[str, Any] = data.model_dump() | {
        "round_id": round_.id if round_ else None,
        "term": round_.term if round_ else data.term,
        "modes": [str(mode) for mode in data.modes],
        "regions": regions,
    }
    offering.demo_fields = [name for name in offering.demo_fields if getattr(offering, name, None) == values.get(name)]
    for name, value in values.items():
        setattr(offering, name, value)
    if offering.status is PostStatus.WITHDRAWN:
        offering.status = PostStatus.DRAFT
    offering.version += 1
    session.add(offering)
    session.flush()
    was, is_now = changes(before, facts_of(offering))
    record(session, action, offering, by=by, before=was, after=is_now)
    session.flush()
    return offering


def submit_offering(session: Session, offering: Offering, *, seen_version: int, today: date, by: Person) -> None:
    """Hand a complete offering in."""
    lock(session, offering, seen_version=seen_version)
    if offering.status is PostStatus.SUBMITTED:
        raise DomainError("offering_already_submitted")
    if offering.program.is_closed:
        raise DomainError("program_closed")
    if programs.gaps(offering.program):
        raise DomainError("program_incomplete")
    refuse_handing_in(session, offering)
    try:
        data = OfferingInput.model_validate(as_typed(offering))
    except ValidationError:
        raise DomainError("offering_incomplete") from None
    check_offering(session, data, today=today)
    was, offering.status, offering.submitted_at = offering.status, PostStatus.SUBMITTED, now()
    offering.version += 1
    for comment in open_comments(session, offering):
        comment.settled_at = now()
        session.add(comment)
    record(session, "offering.submitted", offering, by=by, before={"status": was}, after={"status": "submitted"})
    session.flush()


def withdraw_offering(
    session: Session, offering: Offering, *, reason: str = "", seen_version: int, by: Person
) -> list[MatchingRound]:
    """Take an offering back, and return the frozen rounds that it leaves, which needs a reason.

    What follows in these rounds is done by `process.withdrawing`.
    """
    lock(session, offering, seen_version=seen_version)
    if offering.status is PostStatus.WITHDRAWN:
        raise DomainError("offering_already_withdrawn")
    left = withdraw_from_rounds(session, offering, reason)
    was, offering.status = offering.status, PostStatus.WITHDRAWN
    offering.version += 1
    after = {"status": "withdrawn", **({"reason": reason} if left else {})}
    record(session, "offering.withdrawn", offering, by=by, before={"status": was}, after=after)
    session.flush()
    return left


def return_offering(
    session: Session, offering: Offering, *, field: str, text: str, seen_version: int, by: Person
) -> PostComment:
    """Send a submitted offering back with a remark pinned to a field."""
    lock(session, offering, seen_version=seen_version)
    if offering.status not in (PostStatus.SUBMITTED, PostStatus.RETURNED):
        raise DomainError("offering_not_submitted")
    refuse_frozen(session, offering)
    comment = PostComment(offering_id=offering.id, field=field, text=text, made_by_id=by.id)
    session.add(comment)
    was, offering.status = offering.status, PostStatus.RETURNED
    offering.version += 1
    after = {"status": "returned", "field": field, "text": text}
    record(session, "offering.returned", offering, by=by, before={"status": was}, after=after)
    session.flush()
    people, path = people_of(session, [offering.program.school_id]), f"/offerings/{offering.id}"
    facts = {"post": offering.program.title, "text": text}
    tell(session, NoticeEvent.POST_RETURNED, people, path=path, thing_id=offering.id, **facts)
    return comment


def open_comments(session: Session, offering: Offering) -> list[PostComment]:
    """Return the remarks that have not been settled, oldest first."""
    query = select(PostComment).where(PostComment.offering_id == offering.id, col(PostComment.settled_at).is_(None))
    return list(session.exec(query.order_by(col(PostComment.made_at), col(PostComment.id))))


def hints_for(session: Session, offering: Offering) -> list[Remark]:
    """Return what the school might like to know; nothing here keeps the offering from being handed in."""
    hints = []
    seats, teachers = offering.seats or 0, offering.teachers
    if teachers is not None and seats > teachers * STUDENTS_PER_TEACHER:
        hints.append(Remark("teachers", "teachers_few", {"seats": seats, "teachers": teachers}))
    if offering.round_id is None:
        hints.append(Remark("round_id", "no_round"))
    if not offering.regions:
        hints.append(Remark("regions", "regions_open"))
    twin = select(func.count()).select_from(Offering).where(
        Offering.program_id == offering.program_id, Offering.term == offering.term,
        Offering.status == PostStatus.SUBMITTED, Offering.id != offering.id,
    )  # fmt: skip
    if offering.term and session.exec(twin).one():
        hints.append(Remark("term", "term_twice", {"term": offering.term}))
    return hints


def as_typed(offering: Offering) -> dict[str, Any]:
    """Return a stored offering as the values of its form."""
    values = {name: getattr(offering, name) for name in OfferingDraft.model_fields}
    return values | {"round_id": str(offering.round_id) if offering.round_id else None}


def facts_of(offering: Offering) -> dict[str, Any]:
    """Return an offering as plain JSON for the audit."""
    facts = {name: list(value) if isinstance(value, list) else value for name, value in as_typed(offering).items()}
    facts["visibility"] = str(offering.visibility)
    return facts


def copy_for_next_term(offering: Offering, *, today: date) -> dict[str, Any]:
    """Return what a new offering takes over from an earlier one: everything but the round, with later dates."""
    values = {name: value for name, value in as_typed(offering).items() if name in COPIED}
    if offering.start_month:
        year, month = (int(part) for part in offering.start_month.split("-"))
        while (year, month) <= (today.year, today.month):
            year += 1
        values["start_month"] = f"{year}-{month:02d}"
    return values


def offerings_shown(session: Session, program: Program, viewer: Person) -> list[Offering]:
    """Return the programme's offerings that the viewer may open, newest first."""
    query = select(Offering).where(Offering.program_id == program.id)
    query = query.order_by(col(Offering.term).desc(), col(Offering.created_at).desc(), col(Offering.id))
    return [row for row in session.exec(query) if policies.can(viewer, Permission.OFFERING_VIEW, row)]


def offerings_of(session: Session, found: list[Program], viewer: Person, *, limit: int) -> list[Offering]:
    """Return the programmes' offerings that the viewer may open, by programme and term."""
    query = select(Offering).where(col(Offering.program_id).in_([program.id for program in found]))
    query = query.order_by(col(Offering.program_id), col(Offering.term).desc(), col(Offering.id))
    rows = session.exec(query) if found else ()
    return [row for row in rows if policies.can(viewer, Permission.OFFERING_VIEW, row)][:limit]


def matching_offerings(filters: OfferingFilters, *, viewer: Person, mine: bool = False) -> SelectOfScalar[Offering]:
    """Return the query for the offerings that the viewer may open and the filters leave, in no order yet."""
    query = select(Offering).join(Program, col(Program.id) == col(Offering.program_id))
    query = query.join(Organisation, col(Organisation.id) == col(Program.school_id))
    query = query.where(_visible(viewer, mine=mine))
    if filters.q:
        words = [col(Program.name), col(Offering.number)]
        has_words = [word.icontains(filters.q, autoescape=True) for word in words]
        query = query.where(or_(is_named(filters.q), *has_words))
    if filters.program:
        query = query.where(Offering.program_id == filters.program)
    if filters.round:
        query = query.where(Offering.round_id == filters.round)
    if filters.status:
        query = query.where(Offering.status == filters.status)
    if filters.term:
        query = query.where(Offering.term == filters.term)
    return query


def rounds_of(session: Session, offerings: list[Offering]) -> dict[UUID, MatchingRound]:
    """Return the rounds that the offerings stand in, by id."""
    wanted = {offering.round_id for offering in offerings if offering.round_id}
    query = select(MatchingRound).where(col(MatchingRound.id).in_(wanted))
    return {row.id: row for row in session.exec(query)} if wanted else {}


def capacities(session: Session, found: list[Program], viewer: Person) -> dict[UUID, Capacity]:
    """Return what the programmes offer to the viewer at present, by programme."""
    shown = [Visibility.PUBLIC]
    if viewer.organisation is not None and viewer.organisation.is_verified:
        shown.append(Visibility.VERIFIED)
    open_to_viewer = col(Offering.visibility).in_(shown)
    own = col(Program.school_id) == viewer.organisation_id
    query = (
        select(Offering.program_id, func.sum(Offering.seats), func.count(), func.max(Offering.term))
        .join(Program, col(Program.id) == col(Offering.program_id))
        .where(
            col(Offering.program_id).in_([program.id for program in found]),
            Offering.status == PostStatus.SUBMITTED,
            or_(own, may_be_judged_by(viewer, Offering), open_to_viewer),
        )
        .group_by(col(Offering.program_id))
    )
    if not found:
        return {}
    return {key: Capacity(seats or 0, count, term or "") for key, seats, count, term in session.exec(query)}


def _visible(viewer: Person, *, mine: bool) -> ColumnElement[bool]:
    """Return the condition under which OFFERING_VIEW holds for the viewer, as the database can ask it."""
    own = col(Program.school_id) == viewer.organisation_id
    if mine:
        return own
    shown = [Visibility.PUBLIC]
    if viewer.organisation is not None and viewer.organisation.is_verified:
        shown.append(Visibility.VERIFIED)
    standing = col(Offering.status) == PostStatus.SUBMITTED
    verified = col(Organisation.status) == OrganisationStatus.VERIFIED
    return or_(own, may_be_judged_by(viewer, Offering), standing & verified & col(Offering.visibility).in_(shown))
