"""People who come from outside: a browser that nobody is signed in with, and the mails that reach them."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from tests.places import Place, makes
from tests.visitor import Visitor
from tests.webapp.posting import fresh
from webapp.models import OutboxMessage, Person
from webapp.models.accounts.credit_code import check_character
from webapp.models.accounts.enums import Role
from webapp.services.accounts.passwords import hash_password

PASSWORD = "梯井 里的 coffee 7"
BODY = "91330600MA0TET442"
CREDIT_CODE = BODY + check_character(BODY)
REGISTRATION = {
    "kind": "enterprise",
    "credit_code": CREDIT_CODE,
    "name": "越东精密部件有限公司",
    "region": "330600 浙江省绍兴市",
    "industry_code": "C3435 电梯、自动扶梯及升降机制造",
    "person_name": "Jun",
    "phone": "13900139000",
    "email": "Jun@Example.cn",
    "password": PASSWORD,
}


@pytest.fixture
def stranger(app: Flask) -> Callable[[], Visitor]:
    """Return a function that gives a browser that nobody is signed in with."""
    return lambda: Visitor(app.test_client())


@pytest.fixture
def mails(database: Session) -> Callable[[str], list[OutboxMessage]]:
    """Return a function that gives the mails to an address, oldest first."""

    def to(address: str) -> list[OutboxMessage]:
        query = select(OutboxMessage).where(OutboxMessage.to == address).order_by(OutboxMessage.made_at)  # type: ignore[arg-type]
        return list(fresh(database).exec(query))

    return to


@pytest.fixture
def database_kind() -> str:
    """Return the kind of database that the application stands on."""
    return "signers"


@makes("signers", base="organisations")
def _give_passwords(place: Place) -> None:
    """Give Mei and Ines a password, and the platform an administrator, Ada."""
    secret = hash_password(PASSWORD)
    with place.session() as session:
        for person in session.exec(select(Person).where(col(Person.name).in_(("Mei", "Ines")))):
            person.password_hash = secret
        session.add(Person(email="ada@example.cn", name="Ada", password_hash="-", role=Role.ADMINISTRATOR))


def token_of(text: str) -> str:
    """Return the CSRF token of the first form of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    assert found, "no form on the page"
    return found.group(1)


def link_in(mail: OutboxMessage) -> str:
    """Return the path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.body)
    assert found, mail.body
    return found.group(1)


def fill(visitor: Visitor, page: str, typed: dict[str, object], *, to: str = "") -> TestResponse:
    """Open a page, fill its form in and send it."""
    text = visitor.get(page).text
    key = re.search(r'name="form_key"[^>]*value="([^"]+)"', text)
    hidden = {"csrf_token": token_of(text)} | ({"form_key": key.group(1)} if key else {})
    return visitor.client.post(to or page, data={**hidden, **typed})


def sign_in(visitor: Visitor, email: str, password: str) -> int:
    """Sign in by the form; return the status of the answer."""
    answer = visitor.client.post(
        "/login", data={"csrf_token": token_of(visitor.get("/login").text), "email": email, "password": password}
    )
    return answer.status_code
