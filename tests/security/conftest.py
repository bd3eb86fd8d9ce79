"""One application on the sample for all questions about who may and what it answers; nothing here writes to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, SQLModel, select

from tests.places import Databases, Place
from tests.security.examples import things_of
from webapp.database import writing
from webapp.models import Person, PersonSession
from webapp.web.identity import hash_token

ROLES = ("nobody", "enterprise", "school", "coordinator", "administrator")


@dataclass(frozen=True, slots=True)
class Stage:
    """The application, its people by role, and examples of its things."""

    place: Place
    app: Flask
    people: dict[str, Person]
    things: dict[str, list[SQLModel]]

    def browser(self, role: str) -> FlaskClient:
        """Return a browser that somebody of the role is signed in with."""
        client = self.app.test_client()
        if role != "nobody":
            with client.session_transaction() as cookie:
                cookie["_user_id"] = f"token-of-{role}"
        return client


@pytest.fixture(scope="session")
def stage(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Return the application on a copy of the sample."""
    with databases.place("sample", "sqlite", tmp_path_factory.mktemp("stage")) as place:
        app = place.app()
        with Session(writing(app.extensions["zhiqiao.engine"]), expire_on_commit=False) as session:
            people = {
                role: session.exec(select(Person).where(Person.email == place.account(role).email)).one()
                for role in ROLES[1:]
            }
            for role, person in people.items():
                session.add(PersonSession(token_hash=hash_token(f"token-of-{role}"), person_id=person.id))
            things = things_of(session, list(people.values()))
            session.commit()
        yield Stage(place, app, people, things)


@pytest.fixture
def browser_of(stage: Stage) -> Callable[[str], FlaskClient]:
    """Return a function that gives the browser of somebody of a role."""
    return stage.browser
