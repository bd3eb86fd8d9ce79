"""The audit of rows in code tables, which have codes for keys where the audit asks for an id."""

from typing import Any, ClassVar
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from webapp.models import AuditEvent, Person
from webapp.models.kernel.base import Keyed
from webapp.services.kernel.audit import history_of, record

NAMESPACE = UUID("0b1d8a3e-5c0f-4e59-9a53-7d7a3d5b8c11")


class CodeEntry(Keyed):
    """A row of a code table as the audit knows it: always the same id for the same table and key."""

    __tablename__: ClassVar[str] = "code_entry"


def entry(sheet: str, key: str) -> CodeEntry:
    """Return the row's mark in the audit."""
    return CodeEntry(id=uuid5(NAMESPACE, f"{sheet}:{key}"))


def note_change(
    session: Session,
    action: str,
    sheet: str,
    key: str,
    *,
    by: Person | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Record a change of one row, with which row it was."""
    record(
        session, action, entry(sheet, key), by=by, before=before, after={"sheet": sheet, "key": key, **(after or {})}
    )


def history_of_code(session: Session, sheet: str, key: str) -> list[AuditEvent]:
    """Return the events of one row, newest first."""
    return history_of(session, entry(sheet, key))


def touched_by_hand(session: Session) -> set[UUID]:
    """Return the marks of all rows that somebody has changed here: a loading leaves them as they are."""
    return set(session.exec(select(AuditEvent.thing_id).where(col(AuditEvent.thing_kind) == "code_entry").distinct()))
