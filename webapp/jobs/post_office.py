"""Sending what lies in the outbox, one mail after the other, with no transaction open while the server is spoken to."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from webapp.clock import now
from webapp.config import Settings
from webapp.database import writing
from webapp.jobs.heartbeat import Heartbeat
from webapp.models import OutboxMessage
from webapp.services.kernel.queue import LostLeaseError
from webapp.services.notices import delivery, outbox
from webapp.services.notices.delivery import Deliver, ServerAwayError

log = structlog.get_logger()
AWAY = timedelta(seconds=10)  # how long nobody is tried after the server was away
NOTING_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds between attempts to note what became of a mail


class PostOffice:
    """Sends the mails that are due; each fails for itself."""

    def __init__(
        self, engine: Engine, settings: Settings, *, deliver: Deliver | None = None, clock: Callable[[], datetime] = now
    ) -> None:
        """Know the database, the way mail leaves, and the clock by which mails are due."""
        self.engine = engine
        self.lease = settings.job_lease_seconds
        self.sender = settings.mail_from
        self.deliver = deliver or delivery.deliverer(settings)
        self.clock = clock
        self.stopping = threading.Event()
        self._away_until: datetime | None = None

    def send_one(self) -> bool:
        """Send the mail that has been due the longest; return False when none is due, or the server was just away."""
        moment = self.clock()
        if self._away_until is not None and moment < self._away_until:
            return False
        with Session(self.engine.execution_options(write=False)) as session:
            if not outbox.is_mail_due(session, moment):
                return False
        with Session(writing(self.engine), expire_on_commit=False) as session:
            message = outbox.claim_mail(session, moment, lease=self.lease)
            session.commit()
        if message is None:
            return False
        try:
            with Heartbeat(lambda: self._renew(message), lease=self.lease):
                self._send(message)
        except LostLeaseError:  # it was silent for so long that another worker has sent it again
            log.warning("mail_lost", mail=str(message.id))
        return True

    def _send(self, message: OutboxMessage) -> None:
        reason = ""
        self._away_until = None
        try:
            self.deliver(delivery.compose(message, sender=self.sender), message)
        except Exception as error:
            reason = delivery.reason_of(error)
            log.warning("mail_failed", mail=str(message.id), attempt=message.attempts, error=reason.partition(":")[0])
            if isinstance(error, ServerAwayError):
                self._away_until = self.clock() + AWAY
        self._note(message, reason)

    def _note(self, message: OutboxMessage, reason: str) -> None:
        """Write down what became of a mail, patiently: what is not noted as sent is sent again."""
        for pause in (*NOTING_PAUSES, None):
            try:
                with Session(writing(self.engine)) as session:
                    if reason:
                        outbox.mark_failed(session, message, reason, self.clock())
                    else:
                        outbox.mark_sent(session, message, self.clock())
                    session.commit()
            except OperationalError:
                if pause is None:
                    raise
                self.stopping.wait(pause)
            else:
                return

    def _renew(self, message: OutboxMessage) -> None:
        with Session(writing(self.engine)) as session:
            outbox.renew_mail(session, message, self.clock(), lease=self.lease)
            session.commit()
