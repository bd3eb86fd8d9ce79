"""Co-hosts: coordinating bodies that the host of a round names to lead it together with its own people."""

from uuid import UUID

from sqlmodel import Session, col, select

from webapp.models import CoHost, MatchingRound, Organisation, Person
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus
from webapp.models.notices.enums import NoticeEvent
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.notices.notices import people_of, tell


def may_be_named(session: Session, round_: MatchingRound) -> list[Organisation]:
    """Return the verified coordinating bodies that do not lead the round yet, by name."""
    query = select(Organisation).where(
        Organisation.kind == OrganisationKind.COORDINATOR,
        Organisation.status == OrganisationStatus.VERIFIED,
        col(Organisation.id).not_in(round_.leading_ids),
    )
    return list(session.exec(query.order_by(col(Organisation.name_order), col(Organisation.id))))


def name_co_host(session: Session, round_: MatchingRound, organisation_id: UUID | None, *, by: Person) -> CoHost:
    """Let another body lead the round too, and tell its people; only the host names one."""
    lock(session, round_)
    _refuse_unless_host(round_, by)
    organisation = next((row for row in may_be_named(session, round_) if row.id == organisation_id), None)
    if organisation is None:
        raise DomainError("co_host_unknown")
    co_host = CoHost(round_id=round_.id, organisation_id=organisation.id, named_by_id=by.id)
    session.add(co_host)
    record(session, "round.co_host_named", round_, by=by, after={"name": organisation.name})
    session.flush()
    session.refresh(round_, ["co_hosts"])
    people = people_of(session, [organisation.id])
    tell(session, NoticeEvent.INVITED, people, path=f"/rounds/{round_.id}", thing_id=round_.id, co_host=round_.title)
    return co_host


def drop_co_host(session: Session, round_: MatchingRound, organisation_id: UUID | None, *, by: Person) -> None:
    """Let a co-host lead the round no longer."""
    lock(session, round_)
    _refuse_unless_host(round_, by)
    co_host = next((row for row in round_.co_hosts if row.organisation_id == organisation_id), None)
    if co_host is None:
        raise DomainError("co_host_unknown")
    record(session, "round.co_host_dropped", round_, by=by, before={"name": co_host.organisation.name})
    session.delete(co_host)
    session.flush()
    session.refresh(round_, ["co_hosts"])


def _refuse_unless_host(round_: MatchingRound, by: Person) -> None:
    if by.organisation_id != round_.host_id:
        raise DomainError("co_hosts_not_yours")
