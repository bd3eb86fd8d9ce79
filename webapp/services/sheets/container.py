"""What an uploaded file really is, found out before anything of it is opened: type by content, sizes, hazards."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol
from xml.parsers import expat

from openpyxl.utils.cell import range_boundaries

from webapp.services.sheets.refusals import FileRefused

LARGEST_FILE: Final = 10 * 1024 * 1024
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 120
LARGEST_UNPACKED: Final = 100 * 1024 * 1024  # a list of 20,000 rows unpacks to a third of it
MOST_PARTS: Final = 300
MOST_ELEMENTS: Final = 4_000_000  # a list of 20,000 rows has half as many
MOST_CELLS: Final = 1_000_000  # a list of 20,000 rows has half as many; merged areas and ranges of links count by cell
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .xls, and .xlsx under a password
CHUNK: Final = 256 * 1024
FILLING: Final = frozenset({"v", "is"})
RANGED: Final = frozenset({"mergeCell", "hyperlink"})


@dataclass(slots=True)
class SheetFacts:
    """What was seen of a sheet's part: merged areas, the places of formulas, the last row that holds anything."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: set[str] = field(default_factory=set)
    last_row: int = 0


@dataclass(slots=True)
class PackageFacts:
    """What was seen of a workbook's parts."""

    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    has_links: bool = False


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Endless(Exception):
    """The part holds more than a list can."""


def kind_of(content: bytes) -> str:
    """Return `xlsx` or `csv`, by what the file begins with; refuse everything else."""
    if len(content) > LARGEST_FILE:
        raise FileRefused("file_large")
    if not content.strip():
        raise FileRefused("file_empty")
    if content.startswith(OLE):
        raise FileRefused("file_old_or_locked")
    if content.startswith(ZIP):
        return "xlsx"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    if b"\x00" in content or content.startswith((b"%PDF", b"PK", b"<")):
        raise FileRefused("file_unknown")
    return "csv"


def look_through(content: bytes) -> PackageFacts:
    """Look at every part of a workbook without building it; refuse bombs, macros and documents with a DTD."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _look_through(archive)
    except FileRefused:
        raise
    except _Endless:
        raise FileRefused("file_bomb") from None
    except Exception:  # what zipfile, zlib and expat raise over a broken package is no closed list
        raise FileRefused("file_broken") from None


def _look_through(archive: zipfile.ZipFile) -> PackageFacts:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise FileRefused("file_bomb")
    if any(part.flag_bits & 0x1 for part in parts):
        raise FileRefused("file_old_or_locked")
    if "[Content_Types].xml" not in names:
        raise FileRefused("file_unknown")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused("file_macros")
    facts = PackageFacts(has_links=any(name.lower().startswith("xl/externallinks/") for name in names))
    scan = _Scan(facts)
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            with archive.open(part) as stream:
                scan.read(part.filename, stream)
    return facts


class _Scan:
    """Counts what the parts hold, with one budget for all of them."""

    def __init__(self, facts: PackageFacts) -> None:
        self.facts = facts
        self.name, self.sheet, self.cell, self.row = "", SheetFacts(), "", 0
        self.elements = 0
        self.cells = 0

    def read(self, name: str, stream: _Reader) -> None:
        """Run through one part."""
        self.name, self.sheet, self.cell, self.row = name, SheetFacts(), "", 0
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = _refuse_doctype
        for chunk in _chunks(stream):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise _Endless
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self.cell = attributes.get("r", "")
            self._count(1)
        elif tag == "row":
            self.row = int(attributes.get("r", self.row + 1))
        elif tag in FILLING:
            self.sheet.last_row = max(self.sheet.last_row, self.row)
        else:
            self._start_rare(tag, attributes)

    def _start_rare(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "f":
            self.sheet.formulas.add(self.cell)
        elif tag == "worksheet":
            self.facts.sheets[self.name] = self.sheet
        elif tag in RANGED and ":" in attributes.get("ref", ""):
            self._range(tag, attributes["ref"])
        elif tag in ("Override", "Default") and "macroenabled" in attributes.get("ContentType", "").lower():
            raise FileRefused("file_macros")

    def _count(self, cells: int) -> None:
        self.cells += cells
        if self.cells > MOST_CELLS:
            raise _Endless

    def _range(self, tag: str, ref: str) -> None:
        left, top, right, bottom = (edge or 0 for edge in range_boundaries(ref))
        self._count(max(0, right - left + 1) * max(0, bottom - top + 1))
        if tag == "mergeCell":
            self.sheet.merged.append((left, top, right, bottom))


def _refuse_doctype(*_facts: object) -> None:
    raise FileRefused("file_broken")


def _chunks(stream: _Reader) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk
