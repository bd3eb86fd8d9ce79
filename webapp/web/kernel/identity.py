"""Who is asking: sessions kept on the server, named by a random token in the signed cookie."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, current_app, g, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy import update
from sqlalchemy.orm import joinedload
from sqlmodel import Session, col, select

from webapp import policies
from webapp.clock import now
from webapp.config import Settings
from webapp.models import Person, PersonSession
from webapp.models.accounts.enums import Role
from webapp.policies import Permission
from webapp.services.accounts import accounts
from webapp.web.kernel.db import note_apart, session

SEEN_EVERY = timedelta(minutes=5)

login_manager = LoginManager()


class SignedIn(UserMixin):
    """The person behind this request, and the session that proves it. Its id for flask-login is the token."""

    def __init__(self, token: str, person_session: PersonSession) -> None:
        """Hold the session row and its token."""
        self.token = token
        self.person_session = person_session

    def get_id(self) -> str:
        """Return what the cookie carries."""
        return self.token

    @property
    def is_active(self) -> bool:
        """Tell whether the person may still sign in."""
        return self.person_session.person.is_active


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, in words: to be shown where the database may not be asked any more."""

    name: str
    role: Role
    organisation: str
    organisation_id: UUID | None
    reads_record: bool


def asker_of(person: Person) -> Asker:
    """Return a person as the frame of a page shows them."""
    organisation = person.organisation.shown_name if person.organisation else ""
    reads_record = policies.can(person, Permission.AUDIT_READ)
    return Asker(person.name, person.role, organisation, person.organisation_id, reads_record)


def known_asker() -> Asker | None:
    """Return who asks where this request has found that out already; nobody is asked for it."""
    asker: Asker | None = g.get("asker")
    return asker


def brings_session() -> bool:
    """Tell whether the request says that somebody is signed in, be it true or not."""
    return "_user_id" in cookie


def init_app(app: Flask) -> None:
    """Let flask-login ask us who holds a token."""
    login_manager.session_protection = None
    login_manager.init_app(app, add_context_processor=False)  # it would ask the database on pages of errors, too


def hash_token(token: str) -> str:
    """Return what the tables keep of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_signed_in(token: str) -> SignedIn | None:
    """Return who holds the token, unless the session is over."""
    query = (
        select(PersonSession)
        .where(PersonSession.token_hash == hash_token(token), col(PersonSession.ended_at).is_(None))
        .options(joinedload(PersonSession.person))  # type: ignore[arg-type]
    )
    person_session = session().exec(query).first()
    if person_session is None or not person_session.person.is_active:
        return None
    settings: Settings = current_app.extensions["zhiqiao.settings"]
    moment = now()
    if moment - person_session.seen_at > timedelta(minutes=settings.session_idle_minutes):
        return None
    if moment - person_session.created_at > timedelta(hours=settings.session_hours):
        return None
    g.asker = asker_of(person_session.person)
    if moment - person_session.seen_at > SEEN_EVERY:
        note_apart(_seen(person_session.id, moment))
    return SignedIn(token, person_session)


def _seen(key: UUID, moment: datetime) -> Callable[[Session], object]:
    """Return the note that a session was in use."""
    wanted = update(PersonSession).where(col(PersonSession.id) == key).values(seen_at=moment)
    return lambda apart: apart.execute(wanted)


def actor_or_none() -> Person | None:
    """Return the person who asks, by token or by session, or None when nobody does."""
    from flask_login import current_user

    if "bearer" in g:
        person: Person = g.bearer.person
        return person

    user = current_user._get_current_object()
    return user.person_session.person if isinstance(user, SignedIn) else None


def actor() -> Person:
    """Return the person who asks; only for views behind `@permits`."""
    person = actor_or_none()
    if person is None:
        raise RuntimeError("no one is signed in: the route lacks @permits")
    return person


def current_session() -> PersonSession | None:
    """Return the session row of this request."""
    from flask_login import current_user

    user = current_user._get_current_object()
    return user.person_session if isinstance(user, SignedIn) else None


def begin_session(person: Person) -> None:
    """Sign the person in with a new session and a new cookie."""
    token = secrets.token_urlsafe(32)
    person_session = PersonSession(
        token_hash=hash_token(token), person_id=person.id, agent=(request.user_agent.string or "")[:200]
    )
    person_session.person = person
    session().add(person_session)
    session().flush()
    language = cookie.get("lang")
    cookie.clear()
    if language:
        cookie["lang"] = language
        person.language = language  # that of the mails to come
    g.pop("csrf_token", None)
    login_user(SignedIn(token, person_session))


def end_session() -> None:
    """Sign out: the session is dead on the server, whatever becomes of the cookie."""
    g.pop("asker", None)
    person_session = current_session()
    if person_session is not None:
        accounts.end_session_of(session(), session().get_one(Person, person_session.person_id), person_session.id)
    logout_user()
    language = cookie.get("lang")
    cookie.clear()
    if language:
        cookie["lang"] = language


def send_to_sign_in() -> ResponseReturnValue:
    """Send an anonymous person to the sign-in page, and back afterwards."""
    reads = request.method in ("GET", "HEAD")
    wanted = request.full_path.rstrip("?") if reads else None
    return redirect(url_for("auth.sign_in", next=wanted), code=302 if reads else 303)


def local_path(target: str | None) -> str | None:
    """Return the target if it stays on this site, else None."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(character) < 32 or character == "\\" for character in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
