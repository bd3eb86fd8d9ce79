"""Mail on its way out: tried for more than a day, each for itself, with no transaction open meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from smtplib import SMTPException, SMTPServerDisconnected
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest
from sqlmodel import Session, select

from tests.serving import free_port
from tests.stage import Stage
from tests.webapp.notices.conftest import letters
from webapp.jobs.post_office import AWAY, PostOffice
from webapp.models import OutboxMessage
from webapp.models.notices.enums import MailState
from webapp.services.notices.delivery import Deliver, ServerAwayError, compose
from webapp.services.notices.outbox import MOST_ATTEMPTS, claim_mail, pause_after, post_mail

DAY = timedelta(hours=24)


class Clock:
    """A clock that stands until it is moved; it begins behind whatever the tables were stamped with."""

    def __init__(self) -> None:
        """Begin a while from now."""
        self.moment = datetime.now(UTC) + timedelta(minutes=1)

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.moment

    def forward(self, **span: float) -> None:
        """Move on."""
        self.moment += timedelta(**span)


class Server:
    """A mail server that fails for some, and remembers what it was asked and what it took."""

    def __init__(self, error: Exception | None = None, *, down_for: str = "") -> None:
        """Fail for an address, or for all."""
        self.error = error
        self.down_for = down_for
        self.tried: list[str] = []
        self.taken: list[EmailMessage] = []

    def __call__(self, mail: EmailMessage, message: OutboxMessage) -> None:
        """Take a mail, or fail."""
        self.tried.append(message.to)
        if self.error is not None and message.to.endswith(self.down_for):
            raise self.error
        self.taken.append(mail)


def office(stage: Stage, deliver: Deliver, clock: Clock) -> PostOffice:
    """Return what a worker sends mail by."""
    return PostOffice(stage.place.engine(), stage.place.settings, deliver=deliver, clock=clock)


def send_all(sending: PostOffice) -> None:
    """Send what is due."""
    while sending.send_one():
        pass


def mail_to(stage: Stage, address: str) -> OutboxMessage:
    """Return the mail to an address."""

    def ask(session: Session) -> OutboxMessage:
        return session.exec(select(OutboxMessage).where(OutboxMessage.to == address)).one()

    found = stage.ask(ask)
    assert isinstance(found, OutboxMessage)
    return found


@pytest.fixture
def posted(stage_anywhere: Stage) -> Stage:
    """Return the city with a mail to Ines, and one to Mei behind it."""
    for address in ("ines@example.cn", "mei@example.cn"):
        with stage_anywhere.session() as session:
            post_mail(session, address, "匹配建议", "请打开 https://match.example.cn/reset/secret")
    return stage_anywhere


def test_the_pauses_double_up_to_an_hour_and_last_for_more_than_a_day() -> None:
    pauses = [pause_after(attempts) for attempts in range(1, MOST_ATTEMPTS)]

    assert [pause.total_seconds() for pause in pauses[:4]] == [15, 30, 60, 120]
    assert pauses == sorted(pauses)
    assert max(pauses) == timedelta(hours=1)
    assert sum(pauses, timedelta()) >= DAY


@pytest.mark.parametrize(
    "error", [SMTPException(), SMTPServerDisconnected(), ServerAwayError()], ids=["refused", "cut off", "away"]
)
def test_a_server_that_is_away_for_a_day_loses_nothing(posted: Stage, error: Exception) -> None:
    clock, server = Clock(), Server(error)
    sending = office(posted, server, clock)
    for _minute in range(24 * 6):
        send_all(sending)
        clock.forward(minutes=10)
    assert server.taken == []
    assert mail_to(posted, "ines@example.cn").state is MailState.WAITING

    server.error = None
    for _minute in range(7):
        send_all(sending)
        clock.forward(minutes=10)

    assert sorted(str(mail["To"]) for mail in server.taken) == ["ines@example.cn", "mei@example.cn"]
    assert mail_to(posted, "ines@example.cn").state is MailState.SENT


def test_a_server_that_is_away_for_two_seconds_delays_mail_by_seconds(posted: Stage) -> None:
    clock, server = Clock(), Server(ServerAwayError())
    sending = office(posted, server, clock)
    for _tick in range(4):
        send_all(sending)
        clock.forward(seconds=0.5)
    server.error = None

    for _tick in range(20):
        send_all(sending)
        clock.forward(seconds=1)

    assert len(server.taken) == 2


def test_a_mail_that_always_fails_is_given_up_after_a_day_and_holds_up_no_other(posted: Stage) -> None:
    clock, server = Clock(), Server(SMTPException("mailbox full"), down_for="ines@example.cn")
    sending = office(posted, server, clock)
    send_all(sending)
    assert [str(mail["To"]) for mail in server.taken] == ["mei@example.cn"]

    began = clock.moment
    while mail_to(posted, "ines@example.cn").state is MailState.WAITING:
        clock.moment = mail_to(posted, "ines@example.cn").next_attempt_at
        send_all(sending)

    lost = mail_to(posted, "ines@example.cn")
    assert clock.moment - began >= DAY
    assert (lost.state, lost.attempts, lost.error) == (MailState.GIVEN_UP, MOST_ATTEMPTS, "SMTPException: mailbox full")
    assert server.tried.count("ines@example.cn") == MOST_ATTEMPTS
    assert server.tried.count("mei@example.cn") == 1


def test_while_the_server_is_away_nobody_else_is_tried(posted: Stage) -> None:
    clock, server = Clock(), Server(ServerAwayError())
    sending = office(posted, server, clock)

    send_all(sending)
    assert server.tried == ["ines@example.cn"]

    clock.forward(seconds=AWAY.total_seconds())
    send_all(sending)
    assert server.tried == ["ines@example.cn", "mei@example.cn"]


def test_a_mail_that_has_left_is_empty(posted: Stage) -> None:
    server = Server()

    send_all(office(posted, server, Clock()))

    assert "reset/secret" in server.taken[0].get_content()
    sent = mail_to(posted, "ines@example.cn")
    assert (sent.state, sent.body, sent.error, sent.sent_at is not None) == (MailState.SENT, "", "", True)


def test_no_transaction_is_open_while_a_mail_is_sent(posted: Stage) -> None:
    """Somebody else writes, to the mail itself too, while the server takes its time."""
    seen: list[MailState] = []

    def deliver(_mail: EmailMessage, message: OutboxMessage) -> None:
        with posted.session() as session:
            held = session.get_one(OutboxMessage, message.id, with_for_update={"nowait": True})
            held.error = "written meanwhile"
            seen.append(held.state)

    send_all(office(posted, deliver, Clock()))

    assert seen == [MailState.SENDING, MailState.SENDING]
    assert mail_to(posted, "mei@example.cn").state is MailState.SENT


class Killed(BaseException):
    """What a worker meets when it is killed: nothing of its own runs any more."""


def test_a_worker_killed_while_sending_loses_no_mail(posted: Stage) -> None:
    clock, server = Clock(), Server()
    first: list[str] = []

    def deliver(mail: EmailMessage, _message: OutboxMessage) -> None:
        first.append(str(mail["Message-ID"]))
        raise Killed

    with pytest.raises(Killed):
        office(posted, deliver, clock).send_one()
    assert mail_to(posted, "ines@example.cn").state is MailState.SENDING
    other = office(posted, server, clock)
    send_all(other)
    assert [str(mail["To"]) for mail in server.taken] == ["mei@example.cn"], "it may still be under way"

    clock.forward(seconds=posted.place.settings.job_lease_seconds + 1)
    send_all(other)

    assert [str(mail["To"]) for mail in server.taken] == ["mei@example.cn", "ines@example.cn"]
    assert str(server.taken[1]["Message-ID"]) == first[0], "so that a mail that comes twice can be told"


def test_a_mail_that_kills_every_worker_is_given_up(posted: Stage) -> None:
    clock = Clock()
    with posted.session() as session:
        session.delete(session.exec(select(OutboxMessage).where(OutboxMessage.to == "mei@example.cn")).one())
    for _attempt in range(MOST_ATTEMPTS):
        with posted.session() as session:
            assert claim_mail(session, clock.moment, lease=1) is not None
        clock.forward(seconds=2)

    send_all(office(posted, Server(), clock))

    assert mail_to(posted, "ines@example.cn").state is MailState.GIVEN_UP


def test_two_workers_send_a_mail_once(posted: Stage) -> None:
    clock, server = Clock(), Server()
    inner: list[bool] = []

    def deliver(mail: EmailMessage, message: OutboxMessage) -> None:
        other = office(posted, server, clock)
        while other.send_one():
            inner.append(True)
        server(mail, message)

    send_all(office(posted, deliver, clock))

    assert sorted(str(mail["To"]) for mail in server.taken) == ["ines@example.cn", "mei@example.cn"]
    assert inner


def test_a_server_that_takes_longer_than_the_lease_gets_a_mail_once(posted: Stage) -> None:
    posted.place.settings.job_lease_seconds = 0.6
    server, begun, goes_on = Server(), threading.Event(), threading.Event()
    real = Clock()
    real.moment = datetime.now(UTC)

    def deliver(mail: EmailMessage, message: OutboxMessage) -> None:
        if message.to == "ines@example.cn":
            begun.set()
            assert goes_on.wait(30)
        server(mail, message)

    def running() -> datetime:
        return datetime.now(UTC)

    slow = PostOffice(posted.place.engine(), posted.place.settings, deliver=deliver, clock=running)
    thread = threading.Thread(target=slow.send_one)
    thread.start()
    assert begun.wait(30)
    threading.Event().wait(2.0)
    send_all(PostOffice(posted.place.engine(), posted.place.settings, deliver=server, clock=running))
    goes_on.set()
    thread.join(30)

    assert [str(mail["To"]) for mail in server.taken] == ["mei@example.cn", "ines@example.cn"]
    assert mail_to(posted, "ines@example.cn").state is MailState.SENT


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\n", "\r", "\x0b", "\x1c", "\ufffe", "\uffff"])
def test_whatever_stands_in_a_subject_the_mail_leaves_and_so_do_others(posted: Stage, sign: str) -> None:
    with posted.session() as session:
        held = session.exec(select(OutboxMessage).where(OutboxMessage.to == "ines@example.cn")).one()
        held.subject, held.body = f"职桥：邀请您加入 云川{sign}学院", f"云川{sign}学院"

    posted.place.work()

    sent = {letter.to: letter for letter in letters(posted)}
    assert sent["ines@example.cn"].subject == "职桥：邀请您加入 云川 学院"
    assert "mei@example.cn" in sent


@pytest.mark.parametrize("address", ["", "nobody", "a@b@c", "ines@example.cn\r\nBcc: mei@example.cn", "x" * 254])
def test_an_address_that_is_none_stops_no_other_mail(posted: Stage, address: str) -> None:
    with posted.session() as session:
        session.exec(select(OutboxMessage).where(OutboxMessage.to == "ines@example.cn")).one().to = address

    posted.place.work()

    assert [letter.to for letter in letters(posted)] == ["mei@example.cn"]
    assert mail_to(posted, address).state is MailState.WAITING


def test_a_mail_travels_with_what_mail_servers_expect() -> None:
    message = OutboxMessage(to="ines@example.cn", subject="职桥\u2028：提醒", body="请表态\n")

    text = compose(message, sender="职桥 <office@match.example.cn>").as_bytes()

    assert b"\r" not in text
    assert f"Message-ID: <{message.id}@match.example.cn>".encode() in text
    assert b"Auto-Submitted: auto-generated" in text
    assert b"Date: " in text


class Smtp(StreamRequestHandler):
    """Speaks just enough SMTP to take mails, or to refuse a recipient."""

    taken: list[str]

    def handle(self) -> None:
        """Answer line by line."""
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT" and b"mei" in line:
                self.wfile.write(b"450 later\r\n")
            elif word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += self.rfile.readline()
                self.taken.append(text.decode())
                self.wfile.write(b"250 taken\r\n")
            else:
                self.wfile.write(b"250 well\r\n")
            if word == b"QUIT":
                return


@contextmanager
def smtp_server(port: int) -> Iterator[list[str]]:
    """Run a mail server on a port of the loopback; give what it takes."""
    handler = type("Taking", (Smtp,), {"taken": []})
    ThreadingTCPServer.allow_reuse_address = True
    with ThreadingTCPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield handler.taken  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()


def test_mail_goes_through_a_server_that_was_away_and_refuses_one_recipient(posted: Stage) -> None:
    clock, port = Clock(), free_port()
    settings = posted.place.settings.model_copy(update={"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": False})
    sending = PostOffice(posted.place.engine(), settings, clock=clock)
    send_all(sending)
    assert mail_to(posted, "ines@example.cn").error.startswith("ConnectionRefusedError")

    clock.forward(minutes=1)
    with smtp_server(port) as taken:
        send_all(sending)

    assert [mail_to(posted, f"{name}@example.cn").state for name in ("ines", "mei")] == [
        MailState.SENT,
        MailState.WAITING,
    ]
    [text] = taken
    assert "To: ines@example.cn" in text
    assert "450" in mail_to(posted, "mei@example.cn").error
