"""How often somebody may try: nobody floods the platform, guesses for long, or shuts a door for others."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event
from sqlmodel import Session, select

from tests.visitor import Visitor
from tests.webapp.accounts.conftest import PASSWORD, REGISTRATION, fill, link_in, sign_in
from tests.webapp.posting import fresh
from webapp.clock import now
from webapp.database import writing
from webapp.models import Attempt, AuditEvent, OutboxMessage, Person
from webapp.models.accounts.enums import AttemptKind
from webapp.services.accounts.attempts import REGISTRATIONS, place_of
from webapp.services.accounts.keys import account_key
from webapp.services.accounts.resets import FROM_ANYWHERE, FROM_HERE
from webapp.services.accounts.signing_in import ATTACKED, HERE, STRANGE, WINDOW

From = Callable[[str], Visitor]
As = Callable[[str], Visitor]
Mails = Callable[[str], list[OutboxMessage]]
MEI, WRONG = "mei@example.cn", "falsch falsch"
FRESH = "四个不相干的词 梯井 咖啡"
HOME, OFFICE, HOTEL = "203.0.113.7", "198.51.100.9", "192.0.2.33"


@pytest.fixture
def from_(app: Flask) -> From:
    """Return a function that gives a browser that nobody is signed in with, at an address."""

    def at(address: str) -> Visitor:
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        return Visitor(client)

    return at


def change(app: Flask, deed: Callable[[Session], object]) -> None:
    with Session(writing(app.extensions["zhiqiao.engine"])) as session:
        deed(session)
        session.commit()


def let_pass(app: Flask, time: timedelta) -> None:
    """Let all attempts lie so much further back."""

    def deed(session: Session) -> None:
        for row in session.exec(select(Attempt)):
            row.at -= time

    change(app, deed)


def attack(app: Flask, addresses: list[str], times: int = HERE.most) -> None:
    """Let Mei's account have failed so many times from each address."""
    rows = [(place_of(address), AttemptKind.SIGN_IN) for address in addresses for _turn in range(times)]
    change(
        app,
        lambda session: session.add_all(
            Attempt(kind=kind, who=account_key(MEI), address=address, at=now()) for address, kind in rows
        ),
    )


SIX = [f"203.0.113.{number}" for number in range(100, 106)]


def test_too_many_failures_wait_even_with_the_right_password(from_: From) -> None:
    statuses = [sign_in(from_(HOME), MEI, WRONG) for _turn in range(12)]

    assert statuses == [422] * HERE.most + [429] * 2
    held_off = fill(from_(HOME), "/login", {"email": " MEI@example.cn ", "password": PASSWORD})
    assert held_off.status_code == 429
    assert 0 < int(held_off.headers["Retry-After"]) <= WINDOW.total_seconds()
    assert "分钟后再试" in held_off.text
    assert sign_in(from_(HOME), "ines@example.cn", PASSWORD) == 303
    assert sign_in(from_(OFFICE), MEI, PASSWORD) == 303


def test_failures_are_past_after_their_time(from_: From, app: Flask) -> None:
    attack(app, [HOME])
    assert sign_in(from_(HOME), MEI, PASSWORD) == 429

    let_pass(app, WINDOW)

    assert sign_in(from_(HOME), MEI, PASSWORD) == 303


def test_a_claimed_address_helps_nobody(from_: From, app: Flask) -> None:
    attack(app, [HOME])
    visitor = from_(HOME)
    visitor.client.environ_base["HTTP_X_FORWARDED_FOR"] = OFFICE

    assert sign_in(visitor, MEI, PASSWORD) == 429


def test_the_right_password_forgets_the_failures_of_its_address(from_: From) -> None:
    for _round in range(2):
        for _turn in range(HERE.most - 1):
            assert sign_in(from_(HOME), MEI, WRONG) == 422
        assert sign_in(from_(HOME), MEI, PASSWORD) == 303


def test_nobody_locks_an_account_from_many_addresses(from_: From, app: Flask) -> None:
    attack(app, SIX)
    assert len(SIX) * HERE.most >= ATTACKED

    assert sign_in(from_(HOTEL), MEI, PASSWORD) == 303


def test_an_account_that_is_attacked_gives_strange_addresses_fewer_attempts_and_its_own_as_many_as_ever(
    from_: From, app: Flask
) -> None:
    assert sign_in(from_(HOME), MEI, PASSWORD) == 303
    let_pass(app, timedelta(days=170))
    attack(app, SIX)

    strange = [sign_in(from_(HOTEL), MEI, WRONG) for _turn in range(STRANGE.most + 1)]
    own = [sign_in(from_(HOME), MEI, WRONG) for _turn in range(HERE.most)]

    assert strange == [422] * STRANGE.most + [429]
    assert own == [422] * (HERE.most - 1) + [422]
    assert sign_in(from_(HOME), MEI, PASSWORD) == 429


def test_an_address_of_long_ago_is_strange_again(from_: From, app: Flask) -> None:
    assert sign_in(from_(HOME), MEI, PASSWORD) == 303
    let_pass(app, timedelta(days=181))
    attack(app, SIX)
    attack(app, [HOME], STRANGE.most)

    assert sign_in(from_(HOME), MEI, PASSWORD) == 429


def test_all_addresses_of_one_subscriber_are_one(from_: From) -> None:
    statuses = [sign_in(from_(f"2001:db8:1:2::{turn:x}"), MEI, WRONG) for turn in range(HERE.most + 1)]

    assert statuses == [422] * HERE.most + [429]
    assert sign_in(from_("2001:db8:1:3::1"), MEI, PASSWORD) == 303


