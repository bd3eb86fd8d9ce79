"""Programmes: written with proposals from their major, edited, closed, reopened, found."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp.models import Industry, Major, MajorClass, Offering, Organisation, Person, Program
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.codes.enums import MajorCatalogue
from webapp.models.kernel.filters import Code, Cut, Filters, Words
from webapp.models.posts.courses import courses_of, read_course, write_course
from webapp.models.posts.enums import GoneReason, PostStatus, TrainingLevel
from webapp.models.posts.program_input import ProgramDraft, ProgramInput
from webapp.predicates import is_coordinator
from webapp.services.accounts.names import is_named
from webapp.services.codes.majors import SCHOOLING_OF_LEVEL, find_major
from webapp.services.codes.resolve import inside_region, resolve_industries
from webapp.services.codes.search import canonical_skills
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError, InputRefused, Remark
from webapp.services.kernel.locking import lock
from webapp.services.posts import freezing
from webapp.services.posts.posting import facts_of, store, values_of
from webapp.services.posts.tombstones import leave_tombstone


class ProgramFilters(Filters):
    """What a list of programmes is narrowed to."""

    q: Words = ""
    level: TrainingLevel | None = None
    region: Annotated[Code, Cut(6)] = ""


@dataclass(frozen=True, slots=True)
class Proposals:
    """What the class of a major serves and teaches."""

    class_name: str = ""
    reason: str = ""
    industries: list[Industry] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    courses: list[str] = field(default_factory=list)


def propose(session: Session, major: Major) -> Proposals:
    """Return what programmes of this major usually teach and whom they serve."""
    major_class = session.get(MajorClass, major.class_name) if major.class_name else None
    if major_class is None:
        return Proposals(class_name=major.class_name)
    rows = session.exec(select(Industry).where(col(Industry.code).in_(major_class.industry_codes)))
    by_code = {row.code: row for row in rows}
    industries = [by_code[code] for code in major_class.industry_codes if code in by_code]
    return Proposals(
        major_class.name, major_class.reason, industries, list(major_class.skills), list(major_class.courses)
    )


def check_codes(session: Session, data: ProgramDraft) -> tuple[Major, list[str]]:
    """Refuse what must be mended (InputRefused); return the major and the codes of the industries."""
    remarks: list[Remark] = []
    major, industries = None, []
    try:
        major = _checked_major(session, data)
    except InputRefused as refused:
        remarks += refused.remarks
    try:
        industries = resolve_industries(session, data.industry_codes)
    except InputRefused as refused:
        remarks += refused.remarks
    if remarks or major is None:
        raise InputRefused(remarks)
    return major, industries


def save_program(
    session: Session, program: Program | None, data: ProgramDraft, *, seen_version: int | None = None, by: Person
) -> Program:
    """Store a programme, new or old; `ProgramInput` holds a complete one, `ProgramDraft` what there is so far."""
    before: dict[str, Any] = {}
    if program is not None:
        lock(session, program, seen_version=seen_version)
        if program.is_closed:
            raise DomainError("program_closed")
        before = facts_of(program, ProgramDraft)
    major, industries = check_codes(session, data)
    values = data.model_dump() | {"major_key": major.key, "name": major.name, "industry_codes": industries}
    school_id = program.school_id if program is not None else by.organisation_id
    if school_id is None:
        raise DomainError("no_organisation")
    _refuse_twin(session, school_id, values, besides=program.id if program else None)
    action = "program.edited"
    if program is None:
        program, action = Program(school_id=school_id, name=major.name, level=data.level, version=0), "program.created"
    store(session, program, values, ProgramDraft, before=before, action=action, by=by)
    session.refresh(program)
    return program


def close_program(session: Session, program: Program, *, seen_version: int, by: Person) -> None:
    """Take a programme off the exchange with all its offerings; one in a frozen round keeps it there."""
    lock(session, program, seen_version=seen_version)
    if program.is_closed:
        raise DomainError("program_closed")
    standing = list(
        session.exec(
            select(Offering)
            .where(Offering.program_id == program.id, Offering.status != PostStatus.WITHDRAWN)
            .order_by(col(Offering.id))
            .with_for_update(of=Offering)
        )
    )
    freezing.refuse_closing(session, standing)
    for offering in standing:
        if offering.status is PostStatus.SUBMITTED:
            leave_tombstone(session, offering, GoneReason.WITHDRAWN)
        was, offering.status = offering.status, PostStatus.WITHDRAWN
        offering.version += 1
        record(session, "offering.withdrawn", offering, by=by, before={"status": was}, after={"status": "withdrawn"})
    program.is_closed = True
    program.version += 1
    record(session, "program.closed", program, by=by, after={"offerings": len(standing)})
    session.flush()


def reopen_program(session: Session, program: Program, *, seen_version: int, by: Person) -> None:
    """Bring a closed programme back; its offerings stay withdrawn."""
    lock(session, program, seen_version=seen_version)
    if not program.is_closed:
        raise DomainError("program_open")
    program.is_closed = False
    program.version += 1
    record(session, "program.reopened", program, by=by)
    session.flush()


def gaps(program: Program) -> list[str]:
    """Return the fields that keep the programme from being compared with demands."""
    try:
        ProgramInput.model_validate(as_typed(program))
    except ValidationError as error:
        return list(dict.fromkeys(str(complaint["loc"][0]) for complaint in error.errors()))
    return []


def hints_for(session: Session, program: Program) -> list[Remark]:
    """Return what the school might like to know of its programme."""
    known = canonical_skills(session, program.skills)
    unknown = [skill for skill in program.skills if skill not in known]
    return [Remark("skills", "program_skills_new", {"skills": unknown})] if unknown else []


def as_typed(program: Program) -> dict[str, Any]:
    """Return a stored programme as the values of its input type."""
    return values_of(program, ProgramDraft)


def as_listed(program: Program, language: str) -> dict[str, Any]:
    """Return a stored programme as a form and a list write it: courses as lines with their hours and kind."""
    values = as_typed(program)
    facts = values.pop("course_facts")
    return values | {"courses": [write_course(course, language) for course in courses_of(program.courses, facts)]}


def under_change(program: Program, courses: Iterable[str] | None) -> dict[str, Any]:
    """Return what a partial change is laid over; new courses keep what was said of those that stand and say nothing."""
    values = as_typed(program)
    if courses is None:
        return values
    silent = {course.name for course in map(read_course, courses) if not course.facts}
    kept = {name: facts for name, facts in values["course_facts"].items() if name in silent}
    return values | {"course_facts": kept}


def find_programs(
    session: Session, filters: ProgramFilters, *, viewer: Person, mine: bool = False, offset: int = 0, limit: int = 20
) -> tuple[list[Program], int]:
    """Return a page of the programmes that the viewer may open, one's own with the closed, and how many there are."""
    query = matching_programs(filters, viewer=viewer, mine=mine, with_closed=mine)
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    order = (col(Program.is_closed), col(Program.updated_at).desc(), col(Program.id))
    return list(session.exec(query.order_by(*order).offset(offset).limit(limit))), total


