"""Signing in, passwords, and the sessions of a person."""

import hashlib
import secrets
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from webapp.clock import now
from webapp.models import AccessLink, ApiToken, AuditEvent, Person, PersonSession, SignInAttempt
from webapp.models.kernel.base import Keyed
from webapp.services.accounts.passwords import check_strength, hash_password, verify
from webapp.services.kernel.audit import ADDRESS, address_of, record
from webapp.services.kernel.errors import DomainError

WINDOW = timedelta(minutes=15)
PER_ACCOUNT_AND_ADDRESS = 10
PER_ACCOUNT = 60
RESET_LASTS = timedelta(hours=2)


class Throttled(DomainError):
    """Too many failed attempts: wait."""

    status = 429


class Account(Keyed):
    """An account that does not exist, as the record knows it: the same id for the same address, which is not kept."""

    __tablename__: ClassVar[str] = "person"


def fold_email(email: str) -> str:
    """Return an address as accounts are looked up by it."""
    return email.strip().casefold()


def sign_in(session: Session, email: str, password: str, *, address: str) -> Person | None:
    """Return the person, or None where account or password is wrong; raise Throttled after too many failures.

    A wrong password and an unknown account take the same time. Failures are counted per account and address, so
    that nobody locks out somebody else; a far higher count per account alone slows a distributed attack.
    """
    account = _account_key(email)
    _refuse_when_throttled(session, account, address)
    person = session.exec(select(Person).where(Person.email == fold_email(email))).first()
    right, newer_hash = verify(password, person.password_hash if person else None)
    if person is None or not right or not person.is_active:
        session.add(SignInAttempt(account=account, address=address))
        record(session, "sign_in.failed", person or Account(id=_account_id(account)), by=None)
        session.flush()
        return None
    if newer_hash:
        person.password_hash = newer_hash
    session.execute(
        delete(SignInAttempt).where(col(SignInAttempt.account) == account, col(SignInAttempt.address) == address)
    )
    record(session, "sign_in.done", person, by=person)
    session.flush()
    return person


def record_throttling(session: Session, email: str, *, address: str) -> None:
    """Add to the record that an account could not be tried from an address: once in a window."""
    person = session.exec(select(Person).where(Person.email == fold_email(email))).first()
    thing = person or Account(id=_account_id(_account_key(email)))
    session.info[ADDRESS] = address
    told = select(AuditEvent.id).where(
        AuditEvent.thing_id == thing.id, AuditEvent.action == "sign_in.throttled", col(AuditEvent.at) > now() - WINDOW,
        AuditEvent.address == address_of(session),
    )  # fmt: skip
    if session.exec(told).first() is None:
        record(session, "sign_in.throttled", thing, by=None)


def change_password(
    session: Session, person: Person, current: str, new: str, *, kept: PersonSession | None, by: Person
) -> None:
    """Change the password and end all other sessions."""
    confirm_password(person, current)
    set_password(session, person, new, kept=kept)
    record(session, "person.password_changed", person, by=by)
    session.flush()


def confirm_password(person: Person, password: str) -> None:
    """Refuse where it is not the person's password: asked again before something sensitive."""
    if not verify(password, person.password_hash)[0]:
        raise DomainError("password_wrong")


def set_password(session: Session, person: Person, new: str, *, kept: PersonSession | None = None) -> None:
    """Store a new password, end the person's sessions but one, and spend open reset links."""
    check_strength(new, person.email, person.name, person.organisation.name if person.organisation else "")
    person.password_hash = hash_password(new)
    session.add(person)
    end_sessions(session, person, kept=kept)
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
    held = session.get(PersonSession, session_id)
    if held is None or held.person_id != person.id:
        raise DomainError("session_unknown")
    held.ended_at = now()
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


def issue_reset(session: Session, email: str) -> tuple[Person, str] | None:
    """Return the person and the token of a fresh reset link, or None where nobody has the address."""
    person = session.exec(select(Person).where(Person.email == fold_email(email))).first()
    if person is None or not person.is_active:
        return None
    token = secrets.token_urlsafe(32)
    session.add(
        AccessLink(
            kind="reset",
            token_hash=token_key(token),
            person_id=person.id,
            email=person.email,
            expires_at=now() + RESET_LASTS,
        )
    )
    session.flush()
    return person, token


def find_link(session: Session, kind: str, token: str, *, lock: bool = False) -> AccessLink | None:
    """Return the link of a token while it is good."""
    query = select(AccessLink).where(
        AccessLink.token_hash == token_key(token),
        AccessLink.kind == kind,
        col(AccessLink.used_at).is_(None),
        col(AccessLink.expires_at) > now(),
    )
    return session.exec(query.with_for_update() if lock else query).first()


def reset_password(session: Session, token: str, new: str) -> Person:
    """Set a new password by a reset link; all sessions end."""
    link = find_link(session, "reset", token, lock=True)
    person = session.get(Person, link.person_id) if link is not None else None
    if link is None or person is None or not person.is_active:
        raise DomainError("link_spent")
    set_password(session, person, new)
    link.used_at = now()
    record(session, "person.password_reset", person, by=person)
    session.flush()
    return person


def token_key(token: str) -> str:
    """Return what the tables keep of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _account_key(email: str) -> str:
    return hashlib.sha256(fold_email(email).encode()).hexdigest()


def _account_id(key: str) -> UUID:
    return UUID(key[:32])


def _refuse_when_throttled(session: Session, account: str, address: str) -> None:
    since = now() - WINDOW
    failed = (
        select(func.count())
        .select_from(SignInAttempt)
        .where(SignInAttempt.account == account, col(SignInAttempt.at) > since)
    )
    here = session.exec(failed.where(SignInAttempt.address == address)).one()
    if here >= PER_ACCOUNT_AND_ADDRESS or session.exec(failed).one() >= PER_ACCOUNT:
        raise Throttled("sign_in_throttled", minutes=int(WINDOW.total_seconds() // 60))


def choose_language(session: Session, person: Person, language: str) -> None:
    """Keep the language in which a person is written to."""
    person.language = language
    session.add(person)
    session.flush()
