"""A spreadsheet in a layout of its own: kept as it came, its columns matched by a person, then its rows taken."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import Session

from webapp.models import ImportBatch, ImportFile, ImportRow, Person
from webapp.models.imports.imports import ImportKind, ImportState
from webapp.services.imports import imports
from webapp.services.imports.columns import Layout
from webapp.services.imports.heads import Names, refuse_other_template
from webapp.services.imports.imports import LONGEST_NAME, Upload
from webapp.services.imports.mapping.lining import lines
from webapp.services.imports.mapping.looking import look
from webapp.services.imports.mapping.shapes import Known, Line, Reading
from webapp.services.imports.own.remembering import recall_layout, recalled
from webapp.services.kernel.audit import record
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.locking import lock
from webapp.services.kernel.outside_writing import outside_writing
from webapp.services.sheets.container import MOST_ROWS
from webapp.services.sheets.grids import Workbook, read_grids
from webapp.services.sheets.refusals import FileRefused

FILE_KINDS: Final = 8  # signs


@dataclass(frozen=True, slots=True)
class OwnList:
    """A file in a layout of its own, opened: its cells, what is found in it, the columns of its kind."""

    workbook: Workbook
    reading: Reading
    layout: Layout


@outside_writing
def open_list(
    content: bytes, name: str, names: Names, known: Known, mapping: Mapping[str, Any] | None = None
) -> OwnList:
    """Open a file and look for lists in it; raise FileRefused where there is none."""
    workbook = read_grids(content, name)
    refuse_other_template(workbook.mark, names.layout)
    heads = {
        int(sheet["index"]): (int(sheet["head"][0]), int(sheet["head"][1]))
        for sheet in (mapping or {}).get("sheets", [])
        if sheet["head"]
    }
    reading = look(workbook, names.layout, names, known, heads)
    if not any(sheet.head for sheet in reading.sheets):
        raise FileRefused("no_head", labels=[column.field for column in names.layout.columns if column.required])
    return OwnList(workbook, reading, names.layout)


def is_template(own: OwnList) -> bool:
    """Tell whether a file is our own template, of one sheet: its columns need no matching."""
    read = [sheet for sheet in own.reading.sheets if sheet.read]
    return own.reading.is_template and len(read) == 1 and own.workbook.kind in ("xlsx", "csv")


def receive_own(
    session: Session, kind: ImportKind, upload: Upload, own: OwnList, *, language: str, by: Person
) -> ImportBatch:
    """Keep a file whose columns are to be matched; what was remembered of such files is proposed at once."""
    if by.organisation_id is None:
        raise DomainError("no_organisation")
    mapping = own.reading.mapping()
    remembered = recall_layout(session, by.organisation_id, kind, own.reading, mapping)
    batch = ImportBatch(
        kind=kind,
        state=ImportState.MAPPING,
        organisation_id=by.organisation_id,
        made_by_id=by.id,
        file_name=upload.name[-LONGEST_NAME:],
        file_kind=own.workbook.kind[:FILE_KINDS],
        sha256=hashlib.sha256(upload.content).hexdigest(),
        language=language,
        mapping={**mapping, "year": own.reading.year, "remembered": remembered},
        rewordings=recalled(session, by.organisation_id, kind),
    )
    session.add(batch)
    session.flush()
    session.add(ImportFile(batch_id=batch.id, content=upload.content))
    record(session, "import.received", batch, by=by, after={"kind": kind.value, "rows": 0})
    session.flush()
    return batch


def fitted(own: OwnList, before: OwnList, mapping: dict[str, Any]) -> dict[str, Any]:
    """Return a mapping with the columns of the sheets as they are read now: a head that was moved has other columns."""
    looks = {look.index: look for look in own.reading.sheets}
    heads = {look.index: look.head for look in before.reading.sheets}
    for sheet in mapping["sheets"]:
        look = looks[int(sheet["index"])]
        chosen = sheet["columns"] if heads.get(look.index) == look.head else {}
        sheet["columns"] = {str(c.place): chosen.get(str(c.place), c.target) for c in look.columns}
    return mapping


def match(session: Session, batch: ImportBatch, mapping: Mapping[str, Any], *, drafts: bool) -> None:
    """Keep how a person matches the columns."""
    lock(session, batch)
    refuse_taken(batch)
    batch.mapping, batch.gaps_as_drafts = dict(mapping), drafts
    batch.version += 1
    session.add(batch)
    session.flush()


def refuse_taken(batch: ImportBatch) -> None:
    """Refuse a list whose rows have been taken."""
    if batch.state is not ImportState.MAPPING:
        raise DomainError("import_not_open")


def lines_of(own: OwnList, mapping: Mapping[str, Any]) -> list[Line]:
    """Return the rows of a file as its columns are matched; raise FileRefused where there is none, or too many."""
    taken = lines(own.workbook, own.layout, mapping)
    if not taken:
        raise FileRefused("rows_none")
    if len(taken) > MOST_ROWS:
        raise FileRefused("rows_many", most=MOST_ROWS)
    return taken


SEVERAL: Final = "several_positions"
NAMING: Final = {  # what tells rows apart: notes of visits say who wants how many, and no position yet
    ImportKind.ORGANISATIONS: {"name"},
    ImportKind.DEMANDS: {"position", "enterprise_name", "enterprise_code"},
    ImportKind.PROGRAMS: {"major_key"},
    ImportKind.OFFERINGS: {"major_key"},
}
FIRST_NAMED: Final = {ImportKind.ORGANISATIONS: "name", ImportKind.DEMANDS: "position"}


def lacking(own: OwnList, mapping: Mapping[str, Any]) -> str:
    """Return the field without which no row says what it is about, where no column fills it."""
    kind = own.layout.kind
    filled = {target for sheet in mapping["sheets"] if sheet["read"] for target in sheet["columns"].values()} | set(
        mapping.get("constants", {})
    )
    return "" if NAMING[kind] & filled else FIRST_NAMED.get(kind, "major_key")


def unreadable_of(line: Line) -> dict[str, str]:
    """Return the cells of a row that are not read as they are, with the reason."""
    return {**line.unreadable, **dict.fromkeys(line.splits, SEVERAL)}


def take_rows(session: Session, batch: ImportBatch, own: OwnList, taken: list[Line], *, today: date) -> None:
    """Take the rows of a matched list, and check them or queue the check of many."""
    lock(session, batch)
    refuse_taken(batch)
    read = [sheet for sheet in own.reading.sheets if sheet.read]
    batch.rows_total = len(taken)
    batch.sheet = read[0].title[:60] if read else ""
    batch.head_row = read[0].head[1] if read and read[0].head else 1
    batch.mapping = {**batch.mapping, "titles": {str(sheet.index): sheet.title for sheet in own.reading.sheets}}
    rows = [
        ImportRow(
            batch_id=batch.id,
            number=number,
            sheet=line.sheet,
            line=line.number,
            cells=line.cells,
            unreadable=unreadable_of(line),
        ).model_dump()
        for number, line in enumerate(taken, 1)
    ]
    session.execute(insert(ImportRow), rows)
    session.flush()
    imports.begin_check(session, batch, today=today)
