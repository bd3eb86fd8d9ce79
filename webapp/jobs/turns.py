"""What the worker does from time to time, whether or not somebody has asked for it."""

from webapp.jobs.worker import Turn
from webapp.services.notices.reminders import remind_choosers, remind_of_dates
from webapp.services.seats.alternates import lapse_overdue


def turns() -> tuple[Turn, ...]:
    """Return everything that is done from time to time."""
    return (remind_choosers, remind_of_dates, lapse_overdue)
