"""Objections to a publication: under a real name, replied to within five working days; upheld ones open a conflict."""

from uuid import UUID

from sqlmodel import Session, col, func, select

from webapp import clock
from webapp.clock import now
from webapp.models import Allocation, MatchingRound, Objection, Person, Publication
from webapp.models.conflicts.enums import ConflictKind
from webapp.models.notices.enums import NoticeEvent
from webapp.models.publication.enums import ObjectionState
from webapp.models.publication.publication_input import ObjectionInput, ReplyInput
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationState
from webapp.services.accounts import attempts
from webapp.services.conflicts.conflicts import is_in_conflict, open_conflict
from webapp.services.kernel.audit import record
from webapp.services.kernel.coordinators import coordinators_of
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.limits.working_days import add_working_days
from webapp.services.notices.notices import tell

REPLY_DAYS = 5


def is_open_to_objections(publication: Publication, round_: MatchingRound) -> bool:
    """Tell whether the notice period runs."""
    ends = publication.ends_on
    return round_.status is RoundStatus.PUBLISHED and ends is not None and clock.today() <= ends


def file_objection(
    session: Session,
    publication: Publication,
    round_: MatchingRound,
    data: ObjectionInput,
    *,
    by: Person | None,
    address: str = "",
) -> Objection:
    """Take an objection in, and tell those who lead the round; so many an hour of one person, or from one address."""
    lock(session, publication)
    if not is_open_to_objections(publication, round_):
        raise DomainError("objections_over")
    if by is not None:
        attempts.hold(attempts.OBJECTIONS, session, who=by.id.hex)
    else:
        attempts.hold(attempts.OBJECTIONS, session, who="", address=address)
    if data.allocation_id is not None and _pair(session, round_, data.allocation_id) is None:
        raise DomainError("objection_pair_unknown")
    last = session.exec(select(func.max(Objection.number)).where(Objection.publication_id == publication.id)).one()
    objection = Objection(
        publication_id=publication.id,
        number=(last or 0) + 1,
        made_by_id=by.id if by else None,
        due_on=add_working_days(session, clock.today(), REPLY_DAYS),
        **data.model_dump(),
    )
    session.add(objection)
    session.flush()
    record(session, "objection.filed", objection, by=by, after={"number": objection.number})
    session.flush()
    tell(
        session,
        NoticeEvent.OBJECTION,
        coordinators_of(session, round_),
        path=f"/objections/{objection.id}",
        thing_id=objection.id,
        round=round_.title,
    )
    return objection


def reply_to_objection(
    session: Session, objection: Objection, data: ReplyInput, *, seen_version: int | None = None, by: Person
) -> None:
    """Settle an objection with a reply; one that is upheld opens a conflict on its pair."""
    round_ = lock(session, round_of_objection(session, objection))
    lock(session, objection, seen_version=seen_version)
    if objection.state is not ObjectionState.OPEN:
        raise DomainError("objection_settled")
    if round_.status is not RoundStatus.PUBLISHED:
        raise DomainError("objections_over")
    verdict = ObjectionState(data.verdict)
    key = data.allocation_id or objection.allocation_id
    pair = _pair(session, round_, key) if key else None
    if verdict is ObjectionState.UPHELD:
        if pair is None:
            raise DomainError("objection_needs_pair", field="allocation_id")
        if is_in_conflict(session, pair):
            raise DomainError("objection_pair_contested", field="allocation_id")
    with session.no_autoflush:
        objection.reply, objection.state = data.reply, verdict
        objection.replied_by_id, objection.replied_at = by.id, now()
        objection.version += 1
        session.add(objection)
    record(session, "objection.replied", objection, by=by, after={"state": verdict.value, "reply": data.reply})
    session.flush()
    if verdict is ObjectionState.UPHELD and pair is not None:
        due = add_working_days(session, clock.today(), REPLY_DAYS)
        open_conflict(session, round_, ConflictKind.OBJECTION, [pair], objection_id=objection.id, due_on=due, by=by)
    _tell_maker(session, objection, round_)


def objections_of(session: Session, publication: Publication) -> list[Objection]:
    """Return the objections, those without a reply first."""
    query = select(Objection).where(Objection.publication_id == publication.id)
    return list(session.exec(query.order_by(col(Objection.replied_at).is_not(None), col(Objection.number))))


def publication_of(session: Session, objection: Objection) -> Publication:
    """Return the publication that an objection is against."""
    return session.get_one(Publication, objection.publication_id)


def round_of_objection(session: Session, objection: Objection) -> MatchingRound:
    """Return the round that an objection concerns."""
    return session.get_one(MatchingRound, publication_of(session, objection).round_id)


def _pair(session: Session, round_: MatchingRound, key: UUID) -> Allocation | None:
    allocation = session.get(Allocation, key)
    if allocation is None or allocation.round_id != round_.id or allocation.state is AllocationState.FALLEN:
        return None
    return allocation


def _tell_maker(session: Session, objection: Objection, round_: MatchingRound) -> None:
    maker = session.get(Person, objection.made_by_id) if objection.made_by_id else None
    if maker is not None:
        tell(
            session,
            NoticeEvent.OBJECTION,
            [maker],
            path=f"/notices/{round_.code}",
            thing_id=objection.id,
            round=round_.title,
            text=objection.reply,
        )
