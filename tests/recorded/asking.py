"""What is asked for: the addresses of a route's things, and the forms that people find for them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import UUID

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlmodel import Session, SQLModel
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from tests.recorded import good
from tests.recorded.drawn import HIDDEN, Drawn, read_forms
from tests.recorded.ledger import Ledger
from tests.recorded.plan import page_of
from tests.recorded.scene import JOINING, RESETTING
from tests.security.examples import THINGS
from webapp.models import (
    ApiToken,
    CodeUpload,
    ImportBatch,
    ImportWording,
    Invitation,
    Notice,
    PairRule,
    Person,
    PersonSession,
)
from webapp.policies import can

MODELS: dict[str, type[SQLModel]] = {
    **THINGS, "invitation_id": Invitation, "notice_id": Notice, "rule_id": PairRule, "session_id": PersonSession,
    "token_id": ApiToken, "upload_id": CodeUpload, "wording_id": ImportWording,
}  # fmt: skip
WORDS: dict[str, tuple[str, ...]] = {
    "answer": ("accept", "decline"), "code": ("R1",), "day": ("2026-10-01",), "side": ("enterprise", "school"),
    "step": (
        "open", "recall", "freeze", "thaw", "release", "choose", "hold", "adjudicate", "publish", "close",
    ),
    "table": ("chains", "segments", "families", "skills", "limits", "parks"), "way": ("up", "down"),
}  # fmt: skip
CSRF = "f" * 40


@dataclass(frozen=True, slots=True)
class Address:
    """A route with one of its things."""

    rule: Rule
    arguments: dict[str, Any]
    path: str
    name: str
    is_own: bool = True  # the person may do this with the thing

    @property
    def endpoint(self) -> str:
        """Return the route's name."""
        return self.rule.endpoint


@dataclass(slots=True)
class City:
    """The application on a recorded city, with its people and their browsers."""

    app: Flask
    ledger: Ledger
    session: Session
    people: dict[str, Person]
    forms: dict[tuple[str, str], list[Drawn]] = field(default_factory=dict)

    def browser(self, who: str) -> FlaskClient:
        """Return a new browser of a person."""
        held = {"csrf_token": CSRF, "lang": "zh"}
        if who in self.people:
            held["_user_id"] = f"token-of-{who}"
        client = self.app.test_client()
        client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self._serializer().dumps(held))
        return client

    def flashes(self, client: FlaskClient) -> list[tuple[str, str]]:
        """Return what the next page is to tell."""
        cookie = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        held = self._serializer().loads(cookie.value) if cookie is not None and cookie.value else {}
        return [(str(category), str(text)) for category, text in held.get("_flashes", [])]

    def _serializer(self) -> Any:
        interface = self.app.session_interface
        assert isinstance(interface, SecureCookieSessionInterface)
        return interface.get_signing_serializer(self.app)

    def token(self) -> str:
        """Return what a form of this browser carries against forgery."""
        with self.app.test_request_context():
            from flask import session as cookie

            cookie["csrf_token"] = CSRF
            return str(generate_csrf())

    def addresses(self, rule: Rule, who: str) -> Iterator[Address]:
        """Yield the route's addresses: one for each thing and each word, the person's own and others'."""
        names = sorted(rule.arguments)
        choices = [self._values(rule, name) for name in names]
        for values in product(*choices):
            arguments = dict(zip(names, values, strict=True))
            query = good.QUERIES.get((rule.endpoint, str(arguments.get("table", ""))), "")
            if rule.endpoint == "imports.upload":
                query = "type=demands" if who in ("Mei", "Hui", "Noor", "Jun") else "type=programs"
            with self.app.test_request_context():
                from flask import url_for

                path = url_for(rule.endpoint, **arguments) + (f"?{query}" if query else "")
            told = " ".join(self.ledger.names.get(str(value), str(value)) for value in values)
            yield Address(
                rule, arguments, path, told.replace("j" * 43, "").replace("r" * 43, ""), self._may(rule, who, arguments)
            )

    def _values(self, rule: Rule, name: str) -> list[Any]:
        if name in WORDS:
            return list(WORDS[name])
        if name == "token":
            return [JOINING if "join" in rule.endpoint else RESETTING]
        if name == "number":
            return [1]
        return self.ledger.keys(str(self._model(rule, name).__tablename__))

    @staticmethod
    def _model(rule: Rule, name: str) -> type[SQLModel]:
        return (
            ImportBatch if name == "batch_id" and rule.endpoint.startswith(("imports.", "matching.")) else MODELS[name]
        )

    def _may(self, rule: Rule, who: str, arguments: dict[str, Any]) -> bool:
        access = getattr(self.app.view_functions[rule.endpoint], "access", None)
        person = self.people.get(who)
        if access == "public":
            return True
        if person is None or access is None:
            return False
        names = [name for name in arguments if isinstance(arguments[name], UUID)]
        if not names:
            return can(person, access)
        model, key = self._model(rule, names[0]), arguments[names[0]]
        thing = self.session.get(model, key)
        if thing is None:
            return False
        if isinstance(thing, PersonSession | ApiToken):
            return thing.person_id == person.id
        return can(person, access, thing)

    def drawn(self, address: Address, who: str) -> Drawn | None:
        """Return the form that leads to the address, where a page draws it for the person."""
        page = page_of(address.endpoint)
        if page is None:
            return None
        for path in self._pages(page, address):
            for form in self._forms(path, who):
                target = urljoin(path, form.action or path)
                if self._leads(target, address):
                    return form
        return None

    def _leads(self, target: str, address: Address) -> bool:
        try:
            endpoint, arguments = self.app.url_map.bind("localhost").match(urlsplit(target).path, method="POST")
        except HTTPException:
            return False
        return endpoint == address.endpoint and dict(arguments) == address.arguments

    def _pages(self, page: str, address: Address) -> Iterator[str]:
        """Yield the addresses of the page, with what it needs taken from the address asked for."""
        rule = next(self.app.url_map.iter_rules(page))
        query = f"?{urlsplit(address.path).query}" if urlsplit(address.path).query else ""
        missing = [name for name in rule.arguments if name not in address.arguments]
        choices = [self.ledger.keys(str(self._model(rule, name).__tablename__)) for name in missing]
        for values in product(*choices):
            arguments = {name: address.arguments[name] for name in rule.arguments if name not in missing}
            with self.app.test_request_context():
                from flask import url_for

                yield url_for(page, **arguments, **dict(zip(missing, values, strict=True))) + query

    def _forms(self, path: str, who: str) -> list[Drawn]:
        if (who, path) not in self.forms:
            answer = self.browser(who).get(path)
            is_page = answer.status_code == 200 and answer.mimetype == "text/html"
            self.forms[(who, path)] = read_forms(answer.text) if is_page else []
            self.ledger.restore_if_written()
        return self.forms[(who, path)]

    def form(self, address: Address, who: str) -> tuple[Drawn, bool]:
        """Return the form for the address, and whether a page draws it: else it is made of what can be known."""
        found = self.drawn(address, who)
        if found is not None:
            return found, True
        values = {"csrf_token": [self.token()], "form_key": ["k" * 24]}
        for name, value in address.arguments.items():
            if isinstance(value, UUID):
                version = self.ledger.value(str(self._model(address.rule, name).__tablename__), value, "version")
                if address.endpoint.startswith("suggestions."):
                    version = self.ledger.version_of_answer(value)
                if version is not None:
                    values["version"] = [str(version)]
        return Drawn("", values, dict.fromkeys(values, HIDDEN)), False
