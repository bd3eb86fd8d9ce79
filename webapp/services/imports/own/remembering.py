"""What an organisation has said once of its own spreadsheets and words is proposed the next time."""

import hashlib
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlmodel import Session, col, select

from webapp.models import ImportBatch, ImportLayout, ImportWording, Person
from webapp.models.imports.imports import ImportKind
from webapp.services.imports.mapping.shapes import Reading, SheetLook
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.sheets.labels import folded

LONGEST_WORDING: Final = 200


def fingerprint(sheet: SheetLook) -> str:
    """Return what two sheets with the same heads have in common."""
    heads = "|".join(f"{folded(column.group)}/{folded(column.head)}" for column in sheet.columns)
    return hashlib.sha256(heads.encode()).hexdigest()


def recall_layout(
    session: Session, organisation_id: UUID, kind: ImportKind, reading: Reading, mapping: dict[str, Any]
) -> bool:
    """Match the columns of sheets whose heads are known as they were matched before; tell whether there were any."""
    query = select(ImportLayout).where(ImportLayout.organisation_id == organisation_id, ImportLayout.kind == kind)
    known = {layout.heads: layout for layout in session.exec(query)}
    found = False
    for sheet, chosen in zip(reading.sheets, mapping["sheets"], strict=True):
        layout = known.get(fingerprint(sheet)) if sheet.head else None
        if layout is not None:
            chosen["columns"] |= {
                place: target for place, target in layout.columns.items() if place in chosen["columns"]
            }
            mapping["constants"] |= layout.constants
            found = True
    return found


def remember_layout(session: Session, batch: ImportBatch, reading: Reading, *, by: Person) -> None:
    """Keep how the columns of a list are matched, for the organisation's next file with these heads."""
    chosen = {sheet["index"]: sheet for sheet in batch.mapping["sheets"]}
    for sheet in reading.sheets:
        if not sheet.head or not chosen[sheet.index]["read"] or sheet.same_as is not None:
            continue
        heads = fingerprint(sheet)
        query = select(ImportLayout).where(
            ImportLayout.organisation_id == batch.organisation_id,
            ImportLayout.kind == batch.kind,
            ImportLayout.heads == heads,
        )
        layout = session.exec(query).first() or ImportLayout(
            organisation_id=batch.organisation_id, kind=batch.kind, heads=heads
        )
        layout.columns = dict(chosen[sheet.index]["columns"])
        layout.constants = dict(batch.mapping["constants"])
        session.add(layout)
    record(session, "import.layout_kept", batch, by=by, after={"kind": batch.kind.value})
    session.flush()


def recalled(session: Session, organisation_id: UUID, kind: ImportKind) -> dict[str, dict[str, str]]:
    """Return what the organisation means by words of its own, by field."""
    meanings: dict[str, dict[str, str]] = {}
    for wording in wordings(session, organisation_id, [kind]):
        meanings.setdefault(wording.field, {})[wording.written] = wording.meant
    return meanings


def wordings(session: Session, organisation_id: UUID, kinds: Iterable[ImportKind]) -> list[ImportWording]:
    """Return the words of an organisation whose meaning is kept."""
    query = select(ImportWording).where(
        ImportWording.organisation_id == organisation_id, col(ImportWording.kind).in_(list(kinds))
    )
    return list(session.exec(query.order_by(ImportWording.kind, ImportWording.field, ImportWording.written)))


def remember_wording(session: Session, batch: ImportBatch, field: str, written: str, meant: str) -> None:
    """Keep what the organisation means by a word."""
    if len(written) > LONGEST_WORDING or len(meant) > LONGEST_WORDING:
        return
    query = select(ImportWording).where(
        ImportWording.organisation_id == batch.organisation_id,
        ImportWording.kind == batch.kind,
        ImportWording.field == field,
        ImportWording.written == written,
    )
    wording = session.exec(query).first() or ImportWording(
        organisation_id=batch.organisation_id, kind=batch.kind, field=field, written=written
    )
    wording.meant = meant
    session.add(wording)
    session.flush()


def learn(session: Session, batch: ImportBatch, said: Iterable[tuple[str, str, str, bool]]) -> None:
    """Read words of a list as a person says: (field, what is written, what it means, whether to keep that)."""
    meanings = {name: dict(words) for name, words in batch.rewordings.items()}
    for field, written, meant, kept in said:
        meanings.setdefault(field, {})[written] = meant
        if kept:
            remember_wording(session, batch, field, written, meant)
    batch.rewordings = meanings
    session.add(batch)
    session.flush()


def forget_wording(session: Session, wording_id: UUID, *, by: Person) -> None:
    """Forget what a word means."""
    wording = session.get(ImportWording, wording_id)
    if wording is None or wording.organisation_id != by.organisation_id:
        raise DomainError("wording_gone")
    session.delete(wording)
    session.flush()
