"""What the offerings that stand today could give to a demand: plain counts, no score."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import String, cast, or_
from sqlmodel import Session, col, func, select

from webapp.models import ChainSegment, Offering, Organisation, Person, Program, SkillName
from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.kernel.pinyin import pinyin_order
from webapp.models.posts.enums import PostStatus, Visibility
from webapp.services.codes.search import canonical_skills

MOST = 400  # programmes that are looked at
SHOWN = 3
DIVISION = 3  # letters of a code that name its division, such as C34


@dataclass(frozen=True, slots=True)
class Covering:
    """A programme and the share of the required skills that it teaches, in percent."""

    program: Program
    share: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many programmes serve the demand's industry, and what they teach of its required skills."""

    programs: int
    schools: int
    seats: int
    best: list[Covering]
    untaught: list[str]


def estimate(
    session: Session, *, industry_code: str | None, segment_slug: str | None, skills: list[str], viewer: Person
) -> Estimate | None:
    """Count the programmes with open seats that serve the industry's division; None without an industry."""
    divisions = _divisions(session, industry_code, segment_slug)
    if not divisions:
        return None
    programs = _programs(session, divisions, viewer)
    words = _words_of(session, skills)
    taught = {program.id: {skill for skill in words if words[skill] & set(program.skills)} for program, _ in programs}
    shares = [
        Covering(program, round(100 * len(taught[program.id]) / len(words)))
        for program, _ in programs
        if taught[program.id]
    ]
    shares.sort(key=lambda row: (-row.share, pinyin_order(row.program.name), str(row.program.id)))
    everything = set().union(*taught.values())
    return Estimate(
        programs=len(programs),
        schools=len({program.school_id for program, _ in programs}),
        seats=sum(seats for _, seats in programs),
        best=shares[:SHOWN],
        untaught=[skill for skill in words if skill not in everything] if programs else [],
    )


def _divisions(session: Session, industry_code: str | None, segment_slug: str | None) -> set[str]:
    codes = [industry_code] if industry_code else []
    segment = session.get(ChainSegment, segment_slug) if segment_slug and segment_slug.isprintable() else None
    codes += segment.industry_codes if segment is not None else []
    return {code[:DIVISION] for code in codes if len(code) >= DIVISION}


def _programs(session: Session, divisions: Iterable[str], viewer: Person) -> list[tuple[Program, int]]:
    visibilities = [Visibility.PUBLIC]
    if viewer.organisation is not None and viewer.organisation.is_verified:
        visibilities.append(Visibility.VERIFIED)
    seats = (
        select(col(Offering.program_id).label("program_id"), func.sum(Offering.seats).label("seats"))
        .where(Offering.status == PostStatus.SUBMITTED, col(Offering.visibility).in_(visibilities))
        .group_by(col(Offering.program_id))
        .subquery()
    )
    served = cast(Program.industry_codes, String)
    query = (
        select(Program, seats.c.seats)
        .join(seats, seats.c.program_id == Program.id)
        .join(Organisation, col(Organisation.id) == col(Program.school_id))
        .where(
            col(Program.is_closed).is_(False),
            Organisation.status == OrganisationStatus.VERIFIED,
            or_(*(served.like(f'%"{division}%') for division in sorted(divisions))),
        )
        .order_by(seats.c.seats.desc(), col(Program.id))
        .limit(MOST)
    )
    return [(program, int(total or 0)) for program, total in session.exec(query)]


def _words_of(session: Session, skills: list[str]) -> dict[str, set[str]]:
    """Return for each skill the words that mean it, itself included."""
    names = canonical_skills(session, skills)
    query = select(SkillName).where(col(SkillName.skill_name).in_(set(names.values())))
    words: dict[str, set[str]] = {}
    for row in session.exec(query) if names else []:
        words.setdefault(row.skill_name, {row.skill_name}).add(row.word)
    return {skill: {skill} | words.get(names.get(skill, ""), set()) for skill in skills}
