"""Signing in: with the right password, and not after too many wrong ones.

Failures are counted for an account from an address, so that nobody locks out anybody elsewhere. Where an account fails
from many addresses at once, strange ones get fewer attempts; addresses from which its owner has come in before keep
theirs, and even a strange one gets some, so that the owner gets in with the right password from wherever it is.
A new password by mail opens the door at once.
"""

from datetime import timedelta
from typing import ClassVar, Final, Self
from uuid import UUID

from sqlmodel import Session, col, select

from webapp.clock import now
from webapp.models import Attempt, AuditEvent, Person
from webapp.models.accounts.enums import AttemptKind
from webapp.models.kernel.base import Keyed
from webapp.services.accounts import attempts
from webapp.services.accounts.attempts import Limit, Throttled
from webapp.services.accounts.keys import account_key, fold_email
from webapp.services.accounts.passwords import verify
from webapp.services.kernel.audit import ADDRESS, address_of, record
from webapp.services.kernel.errors import Unfit

WINDOW: Final = timedelta(minutes=15)
HERE: Final = Limit(AttemptKind.SIGN_IN, 10, WINDOW, "sign_in_throttled")  # of one account from one address
STRANGE: Final = Limit(AttemptKind.SIGN_IN, 3, WINDOW, "sign_in_throttled")  # the same, while the account is attacked
ATTACKED: Final = 60  # failures of one account within the window, from everywhere together
KNOWN_FOR: Final = timedelta(days=180)  # how long an address from which somebody came in is theirs


class Account(Keyed):
    """An account that does not exist, as the record knows it: the same id for the same address, which is not kept."""

    __tablename__: ClassVar[str] = "person"

    @classmethod
    def of(cls, email: str) -> Self:
        """Return the mark of an account that somebody has tried."""
        return cls(id=UUID(account_key(email)[:32]))


def sign_in(session: Session, email: str, password: str, *, address: str) -> Person | None:
    """Return the person, or None where account or password is wrong; raise Throttled after too many failures.

    A wrong password and an unknown account take the same time.
    """
    account = account_key(email)
    _refuse_when_throttled(session, account, address)
    person = session.exec(select(Person).where(Person.email == fold_email(email))).first()
    right, newer_hash = verify(password, person.password_hash if person else None)
    if person is None or not right or not person.is_active:
        attempts.note(session, AttemptKind.SIGN_IN, who=account, address=address)
        record(session, "sign_in.failed", person or Account.of(email), by=None)
        session.flush()
        return None
    if newer_hash:
        person.password_hash = newer_hash
    attempts.forget(session, AttemptKind.SIGN_IN, who=account, address=address)
    _know_address(session, account, address)
    record(session, "sign_in.done", person, by=person)
    session.flush()
    return person


def confirm_password(session: Session, person: Person, password: str, *, address: str) -> None:
    """Refuse where it is not the person's password: asked again before something sensitive, and counted as well."""
    account = account_key(person.email)
    _refuse_when_throttled(session, account, address)
    if not verify(password, person.password_hash)[0]:
        raise Unfit("password_wrong", field="current_password")


def note_wrong_password(session: Session, email: str, *, address: str) -> None:
    """Count that somebody who is signed in did not know their password."""
    attempts.note(session, AttemptKind.SIGN_IN, who=account_key(email), address=address)


def record_throttling(session: Session, email: str, *, address: str) -> None:
    """Add to the record that an account could not be tried from an address: once in a window."""
    person = session.exec(select(Person).where(Person.email == fold_email(email))).first()
    thing = person or Account.of(email)
    session.info[ADDRESS] = address
    already_recorded = select(AuditEvent.id).where(
        AuditEvent.thing_id == thing.id,
        AuditEvent.action == "sign_in.throttled",
        AuditEvent.address == address_of(session),
        col(AuditEvent.at) > now() - WINDOW,
    )
    if session.exec(already_recorded).first() is None:
        record(session, "sign_in.throttled", thing, by=None)


def _refuse_when_throttled(session: Session, account: str, address: str) -> None:
    limit = HERE
    if attempts.count(session, AttemptKind.SIGN_IN, WINDOW, who=account) >= ATTACKED:
        known = attempts.count(session, AttemptKind.SIGNED_IN, KNOWN_FOR, who=account, address=address)
        limit = HERE if known else STRANGE
    wait = attempts.wait_for(limit, session, who=account, address=address)
    if wait:
        raise Throttled(limit.code, wait)


def _know_address(session: Session, account: str, address: str) -> None:
    """Remember that an account has come in from an address: one row for each, as of the last time."""
    query = select(Attempt).where(
        Attempt.kind == AttemptKind.SIGNED_IN, Attempt.who == account, Attempt.address == attempts.place_of(address)
    )
    attempt = session.exec(query).first()
    if attempt is None:
        attempts.note(session, AttemptKind.SIGNED_IN, who=account, address=address)
    else:
        attempt.at = now()
        session.add(attempt)
