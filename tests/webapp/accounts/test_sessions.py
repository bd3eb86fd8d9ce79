"""How long somebody stays signed in, and how long a mailed link is good."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from tests.visitor import Visitor
from tests.webapp.accounts.conftest import PASSWORD, fill, link_in, sign_in
from webapp.clock import now
from webapp.database import writing
from webapp.models import AccessLink, OutboxMessage, Person, PersonSession
from webapp.services.accounts.accounts import deactivate, reactivate

As = Callable[[str], Visitor]
Stranger = Callable[[], Visitor]
Mails = Callable[[str], list[OutboxMessage]]
FRESH = "四个不相干的词 梯井 咖啡"


def change(app: Flask, deed: Callable[[Session], object]) -> None:
    """Change something past the pages."""
    with Session(writing(app.extensions["zhiqiao.engine"])) as session:
        deed(session)
        session.commit()


def age(app: Flask, **moments: timedelta) -> None:
    """Let the moments of the one session lie so far back."""

    def deed(session: Session) -> None:
        held = session.exec(select(PersonSession)).one()
        for name, back in moments.items():
            setattr(held, name, now() - back)

    change(app, deed)


def mei(session: Session) -> Person:
    """Return Mei."""
    return session.exec(select(Person).where(Person.name == "Mei")).one()


def organisation_of_mei(app: Flask) -> str:
    """Return the address of Mei's organisation."""
    with Session(app.extensions["zhiqiao.engine"]) as session:
        return f"/orgs/{mei(session).organisation_id}"


def test_who_does_nothing_for_four_hours_is_signed_out(app: Flask, as_: As) -> None:
    visitor = as_("Mei")
    age(app, seen_at=timedelta(hours=3, minutes=50))
    assert visitor.get("/account").status_code == 200

    age(app, seen_at=timedelta(hours=4))
    assert visitor.get("/account").status_code == 302


def test_nobody_stays_signed_in_for_more_than_a_week_however_busy(app: Flask, as_: As) -> None:
    visitor = as_("Mei")
    age(app, created_at=timedelta(days=6, hours=23))
    assert visitor.get("/account").status_code == 200

    age(app, created_at=timedelta(days=7))
    assert visitor.get("/account").status_code == 302


def test_a_visit_keeps_a_session_alive(app: Flask, as_: As) -> None:
    visitor = as_("Mei")
    age(app, seen_at=timedelta(hours=2))

    visitor.get("/account")

    with Session(app.extensions["zhiqiao.engine"]) as session:
        assert now() - session.exec(select(PersonSession)).one().seen_at < timedelta(hours=1)


def test_a_closed_account_is_signed_out_and_cannot_sign_in_until_it_is_open_again(
    app: Flask, stranger: Stranger
) -> None:
    visitor = stranger()
    assert sign_in(visitor, "mei@example.cn", PASSWORD) == 303

    change(app, lambda session: deactivate(session, mei(session), by=None))
    assert visitor.get("/account").status_code == 302
    assert sign_in(stranger(), "mei@example.cn", PASSWORD) == 422

    change(app, lambda session: reactivate(session, mei(session), by=None))
    assert visitor.get("/account").status_code == 302  # what ended stays so
    assert sign_in(stranger(), "mei@example.cn", PASSWORD) == 303


def test_an_account_that_is_not_active_is_nobody_whatever_its_sessions_say(app: Flask, as_: As) -> None:
    visitor = as_("Mei")

    change(app, lambda session: setattr(mei(session), "is_active", False))

    assert visitor.get("/account").status_code == 302


def test_a_closed_account_gets_no_reset_link_and_an_older_one_is_spent(
    app: Flask, stranger: Stranger, mails: Mails
) -> None:
    fill(stranger(), "/reset", {"email": "mei@example.cn"})
    visitor, link = stranger(), link_in(mails("mei@example.cn")[0])
    change(app, lambda session: deactivate(session, mei(session), by=None))

    assert fill(stranger(), "/reset", {"email": "mei@example.cn"}).headers["Location"] == "/reset/sent"
    assert len(mails("mei@example.cn")) == 1
    assert fill(visitor, link, {"new_password": FRESH}).status_code == 404

    change(app, lambda session: reactivate(session, mei(session), by=None))
    assert sign_in(stranger(), "mei@example.cn", FRESH) == 422


@pytest.mark.parametrize(("kind", "good_for"), [("reset", timedelta(hours=2)), ("join", timedelta(days=7))])
def test_a_mailed_link_is_good_for_a_while_and_for_its_own_purpose(
    app: Flask, as_: As, stranger: Stranger, mails: Mails, kind: str, good_for: timedelta
) -> None:
    if kind == "reset":
        fill(stranger(), "/reset", {"email": "mei@example.cn"})
        link = link_in(mails("mei@example.cn")[0])
    else:
        page = organisation_of_mei(app)
        as_("Mei").send(page, {"email": "lin@example.cn"}, to=f"{page}/invite")
        link = link_in(mails("lin@example.cn")[0])
    token = link.rsplit("/", 1)[1]
    other = {"reset": "join", "join": "reset"}[kind]

    assert stranger().get(f"/{kind}/{token}").status_code == 200
    assert stranger().get(f"/{other}/{token}").status_code == 404

    def pass_by(session: Session) -> None:
        session.exec(select(AccessLink)).one().expires_at -= good_for

    change(app, pass_by)
    assert stranger().get(f"/{kind}/{token}").status_code == 404
