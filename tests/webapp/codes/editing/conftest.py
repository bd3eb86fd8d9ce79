"""The code tables as they come with the platform, with an administrator, a coordinator and one school's word."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from tests.places import Databases, Place
from webapp.database import writing
from webapp.models import Organisation, Person, PersonSession, Program
from webapp.models.accounts.enums import OrganisationKind, OrganisationStatus, Role
from webapp.models.posts.enums import TrainingLevel
from webapp.web.kernel.identity import hash_token

CUSTOM = "梯控群调设定"
CAST = {"Root": (Role.ADMINISTRATOR, None), "Noor": (Role.COORDINATOR, "教育局"), "Ines": (Role.SCHOOL, "学校")}


class Office:
    """A platform with its code tables and somebody to keep them."""

    def __init__(self, app: Flask) -> None:
        """Hold the application."""
        self.app = app

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session that writes and commits."""
        with Session(writing(self.app.extensions["zhiqiao.engine"]), expire_on_commit=False) as session:
            yield session
            session.commit()

    def ask(self, question: Callable[[Session], Any]) -> Any:
        """Return the answer to a question about what is stored now."""
        with self.session() as session:
            return question(session)

    def as_(self, name: str) -> "Keeper":
        """Return the browser of a person."""
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = f"token-of-{name}"
            cookie["lang"] = "zh"
        return Keeper(client)


class Keeper:
    """Somebody at a browser who changes codes."""

    def __init__(self, client: Any) -> None:
        """Hold the test client."""
        self.client = client

    def get(self, address: str) -> TestResponse:
        """Open a page."""
        answer: TestResponse = self.client.get(address)
        return answer

    def send(self, page: str, typed: dict[str, Any], *, to: str = "") -> TestResponse:
        """Open a page, keep the hidden fields of the form that sends there, and send it."""
        drawn = self.get(page)
        assert drawn.status_code == 200, drawn.status_code
        answer: TestResponse = self.client.post(to or page, data={**hidden(drawn.text), **typed})
        return answer


def hidden(text: str) -> dict[str, str]:
    """Return the hidden fields of a page's last main form; tokens are the same in all of them."""
    held: dict[str, str] = {}
    for field in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", text):
        name, value = re.search(r'name="([^"]*)"', field), re.search(r'value="([^"]*)"', field)
        if name:
            held[name.group(1)] = value.group(1) if value else ""
    return held


@pytest.fixture(params=("sqlite", pytest.param("postgresql", marks=pytest.mark.long)))
def office(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """Return the office on each engine; on PostgreSQL, where whole code tables take longest, if long."""
    with databases.place("codes", request.param, tmp_path / "var") as place:
        yield make_office(place)


@pytest.fixture
def small_office(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """Return the office on SQLite alone."""
    with databases.place("codes", "sqlite", tmp_path / "var") as place:
        yield make_office(place)


def make_office(place: Place) -> Office:
    """Let people and a programme with a word of its own in."""
    office = Office(place.app())
    with office.session() as session:
        for index, (name, (role, organisation)) in enumerate(CAST.items()):
            held = None
            if organisation:
                kind = OrganisationKind.SCHOOL if role is Role.SCHOOL else OrganisationKind.COORDINATOR
                held = Organisation(
                    kind=kind, credit_code=f"{index:018d}", name=organisation, region="330602",
                    status=OrganisationStatus.VERIFIED,
                )  # fmt: skip
                session.add(held)
                session.flush()
            person = Person(
                email=f"{name.lower()}@example.cn", name=name, password_hash="-", role=role,
                organisation_id=held.id if held else None,
            )  # fmt: skip
            session.add(person)
            session.flush()
            session.add(PersonSession(token_hash=hash_token(f"token-of-{name}"), person_id=person.id))
        school = session.exec(select(Organisation).where(Organisation.kind == OrganisationKind.SCHOOL)).one()
        session.add(
            Program(
                school_id=school.id, name="电梯工程技术", level=TrainingLevel.HIGHER,
                skills=[CUSTOM, "电梯应急处置"], industry_codes=["C3435"], courses=["电气控制技术"],
            )
        )  # fmt: skip
    return office
