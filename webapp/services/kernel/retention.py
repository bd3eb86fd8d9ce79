"""How long things are kept that nobody needs for good; the worker forgets them, and docs/operations.md lists them.

What the platform is for (posts, rounds, choices, agreements) stays. The record stays too, unless an operator sets a
number of days, which the database itself holds to at least 180.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, false, inspect, or_, update
from sqlmodel import Session, SQLModel, col, select

from webapp.clock import now
from webapp.models import (
    AccessLink,
    ApiAnswer,
    ApiToken,
    Attempt,
    AuditEvent,
    CodeUpload,
    ImportBatch,
    ImportFile,
    ImportRow,
    Job,
    Notice,
    OutboxMessage,
    PersonSession,
    RoundStep,
    Run,
    TakenForm,
    Tombstone,
)
from webapp.models.accounts.enums import AttemptKind
from webapp.models.kernel.enums import JobState
from webapp.models.notices.enums import MailState

AT_ONCE: Final = 1000  # rows in one transaction: what is left waits for the next turn
ENDED_JOBS: Final = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Periods:
    """What an operator may set."""

    session_idle: timedelta
    session_lasts: timedelta
    record: timedelta | None = None  # None: for good


@dataclass(frozen=True, slots=True)
class Rule:
    """What is forgotten when: rows of a table."""

    name: str
    after: timedelta  # beyond the moment in which it has served its purpose
    table: type[SQLModel]
    is_over: Callable[[datetime, Periods], Any]  # the condition on rows, before a moment


DAY: Final = timedelta(days=1)
RULES: Final = (
    Rule("answers of the API", DAY, ApiAnswer, lambda before, _: col(ApiAnswer.made_at) < before),
    Rule("forms that were taken", 7 * DAY, TakenForm, lambda before, _: col(TakenForm.taken_at) < before),
    Rule(
        "attempts that are counted", DAY, Attempt,
        lambda before, _: (col(Attempt.kind) != AttemptKind.SIGNED_IN) & (col(Attempt.at) < before),
    ),
    Rule(
        "addresses from which somebody came in", 180 * DAY, Attempt,
        lambda before, _: (col(Attempt.kind) == AttemptKind.SIGNED_IN) & (col(Attempt.at) < before),
    ),
    Rule(
        "links that are spent", 7 * DAY, AccessLink,
        lambda before, _: or_(col(AccessLink.used_at) < before, col(AccessLink.expires_at) < before),
    ),
    Rule("sessions that are over", 7 * DAY, PersonSession, lambda before, periods: _is_session_over(before, periods)),
    Rule(
        "tokens that are over", 30 * DAY, ApiToken,
        lambda before, _: or_(col(ApiToken.revoked_at) < before, col(ApiToken.expires_at) < before),
    ),
    Rule("mails that have left", 30 * DAY, OutboxMessage, lambda before, _: col(OutboxMessage.sent_at) < before),
    Rule(
        "mails that were given up", 90 * DAY, OutboxMessage,
        lambda before, _: (col(OutboxMessage.state) == MailState.GIVEN_UP) & (col(OutboxMessage.made_at) < before),
    ),
    Rule(
        "notices that were read", 180 * DAY, Notice,
        lambda before, _: (col(Notice.read_at) < before) & col(Notice.mail_settled_at).is_not(None),
    ),
    Rule(
        "notices", 366 * DAY, Notice,
        lambda before, _: (col(Notice.made_at) < before) & col(Notice.mail_settled_at).is_not(None),
    ),
    Rule(
        "jobs and why they failed", 30 * DAY, Job,
        lambda before, _: col(Job.state).in_(ENDED_JOBS) & (col(Job.created_at) < before),
    ),
    Rule("uploaded files", 30 * DAY, ImportFile, lambda before, _: col(ImportFile.batch_id).in_(_batches(before))),
    Rule("uploaded rows", 90 * DAY, ImportRow, lambda before, _: col(ImportRow.batch_id).in_(_batches(before))),
    Rule("files of code tables", 90 * DAY, CodeUpload, lambda before, _: col(CodeUpload.made_at) < before),
    Rule("tombstones", 366 * DAY, Tombstone, lambda before, _: col(Tombstone.created_at) < before),
    Rule("the record, if so set", timedelta(), AuditEvent, lambda before, periods: _is_long_on_record(before, periods)),
)  # fmt: skip


def overdue(session: Session, periods: Periods, *, moment: datetime | None = None) -> list[Rule]:
    """Return the rules by which something is to be forgotten now."""
    moment = moment or now()
    return [rule for rule in RULES if session.exec(_keys(rule, periods, moment).limit(1)).first() is not None]


def forget(session: Session, rule: Rule, periods: Periods, *, moment: datetime | None = None) -> int:
    """Forget the first of what a rule names, and return how much that was."""
    key = _key_of(rule.table)
    keys = list(session.exec(_keys(rule, periods, moment or now()).limit(AT_ONCE)))
    if rule.table is Job:
        for holder in (Run, RoundStep, ImportBatch):
            session.execute(update(holder).where(col(holder.job_id).in_(keys)).values(job_id=None))
    session.execute(delete(rule.table).where(key.in_(keys)).execution_options(synchronize_session=False))
    return len(keys)


def _keys(rule: Rule, periods: Periods, moment: datetime) -> Any:
    key = _key_of(rule.table)
    return select(key).where(rule.is_over(moment - rule.after, periods)).order_by(key)


def _key_of(table: type[SQLModel]) -> Any:
    return inspect(table).primary_key[0]


def _batches(before: datetime) -> Any:
    return select(ImportBatch.id).where(col(ImportBatch.created_at) < before)


def _is_session_over(before: datetime, periods: Periods) -> Any:
    return or_(
        col(PersonSession.ended_at) < before,
        col(PersonSession.seen_at) < before - periods.session_idle,
        col(PersonSession.created_at) < before - periods.session_lasts,
    )


def _is_long_on_record(before: datetime, periods: Periods) -> Any:
    return col(AuditEvent.at) < before - periods.record if periods.record is not None else false()
