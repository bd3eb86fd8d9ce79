"""What an uploaded file really is, found out before anything of it is opened: type by content, sizes, hazards."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol
from xml.parsers import expat

from openpyxl.utils.cell import get_column_letter, range_boundaries

from webapp.services.sheets.refusals import FileRefused

LARGEST_FILE: Final = 10 * 1024 * 1024
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 120
LAST_LETTERS: Final = get_column_letter(MOST_COLUMNS)
LARGEST_UNPACKED: Final = 100 * 1024 * 1024  # a list of 20,000 rows unpacks to a third of it
MOST_PARTS: Final = 300
MOST_ELEMENTS: Final = 4_000_000  # a list of 20,000 rows has half as many
MOST_CELLS: Final = 1_000_000  # a list of 20,000 rows has half as many; merged areas and ranges of links count by cell
ZIP: Final = b"PK\x03\x04"
OPEN_DOCUMENT: Final = b"mimetypeapplication/vnd.oasis.opendocument."  # the first part of every such package
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .xls, and .xlsx under a password
CHUNK: Final = 256 * 1024
FILLING: Final = frozenset({"v", "is"})
WEB_PAGE: Final = re.compile(rb"(?i)(?:<html|<!doctype html|<table|<head|<meta|<style|<body|mime-version:)")
TABLE_IN_XML: Final = b"urn:schemas-microsoft-com:office:spreadsheet"
BEGINNING: Final = 4096
FEW_IN: Final = 20  # of the characters of a table more than one in twenty is a comma, a digit or the end of a line
RANGED: Final = frozenset({"mergeCell", "hyperlink"})


@dataclass(slots=True)
class SheetFacts:
    """What was seen of a sheet's part: merged areas, formulas, hidden rows, the last row and column with content."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: set[str] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    last_row: int = 0
    last_column: str = ""


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
    """Return `xlsx`, `xls`, `ods` or `csv`, by what the file begins with; refuse everything else."""
    if len(content) > LARGEST_FILE:
        raise FileRefused("file_large")
    if not content.strip():
        raise FileRefused("file_empty")
    if content.startswith(OLE):
        return "xls"
    if content.startswith(ZIP):
        return "ods" if OPEN_DOCUMENT in content[:BEGINNING] else "xlsx"
    encoding = encoding_by_zeros(content)
    beginning = content[:BEGINNING]
    if encoding:
        beginning = beginning.decode(encoding, "ignore").encode()
    beginning = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if WEB_PAGE.match(beginning) or TABLE_IN_XML in beginning:
        raise FileRefused("file_web_page")
    if (b"\x00" in content and not encoding) or beginning.startswith((b"%PDF", b"PK", b"<")):
        raise FileRefused("file_unknown")
    return "csv"


def encoding_by_zeros(content: bytes) -> str:
    """Return which UTF-16 a text is, by its mark or by where its zero bytes stand; nothing where it is none."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    beginning = content[:BEGINNING]
    at_even, at_odd = beginning[::2].count(0), beginning[1::2].count(0)
    if max(at_even, at_odd) * FEW_IN < len(beginning[::2]):  # here and there a zero byte: a damaged file
        return ""
    if at_odd and not at_even:
        return "utf-16-le"
    if at_even and not at_odd:
        return "utf-16-be"
    return ""


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
        raise FileRefused("file_locked")
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
            if attributes.get("hidden") in ("1", "true"):
                self.sheet.hidden_rows.add(self.row)
        elif tag in FILLING:
            self.sheet.last_row = max(self.sheet.last_row, self.row)
            letters = self.cell.rstrip("0123456789") or LAST_LETTERS  # a cell need not say where it stands
            if (len(letters), letters) > (len(self.sheet.last_column), self.sheet.last_column):
                self.sheet.last_column = letters
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
