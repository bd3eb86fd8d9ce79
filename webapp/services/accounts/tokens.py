"""Tokens by which programs act for a person: made, found, used, revoked."""

import secrets
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from webapp.clock import now
from webapp.models import ApiToken, Person
from webapp.models.accounts.token import TokenInput
from webapp.models.kernel.base import Keyed
from webapp.services.accounts import attempts
from webapp.services.accounts.keys import token_key
from webapp.services.kernel.audit import ADDRESS, record
from webapp.services.kernel.errors import NotFound, Unfit

PREFIX = "zq_"  # by which scanners of source code recognise a token that was left lying about
MOST = 20  # tokens in use that one person may have
LONGEST = 200
TAIL = 4
SHOWN_AS_OVER = timedelta(days=30)


class UnknownToken(Keyed):
    """A token that does not exist, as the record knows it."""

    __tablename__: ClassVar[str] = "api_token"


def make_token(session: Session, person: Person, data: TokenInput, *, by: Person | None) -> tuple[ApiToken, str]:
    """Return a new token and its text, which is kept nowhere."""
    in_use = select(func.count()).where(ApiToken.person_id == person.id, *_usable())
    if session.exec(in_use).one() >= MOST:
        raise Unfit("tokens_enough", most=MOST)
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        person_id=person.id,
        name=data.name,
        token_hash=token_key(text),
        tail=text[-TAIL:],
        scopes=list(dict.fromkeys(scope.value for scope in data.scopes)),
        expires_at=now() + timedelta(days=data.days),
    )
    session.add(token)
    session.flush()
    after = {"name": token.name, "scopes": token.scopes, "expires": token.expires_at.isoformat()}
    record(session, "token.made", token, by=by, after=after)
    session.flush()
    return token, text


def find_token(session: Session, text: str) -> ApiToken | None:
    """Return the token while it may be used: not revoked, not expired, of an active person."""
    if not text.startswith(PREFIX) or len(text) > LONGEST or not text.isascii():
        return None
    token = session.exec(select(ApiToken).where(ApiToken.token_hash == token_key(text), *_usable())).first()
    return token if token is not None and token.person.is_active else None


def record_refusal(session: Session, text: str, *, address: str) -> None:
    """Add to the record that a token was refused: each once an hour from an address, and so many from there at most."""
    key = token_key(text)
    kind, within = attempts.TOKENS.kind, attempts.TOKENS.within
    if attempts.count(session, kind, within, who=key, address=address):
        return
    if attempts.count(session, kind, within, address=address) >= attempts.TOKENS.most:
        return
    attempts.note(session, kind, who=key, address=address)
    session.info[ADDRESS] = address
    token = session.exec(select(ApiToken).where(ApiToken.token_hash == key)).first()
    record(session, "token.refused", token or UnknownToken(id=UUID(key[:32])), by=None)


def revoke_token(session: Session, person: Person, token_id: UUID, *, by: Person | None) -> ApiToken:
    """End one of the person's tokens; ending it twice changes nothing."""
    token = session.get(ApiToken, token_id)
    if token is None or token.person_id != person.id:
        raise NotFound("token_unknown")
    if token.revoked_at is None:
        token.revoked_at = now()
        record(session, "token.revoked", token, by=by, after={"name": token.name})
        session.flush()
    return token


def tokens_of(session: Session, person: Person) -> list[ApiToken]:
    """Return the person's tokens, newest first; those that are over for a month are left out."""
    long_over = now() - SHOWN_AS_OVER
    query = select(ApiToken).where(
        ApiToken.person_id == person.id,
        col(ApiToken.expires_at) > long_over,
        col(ApiToken.revoked_at).is_(None) | (col(ApiToken.revoked_at) > long_over),
    )
    return list(session.exec(query.order_by(col(ApiToken.created_at).desc(), col(ApiToken.id))))


def _usable() -> list[ColumnElement[bool]]:
    return [col(ApiToken.revoked_at).is_(None), col(ApiToken.expires_at) > now()]
