"""What waits for a person, and the exchange in numbers: what the first pages show."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from webapp.models import (
    Choice,
    Demand,
    Invitation,
    MatchingRound,
    Offering,
    Organisation,
    Person,
    Program,
    Run,
    Suggestion,
)
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.kernel.enums import Side
from webapp.models.kernel.pinyin import pinyin_order
from webapp.models.posts.enums import PostStatus, Visibility
from webapp.models.rounds.enums import RoundStatus
from webapp.services.kernel.coordinators import is_led_by
from webapp.services.rounds.invitations import unanswered

MOST = 8
OPEN_ROUNDS = (
    RoundStatus.COLLECTING,
    RoundStatus.FROZEN,
    RoundStatus.SCORED,
    RoundStatus.CHOOSING,
    RoundStatus.ADJUDICATING,
)


@dataclass(frozen=True, slots=True)
class PublicCounts:
    """The exchange in numbers that anybody may know."""

    schools: int
    enterprises: int
    demands: int
    headcount: int
    offerings: int
    seats: int
    rounds: int


@dataclass(slots=True)
class Workbench:
    """What waits for one person: rows to open, and how many there are in all."""

    rounds: list[MatchingRound] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    offerings: list[Offering] = field(default_factory=list)
    programs_without_offering: list[Program] = field(default_factory=list)
    undecided: int = 0
    suggestions: int = 0
    organisations: list[Organisation] = field(default_factory=list)
    organisations_waiting: int = 0
    counts: dict[PostStatus, int] = field(default_factory=dict)
    programs: int = 0
    round_drafts: list[MatchingRound] = field(default_factory=list)
    invitations: list[tuple[Invitation, MatchingRound]] = field(default_factory=list)

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing waits."""
        waits = (self.demands, self.offerings, self.undecided, self.organisations, self.programs_without_offering)
        return not any((*waits, self.round_drafts, self.invitations))


def public_counts(session: Session, today: date) -> PublicCounts:
    """Count what is open to everybody: verified organisations, submitted public posts, rounds past their draft."""
    demands, headcount = _count_demands(session, today)
    offerings, seats = _count_offerings(session)
    return PublicCounts(
        schools=_count_organisations(session, OrganisationKind.SCHOOL),
        enterprises=_count_organisations(session, OrganisationKind.ENTERPRISE),
        demands=demands,
        headcount=headcount,
        offerings=offerings,
        seats=seats,
        rounds=session.exec(
            select(func.count()).select_from(MatchingRound).where(MatchingRound.status != RoundStatus.DRAFT)
        ).one(),
    )


def open_rounds(session: Session) -> list[MatchingRound]:
    """Return the rounds that run now, those that collect first."""
    query = select(MatchingRound).where(col(MatchingRound.status).in_(OPEN_ROUNDS))
    return list(session.exec(query.order_by(col(MatchingRound.collect_until), col(MatchingRound.code)).limit(MOST)))


def workbench_of(session: Session, person: Person) -> Workbench:
    """Return what waits for the person."""
    workbench = Workbench(rounds=open_rounds(session))
    if person.organisation_id is not None and person.role in (Role.ENTERPRISE, Role.SCHOOL):
        workbench.invitations = unanswered(session, person.organisation_id)[:MOST]
    if person.role is Role.ENTERPRISE:
        _for_enterprise(session, person, workbench)
    elif person.role is Role.SCHOOL:
        _for_school(session, person, workbench)
    else:
        _for_judges(session, person, workbench)
    return workbench


def _for_enterprise(session: Session, person: Person, workbench: Workbench) -> None:
    own = Demand.enterprise_id == person.organisation_id
    unfinished = col(Demand.status).in_((PostStatus.RETURNED, PostStatus.DRAFT))
    query = select(Demand).where(own, unfinished)
    order = (col(Demand.status) != PostStatus.RETURNED, col(Demand.updated_at).desc(), col(Demand.id))
    workbench.demands = list(session.exec(query.order_by(*order).limit(MOST)))
    workbench.counts = {
        PostStatus(status): count
        for status, count in session.exec(select(Demand.status, func.count()).where(own).group_by(Demand.status))
    }
    workbench.suggestions = _suggestions(session, own)
    answered = select(Choice.suggestion_id).where(Choice.side == Side.ENTERPRISE)
    workbench.undecided = _suggestions(session, own, col(Suggestion.id).not_in(answered))


