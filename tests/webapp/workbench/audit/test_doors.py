"""The record tells who came in, who could not, and who tried a door that is not theirs, each with from where."""

import sqlite3

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from tests.stage import Stage, person
from tests.visitor import hidden
from tests.webapp.workbench.audit.conftest import URL, administrator, rows
from webapp.models import AuditEvent, Demand
from webapp.services.accounts.attempts import TOKENS
from webapp.services.accounts.passwords import hash_password
from webapp.services.kernel.audit import MOST_REFUSALS

PASSWORD = "梯井 里的 coffee 7"
HERE, THERE = "203.0.113.7", "198.51.100.9"
DOORS = ("sign_in.done", "sign_in.failed", "sign_in.throttled", "access.refused")
Told = list[tuple[str, str | None, str]]  # what was done, by whom, from where


def told(stage: Stage, *actions: str) -> Told:
    def ask(session: Session) -> Told:
        query = select(AuditEvent).where(col(AuditEvent.action).in_(actions or DOORS)).order_by(col(AuditEvent.at))
        return [(row.action, row.actor.email if row.actor else None, row.address) for row in session.exec(query)]

    found: Told = stage.ask(ask)
    return found


def knock(client: FlaskClient, email: str, password: str, address: str = HERE) -> int:
    drawn = client.get("/login", environ_base={"REMOTE_ADDR": address})
    typed = {**hidden(drawn.text, "/login"), "email": email, "password": password}
    return client.post("/login", data=typed, environ_base={"REMOTE_ADDR": address}).status_code


def give_password(stage: Stage) -> str:
    with stage.session() as session:
        mei = person(session, "Mei")
        mei.password_hash = hash_password(PASSWORD)
        return mei.email


def test_coming_in_and_failing_to_is_on_record_with_from_where(stage: Stage) -> None:
    mei = give_password(stage)
    client = stage.app.test_client()

    assert knock(client, mei, "wrong wrong", THERE) == 422
    assert knock(client, mei, PASSWORD) == 303

    assert told(stage) == [("sign_in.failed", None, THERE), ("sign_in.done", mei, HERE)]
    page = stage.as_("Noor").get(f"{URL}?action=sign_in.failed").text
    assert rows(page) == 1
    assert THERE in page
    assert THERE in stage.as_("Noor").get(f"{URL}?action=sign_in.failed&format=csv").text


def test_going_out_is_on_record_with_from_where_and_once(stage: Stage) -> None:
    mei = give_password(stage)
    client, other = stage.app.test_client(), stage.app.test_client()
    assert knock(client, mei, PASSWORD) == knock(other, mei, PASSWORD) == 303

    out = {**hidden(client.get("/home").text, "/logout")}
    for _ in range(2):
        client.post("/logout", data=out, environ_base={"REMOTE_ADDR": THERE})

    assert told(stage, "sign_in.ended") == [("sign_in.ended", mei, THERE)]
    assert other.get("/home").status_code == 200
    assert "退出登录" in stage.as_("Noor").get(f"{URL}?action=sign_in.ended").text


def test_who_is_held_off_is_on_record_once(stage: Stage) -> None:
    mei = give_password(stage)
    client = stage.app.test_client()
    statuses = [knock(client, mei, "wrong wrong") for _ in range(14)]

    assert statuses[-3:] == [429] * 3
    assert [line for line in told(stage) if line[0] == "sign_in.throttled"] == [("sign_in.throttled", None, HERE)]


def test_an_account_that_nobody_has_is_told_to_administrators_without_its_name(stage: Stage) -> None:
    assert knock(stage.app.test_client(), "nobody@example.cn", "wrong wrong") == 422

    assert rows(stage.as_("Noor").get(f"{URL}?action=sign_in.failed").text) == 0
    page = administrator(stage).get(f"{URL}?action=sign_in.failed").text
    assert rows(page) == 1
    assert "nobody@example.cn" not in page


def test_the_password_is_nowhere_in_the_record(stage: Stage) -> None:
    mei = give_password(stage)
    knock(stage.app.test_client(), mei, "wrong wrong")
    knock(stage.app.test_client(), mei, PASSWORD)

    kept = stage.ask(lambda session: [f"{row.before}{row.after}" for row in session.exec(select(AuditEvent))])

    assert not [text for text in kept if "wrong" in text or "coffee" in text]


