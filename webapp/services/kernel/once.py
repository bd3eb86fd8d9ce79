"""Answers that the API keeps for a day, so that a request sent again makes nothing twice."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from webapp.clock import now
from webapp.models import ApiAnswer, Person

KEPT = timedelta(hours=24)


def find_answer(session: Session, person: Person, key: str) -> ApiAnswer | None:
    """Return the person's answer under the key; what is older than a day is forgotten first."""
    session.execute(
        delete(ApiAnswer).where(col(ApiAnswer.person_id) == person.id, col(ApiAnswer.made_at) < now() - KEPT)
    )
    return session.exec(select(ApiAnswer).where(ApiAnswer.person_id == person.id, ApiAnswer.key == key)).first()
