"""Old workbooks (.xls), looked through before a reader builds them: macros, passwords, and what they unpack to."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from webapp.services.sheets.container import MOST_CELLS
from webapp.services.sheets.refusals import FileRefused

END: Final = 0xFFFFFFFA  # from here on a sector's number is a sign
ENTRY: Final = 128
SHORT_STREAM: Final = 4096
MOST_TEXT: Final = 60_000_000  # signs in cells, each cell with its own copy
MOST_AREA: Final = 2 * MOST_CELLS  # a reader keeps the blanks between filled cells
SHEETS: Final = 200
EOF, BOUNDSHEET, FILEPASS, SST, CONTINUE = 0x0A, 0x85, 0x2F, 0xFC, 0x3C
ROW, FORMULA, LABEL, LABELSST, RSTRING = 0x208, 0x06, 0x204, 0xFD, 0xD6
MANY: Final = frozenset({0xBD, 0xBE})  # MULRK, MULBLANK: several columns of one row
CELLS: Final = frozenset({0x201, 0x203, 0x205, 0x27E, FORMULA, LABEL, LABELSST, RSTRING, *MANY})
IS_HIDDEN: Final = 0x20


@dataclass(slots=True)
class OldSheet:
    """What was seen of one sheet: places count from 1."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)


def look_through(content: bytes) -> list[OldSheet]:
    """Look at every record of an old workbook; refuse macros, passwords, bombs and what is no workbook."""
    try:
        return _look_through(content)
    except (struct.error, IndexError, ValueError, KeyError):
        raise FileRefused("file_broken") from None


def _look_through(content: bytes) -> list[OldSheet]:
    package = _Package(content)
    names = {name.casefold() for name in package.names}
    if "encryptedpackage" in names:
        raise FileRefused("file_locked")
    if names & {"_vba_project", "_vba_project_cur", "macros"}:
        raise FileRefused("file_macros")
    stream = package.read("workbook") or package.read("book")
    if not stream:
        raise FileRefused("file_unknown" if package.names - {"Root Entry"} else "file_broken")
    return _Records(stream).sheets()


class _Package:
    """The streams of a compound file."""

    def __init__(self, content: bytes) -> None:
        """Read the table of sectors and the directory."""
        self.content = content
        self.size = 1 << struct.unpack_from("<H", content, 30)[0]
        if self.size not in (512, 4096):
            raise ValueError
        numbers = list(struct.unpack_from("<109I", content, 76))
        more: int = struct.unpack_from("<I", content, 68)[0]
        for _sector in range(len(content) // self.size):
            if more >= END:
                break
            listed = struct.unpack(f"<{self.size // 4}I", self._sector(more))
            numbers += listed[:-1]
            more = listed[-1]
        self.table = [
            number
            for sector in numbers
            if sector < END
            for number in struct.unpack(f"<{self.size // 4}I", self._sector(sector))
        ]
        directory = self._chain(struct.unpack_from("<I", content, 48)[0])
        entries = [directory[at : at + ENTRY] for at in range(0, len(directory) - ENTRY + 1, ENTRY)]
        self.entries = {name: entry for entry in entries if (name := _name(entry))}
        self.names = set(self.entries)

    def read(self, wanted: str) -> bytes:
        """Return a stream by its name in small letters; nothing where there is none."""
        entry = next((entry for name, entry in self.entries.items() if name.casefold() == wanted), None)
        if entry is None:
            return b""
        first, length = struct.unpack_from("<II", entry, 116)
        if length >= SHORT_STREAM:
            return self._chain(first)[:length]
        return self._short(first)[:length]

    def _short(self, first: int) -> bytes:
        root = next(entry for entry in self.entries.values() if entry[66] == 5)
        held = self._chain(struct.unpack_from("<I", root, 116)[0])
        table_bytes = self._chain(struct.unpack_from("<I", self.content, 60)[0])
        table = struct.unpack(f"<{len(table_bytes) // 4}I", table_bytes)
        parts: list[bytes] = []
        while first < END and len(parts) <= len(table):
            parts.append(held[first * 64 : first * 64 + 64])
            first = table[first]
        return b"".join(parts)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        sector = self.content[start : start + self.size]
        return sector.ljust(self.size, b"\0") if sector else b"\0" * self.size

    def _chain(self, first: int) -> bytes:
        parts: list[bytes] = []
        while first < END:
            if len(parts) > len(self.table):
                raise ValueError
            parts.append(self._sector(first))
            first = self.table[first]
        return b"".join(parts)


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "ignore") if entry[66] else ""


