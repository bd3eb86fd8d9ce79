"""Rows of programmes with their skills, courses, industries and certificates."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from sqlmodel import Session, col, select

from webapp.models import Major, Person, Program
from webapp.models.posts.program_input import ProgramDraft, ProgramInput
from webapp.services.imports.columns import PROGRAMS
from webapp.services.imports.rows.row_book import Finding, Grade, Key, Note, RowBook, Said, plain
from webapp.services.kernel.errors import DomainError
from webapp.services.posts import programs

FIELDS: Final = tuple(ProgramDraft.model_fields)
PROGRAM_KEY: Final = ("major_key", "level", "direction", "entry_level")


class OwnPrograms:
    """The programmes of the person's school, by what tells one from another."""

    def __init__(self, session: Session, by: Person) -> None:
        """Read them once."""
        query = select(Program).where(Program.school_id == by.organisation_id)
        self.rows = list(session.exec(query.order_by(col(Program.is_closed), col(Program.created_at), col(Program.id))))

    def same(self, said: Said) -> Program | None:
        """Return the programme of the same major, level, direction and entry."""
        wanted = [plain(said.values.get(name)) for name in PROGRAM_KEY]
        return next((row for row in self.rows if self._says(row, said, wanted)), None)

    def like(self, said: Said) -> list[Program]:
        """Return the programmes that the row may mean: what it leaves out may be anything."""
        exact = self.same(said)
        if exact is not None:
            return [exact]
        given = {name: plain(said.values.get(name)) for name in PROGRAM_KEY if said.values.get(name)}
        alike = [row for row in self.rows if all(plain(getattr(row, name)) == value for name, value in given.items())]
        return alike if "major_key" in given else []

    def _says(self, row: Program, said: Said, wanted: list[Any]) -> bool:
        own = [plain(getattr(row, name)) for name in PROGRAM_KEY]
        if row.major_key is None:  # a major outside the catalogues goes by its name
            return [row.name, *own[1:]] == [said.cell("major_key"), *wanted[1:]]
        return own == wanted


class ProgramRows(RowBook[Program]):
    """Programmes as rows."""

    layout = PROGRAMS
    draft_type = ProgramDraft
    memory_fields = (*FIELDS, "name", "demo_fields")

    @cached_property
    def _own(self) -> OwnPrograms:
        return OwnPrograms(self.session, self.by)

    def find(self, said: Said) -> Program | None:
        """Return the school's programme of the same major, level, direction and entry."""
        if any(said.is_noted(name) for name in PROGRAM_KEY[1:]):
            return None
        program = self._own.same(said)
        if program is not None and program.major_key is None:
            changed = {name for name, _was, _new in self.differences(said, program)}
            if changed <= {"major_key"}:  # no catalogue has the major, and nothing else is to change
                said.settle("major_key")
                said.values.pop("major_key", None)
        return program

    def key(self, said: Said) -> Key:
        """Return the major, level, direction and entry."""
        return tuple(plain(said.values.get(name)) for name in PROGRAM_KEY)

    def as_typed(self, thing: Program) -> dict[str, Any]:
        """Return a stored programme by the fields of the list."""
        return programs.as_listed(thing, "zh")  # as cells are read

    def check(self, said: Said, values: Mapping[str, Any], target: Program | None) -> Any:
        """Return a whole programme, or one that still lacks something and says so."""
        draft = self.validated(ProgramDraft, said, values)
        if draft is None:
            return None
        self.keep(Major, [draft.major_key])
        if self.dry:  # else the service that stores the row checks it
            if target is not None and target.is_closed:
                raise DomainError("program_closed")
            programs.check_codes(self.session, draft)
        trial = Said()
        whole = self.validated(ProgramInput, trial, values)
        said.notes += [Note(note.field, note.code, note.facts, Grade.HINT) for note in trial.notes]
        return whole or draft

    def store(self, finding: Finding[Program], target: Program | None) -> Program:
        """Store a programme."""
        seen = target.version if target is not None else None
        return programs.save_program(self.session, target, finding.data, seen_version=seen, by=self.by)
