"""The command `zhiqiao mail`: what has not left, and sending it again; the doctor warns."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from tests.cli.shell import refused, told, zhiqiao
from tests.places import Place
from webapp.clock import now
from webapp.models import OutboxMessage
from webapp.models.notices.enums import MailState
from webapp.services.notices.outbox import MOST_ATTEMPTS


@pytest.fixture
def posted(place: Place) -> Place:
    """Return a place with a mail that was given up, one that is being sent and one that has left."""
    later = now() + timedelta(hours=1)
    with place.session() as session:
        session.add_all(
            [
                OutboxMessage(
                    to="ines@example.cn", subject="-", body="-", state=MailState.GIVEN_UP, attempts=MOST_ATTEMPTS,
                    error="ConnectionRefusedError: refused",
                ),
                OutboxMessage(
                    to="tomas@example.cn", subject="-", body="-", state=MailState.SENDING, attempts=1,
                    next_attempt_at=later,
                ),
                OutboxMessage(to="mei@example.cn", subject="-", body="", state=MailState.SENT, sent_at=now()),
            ]
        )  # fmt: skip
    return place


def test_mails_that_have_not_left_are_listed_with_the_reason(posted: Place) -> None:
    listed = told(posted, "mail", "list")

    assert {row["to"]: row["state"] for row in listed} == {"ines@example.cn": "given_up", "tomas@example.cn": "sending"}
    assert {row["error"] for row in listed} == {"ConnectionRefusedError: refused", ""}
    assert [row["to"] for row in told(posted, "mail", "list", "--state", "sent")] == ["mei@example.cn"]
    assert "given_up" in zhiqiao(posted, "mail", "list").stdout


def test_what_was_given_up_is_sent_when_asked(posted: Place) -> None:
    [given_up] = told(posted, "mail", "list", "--state", "given_up")

    assert zhiqiao(posted, "mail", "resend", given_up["id"]).stdout == "1 to be sent\n"
    [waiting] = told(posted, "mail", "list", "--state", "waiting")
    assert (waiting["id"], waiting["attempts"]) == (given_up["id"], 0)
    assert zhiqiao(posted, "worker", "run", "--once").exit_code == 0

    assert told(posted, "mail", "list", "--state", "given_up") == []
    assert len(list(posted.settings.outbox_folder.glob("*.txt"))) == 1


def test_everything_that_waits_is_sent_at_once_when_asked(posted: Place) -> None:
    with posted.session() as session:
        session.add(OutboxMessage(to="noor@example.cn", subject="-", body="-", next_attempt_at=now() + timedelta(1)))

    assert zhiqiao(posted, "mail", "resend", "--all").stdout == "2 to be sent\n"
    zhiqiao(posted, "worker", "run", "--once")

    with posted.session() as session:
        sent = session.exec(select(OutboxMessage.to).where(OutboxMessage.state == MailState.SENT)).all()
    assert sorted(sent) == ["ines@example.cn", "mei@example.cn", "noor@example.cn"]


@pytest.mark.parametrize("state", ["sending", "sent", None], ids=["being sent", "has left", "unknown"])
def test_what_cannot_be_sent_again_is_refused_and_nothing_changes(posted: Place, state: str | None) -> None:
    [given_up] = told(posted, "mail", "list", "--state", "given_up")
    other = told(posted, "mail", "list", "--state", state)[0]["id"] if state else str(uuid4())

    answer = zhiqiao(posted, "mail", "resend", given_up["id"], other)

    assert "nothing was changed" in refused(answer)
    assert len(told(posted, "mail", "list", "--state", "given_up")) == 1


def test_sending_again_wants_to_know_what(posted: Place) -> None:
    assert zhiqiao(posted, "mail", "resend").exit_code == 2


def test_the_doctor_warns_of_mail_that_does_not_leave(posted: Place) -> None:
    finding = next(row for row in told(posted, "doctor") if row["what"] == "outbox")
    assert (finding["state"], "1 given up" in finding["says"]) == ("warning", True)

    zhiqiao(posted, "mail", "resend", "--all")
    zhiqiao(posted, "worker", "run", "--once")
    finding = next(row for row in told(posted, "doctor") if row["what"] == "outbox")
    assert finding["state"] == "ok"


@pytest.mark.parametrize("sign", ["\u2028", "\ufffe", "\x85", "\n"])
def test_arguments_are_one_line_of_characters(place: Place, sign: str) -> None:
    for words in (
        ("people", "add", "--role", "administrator", "--email", f"a{sign}@example.cn"),
        ("people", "add", "--role", "administrator", "--email", "a@example.cn", "--name", f"甲{sign}乙"),
        ("tokens", "create", "--email", "a@example.cn", "--name", f"甲{sign}乙"),
    ):
        assert zhiqiao(place, *words).exit_code == 2
