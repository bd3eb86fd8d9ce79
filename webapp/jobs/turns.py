"""What the worker does from time to time, whether or not somebody has asked for it."""

from webapp.jobs.worker import Turn
from webapp.services.alternates import lapse_overdue
from webapp.services.reminders import remind_choosers
from webapp.services.round_calendar import remind_of_dates


def turns() -> tuple[Turn, ...]:
    """Return everything that is done from time to time."""
    return (remind_choosers, remind_of_dates, lapse_overdue)
