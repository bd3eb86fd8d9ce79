"""What a row of a list means: read, compared with what is stored, checked by the same rules as the pages, stored."""

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session, SQLModel

from webapp.models import ImportRow, Person
from webapp.models.imports.imports import RowOutcome, TwinChoice
from webapp.models.kernel.base import Keyed
from webapp.services.imports.code_book import CodeBook, Misread
from webapp.services.imports.columns import Column, Layout
from webapp.services.kernel.errors import DomainError, InputRefused, Remark
from webapp.services.sheets.cells import Holds
from webapp.services.sheets.complaints import remarks_of

T = TypeVar("T", bound=Keyed)
Key = tuple[Any, ...]

NEVER_BLANK: Final = frozenset(
    {"visibility", "kind", "valid_until"}
)  # an empty cell says nothing here; elsewhere it empties the field
SHOWN: Final = 200
NOTHING: Final = frozenset({"/", "／", "\\", "-", "--", "—", "——", "－", "无", "暂无"})  # how people leave a cell blank
ASKED: Final = frozenset({"several_positions", "merged_number"})  # why a cell is not read: for the person to decide
FIGURES_OF_RANGES: Final = {
    "headcount": "人数",
    "seats": "人数",
    "pay_min": "报酬",
    "months": "期限",
    "start_month": "到岗",
}


class Grade(StrEnum):
    """What a note does to its row."""

    ERROR = "error"
    ASK = "ask"  # the cell may mean several things: the person is asked which
    GAP = "gap"  # what every whole row needs is not there yet
    VERIFY = "verify"
    TWIN = "twin"
    HINT = "hint"


STOPPING: Final = frozenset({Grade.ERROR, Grade.ASK, Grade.GAP})


@dataclass(frozen=True, slots=True)
class Note(Remark):
    """A remark about one cell, or about the row where the field is empty, and what it does to the row."""

    grade: Grade = Grade.ERROR

    def as_json(self) -> dict[str, Any]:
        """Return the note as it is stored."""
        return {"field": self.field, "code": self.code, "facts": dict(self.facts), "grade": self.grade.value}


@dataclass(slots=True)
class Said:
    """What a row says: values by field, and what is wrong with its cells."""

    values: dict[str, Any] = dataclasses.field(default_factory=dict)
    notes: list[Note] = dataclasses.field(default_factory=list)
    cells: Mapping[str, str] = dataclasses.field(default_factory=dict)
    known: dict[str, Any] = dataclasses.field(default_factory=dict)

    def cell(self, name: str) -> str:
        """Return what a cell says, word for word."""
        return self.cells.get(name, "").strip()

    def is_noted(self, name: str) -> bool:
        """Tell whether a cell has been found wrong."""
        return any(note.field == name and note.grade in STOPPING for note in self.notes)

    def settle(self, name: str) -> None:
        """Take back what was noted of a cell."""
        self.notes[:] = [note for note in self.notes if note.field != name]

    def complain(self, name: str, code: str, **facts: Any) -> None:
        """Note an error."""
        self.notes.append(Note(name, code, facts))

    def ask(self, name: str, code: str, **facts: Any) -> None:
        """Note a question."""
        self.notes.append(Note(name, code, facts, Grade.ASK))

    def has(self, grade: Grade) -> bool:
        """Tell whether something of this grade was noted."""
        return any(note.grade is grade for note in self.notes)

    @property
    def is_wrong(self) -> bool:
        """Tell whether something was noted that must be mended, answered or filled in."""
        return any(note.grade in STOPPING for note in self.notes)


@dataclass(slots=True)
class Finding(Generic[T]):
    """What the check found of a row, and what storing it needs."""

    outcome: RowOutcome
    notes: list[Note]
    differences: list[tuple[str, str, str]] = dataclasses.field(default_factory=list)
    target: T | None = None
    data: Any = None
    said: Said = dataclasses.field(default_factory=Said)


