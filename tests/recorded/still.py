"""A clock that stands still: it shows the same day on every day, and a thousandth of a second more each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo

from tests import stage
from webapp import clock

MAKING = datetime(2026, 3, 16, 1, tzinfo=UTC)  # a Monday morning in China on which the cities are made
SENDING = datetime(2026, 3, 16, 1, 30, tzinfo=UTC)  # half an hour later: each case begins at this moment
YEAR = 2027


class StillTime:
    """Stands in for the class of moments within the clock."""

    combine = staticmethod(datetime.combine)

    def __init__(self) -> None:
        """Show the morning."""
        self.begin(MAKING)
        self._made = MAKING

    def make(self) -> None:
        """Go on where the cities that are made by now have ended."""
        self.begin(self._made)

    def send(self) -> None:
        """Show the moment of sending; what is made later is made after what is made by now."""
        self._made = max(self._made, self._shown) if self._shown < SENDING else self._made
        self.begin(SENDING)

    def begin(self, moment: datetime) -> None:
        """Show a moment, and later ones from now on."""
        self._shown = moment

    def now(self, zone: tzinfo) -> datetime:
        """Return the moment that is shown."""
        self._shown += timedelta(milliseconds=1)
        return self._shown.astimezone(zone)


@contextmanager
def still_time(time: StillTime) -> Iterator[None]:
    """Let the clock of the application, and the small city, know one day only."""
    real, year = clock.datetime, stage.YEAR
    clock.datetime, stage.YEAR = time, YEAR  # type: ignore[misc, assignment]
    try:
        yield
    finally:
        clock.datetime, stage.YEAR = real, year  # type: ignore[misc]
