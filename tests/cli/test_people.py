"""Accounts and tokens from scripts."""

import re

from sqlmodel import col, select

from tests.cli.shell import refused, told, zhiqiao
from tests.places import Place
from tests.visitor import Visitor
from webapp.models import AuditEvent, Person
from webapp.services.accounts import signing_in, tokens

NOOR = ("--email", "noor@example.cn")


def add_noor(place: Place) -> str:
    added = zhiqiao(place, "people", "add", "--role", "administrator", *NOOR)
    assert added.exit_code == 0
    email, password = added.stdout.split()
    assert email == "noor@example.cn"
    return password


def test_accounts_are_listed_for_people_and_for_scripts(place: Place) -> None:
    add_noor(place)
    assert [row["email"] for row in told(place, "people", "list")] == ["noor@example.cn"]
    assert told(place, "people", "list", "--role", "school") == []
    assert zhiqiao(place, "people", "list").stdout.split()[:3] == ["noor@example.cn", "administrator", "active"]

    assert zhiqiao(place, "people", "deactivate", *NOOR).exit_code == 0
    assert told(place, "people", "list") == []
    assert [row["active"] for row in told(place, "people", "list", "--all")] == [False]
    assert "deactivated" in refused(zhiqiao(place, "people", "reset-password", *NOOR))


def test_a_closed_account_is_opened_again_without_its_tokens(place: Place) -> None:
    password = add_noor(place)
    token = told(place, "tokens", "create", *NOOR, "--name", "data centre", "--days", "30")["token"]
    zhiqiao(place, "people", "deactivate", *NOOR)
    with place.session() as session:
        assert signing_in.sign_in(session, "noor@example.cn", password, address="-") is None

    assert zhiqiao(place, "people", "reactivate", *NOOR).exit_code == 0
    assert zhiqiao(place, "people", "reactivate", *NOOR).exit_code == 0

    assert [row["email"] for row in told(place, "people", "list")] == ["noor@example.cn"]
    with place.session() as session:
        assert isinstance(signing_in.sign_in(session, "noor@example.cn", password, address="-"), Person)
        assert tokens.find_token(session, token) is None
        deeds = session.exec(select(AuditEvent.action).where(col(AuditEvent.action).startswith("person.re"))).all()
    assert list(deeds) == ["person.reactivated"]
    assert "no such account" in refused(zhiqiao(place, "people", "reactivate", "--email", "mei@example.cn"))


def test_a_printed_link_sets_a_new_password(place: Place) -> None:
    add_noor(place)
    link = zhiqiao(place, "people", "reset-password", *NOOR).stdout.strip()
    found = re.fullmatch(r"https://exchange\.example\.cn(/reset/\S{43})", link)
    assert found is not None

    app = place.app()
    noor = Visitor(app.test_client())
    page = noor.open(found.group(1))
    button = page.forms[-1].buttons[-1][2]
    noor.press(page, button, {"new_password": "neues pferd batterie klammer"})
    app.extensions["zhiqiao.engine"].dispose()
    with place.session() as session:
        person = signing_in.sign_in(session, "noor@example.cn", "neues pferd batterie klammer", address="-")
    assert isinstance(person, Person)
    assert "no such account" in refused(zhiqiao(place, "people", "reset-password", "--email", "mei@example.cn"))


def test_tokens_are_made_listed_and_revoked(place: Place) -> None:
    add_noor(place)
    made = told(place, "tokens", "create", *NOOR, "--name", "data centre", "--scope", "runs", "--days", "30")
    text = zhiqiao(place, "tokens", "create", *NOOR, "--name", "second").stdout.strip()
    with place.session() as session:
        found = tokens.find_token(session, made["token"])
        assert found is not None
        assert found.scopes == ["runs"]
        assert tokens.find_token(session, text) is not None

    listed = told(place, "tokens", "list", *NOOR)
    assert {row["name"]: row["state"] for row in listed} == {"data centre": "usable", "second": "usable"}
    assert made["token"] not in zhiqiao(place, "tokens", "list", *NOOR).stdout

    assert zhiqiao(place, "tokens", "revoke", *NOOR, made["id"]).exit_code == 0
    with place.session() as session:
        assert tokens.find_token(session, made["token"]) is None
    unknown = "00000000-0000-4000-8000-000000000000"
    assert "no such token" in refused(zhiqiao(place, "tokens", "revoke", *NOOR, unknown))


def test_wrong_words_are_exit_status_two_and_change_nothing(place: Place) -> None:
    add_noor(place)
    for words in (
        ("people", "add", "--role", "king", *NOOR),
        ("people", "list", "--role", "king"),
        ("tokens", "create", *NOOR, "--name", "x", "--days", "0"),
        ("tokens", "create", *NOOR, "--name", ""),
        ("tokens", "revoke", *NOOR, "not-an-id"),
        ("backup", "restore", "/nowhere/at/all"),
        ("rounds", "adopt", "R1", "first"),
        ("sing",),
    ):
        answer = zhiqiao(place, *words)
        assert (words, answer.exit_code) == (words, 2)
        assert answer.stdout == ""
    assert told(place, "tokens", "list", *NOOR) == []