class RowBook(ABC, Generic[T]):
    """Reads, checks and stores the rows of one kind of list for one person."""

    layout: Layout
    draft_type: type[SQLModel]
    memory_fields: tuple[str, ...] = ()
    choices: tuple[TwinChoice, ...] = (TwinChoice.SKIP, TwinChoice.UPDATE)
    named: tuple[str, ...] = ()  # fields in which people write names of their own for what is known otherwise
    takes_drafts = False  # whether a thing may be stored that lacks something
    rewordings: Mapping[str, Mapping[str, str]] = {}  # field → what is written → what it is to be read as
    gaps_as_drafts = False

    def __init__(self, session: Session, *, by: Person, today: date, language: str, dry: bool) -> None:
        """Know who imports; a dry run stores nothing and therefore adds up what rows ask for itself."""
        self.session = session
        self.by = by
        self.today = today
        self.codes = CodeBook(session, language)
        self.dry = dry
        self.is_frozen_since = False  # whether a round has been frozen since the import: its snapshot may hold posts
        self._seen: dict[Key, int] = {}
        self._kept: dict[tuple[type[SQLModel], str], SQLModel | None] = {}

    # --- what each kind of list knows

    @abstractmethod
    def find(self, said: Said) -> T | None:
        """Return the stored thing that a row is about, or None for a new one."""

    @abstractmethod
    def key(self, said: Said) -> Key:
        """Return what makes two rows of a file the same thing."""

    @abstractmethod
    def as_typed(self, thing: T) -> dict[str, Any]:
        """Return a stored thing by the fields of the list."""

    @abstractmethod
    def check(self, said: Said, values: Mapping[str, Any], target: T | None) -> Any:
        """Return the checked input of a row, or note what is wrong; `target` is what it would change."""

    @abstractmethod
    def store(self, finding: Finding[T], target: T | None) -> T:
        """Store a row that passed: as a new thing, or into the target."""

    def would_change(self, said: Said, target: T) -> bool:
        """Tell whether a row asks for more than other values."""
        return False

    def count(self, said: Said, data: Any, target: T | None) -> None:
        """Add up what a row asks for, in a dry run."""

    def forget(self, thing: T) -> None:
        """Let go of what hangs on a thing that is taken back."""

    # --- the same for all

    def may(self, finding: Finding[T], choice: TwinChoice) -> bool:
        """Tell whether a row that is there already may be treated so."""
        return choice in self.choices and (choice is not TwinChoice.UPDATE or finding.target is not None)

    def read_ahead(self) -> None:
        """Read what rows are compared with, before the lock of writers is taken."""
        for book in (self, self.codes):
            names = {name for kind in type(book).__mro__ for name, member in vars(kind).items() if _is_kept(member)}
            for name in sorted(names):
                getattr(book, name)

    def keep(self, kind: type[SQLModel], keys: Iterable[str | None]) -> None:
        """Hold rows of code tables, so that the services find them without asking the database again."""
        for key in keys:
            if key and (kind, key) not in self._kept:
                self._kept[kind, key] = self.session.get(kind, key)

    def examine(self, row: ImportRow) -> Finding[T]:
        """Return what a row would add or change in the database; nothing is stored."""
        said, choice = self.read(row.cells, row.unreadable, row.mended), row.choice
        target = self.find(said)
        differences = [] if target is None else self.differences(said, target)
        if target is not None and not differences and not said.is_wrong and not self.would_change(said, target):
            return Finding(RowOutcome.SAME, said.notes, target=target, said=said)
        as_new = target is not None and choice is TwinChoice.NEW
        stored = None if as_new else target
        key = self.key(said)
        twin_row = self._seen.get(key) if target is None else None
        if twin_row is not None:
            said.notes.append(Note("", "row_twice", {"row": twin_row}, Grade.TWIN))
        values = ({} if stored is None else self.as_typed(stored)) | said.values
        data = self._checked(said, values, stored)
        if stored is not None:
            said.notes[:] = [_hardened(note) for note in said.notes]
        elif self.gaps_as_drafts and self.takes_drafts and self._only_gaps(said):
            data = self._draft(said, values)
        outcome = self._outcome(said, target, twin_row)
        if outcome in (RowOutcome.NEW, RowOutcome.TWIN) and not said.is_wrong:
            if target is None:
                self._seen.setdefault(key, row.line)
            if self.dry and (outcome is RowOutcome.NEW or choice is not TwinChoice.SKIP):
                self.count(said, data, stored)
        return Finding(outcome, said.notes, differences, target, data, said)

    def _only_gaps(self, said: Said) -> bool:
        return said.has(Grade.GAP) and not said.has(Grade.ERROR) and not said.has(Grade.ASK)

    def _draft(self, said: Said, values: Mapping[str, Any]) -> Any:
        """Return the draft that a row with gaps makes; what even a draft must not say is an error."""
        trial = Said(said.values, [], said.cells, {**said.known, "as_draft": True})
        data = self._checked(trial, values, None)
        said.notes += [note for note in trial.notes if note.grade in STOPPING]
        return data

    def _outcome(self, said: Said, target: T | None, twin_row: int | None) -> RowOutcome:
        for grade, outcome in GRAVEST:
            if said.has(grade):
                return outcome
        if any(note.grade is Grade.VERIFY for note in said.notes):
            return RowOutcome.VERIFY
        return RowOutcome.NEW if target is None and twin_row is None else RowOutcome.TWIN

    def read(
        self, cells: Mapping[str, str], unreadable: Mapping[str, str], mended: Mapping[str, str] | None = None
    ) -> Said:
        """Return what the cells of a row say, and what is wrong with them."""
        said = Said(cells=cells)
        for column in sorted(self.layout.columns, key=lambda column: column.holds is Holds.MAJOR):
            name = column.field  # a major after the level, which tells its catalogue
            if name in unreadable:
                note = said.ask if unreadable[name] in ASKED else said.complain
                note(name, unreadable[name])
            elif name in cells and cells[name].strip():
                self._read_cell(said, column, cells[name])
            elif name in cells and name not in NEVER_BLANK:
                said.values[name] = self._blank(name)
        self.settle(said)
        self._keep_writings(said, mended or {})
        return said

    def settle(self, said: Said) -> None:
        """Let what is in one cell fill two."""
        self._keep_street(said)

    def meaning(self, name: str, text: str) -> Said:
        """Return what one cell says by itself."""
        return self.read({name: text}, {})

    def order(self, name: str) -> int:
        """Return the place of a field among the columns."""
        return next((place for place, column in enumerate(self.layout.columns) if column.field == name), 0)

    def _keep_writings(self, said: Said, mended: Mapping[str, str]) -> None:
        """Keep what a figure was chosen from: of 3-5 people one number is stored, and the range goes into the note."""
        if "note" not in self.draft_type.model_fields:
            return
        for name, called in FIGURES_OF_RANGES.items():
            cell = said.cell(name)
            written = mended.get(name, cell if cell in self.rewordings.get(name, {}) else "")
            if written and said.values.get(name) and any(map(str.isdigit, written)):
                quoted = f"{called}“{written}”"
                note = str(said.values.get("note") or "")
                said.values["note"] = note if quoted in note else "；".join(filter(None, (note, quoted)))

    def _keep_street(self, said: Said) -> None:
        """Keep what stands behind the place: of 南浔区练市镇 the town begins the address, where it does not say so."""
        cell = said.cell("region")
        rest = self.codes.behind(self.rewordings.get("region", {}).get(cell, cell))
        if rest and said.values.get("region") and "address" in self.draft_type.model_fields:
            address = str(said.values.get("address") or "")
            said.values["address"] = address if rest in address else f"{rest}{address}"

    def _read_cell(self, said: Said, column: Column, text: str) -> None:
        name = column.field
        meant = self.rewordings.get(name, {}).get(text.strip(), text)
        if not meant.strip() or (meant.strip() in NOTHING and column.holds is not Holds.YES_NO):
            said.values[name] = self._blank(name)
            return
        try:
            said.values[name] = self.codes.read(column, meant, said.values)
        except Misread as misread:
            note = said.ask if misread.code != "enum" and "options" in misread.facts else said.complain
            note(name, misread.code, **misread.facts)

    def _blank(self, name: str) -> Any:
        described = self.draft_type.model_fields.get(name)
        if described is None or described.is_required():
            return None
        return described.get_default(call_default_factory=True)

    def differences(self, said: Said, target: T) -> list[tuple[str, str, str]]:
        """Return (field, stored, new) where the row says something else than what is stored."""
        stored = self.as_typed(target)
        differences = []
        for name, value in said.values.items():
            if name in stored and plain(value) != plain(stored[name]):
                column = self.layout[name]
                was, new = self.codes.write(column, stored[name]), self.codes.write(column, value)
                differences.append((name, str(was)[:SHOWN], str(new)[:SHOWN]))
        return differences

    def _checked(self, said: Said, values: Mapping[str, Any], stored: T | None) -> Any:
        try:
            return self.check(said, values, stored)
        except InputRefused as refused:
            self.note_all(said, refused.remarks)
        except DomainError as refused:
            said.complain("", refused.code, **refused.facts)
        return None

    def validated(self, kind: type[SQLModel], said: Said, values: Mapping[str, Any]) -> Any:
        """Return the input type's object, or None with its complaints noted beside their cells."""
        bad = {note.field for note in said.notes if note.grade in STOPPING}
        try:
            typed = kind.model_validate({k: v for k, v in values.items() if k in kind.model_fields and k not in bad})
        except ValidationError as error:
            for remark in remarks_of(error):
                if remark.field not in bad:
                    self.note_all(said, [remark], _grade_of(remark, values.get(remark.field)))
                    bad.add(remark.field)
            return None
        return None if bad else typed

    def note_all(self, said: Said, remarks: Iterable[Remark], grade: Grade = Grade.ERROR) -> None:
        """Take over the remarks of a service."""
        said.notes += [Note(remark.field, remark.code, remark.facts, grade) for remark in remarks]


GRAVEST: Final = (
    (Grade.ERROR, RowOutcome.ERROR),
    (Grade.ASK, RowOutcome.ASK),
    (Grade.GAP, RowOutcome.GAPS),
)


def _grade_of(remark: Remark, value: Any) -> Grade:
    """Return what a complaint of an input type does to its row: what is not there yet is a gap."""
    is_absent = remark.code == "missing" or value is None or value == "" or value == []
    return Grade.GAP if is_absent or (isinstance(value, list) and remark.code == "too_short") else Grade.ERROR


def _hardened(note: Note) -> Note:
    """Return a note on a row about something that is there already: there a gap would take away what stands."""
    return dataclasses.replace(note, grade=Grade.ERROR) if note.grade is Grade.GAP else note


def _is_kept(attribute: object) -> bool:
    return isinstance(attribute, cached_property)


def plain(value: Any) -> Any:
    """Return a value so that what was typed and what is stored can be compared."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or value == "" or value is False:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return str(value).replace("\r\n", "\n").strip()
