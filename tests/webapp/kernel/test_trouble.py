"""A database that is locked, full or gone: what can be read is read, what is typed is kept, and it works after."""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, func
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from tests.api.conftest import program_of
from tests.places import Place
from tests.stage import Stage
from tests.trouble import disk_full, lock_held, only_reading
from tests.visitor import FormReader, Page, Visitor
from webapp.config import Settings
from webapp.database import make_engine, writing
from webapp.models import Demand
from webapp.web.kernel import db

TYPED = {"position": "电梯保养工 <甲>", "headcount": "12", "required_skills": "安全用电\n钳工", "action": "draft"}
IN_TIME = 0.3  # seconds that a writer waits here


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no writer wait for as long as it would for people."""
    monkeypatch.setattr(db, "make_engine", lambda url, **options: make_engine(url, **{"patience": IN_TIME} | options))


@contextmanager
def database_gone() -> Iterator[list[str]]:
    """Let every statement fail; give those that were tried."""
    tried: list[str] = []

    def refuse(_cursor: Any, statement: str, _parameters: Any, _context: Any) -> None:
        tried.append(statement)
        raise sqlite3.OperationalError("disk I/O error")

    event.listen(Engine, "do_execute", refuse)
    try:
        yield tried
    finally:
        event.remove(Engine, "do_execute", refuse)


def lock_of_writers(place: Place) -> Any:
    return lock_held(place, "demand")


def count_demands(stage: Stage) -> int:
    return int(stage.ask(lambda session: session.exec(select(func.count()).select_from(Demand)).one()))


def page_of(answer: Any) -> Page:
    reader = FormReader()
    reader.feed(answer.text)
    return Page("/demands/new", answer, reader.forms, reader.links)


@pytest.mark.parametrize(
    "trouble", [lock_of_writers, lambda _place: disk_full(), only_reading], ids=["locked", "full", "only reading"]
)
def test_what_cannot_be_stored_is_offered_again_and_then_stored_once(
    stage_anywhere: Stage, trouble: Callable[[Place], Any]
) -> None:
    mei, before = stage_anywhere.as_("Mei"), count_demands(stage_anywhere)
    drawn = mei.open("/demands/new")
    form, _button = drawn.form("保存草稿")
    sent = {**{name: values[0] for name, values in form.values.items() if values}, **TYPED}

    with trouble(stage_anywhere.place):
        answer = mei.client.post("/demands/new", data=sent)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert mei.get("/demands").status_code == 200
        assert mei.get("/home").status_code == 200
    assert count_demands(stage_anywhere) == before

    again = page_of(answer)
    kept, _button = again.form("再提交一次")
    assert {name: kept.values[name][0] for name in TYPED} == TYPED
    for _turn in range(2):
        assert mei.press(again, "再提交一次").status == 200
    assert count_demands(stage_anywhere) == before + 1


def test_a_program_is_told_to_come_again(stage_anywhere: Stage) -> None:
    caller = program_of(stage_anywhere)("Mei")

    with lock_held(stage_anywhere.place, "demand"):
        locked = caller.post("/demands", {"position": "电梯保养工"})
        assert caller.get("/demands").status_code == 200
    with disk_full():
        full = caller.post("/demands", {"position": "电梯保养工"})

    for answer in (locked, full):
        assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
    assert caller.post("/demands", {"position": "电梯保养工"}).status_code == 201


def test_pages_of_errors_ask_nothing_of_the_database(stage: Stage) -> None:
    mei = stage.as_("Mei")
    form = {**TYPED, "csrf_token": "spent"}

    with database_gone() as tried:
        asked = {
            404: mei.get("/nowhere"),
            405: mei.client.open("/demands", method="DELETE"),
            400: mei.client.post("/demands/new", data=form),
            413: mei.client.post("/demands/new", data={"position": "x" * 3_000_000}),
        }
    assert {status: answer.status_code for status, answer in asked.items()} == {status: status for status in asked}
    assert tried == []
    assert all("回到工作台" in answer.text and "登录" not in answer.text for answer in asked.values())
    assert "电梯保养工 &lt;甲&gt;" in asked[400].text


def test_a_database_that_is_gone_is_asked_once_and_its_page_says_what_to_do(stage: Stage) -> None:
    mei = stage.as_("Mei")

    with database_gone() as tried:
        answer = mei.get("/demands?q=电梯")

    assert answer.status_code == 503
    assert len([statement for statement in tried if not statement.startswith(("BEGIN", "ROLLBACK"))]) <= 1
    assert "回到工作台" in answer.text
    assert "/demands?q=" in answer.text


@pytest.mark.parametrize("path", ["/demands/00000000-0000-0000-0000-000000000000", "/admin/codes"])
def test_a_refusal_knows_who_asked_without_asking_again(stage: Stage, path: str) -> None:
    mei, seen = stage.as_("Mei"), []

    def look(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", look)
    try:
        answer = mei.get(path)
    finally:
        event.remove(Engine, "before_cursor_execute", look)

    assert answer.status_code in (403, 404)
    assert "芯桥电梯有限公司" in answer.text
    assert len([statement for statement in seen if statement.startswith("SELECT")]) <= 2  # the session, the thing


def test_a_form_of_somebody_elses_page_is_not_offered_where_nothing_can_be_stored(stage: Stage) -> None:
    stage.app.config["WTF_CSRF_ENABLED"] = False  # as if no check of ours had vouched for it
    mei = stage.as_("Mei")
    with disk_full():
        answer = mei.client.post("/demands/new", data=TYPED)

    assert answer.status_code == 503
    assert "再提交一次" not in answer.text


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_without_room_for_files_is_told_alike(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def full(*_facts: Any, **_more: Any) -> None:
        raise OSError(number, "no room")

    monkeypatch.setattr("webapp.blueprints.posts.demands.render_template", full)
    assert stage.as_("Mei").get("/demands").status_code == 503


def test_where_no_connection_is_to_be_had_the_service_waits_for_better_days(stage_anywhere: Stage) -> None:
    place = stage_anywhere.place
    if place.settings.is_sqlite:
        away = f"sqlite:///{place.settings.var / 'nowhere' / 'zhiqiao.sqlite3'}"
    else:
        away = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    settings = Settings(**{**place.settings.model_dump(), "database_url": away})
    browser = Place(settings).app().test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = "token-of-Mei"

    assert browser.get("/home").status_code == 503
    assert browser.get("/readyz").status_code == 503
    assert browser.get("/healthz").status_code == 200
    assert browser.get("/nowhere").status_code == 404


def test_connections_that_the_server_has_ended_are_made_anew(stage_anywhere: Stage) -> None:
    mei = stage_anywhere.as_("Mei")
    assert mei.get("/home").status_code == 200
    if not stage_anywhere.place.settings.is_sqlite:
        with stage_anywhere.place.engine().connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    assert mei.get("/home").status_code == 200
    assert mei.client.post("/logout", data={"csrf_token": token_of(mei)}).status_code == 303


def token_of(visitor: Visitor) -> str:
    return visitor.get("/home").text.split('name="csrf-token" content="')[1].split('"')[0]


def test_the_lock_of_another_is_waited_for_and_not_without_end(stage_anywhere: Stage) -> None:
    engine = make_engine(stage_anywhere.place.settings.database_url, patience=IN_TIME)
    with (
        lock_held(stage_anywhere.place, "demand"),
        writing(engine).connect() as connection,
        pytest.raises(OperationalError),
    ):
        connection.exec_driver_sql("UPDATE demand SET headcount = 1")
    engine.dispose()
