"""Forms of things that others may have changed in the meantime, and what their fields hold as people read it."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from wtforms import HiddenField

from webapp.models.accounts.enums import EnterpriseScale, Ownership, SchoolType
from webapp.models.kernel.enums import CooperationMode
from webapp.models.kernel.labels import LabelledEnum
from webapp.models.posts.enums import EntryLevel, TrainingLevel, Visibility
from webapp.services.codes.resolve import LEADING_CODE
from webapp.services.kernel.errors import Remark
from webapp.web.kernel.forms import TypedForm
from webapp.web.kernel.i18n import label
from webapp.web.kernel.query import number_of
from webapp.web.kernel.refusals import wording

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

    def refuse(self, remarks: Iterable[Remark]) -> None:
        """Put refusals beside their fields."""
        for remark in remarks:
            self.complain([remark.field], wording(remark.code, **remark.facts))

    def against(self, stands: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """Return (label, stored, typed) of the fields in which what is stored differs from what was typed."""
        found = []
        for name, value in super().typed().items():
            stored, typed = entries_of(stands.get(name)), entries_of(value)
            if [key_of_entry(entry) for entry in stored] != [key_of_entry(entry) for entry in typed]:
                field = self._fields[name]
                found.append((field.label.text, self.shown(name, stored), self.shown(name, typed)))
        return found

    def shown(self, name: str, entries: list[str]) -> str:
        """Return a field's entries as people read them."""
        return shown_entries(name, entries)


def entries_of(value: Any) -> list[str]:
    """Return what a field holds as a list of texts, however it was stored or typed."""
    if value is None or value == "":
        return []
    if isinstance(value, list | tuple):
        return [str(entry) for entry in value]
    return [line.strip() for line in str(value).replace("\r", "").split("\n") if line.strip()]


def key_of_entry(entry: str) -> str:
    """Return the code that an entry begins with, or the entry: what two entries are compared by."""
    found = LEADING_CODE.match(entry)
    return found.group(1).upper() if found else entry


def shown_entries(name: str, entries: list[str]) -> str:
    """Return a field's entries as people read them."""
    kind = ENUM_OF_FIELD.get(name)
    if kind is not None:
        held = {str(member.value): member for member in kind}
        entries = [label(held[entry]) if entry in held else entry for entry in entries]
    return _("、").join(entries) or "--"
