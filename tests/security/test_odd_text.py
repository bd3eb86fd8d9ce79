"""Text that breaks databases and files: refused on the way in, and harmless where it is stored already."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask_wtf import FlaskForm
from sqlmodel import AutoString, Session, SQLModel

from tests.demonstration import ROLES, Demonstration, open_demonstration
from tests.places import Databases
from tests.security.examples import examples, is_met, rules, verb
from webapp.database import writing
from webapp.web.api.operations import operation_of

ROOT = Path(__file__).parents[2]
ODD = "甲\x00\ufffe乙甲乙甲乙甲乙"
FORM_READ = re.compile(r"""request\.(?:form|values)\.get(?:list)?\(f?["']([\w-]+)""")


def field_names() -> set[str]:
    """Return the names of all fields that a form may have, and those that views read by themselves."""
    names = {"form_key", "version", "csrf_token", "note-months", "notes"}
    waiting = list(FlaskForm.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        names |= {name for name in dir(kind) if type(getattr(kind, name)).__name__ == "UnboundField"}
    for path in (ROOT / "webapp").rglob("*.py"):
        names |= set(FORM_READ.findall(path.read_text(encoding="utf-8")))
    return names


@pytest.fixture(params=["postgresql"])
def city(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Demonstration]:
    """Return the demonstration on a database of its own; PostgreSQL takes no NUL, so that one is enough."""
    with databases.place("sample", request.param, tmp_path) as found, open_demonstration(found) as opened:
        yield opened


@pytest.mark.long
@pytest.mark.parametrize("action", ["check", "draft"])
def test_no_field_of_any_form_fails_on_what_is_no_character(city: Demonstration, action: str) -> None:
    names = field_names()
    assert len(names) > 100
    city.app.config["WTF_CSRF_ENABLED"] = False
    city.app.config["PROPAGATE_EXCEPTIONS"] = False
    typed = dict.fromkeys(names, ODD) | {"action": action}
    failed = []
    for role in ROLES:
        browser = city.browser(role)
        for rule in rules(city.app, unsafe=True):
            if rule.endpoint == "auth.sign_out" or not is_met(city.app, rule, city.people.get(role)):
                continue
            for example in examples(city.app, rule, city.things):
                if not example.is_api:
                    answer = browser.open(example.path, method=verb(rule), data=typed)
                    if answer.status_code >= 500:
                        failed.append((role, example.path, answer.status_code))
    assert failed == []


def odd_value(schema: Any) -> Any:
    """Return a body that holds odd text wherever it may hold text."""
    properties = schema.model_fields if schema is not None else {}
    return {
        name: [ODD, "安全用电", "钳工基本操作"] if "list" in str(field.annotation) else ODD
        for name, field in properties.items()
    }


@pytest.mark.long
def test_no_body_of_the_api_fails_on_what_is_no_character(city: Demonstration) -> None:
    from tests.api.conftest import DEMAND, OFFERING, PROGRAM
    from webapp.models.accounts.enums import TokenScope
    from webapp.models.accounts.token import TokenInput
    from webapp.services.accounts import tokens

    city.app.config["PROPAGATE_EXCEPTIONS"] = False
    failed = []
    for role in ROLES[1:]:
        with Session(writing(city.app.extensions["zhiqiao.engine"])) as session:
            person = session.merge(city.people[role])
            data = TokenInput(name="测试", scopes=list(TokenScope), days=30)
            _token, text = tokens.make_token(session, person, data, by=person)
            session.commit()
        browser, headers = city.app.test_client(), {"Authorization": f"Bearer {text}", "If-Match": '"1"'}
        for rule in rules(city.app, unsafe=True):
            body = getattr(operation_of(city.app.view_functions[rule.endpoint]), "body", None)
            if not rule.endpoint.startswith("api."):
                continue
            whole = odd_value(body)
            good = {**DEMAND, **PROGRAM, **OFFERING}
            bodies = [whole] + [
                {**{key: good[key] for key in whole if key in good}, name: value} for name, value in whole.items()
            ]
            for example in examples(city.app, rule, city.things):
                for sent in bodies:
                    answer = browser.open(example.path, method=verb(rule), json=sent, headers=headers)
                    if answer.status_code >= 500:
                        failed.append((role, example.path, sent, answer.status_code))
    assert failed == []


STANDS = "\ufffe\x0b\u2028"  # what older data may hold; NUL could never be stored in both databases
KEPT_APART = {"audit_event", "alembic_version", "api_answer", "person_session"}
KEYS = re.compile(
    r"(^|_)(id|key|code|codes|hash|slug|kind|state|status|token|version|revision|month|term|path|email|day|language|content|sha256|location|address_hash|scopes)$"
)


def spoil(session: Session) -> int:
    """Put what is no character behind every free text that is stored; return how many columns there were."""
    tables, spoilt = SQLModel.metadata.sorted_tables, 0
    leads_to = {key.column for table in tables for key in table.foreign_keys}
    for table in tables:
        if table.name in KEPT_APART:
            continue
        for column in table.columns:
            is_free = not (column.primary_key or column.foreign_keys or column.unique or column in leads_to)
            is_text = isinstance(column.type, sa.String | AutoString) and not isinstance(column.type, sa.Enum)
            if isinstance(column.type, sa.JSON):
                _spoil_json(session, table, column)
            elif is_text and is_free and not KEYS.search(column.name):
                fits = sa.func.length(column) <= (column.type.length or 10_000) - len(STANDS)
                session.execute(table.update().where(column != "", fits).values({column: column + STANDS}))
                spoilt += 1
    return spoilt


def _spoil_json(session: Session, table: sa.Table, column: sa.Column[Any]) -> None:
    keys = list(table.primary_key.columns)
    for *key, held in session.execute(sa.select(*keys, column)).all():
        if (changed := spoilt_json(held, column.name)) != held:
            where = [part == value for part, value in zip(keys, key, strict=True)]
            session.execute(table.update().where(*where).values({column: changed}))


NAMES = {
    "position",
    "enterprise",
    "school",
    "major",
    "name",
    "text",
    "reason",
    "note",
    "skills",
    "required_skills",
    "preferred_skills",
    "courses",
}


def spoilt_json(held: Any, name: str = "") -> Any:
    if isinstance(held, dict):
        return {key: spoilt_json(value, key) for key, value in held.items()}
    if isinstance(held, list):
        return [spoilt_json(value, name) for value in held]
    return held + STANDS if isinstance(held, str) and name in NAMES else held


@pytest.mark.long
@pytest.mark.parametrize("city", ["sqlite", "postgresql"], indirect=True)
def test_what_is_stored_stops_no_page_and_no_file(city: Demonstration) -> None:
    with Session(writing(city.app.extensions["zhiqiao.engine"])) as session:
        assert spoil(session) > 60
        session.commit()
    city.app.config["PROPAGATE_EXCEPTIONS"] = False
    failed, files = [], 0
    for role in ROLES:
        browser = city.browser(role)
        for rule in rules(city.app, unsafe=False):
            for example in examples(city.app, rule, city.things):
                for query in ("", "?format=xlsx", "?format=csv"):
                    answer = browser.get(f"{example.path}{query}")
                    files += "attachment" in answer.headers.get("Content-Disposition", "")
                    if answer.status_code >= 500:
                        failed.append((role, example.path + query, answer.status_code))
    assert failed == []
    assert files > 40
