"""Every route answers everybody as the permission table says, and none ever fails."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, select

from tests.demonstration import ROLES, Demonstration
from tests.security.examples import Example, examples, is_met, rules, verb
from tests.trouble import disk_full
from webapp import policies
from webapp.clock import now
from webapp.database import writing
from webapp.models import Demand, Organisation, Person, PersonSession
from webapp.policies import Permission

REDIRECTS = (302, 303)
FINE = (200, 204, 302, 303, 404, 409)  # a spent link is 404, a page of something frozen 409


def expected(person: Person | None, access: Any, example: Example, session: Session) -> tuple[int, ...]:
    """Return what the permission table promises."""
    if access == "public":
        return FINE
    assert isinstance(access, Permission)
    if person is None:
        return REDIRECTS
    asker = session.merge(person)
    if not policies.concerns(asker, access):
        return (403,)
    if access is Permission.CODE_EDIT and example.path.startswith("/admin/skills"):
        return FINE if policies.can(asker, access, "skills") else (403,)
    if example.thing is None:
        return FINE
    thing = session.merge(example.thing)
    return FINE if policies.can(asker, access, thing) else (404,)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers_as_the_table_says(demonstration: Demonstration, role: str) -> None:
    browser, wrong, asked = demonstration.browser(role), [], 0
    with Session(demonstration.app.extensions["zhiqiao.engine"]) as session:
        for rule in rules(demonstration.app, unsafe=False):
            access = getattr(demonstration.app.view_functions[rule.endpoint], "access", None)
            for example in examples(demonstration.app, rule, demonstration.things):
                if example.is_api:
                    continue
                status = browser.get(example.path).status_code
                promised = expected(demonstration.people.get(role), access, example, session)
                asked += 1
                if status not in promised:
                    wrong.append(f"{example.path}: {status}, not {promised}")
    assert wrong == []
    assert asked > 40


def test_head_says_what_get_says_and_no_more(
    demonstration: Demonstration, each_page_once: list[tuple[str, str]]
) -> None:
    for opener, path in each_page_once:
        for role in {"nobody", opener}:
            browser = demonstration.browser(role)
            answer = browser.head(path)
            assert answer.status_code == browser.get(path).status_code, path
            assert answer.data == b""


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_written_without_a_token(demonstration: Demonstration, role: str) -> None:
    browser = demonstration.browser(role)
    for rule in rules(demonstration.app, unsafe=True):
        for example in examples(demonstration.app, rule, demonstration.things):
            answer = browser.open(example.path, method=verb(rule), data={"password": "geheim", "note": "getippt"})
            assert answer.status_code in ((401, 403) if example.is_api else (400,)), (example.path, answer.status_code)
            if not example.is_api:
                assert "getippt" in answer.text
                assert "geheim" not in answer.text


@pytest.mark.parametrize("role", ROLES)
def test_the_api_knows_no_cookies(demonstration: Demonstration, role: str) -> None:
    browser = demonstration.browser(role)
    for rule in rules(demonstration.app, unsafe=False):
        example = next(examples(demonstration.app, rule, demonstration.things))
        if example.is_api and getattr(demonstration.app.view_functions[rule.endpoint], "access", None) != "public":
            answer = browser.get(example.path)
            assert answer.status_code == 401, example.path
            assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"action": "check", "version": "9" * 400, "form_key": "x" * 5000},
        {"action": "submit", "version": "-1", "decision": "accept", "headcount": "1e309", "organisation_id": "1"},
        {
            "version": "１２",
            "text": "😀 𠮷 \u202e<script>{{7*7}}",
            "field": "headcount",
            "reason": "' OR 1=1",
        },
    ],
    ids=["nothing", "long", "wrong", "odd"],
)
def test_no_form_fails_whatever_is_sent(demonstration: Demonstration, role: str, typed: dict[str, str]) -> None:
    browser, person = demonstration.browser(role), demonstration.people.get(role)
    demonstration.app.config["WTF_CSRF_ENABLED"] = False
    try:
        for rule in rules(demonstration.app, unsafe=True):
            if rule.endpoint.split(".")[0] == "api" or rule.endpoint == "auth.sign_out":
                continue
            if typed and not is_met(demonstration.app, rule, person):
                continue  # whose kind of page it is not is refused before anything is read: tried with nothing typed
            for example in examples(demonstration.app, rule, demonstration.things):
                if not example.is_api:
                    answer = browser.open(example.path, method=verb(rule), data=typed)
                    assert answer.status_code < 500, (example.path, answer.status_code)
    finally:
        demonstration.app.config["WTF_CSRF_ENABLED"] = True


def test_reading_writes_nothing_and_goes_on_where_nothing_can_be_written(
    demonstration: Demonstration, each_page_once: list[tuple[str, str]]
) -> None:
    with Session(writing(demonstration.app.extensions["zhiqiao.engine"])) as session:
        session.execute(update(PersonSession).values(seen_at=now() - timedelta(minutes=10)))
        session.commit()
    with disk_full():
        for opener, path in each_page_once:
            for role in {"nobody", opener}:
                for query in ("", "?format=xlsx"):
                    answer = demonstration.browser(role).get(f"{path}{query}")
                    assert answer.status_code < 500, (role, path, query, answer.status_code)
    assert len(each_page_once) > 80


OTHERS = "00000000-0000-0000-0000-000000000001"
EXTRA = {
    "role": "administrator", "owner_id": OTHERS, "organisation_id": OTHERS, "enterprise_id": OTHERS,
    "school_id": OTHERS, "person_id": OTHERS, "id": OTHERS, "status": "verified", "accepted": "1", "is_active": "1",
    "kind": "coordinator", "made_by_id": OTHERS, "scopes": "write", "email": "else@example.cn",
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES[:3])
def test_no_form_makes_anybody_more_than_they_are(demonstration: Demonstration, role: str) -> None:
    def standing() -> list[Any]:
        with Session(demonstration.app.extensions["zhiqiao.engine"]) as session:
            people = [(row.id, row.role, row.organisation_id, row.is_active) for row in session.exec(select(Person))]
            bodies = [(row.id, row.kind, row.status) for row in session.exec(select(Organisation))]
            posts = [(row.id, row.enterprise_id, row.status) for row in session.exec(select(Demand))]
        return sorted([*people, *bodies, *posts], key=lambda row: str(row[0]))

    browser, before = demonstration.browser(role), standing()
    demonstration.app.config["WTF_CSRF_ENABLED"] = False
    try:
        for rule in rules(demonstration.app, unsafe=True):
            if rule.endpoint != "auth.sign_out":
                for example in examples(demonstration.app, rule, demonstration.things):
                    browser.open(example.path, method=verb(rule), data=EXTRA)
    finally:
        demonstration.app.config["WTF_CSRF_ENABLED"] = True
    assert standing() == before
