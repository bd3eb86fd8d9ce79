"""How often a token may ask: so many requests in each minute, counted by this process."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Rate:
    """Where a token stands within its minute."""

    limit: int
    used: int
    wait: int  # seconds until the next minute begins

    @property
    def left(self) -> int:
        """Return how many requests are left."""
        return max(self.limit - self.used, 0)

    @property
    def is_over(self) -> bool:
        """Tell whether this request is one too many."""
        return self.used > self.limit


class RateLimiter:
    """A counter for each token, begun anew every minute. Each web process has its own."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Set the limit; the clock gives seconds."""
        self.limit = limit
        self._clock = clock
        self._minute = -1
        self._used: dict[str, int] = {}
        self._lock = threading.Lock()

    def count(self, who: str) -> Rate:
        """Count one request and return where that leaves the asker."""
        moment = self._clock()
        minute = int(moment // MINUTE)
        with self._lock:
            if minute != self._minute:
                self._minute, self._used = minute, {}
            used = self._used[who] = self._used.get(who, 0) + 1
        return Rate(self.limit, used, MINUTE - int(moment % MINUTE))
