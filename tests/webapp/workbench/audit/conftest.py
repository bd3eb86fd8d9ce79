"""The record's page, and an administrator who reads it."""

from sqlmodel import select

from tests.stage import Stage, person
from tests.visitor import Visitor
from webapp.models import Person, PersonSession
from webapp.models.accounts.enums import Role
from webapp.web.kernel.identity import hash_token

URL = "/admin/audit"


def rows(text: str) -> int:
    """Return how many events a page shows."""
    return text.count("<tr data-action")


def administrator(stage: Stage) -> Visitor:
    """Return the browser of Ada, an administrator."""
    with stage.session() as session:
        if session.exec(select(Person).where(Person.name == "Ada")).first() is None:
            session.add(Person(email="ada@example.cn", name="Ada", password_hash="-", role=Role.ADMINISTRATOR))
            session.flush()
            session.add(PersonSession(token_hash=hash_token("token-of-Ada"), person_id=person(session, "Ada").id))
    return stage.as_("Ada")