def foreign_demand(stage: Stage) -> Demand:
    """Return a draft that is not Mei's."""
    with stage.session() as session:
        mei = person(session, "Mei")
        owner = next(row for row in session.exec(select(Demand)) if row.enterprise_id != mei.organisation_id)
        made = Demand(number="D-FOREIGN", enterprise_id=owner.enterprise_id)
        session.add(made)
        return made


@pytest.mark.parametrize("way", ["get", "post"])
def test_who_asks_for_what_is_not_theirs_is_on_record_with_from_where(stage: Stage, way: str) -> None:
    demand, mei = foreign_demand(stage), stage.as_("Mei")
    path = f"/demands/{demand.id}" + ("/withdraw" if way == "post" else "")
    token = hidden(mei.get("/home").text, "/logout")
    ask = getattr(mei.client, way)

    for _ in range(3):
        assert ask(path, environ_base={"REMOTE_ADDR": THERE}, data=token).status_code == 404
    assert mei.client.get("/orgs", environ_base={"REMOTE_ADDR": THERE}).status_code == 403

    [(email, _)] = stage.ask(lambda session: [(person(session, "Mei").email, 0)])
    assert told(stage, "access.refused") == [("access.refused", email, THERE)] * 2
    kept = stage.ask(lambda session: session.exec(select(AuditEvent).order_by(col(AuditEvent.at))).all()[-2:])
    assert [(row.thing_kind, row.after) for row in kept] == [("demand", {"path": path}), ("person", {"path": "/orgs"})]


def test_what_is_not_there_at_all_is_no_refusal(stage: Stage) -> None:
    mei = stage.as_("Mei")
    assert mei.get("/demands/00000000-0000-0000-0000-000000000000").status_code == 404
    assert mei.get("/nowhere").status_code == 404
    assert stage.app.test_client().get("/orgs").status_code == 302

    assert told(stage, "access.refused") == []


def test_whoever_tries_all_doors_does_not_fill_the_record(stage: Stage) -> None:
    with stage.session() as session:
        mei = person(session, "Mei")
        owner = next(row for row in session.exec(select(Demand)) if row.enterprise_id != mei.organisation_id)
        made = [
            Demand(number=f"D-DOOR{number}", enterprise_id=owner.enterprise_id) for number in range(MOST_REFUSALS + 5)
        ]
        session.add_all(made)
        keys = [row.id for row in made]
    visitor = stage.as_("Mei")

    assert {visitor.get(f"/demands/{key}").status_code for key in keys} == {404}

    assert len(told(stage, "access.refused")) == MOST_REFUSALS


def test_a_refusal_waits_for_nobody_and_fails_for_nothing(stage: Stage) -> None:
    demand, mei = foreign_demand(stage), stage.as_("Mei")
    holder = sqlite3.connect(stage.place.settings.var / "zhiqiao.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        assert mei.get(f"/demands/{demand.id}").status_code == 404
        assert mei.get("/orgs").status_code == 403
    finally:
        holder.execute("ROLLBACK")
        holder.close()

    assert told(stage, "access.refused") == []


def test_a_token_that_is_refused_is_on_record_once_with_from_where(stage: Stage) -> None:
    client = stage.app.test_client()
    known = {"Authorization": "Bearer zq_" + "x" * 43}

    for _ in range(3):
        assert client.get("/api/v1/demands", headers=known, environ_base={"REMOTE_ADDR": THERE}).status_code == 401
    for number in range(TOKENS.most + 5):
        other = {"Authorization": f"Bearer zq_{number:043}"}
        assert client.get("/api/v1/demands", headers=other, environ_base={"REMOTE_ADDR": HERE}).status_code == 401

    kept = told(stage, "token.refused")
    assert kept[0] == ("token.refused", None, THERE)
    assert [line[2] for line in kept] == [THERE] + [HERE] * TOKENS.most
    assert rows(administrator(stage).get(f"{URL}?action=token.refused").text) == TOKENS.most + 1
    assert rows(stage.as_("Noor").get(f"{URL}?action=token.refused").text) == 0
