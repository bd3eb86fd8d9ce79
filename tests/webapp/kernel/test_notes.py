"""Notes beside a request: when a session or a token was last used. They keep nobody waiting and fail nothing."""

import time
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from tests.api.conftest import program_of
from tests.stage import Stage, person
from tests.trouble import disk_full, lock_held
from webapp.clock import now
from webapp.database import PATIENCE
from webapp.models import ApiToken, OutboxMessage, PersonSession
from webapp.services.notices.outbox import post_mail
from webapp.web.kernel.db import note_apart, session

IDLE = timedelta(minutes=10)


def idle(stage: Stage) -> None:
    """Let nobody have done anything for ten minutes."""
    with stage.session() as held:
        for row in held.exec(select(PersonSession)):
            row.seen_at = now() - IDLE
        for token in held.exec(select(ApiToken)):
            token.used_at = now() - IDLE


def last_seen(stage: Stage) -> datetime:
    return stage.ask(lambda held: held.exec(select(PersonSession.seen_at)).one())


def last_used(stage: Stage) -> datetime:
    return stage.ask(lambda held: held.exec(select(ApiToken.used_at)).one())


def test_whoever_was_idle_reads_on_while_another_writes_and_is_noted_later(stage_anywhere: Stage) -> None:
    mei = stage_anywhere.as_("Mei")
    idle(stage_anywhere)
    before = last_seen(stage_anywhere)

    with lock_held(stage_anywhere.place):
        begun = time.monotonic()
        assert mei.get("/home").status_code == 200
        assert time.monotonic() - begun < PATIENCE
    assert last_seen(stage_anywhere) == before

    assert mei.get("/home").status_code == 200
    assert last_seen(stage_anywhere) > before


def test_whoever_was_idle_reads_on_where_the_disk_is_full(stage_anywhere: Stage) -> None:
    mei = stage_anywhere.as_("Mei")
    idle(stage_anywhere)
    before = last_seen(stage_anywhere)

    with disk_full():
        assert mei.get("/home").status_code == 200
    assert last_seen(stage_anywhere) == before

    assert mei.get("/home").status_code == 200
    assert last_seen(stage_anywhere) > before


def test_a_program_that_was_idle_reads_on_while_another_writes_or_the_disk_is_full(stage_anywhere: Stage) -> None:
    caller = program_of(stage_anywhere)("Mei")
    idle(stage_anywhere)
    before = last_used(stage_anywhere)

    with lock_held(stage_anywhere.place, "api_token"):
        assert caller.get("/me").status_code == 200
    with disk_full():
        assert caller.get("/me").status_code == 200
    assert last_used(stage_anywhere) == before

    assert caller.get("/me").status_code == 200
    assert last_used(stage_anywhere) > before


def test_a_request_that_is_refused_was_a_use_all_the_same(stage: Stage) -> None:
    mei = stage.as_("Mei")
    idle(stage)
    before = last_seen(stage)

    assert mei.client.post("/demands/new", data={}).status_code == 400
    assert mei.send("/demands/new", {"action": "submit", "headcount": "x"}).status_code == 422

    assert last_seen(stage) > before


def mails(stage: Stage) -> list[str]:
    return list(stage.ask(lambda held: held.exec(select(OutboxMessage.subject)).all()))


def mail(subject: str) -> object:
    return lambda apart: post_mail(apart, "mei@example.cn", subject, "-")


def test_a_note_is_written_once_the_request_is_done_whatever_became_of_it(stage_anywhere: Stage) -> None:
    with stage_anywhere.app.test_request_context("/", method="POST"):
        post_mail(session(), "mei@example.cn", "taken back", "-")  # holds the lock of writers until the end
        note_apart(mail("noted"))  # type: ignore[arg-type]

    assert mails(stage_anywhere) == ["noted"]


def test_a_note_that_cannot_be_written_keeps_no_other_from_it(stage: Stage) -> None:
    def wrong(apart: Session) -> None:
        apart.add(PersonSession(token_hash="x", person_id=person(apart, "Mei").id))
        apart.add(PersonSession(token_hash="x", person_id=person(apart, "Mei").id))
        apart.flush()

    with stage.app.test_request_context("/"):
        note_apart(wrong)
        note_apart(mail("noted"))  # type: ignore[arg-type]

    assert mails(stage) == ["noted"]


def test_a_fault_of_ours_in_a_note_is_told(stage: Stage) -> None:
    def wrong(_apart: Session) -> None:
        raise ValueError("bug")

    with pytest.raises(ValueError, match="bug"), stage.app.test_request_context("/"):
        note_apart(wrong)