@pytest.mark.parametrize(
    ("address", "place"),
    [("::ffff:192.0.2.1", "192.0.2.1"), ("192.0.2.1", "192.0.2.1"), ("2001:db8::1:2:3:4:5", "2001:db8:0:1::"),
     ("", ""), ("unix:", "unix:"), ("x" * 99, "x" * 64)],
)  # fmt: skip
def test_addresses_are_counted_as_their_subscriber(address: str, place: str) -> None:
    assert place_of(address) == place


def test_a_new_password_by_mail_opens_the_door_at_once(from_: From, app: Flask, mails: Mails) -> None:
    attack(app, [HOME])
    fill(from_(HOME), "/reset", {"email": MEI})

    assert fill(from_(HOME), link_in(mails(MEI)[0]), {"new_password": FRESH}).status_code == 303

    assert sign_in(from_(HOME), MEI, FRESH) == 303


@pytest.mark.parametrize("page", ["/account/password", "/account/tokens"])
def test_a_stolen_session_does_not_guess_the_password(as_: As, page: str) -> None:
    mei = as_("Mei")
    typed = {"current_password": WRONG, "new_password": FRESH, "name": "x", "scopes": "read", "days": "30"}
    shown = page.removesuffix("/password")

    answers = [fill(mei, shown, typed, to=page) for _turn in range(HERE.most + 1)]

    assert [answer.status_code for answer in answers] == [422] * HERE.most + [429]
    assert fill(mei, shown, {**typed, "current_password": PASSWORD}, to=page).status_code == 429


def test_three_links_an_hour_leave_for_an_account_from_an_address(from_: From, app: Flask, mails: Mails) -> None:
    for _turn in range(FROM_HERE + 2):
        asked = fill(from_(HOME), "/reset", {"email": MEI})
        assert asked.headers["Location"] == "/reset/sent"
    assert len(mails(MEI)) == FROM_HERE

    fill(from_(HOME), "/reset", {"email": "ines@example.cn"})
    fill(from_(OFFICE), "/reset", {"email": MEI})
    assert (len(mails("ines@example.cn")), len(mails(MEI))) == (1, FROM_HERE + 1)

    let_pass(app, timedelta(hours=1))
    fill(from_(HOME), "/reset", {"email": MEI})
    assert len(mails(MEI)) == FROM_HERE + 2


def test_nobody_is_flooded_from_many_addresses(from_: From, mails: Mails) -> None:
    for address in SIX * 2:
        fill(from_(address), "/reset", {"email": MEI})

    assert len(mails(MEI)) == FROM_ANYWHERE


def test_a_new_link_ends_the_one_before(from_: From, mails: Mails) -> None:
    for _turn in range(2):
        fill(from_(HOME), "/reset", {"email": MEI})
    first, second = map(link_in, mails(MEI))

    assert from_(HOME).get(first).status_code == 404
    assert from_(HOME).get(second).status_code == 200


def test_for_nobody_the_same_is_done_as_for_somebody(from_: From, app: Flask, database: Session, mails: Mails) -> None:
    counted: list[str] = []
    event.listen(
        app.extensions["zhiqiao.engine"], "before_cursor_execute", lambda *given: counted.append(given[2].split()[0])
    )
    work = {}
    change(app, lambda session: _close(session, "ines@example.cn"))
    for email in (MEI, "nobody@example.cn", "ines@example.cn"):
        for turn in range(FROM_HERE + 1):
            visitor = from_(HOME)
            visitor.get("/reset")
            counted.clear()
            answer = fill(visitor, "/reset", {"email": email})
            work.setdefault(turn, set()).add((answer.status_code, len(counted), counted.count("INSERT")))

    assert [len(kinds) for kinds in work.values()] == [1] * (FROM_HERE + 1), work
    assert mails("nobody@example.cn") == mails("ines@example.cn") == []
    asked = fresh(database).exec(select(AuditEvent).where(AuditEvent.action == "reset.asked")).all()
    assert {(row.address, row.actor_id) for row in asked} == {(HOME, None)}


def _close(session: Session, email: str) -> None:
    session.exec(select(Person).where(Person.email == email)).one().is_active = False


def test_one_address_registers_only_so_many_organisations_and_shuts_no_other_out(from_: From, app: Flask) -> None:
    change(
        app,
        lambda session: session.add_all(
            Attempt(kind=AttemptKind.REGISTRATION, address=HOME) for _turn in range(REGISTRATIONS.most)
        ),
    )

    refused = fill(from_(HOME), "/register", REGISTRATION)

    assert refused.status_code == 429
    assert "注册的单位太多" in refused.text
    assert str(REGISTRATION["name"]) in refused.text
    assert int(refused.headers["Retry-After"]) > 0
    assert fill(from_(OFFICE), "/register", REGISTRATION).status_code == 303


def test_an_organisation_invites_only_so_many_within_an_hour(as_: As, app: Flask, mails: Mails) -> None:
    mei = as_("Mei")
    own = re.search(r'href="(/orgs/[0-9a-f-]{36})"', mei.get("/home").text)
    assert own is not None
    page = own.group(1)

    answers = [
        fill(mei, page, {"email": f"colleague{turn}@example.cn"}, to=f"{page}/invite").status_code for turn in range(52)
    ]

    assert answers == [303] * 50 + [429] * 2
    assert mails("colleague51@example.cn") == []
    let_pass(app, timedelta(hours=1))
    assert fill(mei, page, {"email": "colleague51@example.cn"}, to=f"{page}/invite").status_code == 303
