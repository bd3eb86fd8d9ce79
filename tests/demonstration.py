"""The demonstration, served to somebody of each role, for questions about who may and what it answers: only read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, SQLModel, select

from tests.places import Place
from tests.security.examples import examples, is_met, rules, things_of
from webapp.database import writing
from webapp.models import Person, PersonSession
from webapp.web.kernel.identity import hash_token

ROLES = ("nobody", "enterprise", "school", "coordinator", "administrator")


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The application, its people by role, and examples of its things."""

    place: Place
    app: Flask
    people: dict[str, Person]
    things: dict[str, list[SQLModel]]
    opened: dict[str, list[str]] = field(default_factory=dict)  # the pages of each role that has been asked for

    def browser(self, role: str) -> FlaskClient:
        """Return a browser that somebody of the role is signed in with."""
        client = self.app.test_client()
        if role != "nobody":
            with client.session_transaction() as cookie:
                cookie["_user_id"] = f"token-of-{role}"
        return client

    def pages(self, role: str) -> list[str]:
        """Return the addresses of all whole pages that somebody of the role may open, one of each route.

        Pages that are open to everybody are nobody's.
        """
        if role not in self.opened:
            self.opened[role] = self._pages(role)
        return self.opened[role]

    def met_first(self, role: str) -> list[str]:
        """Return the pages of a role that none of the roles before it may open."""
        address = self.app.url_map.bind("localhost")
        earlier = {address.match(path)[0] for other in ROLES[: ROLES.index(role)] for path in self.pages(other)}
        return [path for path in self.pages(role) if address.match(path)[0] not in earlier]

    def _pages(self, role: str) -> list[str]:
        browser, found = self.browser(role), []
        for rule in rules(self.app, unsafe=False):
            is_public = getattr(self.app.view_functions[rule.endpoint], "access", None) == "public"
            if (is_public and role != "nobody") or not is_met(self.app, rule, self.people.get(role)):
                continue
            for example in examples(self.app, rule, self.things):
                answer = browser.get(example.path)
                is_page = answer.status_code == 200 and answer.mimetype == "text/html"
                if is_page and answer.text.lstrip().lower().startswith("<!doctype html"):
                    found.append(example.path)
                    break
        return found


@contextmanager
def open_demonstration(place: Place) -> Iterator[Demonstration]:
    """Sign one person of each role in, on a place with the sample."""
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
    yield Demonstration(place, app, people, things)
