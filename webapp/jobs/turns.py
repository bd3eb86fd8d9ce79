"""What the worker does whether or not somebody has asked for it: reminders, overdue offers, forgetting, mail.

No turn remembers when it was last taken. Each asks the database what is due, and doing it makes it no longer due: so a
worker that was away for days catches up, one that is started anew does nothing twice, and of two workers one finds
what the other has stored (`jobs.loops.take_turn`).
"""

from datetime import timedelta

from sqlalchemy import Engine

from webapp.config import Settings
from webapp.jobs.loops import Loop, Turn, take_turns
from webapp.jobs.post_office import PostOffice
from webapp.services.accounts import registrations
from webapp.services.codes.tables import versions
from webapp.services.kernel import retention
from webapp.services.kernel.retention import Periods
from webapp.services.notices import delivery, notice_mail, reminders
from webapp.services.notices.notice_mail import WordNotice
from webapp.services.seats import alternates

PAUSE_SECONDS = 30.0  # between two rounds of turns that nobody waits for


def turns(settings: Settings) -> tuple[Turn, ...]:
    """Return everything that is done from time to time."""
    periods = Periods(
        session_idle=timedelta(minutes=settings.session_idle_minutes),
        session_lasts=timedelta(hours=settings.session_hours),
        record=timedelta(days=settings.record_days) if settings.record_days else None,
    )
    folder = settings.outbox_folder
    return (
        Turn("reminders", reminders.due_reminders, reminders.remind_choosers),
        Turn("dates", reminders.due_dates, reminders.remind_of_date),
        Turn("registrations", registrations.unannounced, registrations.announce),
        Turn("tables", versions.unkept, lambda session, newest: versions.keep(session, *newest)),
        Turn("offers", alternates.overdue_offers, alternates.lapse_offer),
        Turn(
            "forgetting",
            lambda session: retention.overdue(session, periods),
            lambda session, rule: retention.forget(session, rule, periods),
        ),
        Turn("files", lambda _session: delivery.old_files(folder), lambda _session, path: path.unlink(missing_ok=True)),
    )


def loops(engine: Engine, settings: Settings, word: WordNotice) -> tuple[Loop, ...]:
    """Return what the worker does beside its jobs; no loop waits for another, or for a run."""
    office = PostOffice(engine, settings)
    writing_mail = Turn(
        "notice_mail",
        notice_mail.unmailed,
        lambda session, notice: notice_mail.mail_notice(session, notice, word),
        notice_mail.note_unmailable,
    )
    from_time_to_time = turns(settings)
    return (
        Loop("turns", lambda: take_turns(engine, from_time_to_time) and False, PAUSE_SECONDS),
        Loop("notice_mail", lambda: take_turns(engine, [writing_mail]), settings.worker_poll_seconds),
        Loop("outbox", office.send_one, settings.worker_poll_seconds),
    )
