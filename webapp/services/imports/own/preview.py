"""The first rows of a file as they would be stored, and the words in it whose meaning a person should look at."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlmodel import Session

from webapp.models import ImportBatch, Person
from webapp.services.imports.columns import Layout
from webapp.services.imports.kinds import row_book
from webapp.services.imports.mapping.shapes import CONTACT, NOTE, PAY, Line
from webapp.services.imports.own.receiving import unreadable_of
from webapp.services.imports.rows.row_book import STOPPING, Note, RowBook, Said
from webapp.services.sheets.cells import Holds

ROWS_PREVIEWED: Final = 3
MOST_WORDS: Final = 40
LONGEST_WORD: Final = 60
FIELDS_OF: Final[dict[str, tuple[str, ...]]] = {
    PAY: ("pay_min", "pay_max"),
    CONTACT: ("contact_name", "contact_phone"),
    NOTE: ("note",),
    "region": ("region", "address"),
}
WORDED: Final = frozenset(
    {Holds.CHOICE, Holds.CHOICES, Holds.REGION, Holds.MONTH, Holds.MAJOR, Holds.YES_NO, Holds.CHAIN, Holds.ROUND}
)  # what people have words of their own for


@dataclass(frozen=True, slots=True)
class Kept:
    """What comes of a cell: texts as they would be stored, and what is asked or wrong."""

    texts: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A writing that stands in several cells of a column: how often, what it is read as, or what is asked."""

    field: str
    written: str
    count: int
    read_as: str = ""
    notes: tuple[Note, ...] = ()
    is_remembered: bool = False


@dataclass(slots=True)
class Preview:
    """The first rows of each sheet by the place of their columns, and the words."""

    rows: dict[int, list[tuple[int, dict[str, Kept]]]] = field(default_factory=dict)  # sheet → row, target → kept
    words: list[Word] = field(default_factory=list)
    more_words: int = 0


def preview(session: Session, batch: ImportBatch, taken: list[Line], *, by: Person, today: date) -> Preview:
    """Return what would be stored of the first rows, and the words that the file has for what is chosen from a list."""
    book = row_book(session, batch, by=by, today=today, dry=True)
    made = Preview()
    with session.no_autoflush:
        for line in taken:
            rows = made.rows.setdefault(line.sheet, [])
            if len(rows) < ROWS_PREVIEWED:
                rows.append((line.number, dict(_kept(book, line))))
        words = sorted(
            _words(book, batch, taken), key=lambda word: (not word.notes, book.order(word.field), -word.count)
        )
    made.words, made.more_words = words[:MOST_WORDS], max(0, len(words) - MOST_WORDS)
    return made


def _kept(book: RowBook[Any], line: Line) -> Iterator[tuple[str, Kept]]:
    said = book.read(line.cells, unreadable_of(line))
    for target in (*FIELDS_OF, *(column.field for column in book.layout.columns)):
        fields = FIELDS_OF.get(target, (target,))
        texts = tuple(text for name in fields if (text := _written(book, said, name)))
        notes = tuple(note for note in said.notes if note.field in fields and note.grade in STOPPING)
        yield target, Kept(texts, notes)


def _written(book: RowBook[Any], said: Said, name: str) -> str:
    if name not in said.values or all(column.field != name for column in book.layout.columns):
        return ""
    return str(book.codes.write(book.layout[name], said.values[name]))


def _words(book: RowBook[Any], batch: ImportBatch, taken: Iterable[Line]) -> Iterator[Word]:
    written: Counter[tuple[str, str]] = Counter()
    fields = [column.field for column in book.layout.columns if column.holds in WORDED or column.field in book.named]
    for line in taken:
        for name in fields:
            text = line.cells.get(name, "").strip()
            if text and len(text) <= LONGEST_WORD and name not in line.unreadable and name not in line.splits:
                written[name, text] += 1
    for (name, text), count in written.items():
        said = book.meaning(name, text)
        notes = tuple(note for note in said.notes if note.field == name and note.grade in STOPPING)
        read_as = _written(book, said, name)
        remembered = text in batch.rewordings.get(name, {})
        if notes or remembered or (read_as and read_as != text and not _is_code_of(read_as, text)):
            yield Word(name, text, count, read_as, notes, remembered)


def _is_code_of(read_as: str, text: str) -> bool:
    """Tell whether the writing is the entry itself, with or without its code."""
    code, _blank, name = read_as.partition(" ")
    return text in (code, name)


def constants_of(layout: Layout, mapping: Mapping[str, Any]) -> list[str]:
    """Return the fields that no column fills, so that one value may be set for every row."""
    filled: set[str] = set()
    for sheet in mapping["sheets"]:
        if sheet["read"]:
            for target in sheet["columns"].values():
                filled |= set(FIELDS_OF.get(target, (target,)))
    return [c.field for c in layout.columns if c.field not in filled and c.holds not in NOT_CONSTANT]


NOT_CONSTANT: Final = frozenset({Holds.REFERENCE, Holds.STATE, Holds.EMAIL, Holds.CODE})
