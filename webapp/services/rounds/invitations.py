"""Invitations to a round: who is asked, what they answer, who is reminded."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from webapp import clock
from webapp.clock import now
from webapp.models import Demand, Invitation, MatchingRound, Offering, Organisation, Person, Program
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus
from webapp.models.kernel.filters import Code, Filters, Words
from webapp.models.notices.enums import NoticeEvent
from webapp.models.rounds.collecting_input import InvitationAnswer
from webapp.models.rounds.enums import InvitationState, RoundStatus
from webapp.services.accounts.names import is_named
from webapp.services.codes.resolve import inside_region
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.notices.notices import people_of, tell
from webapp.services.rounds.rounds import demand_conditions, offering_conditions

INVITED_KINDS = (OrganisationKind.ENTERPRISE, OrganisationKind.SCHOOL)
MOST_MESSAGE = 500
WAITING = (InvitationState.INVITED, InvitationState.MAYBE)


class InvitationFilters(Filters):
    """What the list of a round's invitations is narrowed to."""

    q: Words = ""
    state: InvitationState | None = None


class CandidateFilters(Filters):
    """What the list of organisations that may be invited is narrowed to."""

    q: Words = ""
    kind: OrganisationKind | None = None
    region: Code = ""


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation as its list shows it: who has posts takes part, whatever was answered before."""

    invitation: Invitation
    takes_part: bool

    @property
    def state(self) -> InvitationState:
        """Return where the organisation stands."""
        return InvitationState.YES if self.takes_part else self.invitation.state


def participants(session: Session, round_: MatchingRound, *, today: date) -> set[UUID]:
    """Return the organisations that have posts in the round."""
    asked = select(Demand.enterprise_id).join(Organisation, col(Organisation.id) == col(Demand.enterprise_id))
    offered = select(Program.school_id).join(Offering, col(Offering.program_id) == col(Program.id))
    offered = offered.join(Organisation, col(Organisation.id) == col(Program.school_id))
    return {
        *session.exec(asked.where(*demand_conditions(round_, today)).distinct()),
        *session.exec(offered.where(*offering_conditions(round_)).distinct()),
    }


def find_candidates(
    session: Session, round_: MatchingRound, filters: CandidateFilters, *, offset: int, limit: int
) -> tuple[list[Organisation], int]:
    """Return a page of the organisations that may still be invited, and how many there are."""
    query = _candidates(round_, filters)
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    page = query.order_by(col(Organisation.kind), col(Organisation.name_order), col(Organisation.id))
    return list(session.exec(page.offset(offset).limit(limit))), total


def invite(
    session: Session, round_: MatchingRound, organisations: Collection[UUID], *, message: str, by: Person
) -> int:
    """Invite the organisations that have not been invited yet, tell their people, and return how many they are."""
    query = _candidates(round_, CandidateFilters()).where(col(Organisation.id).in_(organisations))
    return _invite(session, round_, query, message, by)


def invite_all(session: Session, round_: MatchingRound, filters: CandidateFilters, *, message: str, by: Person) -> int:
    """Invite everybody whom the filters leave, and return how many they are."""
    return _invite(session, round_, _candidates(round_, filters), message, by)


def list_invitations(
    session: Session, round_: MatchingRound, filters: InvitationFilters, *, today: date
) -> list[InvitationLine]:
    """Return the round's invitations by the names of the organisations."""
    query = select(Invitation).join(Organisation, col(Organisation.id) == col(Invitation.organisation_id))
    query = query.where(Invitation.round_id == round_.id)
    if filters.q:
        query = query.where(is_named(filters.q))
    come = participants(session, round_, today=today)
    rows = session.exec(query.order_by(col(Organisation.name_order), col(Invitation.id)))
    lines = [InvitationLine(row, row.organisation_id in come) for row in rows]
    return [line for line in lines if filters.state in (None, line.state)]


def count_states(session: Session, round_: MatchingRound, *, today: date) -> dict[InvitationState, int]:
    """Return how many of the invited stand where."""
    come = participants(session, round_, today=today)
    counts: dict[InvitationState, int] = dict.fromkeys(InvitationState, 0)
    query = select(Invitation.organisation_id, Invitation.state).where(Invitation.round_id == round_.id)
    for organisation_id, state in session.exec(query):
        counts[InvitationState.YES if organisation_id in come else InvitationState(state)] += 1
    return counts


def remind(session: Session, invitation: Invitation, *, by: Person) -> bool:
    """Remind one organisation; on one day nobody is reminded twice. Return whether somebody was told."""
    round_ = _collecting(session, invitation)
    people_told = _tell(session, round_, [invitation], reminds=True)
    if people_told:
        record(session, "invitation.reminded", invitation, by=by, after={"people": people_told})
        session.flush()
    return bool(people_told)


