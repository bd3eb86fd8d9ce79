"""A new password by mail: three links an hour for an account from an address, each ending the one before."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from sqlmodel import Session, select

from webapp.clock import now
from webapp.models import AccessLink, Person
from webapp.models.accounts.enums import AttemptKind, Role
from webapp.services.accounts import attempts
from webapp.services.accounts.accounts import find_link, set_password, spend_links
from webapp.services.accounts.keys import account_key, fold_email, token_key
from webapp.services.accounts.signing_in import Account
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError

RESET_LASTS: Final = timedelta(hours=2)
WITHIN: Final = timedelta(hours=1)
FROM_HERE: Final = 3  # of one account from one address
FROM_ANYWHERE: Final = 6  # of one account: their owner has got them all, and the last one is good
WriteMail = Callable[[Person, str], object]  # puts the mail with the link into the outbox


def ask_reset(session: Session, email: str, write_mail: WriteMail, *, address: str, language: str) -> None:
    """Mail a fresh link to whoever has the address, unless there were enough of late.

    Nobody is told whether somebody has it, not even by the time that it takes: for nobody the same is done, and undone.
    """
    account = account_key(email)
    here = attempts.count(session, AttemptKind.RESET, WITHIN, who=account, address=address)
    if here >= FROM_HERE or attempts.count(session, AttemptKind.RESET, WITHIN, who=account) >= FROM_ANYWHERE:
        return
    attempts.note(session, AttemptKind.RESET, who=account, address=address)
    person = session.exec(select(Person).where(Person.email == fold_email(email))).first()
    is_known = person is not None and person.is_active
    if person is None:
        person = Person(email=fold_email(email), name="-", password_hash="", role=Role.SCHOOL, language=language)
    record(session, "reset.asked", Account(id=person.id) if is_known else Account.of(email), by=None)
    session.flush()
    with session.begin_nested() as kept:
        if is_known:
            write_mail(person, make_link(session, person))
        else:
            spend_links(session, person)
            attempts.note(session, AttemptKind.RESET, who=token_key(secrets.token_urlsafe(32)), address=address)
            write_mail(person, secrets.token_urlsafe(32))
            kept.rollback()


def make_link(session: Session, person: Person) -> str:
    """Return the token of a fresh reset link, the only one that is good from now on."""
    spend_links(session, person)
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
    return token


def reset_password(session: Session, token: str, new: str) -> Person:
    """Set a new password by a reset link; all sessions end, and failures to sign in no longer count."""
    link = find_link(session, "reset", token, lock=True)
    person = session.get(Person, link.person_id) if link is not None else None
    if link is None or person is None or not person.is_active:
        raise DomainError("link_spent")
    set_password(session, person, new)
    link.used_at = now()
    attempts.forget(session, AttemptKind.SIGN_IN, who=account_key(person.email))
    record(session, "person.password_reset", person, by=person)
    session.flush()
    return person
