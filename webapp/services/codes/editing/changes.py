"""Changing the code tables: one row at a time, on record, against lost updates, each change a version of the whole.

The rows have no version of their own that a form could remember. They are seldom changed and small, so a form carries
the fingerprint of the row that it was drawn from (`mark_of`), and the tables are locked as a whole while one changes: a
row refers to rows of other tables, and those must not go while it comes.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from sqlmodel import Session

from webapp.models import Person
from webapp.models.codes.code_input import CodeRow, as_cells
from webapp.services.codes.editing.history import note_change
from webapp.services.codes.editing.regions import Parks, RuleLimits
from webapp.services.codes.editing.relations import ClassIndustries, ClassSkills, Relations
from webapp.services.codes.editing.sheets import Chains, Families, References, Segments, Sheet
from webapp.services.codes.editing.skills import Skills
from webapp.services.codes.tables.versions import hold_tables, stamp
from webapp.services.kernel.audit import changes
from webapp.services.kernel.errors import DomainError, InputRefused, NotFound, Remark, StaleEdit

ALL: Final[tuple[Sheet[Any], ...]] = (
    Chains(),
    Segments(),
    Families(),
    Relations(),
    ClassIndustries(),
    ClassSkills(),
    Skills(),
    Parks(),
    RuleLimits(),
)
SHEETS: Final[Mapping[str, Sheet[Any]]] = {sheet.name: sheet for sheet in ALL}


def mark_of(row: CodeRow) -> str:
    """Return a short fingerprint of a row, by which a form knows that nobody has changed it."""
    return hashlib.sha256(json.dumps(as_cells(row), sort_keys=True).encode()).hexdigest()[:16]


def refuse_stale(row: CodeRow, seen: str) -> None:
    """Refuse to change a row that is no longer as its form was drawn: `seen` is the fingerprint in the form."""
    stands = mark_of(row)
    if stands != seen:
        raise StaleEdit(stands=stands, seen=seen)


def find_row(session: Session, sheet: Sheet[Any], key: str) -> CodeRow:
    """Return the stored row, or refuse where there is none."""
    row: CodeRow | None = sheet.stored(session).get(key)
    if row is None:
        raise NotFound("code_gone")
    return row


def save_row(
    session: Session, sheet: Sheet[Any], row: CodeRow, *, key: str | None, seen: str, by: Person | None
) -> CodeRow:
    """Store a row: a new one where `key` is None, else in place of the stored one; refuse what refers to nothing."""
    hold_tables(session)
    stored = sheet.stored(session)
    own = sheet.key_of(row)
    if key is None:
        if own in stored or (isinstance(sheet, Relations) and _turned(own) in stored):
            raise InputRefused([Remark(sheet.key[-1], "code_exists", {"key": own})])
        before = None
    else:
        before = stored.get(key)
        if before is None:
            raise NotFound("code_gone")
        if own != key:
            raise InputRefused([Remark(sheet.key[0], "code_fixed", {"key": key})])
        refuse_stale(before, seen)
    row = sheet.completed(row, before)
    remarks = sheet.remarks(row, References(session))
    if remarks:
        raise InputRefused(remarks)
    if before is not None and as_cells(before) == as_cells(row):
        return row
    write_row(session, sheet, row, before, by=by)
    action = "code.edited" if before is not None else "code.added"
    stamp(session, {"what": action, "sheet": sheet.name, "key": own}, by=by)
    return row


def write_row(session: Session, sheet: Sheet[Any], row: CodeRow, before: CodeRow | None, *, by: Person | None) -> None:
    """Store a row and record what changed; the caller makes the version."""
    sheet.put(session, row)
    was, is_now = changes(as_cells(before) if before is not None else {}, as_cells(row))
    action = "code.edited" if before is not None else "code.added"
    note_change(session, action, sheet.name, sheet.key_of(row), by=by, before=was, after=is_now)
    session.flush()


def remove_row(session: Session, sheet: Sheet[Any], key: str, *, seen: str, by: Person | None) -> None:
    """Take away a row that nothing uses."""
    hold_tables(session)
    before = sheet.stored(session).get(key)
    if before is None or not sheet.can_remove:
        raise NotFound("code_gone")
    refuse_stale(before, seen)
    uses = sheet.uses(session)[key]
    if uses:
        raise DomainError("code_in_use", count=uses)
    take_row(session, sheet, key, before, by=by)
    stamp(session, {"what": "code.removed", "sheet": sheet.name, "key": key}, by=by)


def take_row(session: Session, sheet: Sheet[Any], key: str, before: CodeRow, *, by: Person | None) -> None:
    """Take a row away and record what it was; the caller makes the version."""
    sheet.take(session, key)
    note_change(session, "code.removed", sheet.name, key, by=by, before=as_cells(before))
    session.flush()


def _turned(key: str) -> str:
    a, _mark, b = key.partition("~")
    return f"{b}~{a}"
