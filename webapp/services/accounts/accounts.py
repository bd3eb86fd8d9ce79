"""The passwords, sessions and links of a person, and accounts that are closed and opened again."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from webapp.clock import now
from webapp.models import AccessLink, ApiToken, Person, PersonSession
from webapp.services.accounts.keys import token_key
from webapp.services.accounts.passwords import check_strength, hash_password
from webapp.services.accounts.signing_in import confirm_password
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError


def change_password(
    session: Session, person: Person, current: str, new: str, *, kept: PersonSession | None, address: str, by: Person
) -> None:
    """Change the password and end all other sessions."""
    confirm_password(session, person, current, address=address)
    set_password(session, person, new, kept=kept)
    record(session, "person.password_changed", person, by=by)
    session.flush()


def set_password(session: Session, person: Person, new: str, *, kept: PersonSession | None = None) -> None:
    """Store a new password, end the person's sessions but one, and spend open reset links."""
    check_strength(new, person.email, person.name, person.organisation.name if person.organisation else "")
    person.password_hash = hash_password(new)
    session.add(person)
    end_sessions(session, person, kept=kept)
    spend_links(session, person)


def spend_links(session: Session, person: Person) -> None:
    """Let no reset link of the person be good any more."""
    session.execute(
        update(AccessLink)
        .where(col(AccessLink.person_id) == person.id, col(AccessLink.used_at).is_(None))
        .values(used_at=now())
    )


def end_sessions(session: Session, person: Person, *, kept: PersonSession | None = None) -> None:
    """End the person's sessions, but for the one that is kept."""
    query = update(PersonSession).where(
        col(PersonSession.person_id) == person.id, col(PersonSession.ended_at).is_(None)
    )
    if kept is not None:
        query = query.where(col(PersonSession.id) != kept.id)
    session.execute(query.values(ended_at=now()))


def open_sessions(session: Session, person: Person) -> list[PersonSession]:
    """Return the person's sessions that are not over, last used first."""
    query = select(PersonSession).where(PersonSession.person_id == person.id, col(PersonSession.ended_at).is_(None))
    return list(session.exec(query.order_by(col(PersonSession.seen_at).desc(), col(PersonSession.id))))


def end_session_of(session: Session, person: Person, session_id: UUID) -> None:
    """End one of the person's own sessions."""
    person_session = session.get(PersonSession, session_id)
    if person_session is None or person_session.person_id != person.id:
        raise DomainError("session_unknown")
    if person_session.ended_at is None:
        person_session.ended_at = now()
        record(session, "sign_in.ended", person, by=person)
        session.flush()


def deactivate(session: Session, person: Person, *, by: Person | None) -> None:
    """Close an account: its sessions and tokens end at once."""
    person.is_active = False
    end_sessions(session, person)
    session.execute(
        update(ApiToken)
        .where(col(ApiToken.person_id) == person.id, col(ApiToken.revoked_at).is_(None))
        .values(revoked_at=now())
    )
    record(session, "person.deactivated", person, by=by)
    session.flush()


def reactivate(session: Session, person: Person, *, by: Person | None) -> None:
    """Open a closed account again: its owner signs in anew, and its old tokens stay revoked."""
    if person.is_active:
        return
    person.is_active = True
    record(session, "person.reactivated", person, by=by)
    session.flush()


def find_link(session: Session, kind: str, token: str, *, lock: bool = False) -> AccessLink | None:
    """Return the link of a token while it is good."""
    query = select(AccessLink).where(
        AccessLink.token_hash == token_key(token),
        AccessLink.kind == kind,
        col(AccessLink.used_at).is_(None),
        col(AccessLink.expires_at) > now(),
    )
    return session.exec(query.with_for_update() if lock else query).first()


def choose_language(session: Session, person: Person, language: str) -> None:
    """Keep the language in which a person is written to."""
    person.language = language
    session.add(person)
    session.flush()