def matching_programs(
    filters: ProgramFilters, *, viewer: Person, mine: bool = False, with_closed: bool = False
) -> SelectOfScalar[Program]:
    """Return the query for the programmes that the viewer may open and the filters leave, in no order yet."""
    query = select(Program).join(Organisation, col(Organisation.id) == col(Program.school_id))
    own = Program.school_id == viewer.organisation_id
    if mine:
        query = query.where(own)
    elif not is_coordinator(viewer, None):
        query = query.where(or_(own, Organisation.status == OrganisationStatus.VERIFIED))
    if not with_closed:
        query = query.where(col(Program.is_closed).is_(False))
    if filters.q:
        words = [col(Program.name), col(Program.direction)]
        has_words = [word.icontains(filters.q, autoescape=True) for word in words]
        has_words.append(col(Program.major_key).endswith(f":{filters.q}", autoescape=True))
        query = query.where(or_(is_named(filters.q), *has_words))
    if filters.level:
        query = query.where(Program.level == filters.level)
    if filters.region:
        query = query.where(inside_region(Organisation.region, filters.region))
    return query


def _checked_major(session: Session, data: ProgramDraft) -> Major:
    major = find_major(session, data.major_key, data.level)
    schooling = SCHOOLING_OF_LEVEL.get(data.level)
    if major.catalogue is MajorCatalogue.MOE2021 and schooling and major.schooling and schooling != major.schooling:
        facts = {"major": f"{major.code} {major.name}", "schooling": major.schooling}
        raise InputRefused([Remark("level", "level_off_catalogue", facts)])
    return major


def _refuse_twin(session: Session, school_id: UUID, values: dict[str, Any], *, besides: UUID | None) -> None:
    query = select(Program.id).where(
        Program.school_id == school_id,
        Program.major_key == values["major_key"],
        Program.level == values["level"],
        Program.direction == values["direction"],
        Program.entry_level == values["entry_level"],
    )
    if any(program_id != besides for program_id in session.exec(query)):
        raise InputRefused([Remark("major_key", "program_exists")])
