"""A sign of life beside long work: the claim is renewed from a thread, however long the work is silent."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

import structlog

from webapp.services.kernel.queue import LostLeaseError

log = structlog.get_logger()
SHARE = 3.0  # signs within one lease: two may fail, as they do while a writer holds the database


class Heartbeat:
    """Renews a claim for as long as its `with` block runs, or until somebody else has taken it over.

    Whoever works learns of that when the next thing is said under the claim: it is refused.
    """

    def __init__(self, renew: Callable[[], object], *, lease: float) -> None:
        """Take what renews the claim, and for how many seconds it does; `renew` raises LostLeaseError when too late."""
        self._renew = renew
        self._pause = lease / SHARE
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End, and wait for a sign that is under way."""
        self._ending.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._ending.wait(self._pause):
            try:
                self._renew()
            except LostLeaseError:
                return
            except Exception:
                log.warning("heartbeat_missed", exc_info=True)