class _Records:
    """Counts what the records hold, with one budget for all sheets."""

    def __init__(self, stream: bytes) -> None:
        """Hold the stream of the workbook."""
        self.stream = stream
        self.lengths: list[int] = []
        self.cells = self.area = self.text = 0

    def sheets(self) -> list[OldSheet]:
        """Run through the globals and then through every sheet that they name."""
        starts: list[int] = []
        shared: list[bytes] = []
        last = 0
        for record, data in self._records(0):
            if record == FILEPASS:
                raise FileRefused("file_locked")
            if record == BOUNDSHEET:
                starts.append(struct.unpack_from("<I", data)[0])
            elif record == SST or (record == CONTINUE and last in (SST, CONTINUE) and shared):
                shared.append(data)
            last = record
        if len(starts) > SHEETS:
            raise FileRefused("file_bomb")
        self.lengths = list(_SharedTexts(shared).lengths()) if shared else []
        return [self._sheet(start) for start in starts]

    def _records(self, at: int) -> Iterator[tuple[int, bytes]]:
        while at + 4 <= len(self.stream):
            record, length = struct.unpack_from("<HH", self.stream, at)
            yield record, self.stream[at + 4 : at + 4 + length]
            if record == EOF:
                return
            at += 4 + length

    def _sheet(self, start: int) -> OldSheet:
        sheet = OldSheet()
        top, left, bottom, right = 65_536, 65_536, -1, -1
        for record, data in self._records(start):
            if record == ROW:
                row, flags = struct.unpack_from("<H10xH", data)
                if flags & IS_HIDDEN:
                    sheet.hidden_rows.add(row + 1)
            if record not in CELLS:
                continue
            row, first = struct.unpack_from("<HH", data)
            last = struct.unpack_from("<H", data, len(data) - 2)[0] if record in MANY else first
            top, left, bottom, right = min(top, row), min(left, first), max(bottom, row), max(right, last)
            if record == FORMULA:
                sheet.formulas.add((row + 1, first + 1))
            self._count(record, data, max(1, last - first + 1))
        self.area += max(0, bottom - top + 1) * max(0, right - left + 1)
        if self.area > MOST_AREA:
            raise FileRefused("file_bomb")
        return sheet

    def _count(self, record: int, data: bytes, cells: int) -> None:
        self.cells += cells
        if record == LABELSST:
            number = struct.unpack_from("<I", data, 6)[0]
            self.text += self.lengths[number] if number < len(self.lengths) else 0
        elif record in (LABEL, RSTRING):
            self.text += len(data)
        if self.cells > MOST_CELLS or self.text > MOST_TEXT:
            raise FileRefused("file_bomb")


class _SharedTexts:
    """The lengths of the texts that cells share; a text may go on in the next record, there with a sign of its own."""

    def __init__(self, parts: list[bytes]) -> None:
        self.parts = iter(parts)
        self.most = sum(map(len, parts))
        self.data, self.at = next(self.parts), 8

    def lengths(self) -> Iterator[int]:
        """Yield them in their order."""
        count = struct.unpack_from("<I", self.data, 4)[0]
        for _text in range(min(count, self.most)):
            if self.at >= len(self.data):
                self._go_on(0)
            if self.at + 3 > len(self.data):
                return
            length, flags = struct.unpack_from("<HB", self.data, self.at)
            self.at += 3
            rest = 0
            if flags & 0x08:
                rest += 4 * int(struct.unpack_from("<H", self.data, self.at)[0])
                self.at += 2
            if flags & 0x04:
                rest += int(struct.unpack_from("<I", self.data, self.at)[0])
                self.at += 4
            yield length
            self._pass_signs(length, 2 if flags & 1 else 1)
            self._pass_bytes(rest)

    def _pass_signs(self, left: int, width: int) -> None:
        while left:
            fits = min(left, (len(self.data) - self.at) // width)
            left, self.at = left - fits, self.at + fits * width
            if left:
                self._go_on(1)
                if not self.data:
                    return
                width = 2 if self.data[0] & 1 else 1

    def _pass_bytes(self, left: int) -> None:
        while left > len(self.data) - self.at:
            left -= len(self.data) - self.at
            self._go_on(0)
            if not self.data:
                return
        self.at += left

    def _go_on(self, at: int) -> None:
        self.data, self.at = next(self.parts, b""), at
