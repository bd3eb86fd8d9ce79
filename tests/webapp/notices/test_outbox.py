"""Mail on its way out: tried again after a failure, not without end, and it holds up no other."""

from email.message import EmailMessage
from smtplib import SMTPException

import pytest
from sqlmodel import Session, select

from tests.stage import Stage
from webapp.models import OutboxMessage
from webapp.services.notices.outbox import deliver_pending, post_mail


class Server:
    """A mail server that is down for somebody, and remembers what it took."""

    def __init__(self, *, down_for: str, error: Exception) -> None:
        """Be down for an address."""
        self.down_for = down_for
        self.error = error
        self.tried: list[str] = []

    def __call__(self, mail: EmailMessage, message: OutboxMessage) -> None:
        """Take a mail, or fail."""
        self.tried.append(message.to)
        assert mail["To"] == message.to
        if message.to == self.down_for:
            raise self.error

    def turn(self, stage: Stage) -> int:
        """Let a worker send what waits; return how many left."""
        return int(stage.ask(lambda session: deliver_pending(session, self, sender="zhiqiao@localhost")))


def mail_to(session: Session, address: str) -> OutboxMessage:
    """Return the mail to an address."""
    return session.exec(select(OutboxMessage).where(OutboxMessage.to == address)).one()


@pytest.fixture
def posted(stage_anywhere: Stage) -> Stage:
    """Return the city with a mail to Ines, and one to Mei behind it."""
    for address in ("ines@example.cn", "mei@example.cn"):
        with stage_anywhere.session() as session:
            post_mail(session, address, "匹配建议", "请对匹配建议表态")
    return stage_anywhere


@pytest.mark.parametrize("error", [ConnectionRefusedError(), SMTPException()], ids=["network", "server"])
def test_a_mail_that_always_fails_is_tried_five_times_and_holds_up_no_other(posted: Stage, error: Exception) -> None:
    server = Server(down_for="ines@example.cn", error=error)

    left = [server.turn(posted) for _turn in range(8)]

    assert left == [1, 0, 0, 0, 0, 0, 0, 0]
    assert server.tried.count("ines@example.cn") == 5
    assert server.tried.count("mei@example.cn") == 1
    with posted.session() as session:
        lost, sent = mail_to(session, "ines@example.cn"), mail_to(session, "mei@example.cn")
        assert (lost.sent_at, lost.attempts, lost.error) == (None, 5, type(error).__name__)
        assert (sent.sent_at is not None, sent.attempts, sent.error) == (True, 1, "")


def test_a_mail_that_comes_through_at_the_last_attempt_is_sent_and_no_more_tried(posted: Stage) -> None:
    server = Server(down_for="ines@example.cn", error=TimeoutError())
    for _turn in range(4):
        server.turn(posted)

    server.down_for = ""
    left = [server.turn(posted) for _turn in range(3)]

    assert left == [1, 0, 0]
    assert server.tried.count("ines@example.cn") == 5
    assert posted.ask(lambda session: mail_to(session, "ines@example.cn").error) == ""
