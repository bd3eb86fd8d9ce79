"""Offerings: capacity that a programme opens for a term: written, checked, handed in, withdrawn, returned, found."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp import policies
from webapp.models import MatchingRound, Offering, Organisation, Person, Program
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.kernel.filters import Code, Filters, Words
from webapp.models.posts.enums import PostStatus, Visibility
from webapp.models.posts.program_input import OfferingDraft, OfferingInput
from webapp.models.rounds.enums import RoundStatus
from webapp.policies import Permission
from webapp.services.accounts.names import is_named
from webapp.services.codes.resolve import resolve_regions
from webapp.services.kernel.coordinators import may_be_judged_by
from webapp.services.kernel.errors import DomainError, InputRefused, Remark
from webapp.services.posts import post_rules, programs
from webapp.services.posts.freezing import refuse_handing_in
from webapp.services.posts.places import refuse_fewer_than_given
from webapp.services.posts.posting import Posting, Writing

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


class OfferingPosting(Posting[Offering]):
    """An offering: what a school's programme opens for a term."""

    name = "offering"
    prefix = "P"
    model = Offering
    draft = OfferingDraft
    whole = OfferingInput
    copied = (
        "seats", "batch_min", "batch_max", "modes", "months", "regions", "teachers", "visibility", "contact_name",
        "contact_phone", "note",
    )  # fmt: skip

    def begin(self, owner: Program, number: str) -> Offering:
        """Return a new offering of the programme, without values."""
        return Offering(number=number, program_id=owner.id)

    def owner_id(self, post: Offering) -> UUID:
        """Return the school."""
        return post.program.school_id

    def title(self, post: Offering) -> str:
        """Return the programme's title."""
        return post.program.title

    def checked(self, session: Session, data: OfferingDraft, post: Offering | None, writing: Writing) -> dict[str, Any]:
        """Refuse what must be mended (InputRefused); return the values."""
        program = post.program if post is not None else writing.owner
        if post is not None:
            if post.status is PostStatus.RETURNED and data.seats is None:
                raise InputRefused([Remark("seats", "returned_needs_answer")])
            refuse_fewer_than_given(post, data.seats)
        if program.is_closed:
            raise DomainError("program_closed")
        round_, regions = check_offering(session, data, today=writing.today)
        return data.model_dump() | {
            "round_id": round_.id if round_ else None,
            "term": round_.term if round_ else data.term,
            "modes": [str(mode) for mode in data.modes],
            "regions": regions,
        }

    def refuse_handing_in(self, session: Session, post: Offering) -> None:
        """Refuse while the programme is closed or says too little, or the round is past collecting."""
        if post.program.is_closed:
            raise DomainError("program_closed")
        if programs.gaps(post.program):
            raise DomainError("program_incomplete")
        refuse_handing_in(session, post)

    def check_whole(self, session: Session, data: OfferingInput, post: Offering, *, today: date) -> None:
        """Refuse what today's rules do not take."""
        check_offering(session, data, today=today)


OFFERING_POSTS = OfferingPosting()


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


def copy_for_next_term(offering: Offering, *, today: date) -> dict[str, Any]:
    """Return what a new offering takes over from an earlier one: everything but the round, with later dates."""
    values = OFFERING_POSTS.copy_of(offering)
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


def offerings_of(session: Session, wanted_programs: list[Program], viewer: Person, *, limit: int) -> list[Offering]:
    """Return the programmes' offerings that the viewer may open, by programme and term."""
    query = select(Offering).where(col(Offering.program_id).in_([program.id for program in wanted_programs]))
    query = query.order_by(col(Offering.program_id), col(Offering.term).desc(), col(Offering.id))
    rows = session.exec(query) if wanted_programs else ()
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


def capacities(session: Session, wanted_programs: list[Program], viewer: Person) -> dict[UUID, Capacity]:
    """Return what the programmes offer to the viewer at present, by programme."""
    visibilities = [Visibility.PUBLIC]
    if viewer.organisation is not None and viewer.organisation.is_verified:
        visibilities.append(Visibility.VERIFIED)
    open_to_viewer = col(Offering.visibility).in_(visibilities)
    own = col(Program.school_id) == viewer.organisation_id
    query = (
        select(Offering.program_id, func.sum(Offering.seats), func.count(), func.max(Offering.term))
        .join(Program, col(Program.id) == col(Offering.program_id))
        .where(
            col(Offering.program_id).in_([program.id for program in wanted_programs]),
            Offering.status == PostStatus.SUBMITTED,
            or_(own, may_be_judged_by(viewer, Offering), open_to_viewer),
        )
        .group_by(col(Offering.program_id))
    )
    if not wanted_programs:
        return {}
    return {key: Capacity(seats or 0, count, term or "") for key, seats, count, term in session.exec(query)}


def _visible(viewer: Person, *, mine: bool) -> ColumnElement[bool]:
    """Return the condition under which OFFERING_VIEW holds for the viewer, as the database can ask it."""
    own = col(Program.school_id) == viewer.organisation_id
    if mine:
        return own
    visibilities = [Visibility.PUBLIC]
    if viewer.organisation is not None and viewer.organisation.is_verified:
        visibilities.append(Visibility.VERIFIED)
    standing = col(Offering.status) == PostStatus.SUBMITTED
    verified = col(Organisation.status) == OrganisationStatus.VERIFIED
    is_open = standing & verified & col(Offering.visibility).in_(visibilities)
    return or_(own, may_be_judged_by(viewer, Offering), is_open)
