"""Forms draw; input types rule. `into` hands what was typed to the type and brings its complaints back."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, TypeVar

from flask_babel import LazyString, format_date
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from pydantic import BaseModel, ValidationError
from wtforms import HiddenField, PasswordField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from webapp.models.kernel.characters import is_one_line, is_text
from webapp.models.kernel.constraints import Limits, limits_of, required_of
from webapp.models.kernel.labels import LabelledEnum
from webapp.models.kernel.written import lists
from webapp.services.kernel.errors import DomainError, InputRefused
from webapp.web.kernel.once import new_form_key
from webapp.web.kernel.refusals import complaint_code, complaint_text, wording

T = TypeVar("T", bound=BaseModel)


class PlainForm(FlaskForm):
    """A form of characters: what is none, and what would part a line of one field, is refused beside the field."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether all fields hold; a password may be made of anything."""
        holds = bool(super().validate(extra_validators))
        for name, field in self._fields.items():
            if isinstance(field, PasswordField) or not isinstance(field, StringField):
                continue
            if not isinstance(field.data, str):  # a number of a stored draft, or nothing at all
                continue
            fits = is_text if isinstance(field, TextAreaField) else is_one_line
            if not fits(field.data):
                self.complain([name], str(complaint_text("control_characters", {})))
                holds = False
        return holds

    def complain(self, place: Iterable[Any], sentence: str) -> None:
        """Put a complaint beside the field it concerns, or above the form."""
        name = next(iter(place), None)
        field = self._fields.get(str(name)) if name is not None else None
        if field is None:
            self.form_errors.append(sentence)
            return
        errors = list(field.errors)
        if sentence not in errors:
            field.errors = [*errors, sentence]

    def refuse(self, refused: DomainError) -> None:
        """Put what a service has refused beside the fields it concerns, or above the form."""
        if isinstance(refused, InputRefused):
            for remark in refused.remarks:
                self.complain([remark.field], wording(remark.code, **remark.facts))
        else:
            self.complain(filter(None, [refused.field]), wording(refused.code, **refused.facts))


class TypedForm(PlainForm):
    """A form whose rules live in an input type."""

    form_key = HiddenField()

    INPUT: ClassVar[type[BaseModel] | None] = None  # the type that says which fields must be filled in, and how long
    REQUIRED_FIELDS: tuple[str, ...] = ()  # what must be filled in besides, though the type has a default for it

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Give a form that is shown for the first time its key, mark what must be filled in, and fill limits in."""
        super().__init__(*arguments, **options)
        required = required_of(self.INPUT) if self.INPUT is not None else ()
        for name in (*required, *self.REQUIRED_FIELDS):
            if name in self._fields:
                self._fields[name].flags.required = True
        for name, limits in self.limits.items():
            field = self._fields.get(name)
            if field is not None and "%(" in (text := str(field.description)):
                field.description = text % {"least": limits.least, "most": limits.most}
        if not self.form_key.data:
            self.form_key.data = new_form_key()

    @property
    def limits(self) -> Mapping[str, Limits]:
        """Return the limits of the fields by their names; a description names them as `%(least)s` and `%(most)s`."""
        return limits_of(self.INPUT) if self.INPUT is not None else {}

    def typed(self) -> dict[str, Any]:
        """Return what was typed, by field."""
        return {name: field.data for name, field in self._fields.items() if name not in ("csrf_token", "form_key")}

    def into(self, kind: type[T], **known: Any) -> T | None:
        """Return the checked input, or None with the complaints beside their fields."""
        fields_hold = self.validate()
        try:
            checked = kind.model_validate({**self.typed(), **known})
        except ValidationError as error:
            for complaint in error.errors():
                kind_of_it, facts = complaint["type"], complaint.get("ctx") or {}
                mended = complaint_code(kind_of_it, facts)[1].get("field")
                self.complain(complaint["loc"] or filter(None, [mended]), complaint_text(kind_of_it, facts))
            return None
        return checked if fields_hold else None


class LineField(StringField):
    """One line of text, kept exactly as typed."""


class LinesField(TextAreaField):
    """Text that lists entries, one per line at best: a tag input where scripts run."""

    def __init__(self, label: LazyString | None = None, *, by_comma: bool = True, **options: Any) -> None:
        """Know whether commas part entries; names of industries hold some."""
        super().__init__(label, **options)
        self.by_comma = by_comma

    def process_data(self, value: Any) -> None:
        """Show a list as lines that are read as the same list."""
        self.data = self.text_of(value) if isinstance(value, list | tuple) else (value or "")

    def text_of(self, entries: Iterable[Any]) -> str:
        """Return entries as the text that is read as the same list."""
        return lists.joined([str(entry) for entry in entries], by_comma=self.by_comma)

    def entries_in(self, value: Any) -> list[str]:
        """Return the entries of a list, however it was stored or typed."""
        if isinstance(value, list | tuple):
            return [str(entry) for entry in value]
        return lists.entries_of(str(value or ""), by_comma=self.by_comma)

    @property
    def entries(self) -> list[str]:
        """Return the entries that were typed."""
        return self.entries_in(self.data)


class MonthField(SelectField):
    """One of the months to come; the input type refuses what was not offered."""

    def __init__(self, label: LazyString | None = None, **options: Any) -> None:
        """Leave the choice to the input type."""
        super().__init__(label, validate_choice=False, **options)

    def offer(self, today: date, months: int) -> None:
        """Offer the months after this one, and what stands or was typed besides."""
        first = today.year * 12 + today.month
        dates = [date(index // 12, index % 12 + 1, 1) for index in range(first, first + months)]
        keys = [f"{month:%Y-%m}" for month in dates]
        self.choices = [SelectChoice("", _("请选择"))]
        if self.data and self.data not in keys:
            self.choices.append(SelectChoice(self.data, self.data))
        self.choices += [
            SelectChoice(key, format_date(month, _("yyyy 年 M 月"))) for key, month in zip(keys, dates, strict=True)
        ]


class CheckboxesField(SelectMultipleField):
    """Several of a few: drawn as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def field_labels(form: type[FlaskForm], names: Iterable[str]) -> dict[str, Any]:
    """Return the labels of a form's fields, to be shown in the reader's language."""
    return {name: getattr(form, name).args[0] for name in names}


def choices(kind: type[LabelledEnum], *, blank: bool = False) -> list[SelectChoice]:
    """Return an enum as options in the reader's language."""
    from webapp.web.kernel.i18n import language

    first = [SelectChoice("", _("请选择"))] if blank else []
    return [*first, *(SelectChoice(member.value, member.label(language())) for member in kind)]
