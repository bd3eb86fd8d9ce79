"""Files that belong to a choice, a statement, a hearing or an agreement: told by content, never run."""

import hashlib
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.orm import defer
from sqlmodel import Session, SQLModel, col, select

from webapp.models import Agreement, Attachment, Choice, ConflictStatement, Hearing, Person
from webapp.models.kernel.base import Keyed
from webapp.policies import Permission, can
from webapp.services.kernel.errors import DomainError
from webapp.services.kernel.file_names import file_stem

LARGEST: Final = 5 * 1024 * 1024
LARGEST_UNPACKED: Final = 60 * 1024 * 1024
LONGEST_NAME: Final = 120
TYPES: Final = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ACCEPTED: Final = ".pdf,.jpg,.jpeg,.png,.docx"
ENDINGS: Final = {"jpeg": "jpg"}
# what each kind of thing is, and who may see it: its attachments are seen by the same people, and by nobody else
THINGS: dict[str, tuple[type[SQLModel], Permission]] = {
    "agreement": (Agreement, Permission.AGREEMENT_VIEW),
    "choice": (Choice, Permission.CHOICE_VIEW),
    "conflict_statement": (ConflictStatement, Permission.STATEMENT_READ),
    "hearing": (Hearing, Permission.HEARING_READ),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file as somebody sends it."""

    name: str
    content: bytes


def attach(session: Session, thing: Keyed, file: File, *, by: Person | None) -> Attachment:
    """Keep a file with a thing; refuse what is too large, empty or of another kind than it may be."""
    thing_kind = str(getattr(type(thing), "__tablename__", ""))
    if thing_kind not in THINGS:
        raise TypeError(f"nobody could read the files of a {thing_kind}")
    ending = kind_of(file.content)
    attachment = Attachment(
        thing_kind=thing_kind,
        thing_id=thing.id,
        name=safe_name(file.name, ending),
        media_type=TYPES[ending],
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        content=file.content,
        added_by_id=by.id if by else None,
    )
    session.add(attachment)
    session.flush()
    return attachment


def kind_of(content: bytes) -> str:
    """Return the ending that a file's content calls for; refuse everything but PDF, JPG, PNG and DOCX."""
    if len(content) > LARGEST:
        raise DomainError("attachment_large", field="file", most=LARGEST // 1024 // 1024)
    if not content:
        raise DomainError("attachment_empty", field="file")
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"PK\x03\x04") and _is_document(content):
        return "docx"
    raise DomainError("attachment_kind", field="file")


def safe_name(name: str, ending: str) -> str:
    """Return a name without folders, control signs and tricks, which ends as its content calls for."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, given = plain.rpartition(".")
    if not dot or ENDINGS.get(given.strip().lower(), given.strip().lower()) not in TYPES:
        stem = plain
    return f"{file_stem(stem, longest=LONGEST_NAME - 1 - len(ending), otherwise='file', blanks=False)}.{ending}"


def attachments_of(session: Session, things: Iterable[Keyed]) -> dict[UUID, list[Attachment]]:
    """Return the files of things by the thing's id, oldest first, without their content."""
    wanted = [thing.id for thing in things]
    query = select(Attachment).options(defer(Attachment.content, raiseload=True))  # type: ignore[arg-type]
    query = query.where(col(Attachment.thing_id).in_(wanted))
    by_thing: dict[UUID, list[Attachment]] = {}
    for row in session.exec(query.order_by(col(Attachment.added_at), col(Attachment.id))):
        by_thing.setdefault(row.thing_id, []).append(row)
    return by_thing


def may_read(session: Session, attachment: Attachment, person: Person) -> bool:
    """Tell whether somebody may see what a file belongs to.

    An answer that was taken back leaves its evidence to those who give answers on behalf of others.
    """
    kind, permission = THINGS[attachment.thing_kind]
    thing = session.get(kind, attachment.thing_id)
    return can(person, permission, thing) if thing is not None else can(person, Permission.SUGGESTION_CHOOSE_FOR)


def _is_document(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):  # the last: encrypted, or packed in an odd way
        return False
    names = {part.filename for part in parts}
    has_macros = any(name.lower().endswith(("vbaproject.bin", ".exe", ".js")) for name in names)
    fits = sum(part.file_size for part in parts) <= LARGEST_UNPACKED
    return "word/document.xml" in names and "[Content_Types].xml" in names and fits and not has_macros
