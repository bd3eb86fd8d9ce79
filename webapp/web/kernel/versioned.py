"""Forms of things that others may have changed in the meantime, and what their fields hold as people read it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from webapp.models.accounts.enums import EnterpriseScale, Ownership, SchoolType
from webapp.models.kernel.enums import CooperationMode
from webapp.models.kernel.labels import LabelledEnum
from webapp.models.posts.courses import courses_of, write_course
from webapp.models.posts.enums import EntryLevel, TrainingLevel, Visibility
from webapp.services.codes.resolve import LEADING_CODE
from webapp.services.kernel.errors import DomainError, Remark, VerificationOpen
from webapp.services.posts.post_rules import LONGEST_NOTE, SHORTEST_NOTE, unexplained
from webapp.web.kernel.forms import LinesField, TypedForm
from webapp.web.kernel.i18n import label, language
from webapp.web.kernel.query import number_of

ENUM_OF_FIELD: dict[str, type[LabelledEnum]] = {
    "level": TrainingLevel,
    "entry_level": EntryLevel,
    "visibility": Visibility,
    "modes": CooperationMode,
    "ownership": Ownership,
    "scale": EnterpriseScale,
    "school_type": SchoolType,
}


class VersionedForm(TypedForm):
    """A form of something that others may have changed in the meantime: it remembers the version it was drawn from."""

    version = HiddenField()

    NOT_TYPED: tuple[str, ...] = ("version", "file")  # what guards the form or goes another way

    def typed(self) -> dict[str, Any]:
        """Return what was typed, by field."""
        return {name: value for name, value in super().typed().items() if name not in self.NOT_TYPED}

    @property
    def seen_version(self) -> int:
        """Return the version that the form was drawn from; 0 where it was tampered with."""
        return number_of(str(self.version.data or "")) or 0


class EditForm(VersionedForm):
    """The form of a whole thing: what is left empty takes its default, and both versions can be set side by side."""

    def typed(self) -> dict[str, Any]:
        """Return what was typed, by field; what was left empty or not sent is left to its default."""
        return {name: value for name, value in super().typed().items() if value not in (None, "")}

    def against(self, stands: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """Return (label, stored, typed) of the fields in which what is stored differs from what was typed."""
        differences = []
        for name, value in super().typed().items():
            field = self._fields[name]
            read = field.entries_in if isinstance(field, LinesField) else lines_in
            stored, typed = read(stands.get(name)), read(value)
            if [self.key_of(name, entry) for entry in stored] != [self.key_of(name, entry) for entry in typed]:
                differences.append((field.label.text, self.text_of(name, stored), self.text_of(name, typed)))
        return differences

    def key_of(self, name: str, entry: str) -> str:
        """Return what two entries of a field are compared by."""
        return key_of_entry(entry)

    def text_of(self, name: str, entries: list[str]) -> str:
        """Return a field's entries as people read them."""
        return shown_entries(name, entries)


class ExplainedForm(EditForm):
    """The form of a thing whose unusual figures are mended or explained: a field `note_CODE` for each explanation."""

    CODES: tuple[str, ...] = ()  # of the figures that may be explained

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Begin with nothing that has to be explained."""
        super().__init__(*arguments, **options)
        self.asked: list[Remark] = []

    def typed(self) -> dict[str, Any]:
        """Return what was typed, by field, without the explanations."""
        notes = {f"note_{code}" for code in self.CODES}
        return {name: value for name, value in super().typed().items() if name not in notes}

    @property
    def notes(self) -> dict[str, str]:
        """Return the explanations that were typed, by the code of what they explain."""
        return {code: str(self._fields[f"note_{code}"].data or "") for code in self.CODES}

    def refuse(self, refused: DomainError) -> None:
        """Put a refusal beside its fields; keep what is to be explained, and say where what was typed does not do."""
        if not isinstance(refused, VerificationOpen):
            return super().refuse(refused)
        self.asked = refused.remarks
        for remark in unexplained(refused.remarks, self.notes):
            if self.notes[remark.code].strip():
                self.complain(
                    [f"note_{remark.code}"], _("%(least)s 至 %(most)s 个字", least=SHORTEST_NOTE, most=LONGEST_NOTE)
                )
        return None


def note_field() -> TextAreaField:
    """Return the field of an explanation."""
    limits = _l("%(least)s 至 %(most)s 个字", least=SHORTEST_NOTE, most=LONGEST_NOTE)
    return TextAreaField(_l("核实说明"), [Length(max=LONGEST_NOTE, message=limits)])


def lines_in(value: Any) -> list[str]:
    """Return what a field holds as a list of texts, however it was stored or typed."""
    if value is None or value == "":
        return []
    if isinstance(value, list | tuple):
        return [str(entry) for entry in value]
    if isinstance(value, dict):  # what is said of courses, by their names
        return [write_course(course, language()) for course in courses_of(value, value)]
    return [line.strip() for line in str(value).replace("\r", "").split("\n") if line.strip()]


def key_of_entry(entry: str) -> str:
    """Return the code that an entry begins with, or the entry: what two entries are compared by."""
    match = LEADING_CODE.match(entry)
    return match.group(1).upper() if match else entry


def shown_entries(name: str, entries: list[str]) -> str:
    """Return a field's entries as people read them."""
    kind = ENUM_OF_FIELD.get(name)
    if kind is not None:
        members = {str(member.value): member for member in kind}
        entries = [label(members[entry]) if entry in members else entry for entry in entries]
    return _("、").join(entries) or "--"
