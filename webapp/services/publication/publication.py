"""Publication of a round's result: its notice, the checks before it, and what must be over before the round ends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, func, select

from webapp import clock
from webapp.clock import now
from webapp.models import (
    Allocation,
    AlternateOffer,
    MatchingRound,
    Objection,
    Person,
    Publication,
)
from webapp.models.publication.enums import ObjectionState
from webapp.models.publication.publication_input import NoticeInput
from webapp.models.rounds.enums import RoundStatus
from webapp.models.seats.enums import AllocationState, AlternateState
from webapp.services.conflicts.conflicts import count_unsettled
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.limits.working_days import add_working_days
from webapp.services.rounds import rounds
from webapp.services.seats import capacity
from webapp.services.seats.contacts import OPEN_FROM
from webapp.services.seats.corrections import pairs_of, publication_of


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist: whether it is green, and the facts of the reason where it is not."""

    name: str
    is_green: bool
    facts: dict[str, Any] = field(default_factory=dict)


def checklist(session: Session, round_: MatchingRound) -> list[Check]:
    """Return what must be so before a round is published."""
    publication = publication_of(session, round_)
    conflicts, people = count_unsettled(session, round_)
    proposed = _count(session, Allocation, round_, Allocation.state == AllocationState.PROPOSED)
    twice = capacity.count_wrong(session, round_)
    waiting = _count(session, AlternateOffer, round_, AlternateOffer.state == AlternateState.OPEN)
    return [
        Check("frozen", round_.frozen_at is not None),
        Check("run_adopted", rounds.adopted_run(session, round_.id) is not None),
        Check("choosing_over", round_.chosen_at is not None),
        Check("conflicts_settled", conflicts == 0 and proposed == 0, {"count": conflicts, "people": people}),
        Check("seats_once", twice == 0, {"count": twice}),
        Check("alternates_over", waiting == 0, {"count": waiting}),
        Check("notice_written", publication is not None),
        Check("notice_approved", publication is not None and publication.approved_at is not None),
    ]


def publish_refusals(session: Session, round_: MatchingRound) -> Iterator[DomainError]:
    """Yield what keeps a round from being published."""
    for check in checklist(session, round_):
        if not check.is_green:
            yield DomainError(f"check_{check.name}", **check.facts)


def draft_notice(
    session: Session, round_: MatchingRound, data: NoticeInput, *, seen_version: int | None = None, by: Person
) -> Publication:
    """Write the notice's text; a changed text must be approved anew."""
    if round_.status is not RoundStatus.ADJUDICATING:
        raise DomainError("round_not_adjudicating")
    publication = publication_of(session, round_)
    if publication is None:
        if seen_version:
            raise DomainError("stale_edit")
        publication = Publication(round_id=round_.id, title=data.title, text=data.text, version=0)
    else:
        lock(session, publication, seen_version=seen_version)
    before = {"title": publication.title, "text": publication.text} if publication.version else {}
    publication.title, publication.text = data.title, data.text
    publication.contact, publication.notice_days = data.contact, data.notice_days
    publication.approved_by_id, publication.approved_at = None, None
    publication.version += 1
    session.add(publication)
    after = {"title": data.title, "text": data.text, "days": data.notice_days}
    record(session, "publication.drafted", round_, by=by, before=before, after=after)
    session.flush()
    return publication


def approve_notice(session: Session, publication: Publication, *, seen_version: int | None = None, by: Person) -> None:
    """Approve the text that was seen."""
    lock(session, publication, seen_version=seen_version)
    if publication.published_at is not None:
        raise DomainError("notice_published")
    publication.approved_by_id, publication.approved_at = by.id, now()
    publication.version += 1
    session.add(publication)
    record(session, "publication.approved", round_of(session, publication), by=by, after={"title": publication.title})
    session.flush()


def publish_result(session: Session, round_: MatchingRound, *, by: Person | None) -> None:
    """Open the notice to everybody, with the pairs that stand, for its number of working days."""
    publication = publication_of(session, round_)
    if publication is None:
        raise DomainError("check_notice_written")
    lock(session, publication)
    if publication.published_at is not None:
        raise DomainError("notice_published")
    today = clock.today()
    publication.published_at, publication.published_by_id = now(), by.id if by else None
    publication.starts_on = today
    publication.ends_on = add_working_days(session, today, publication.notice_days)
    publication.pairs = pairs_of(session, round_)
    publication.version += 1
    session.add(publication)
    session.flush()


def closing_refusals(session: Session, round_: MatchingRound) -> Iterator[DomainError]:
    """Yield what keeps a published round from being closed."""
    publication = publication_of(session, round_)
    if publication is None or publication.ends_on is None:
        yield DomainError("check_notice_written")
        return
    if clock.today() <= publication.ends_on:
        yield DomainError("notice_runs", until=publication.ends_on.isoformat())
    query = select(func.count()).where(
        Objection.publication_id == publication.id, Objection.state == ObjectionState.OPEN
    )
    if unanswered := session.exec(query).one():
        yield DomainError("objections_open", count=unanswered)
    conflicts, people = count_unsettled(session, round_)
    if conflicts:
        yield DomainError("check_conflicts_settled", count=conflicts, people=people)


def published_notices(
    session: Session, *, offset: int, limit: int
) -> tuple[list[tuple[Publication, MatchingRound]], int]:
    """Return a page of all published notices, the newest first, and how many there are."""
    total = session.exec(select(func.count()).where(col(Publication.published_at).is_not(None))).one()
    query = select(Publication, MatchingRound).join(MatchingRound, col(MatchingRound.id) == col(Publication.round_id))
    query = query.where(col(Publication.published_at).is_not(None))
    rows = session.exec(
        query.order_by(col(Publication.published_at).desc(), col(Publication.id)).offset(offset).limit(limit)
    )
    return [(publication, round_) for publication, round_ in rows], total


def published_by_code(session: Session, code: str) -> tuple[Publication, MatchingRound] | None:
    """Return a published notice by its round's code."""
    query = select(Publication, MatchingRound).join(MatchingRound, col(MatchingRound.id) == col(Publication.round_id))
    query = query.where(MatchingRound.code == code, col(Publication.published_at).is_not(None))
    row = session.exec(query.where(col(MatchingRound.status).in_(OPEN_FROM))).first()
    return (row[0], row[1]) if row else None


def round_of(session: Session, publication: Publication) -> MatchingRound:
    """Return the round of a publication."""
    return session.get_one(MatchingRound, publication.round_id)


def _count(session: Session, table: Any, round_: MatchingRound, condition: Any) -> int:
    return session.exec(select(func.count()).select_from(table).where(table.round_id == round_.id, condition)).one()
