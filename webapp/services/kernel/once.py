"""What is sent twice is done once: whoever stores a key first does the work, the other gets what came of it.

Forms of pages carry a key of their own (`TakenForm` keeps where it led), requests of the API an Idempotency-Key
(`ApiAnswer` keeps the answer, for a day).

The key is stored in the transaction that does the work. So it stands where the work was done and nowhere else: what
failed may be sent again under the same key. Two that come at the same time are told apart by the key's uniqueness and
not by looking first: on PostgreSQL the second one's INSERT waits until the first transaction has ended.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from webapp.clock import now
from webapp.models import ApiAnswer, Person, TakenForm

KEPT = timedelta(hours=24)
Row = TypeVar("Row", TakenForm, ApiAnswer)


def claim_form(session: Session, key: str, person_id: UUID | None) -> tuple[TakenForm | None, bool]:
    """Return the row of a form's key, and whether it is new: then the caller makes the thing and notes its place."""
    return _claim(session, TakenForm(key=key, person_id=person_id), lambda: _taken_form(session, key))


def claim_answer(session: Session, person: Person, key: str, request_hash: str) -> tuple[ApiAnswer | None, bool]:
    """Return the row of a person's key, and whether it is new: then the caller fills in the answer."""
    row = ApiAnswer(person_id=person.id, key=key, request_hash=request_hash)
    return _claim(session, row, lambda: _find_answer(session, person, key))


def keep(session: Session, row: TakenForm | ApiAnswer) -> None:
    """Store what came of a key."""
    session.add(row)
    session.flush()


def _claim(session: Session, row: Row, find: Callable[[], Row | None]) -> tuple[Row | None, bool]:
    stored = find()
    if stored is not None:
        return stored, False
    try:
        with session.begin_nested():  # a savepoint: the refused INSERT alone is undone, and the request goes on
            session.add(row)
    except IntegrityError:  # the same key at the same time: the other one has stored it since we looked
        return find(), False
    return row, True


def _taken_form(session: Session, key: str) -> TakenForm | None:
    return session.get(TakenForm, key, populate_existing=True)


def _find_answer(session: Session, person: Person, key: str) -> ApiAnswer | None:
    """Return the person's answer under the key; what is older than a day is forgotten first."""
    session.execute(
        delete(ApiAnswer).where(col(ApiAnswer.person_id) == person.id, col(ApiAnswer.made_at) < now() - KEPT)
    )
    return session.exec(select(ApiAnswer).where(ApiAnswer.person_id == person.id, ApiAnswer.key == key)).first()