def _for_school(session: Session, person: Person, workbench: Workbench) -> None:
    own = Program.school_id == person.organisation_id
    query = select(Offering).join(Program).where(own, col(Offering.status).in_((PostStatus.RETURNED, PostStatus.DRAFT)))
    order = (col(Offering.status) != PostStatus.RETURNED, col(Offering.updated_at).desc(), col(Offering.id))
    workbench.offerings = list(session.exec(query.order_by(*order).limit(MOST)))
    counted = select(Offering.status, func.count()).join(Program).where(own).group_by(Offering.status)
    workbench.counts = {PostStatus(status): count for status, count in session.exec(counted)}
    offered = select(Offering.program_id).where(Offering.status != PostStatus.WITHDRAWN)
    idle = select(Program).where(own, col(Program.is_closed).is_(False), col(Program.id).not_in(offered))
    named = sorted(session.exec(idle.order_by(col(Program.id))), key=lambda program: pinyin_order(program.name))
    workbench.programs_without_offering = named[:MOST]
    workbench.programs = session.exec(select(func.count()).select_from(Program).where(own)).one()
    workbench.suggestions = _suggestions(session, own)
    answered = select(Choice.suggestion_id).where(Choice.side == Side.SCHOOL)
    workbench.undecided = _suggestions(session, own, col(Suggestion.id).not_in(answered))


def _for_judges(session: Session, person: Person, workbench: Workbench) -> None:
    waits = [Organisation.status == OrganisationStatus.PENDING]
    if person.role is Role.COORDINATOR:
        if person.organisation is None or not person.organisation.is_verified:
            return
        waits.append(Organisation.kind != OrganisationKind.COORDINATOR)
        drafts = select(MatchingRound).where(MatchingRound.status == RoundStatus.DRAFT, is_led_by(person))
        workbench.round_drafts = list(session.exec(drafts.order_by(col(MatchingRound.collect_from)).limit(MOST)))
    query = select(Organisation).where(*waits)
    workbench.organisations = list(session.exec(query.order_by(col(Organisation.created_at)).limit(MOST)))
    workbench.organisations_waiting = session.exec(select(func.count()).select_from(query.subquery())).one()


def _suggestions(session: Session, *conditions: ColumnElement[bool] | bool) -> int:
    """Count the suggestions of adopted runs in choosing rounds."""
    query = (
        select(func.count(col(Suggestion.id)))
        .join(Run, col(Run.id) == col(Suggestion.run_id))
        .join(MatchingRound, col(MatchingRound.id) == col(Run.round_id))
        .join(Demand, col(Demand.id) == col(Suggestion.demand_id))
        .join(Offering, col(Offering.id) == col(Suggestion.offering_id))
        .join(Program, col(Program.id) == col(Offering.program_id))
        .where(*conditions, MatchingRound.status == RoundStatus.CHOOSING, col(Run.adopted_at).is_not(None))
    )
    return session.exec(query).one()


def _count_organisations(session: Session, kind: OrganisationKind) -> int:
    query = select(func.count()).select_from(Organisation)
    return session.exec(
        query.where(Organisation.kind == kind, Organisation.status == OrganisationStatus.VERIFIED)
    ).one()


def _count_demands(session: Session, today: date) -> tuple[int, int]:
    query = (
        select(func.count(), func.coalesce(func.sum(Demand.headcount), 0))
        .select_from(Demand)
        .join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
        .where(
            Demand.status == PostStatus.SUBMITTED,
            Demand.visibility == Visibility.PUBLIC,
            Organisation.status == OrganisationStatus.VERIFIED,
            or_(col(Demand.valid_until).is_(None), col(Demand.valid_until) >= today),
        )
    )
    posts, places = session.exec(query).one()
    return posts, int(places or 0)


def _count_offerings(session: Session) -> tuple[int, int]:
    query = (
        select(func.count(), func.coalesce(func.sum(Offering.seats), 0))
        .select_from(Offering)
        .join(Program, col(Program.id) == col(Offering.program_id))
        .join(Organisation, col(Organisation.id) == col(Program.school_id))
        .where(
            Offering.status == PostStatus.SUBMITTED,
            Offering.visibility == Visibility.PUBLIC,
            col(Program.is_closed).is_(False),
            Organisation.status == OrganisationStatus.VERIFIED,
        )
    )
    posts, seats = session.exec(query).one()
    return posts, int(seats or 0)