def remind_waiting(session: Session, round_: MatchingRound, *, today: date, by: Person) -> int:
    """Remind everybody who has not answered or may take part; return how many people were told."""
    if round_.status is not RoundStatus.COLLECTING:
        raise DomainError("invite_not_collecting")
    lines = list_invitations(session, round_, InvitationFilters(), today=today)
    people_told = _tell(session, round_, [line.invitation for line in lines if line.state in WAITING], reminds=True)
    record(session, "round.reminded", round_, by=by, after={"people": people_told})
    session.flush()
    return people_told


def answer_invitation(
    session: Session, invitation: Invitation, data: InvitationAnswer, *, seen_version: int, by: Person
) -> None:
    """Record what the invited organisation answers; it may change its mind while the round collects."""
    lock(session, invitation, seen_version=seen_version)
    _collecting(session, invitation)
    before = {"state": invitation.state.value, "reason": invitation.reason.value if invitation.reason else None}
    invitation.state, invitation.reason, invitation.note = InvitationState(data.state), data.reason, data.note
    invitation.answered_by_id, invitation.answered_at = by.id, now()
    invitation.version += 1
    after = {"state": invitation.state.value, "reason": invitation.reason.value if invitation.reason else None}
    record(session, "invitation.answered", invitation, by=by, before=before, after=after)
    session.flush()


def unanswered(session: Session, organisation_id: UUID) -> list[tuple[Invitation, MatchingRound]]:
    """Return an organisation's invitations that wait for a word or for posts, the one that closes first in front."""
    query = select(Invitation, MatchingRound).join(MatchingRound, col(MatchingRound.id) == col(Invitation.round_id))
    query = query.where(
        Invitation.organisation_id == organisation_id,
        MatchingRound.status == RoundStatus.COLLECTING,
        col(Invitation.state).in_(WAITING),
    )
    return list(session.exec(query.order_by(col(MatchingRound.collect_until), col(MatchingRound.code))))


def _candidates(round_: MatchingRound, filters: CandidateFilters) -> SelectOfScalar[Organisation]:
    invited = select(Invitation.organisation_id).where(Invitation.round_id == round_.id)
    query = select(Organisation).where(
        col(Organisation.kind).in_(INVITED_KINDS if filters.kind is None else (filters.kind,)),
        Organisation.status == OrganisationStatus.VERIFIED,
        col(Organisation.id).not_in(invited),
    )
    if filters.q:
        query = query.where(is_named(filters.q))
    if filters.region:
        query = query.where(inside_region(Organisation.region, filters.region))
    return query


def _invite(
    session: Session, round_: MatchingRound, query: SelectOfScalar[Organisation], message: str, by: Person
) -> int:
    lock(session, round_)
    if round_.status is not RoundStatus.COLLECTING:
        raise DomainError("invite_not_collecting")
    if len(message.strip()) > MOST_MESSAGE:
        raise DomainError("message_too_long", most=MOST_MESSAGE)
    invitations = [
        Invitation(round_id=round_.id, organisation_id=key, message=message.strip(), invited_by_id=by.id)
        for key in [organisation.id for organisation in session.exec(query.order_by(col(Organisation.id)))]
    ]
    if not invitations:
        raise DomainError("nobody_to_invite")
    session.add_all(invitations)
    session.flush()
    record(session, "round.invited", round_, by=by, after={"organisations": len(invitations)})
    _tell(session, round_, invitations)
    return len(invitations)


def _tell(session: Session, round_: MatchingRound, invitations: Iterable[Invitation], *, reminds: bool = False) -> int:
    """Tell the people of the invited organisations; return how many people were told."""
    by_organisation = {invitation.organisation_id: invitation for invitation in invitations}
    people: dict[UUID, list[Person]] = {}
    for person in people_of(session, by_organisation):
        if person.organisation_id is not None:
            people.setdefault(person.organisation_id, []).append(person)
    day = clock.today().isoformat() if reminds else "first"
    people_told = 0
    for organisation_id, invitation in by_organisation.items():
        notices = tell(
            session,
            NoticeEvent.INVITED,
            people.get(organisation_id, []),
            path=f"/invitations/{invitation.id}",
            thing_id=invitation.id,
            key=f"invited:{invitation.id}:{day}",
            round=round_.title,
            message=invitation.message,
        )
        people_told += len(notices)
    return people_told


def _collecting(session: Session, invitation: Invitation) -> MatchingRound:
    round_ = session.get_one(MatchingRound, invitation.round_id)
    if round_.status is not RoundStatus.COLLECTING:
        raise DomainError("invite_not_collecting")
    return round_
