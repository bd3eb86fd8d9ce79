"""Forms draw; input types rule. `into` hands what was typed to the type and brings its complaints back."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from flask_babel import LazyString, format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from pydantic import BaseModel, ValidationError
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import Field
from wtforms.widgets import CheckboxInput, ListWidget

from webapp.models.kernel.labels import LabelledEnum
from webapp.web.kernel.once import new_form_key
from webapp.web.kernel.refusals import SENTENCES, spelled

T = TypeVar("T", bound=BaseModel)

COMPLAINTS: dict[str, LazyString] = {
    "missing": _l("请填写此项"),
    "string_type": _l("请填写此项"),
    "int_type": _l("请填写一个整数"),
    "date_type": _l("请填写日期"),
    "enum": _l("请从选项中选择"),
    "literal_error": _l("请从选项中选择"),
    "bool_parsing": _l("请从选项中选择"),
    "list_type": _l("请从选项中选择"),
    "string_too_short": _l("至少 %(min_length)s 个字"),
    "string_too_long": _l("最多 %(max_length)s 个字"),
    "too_short": _l("至少 %(min_length)s 项"),
    "too_long": _l("最多 %(max_length)s 项"),
    "greater_than_equal": _l("不能小于 %(ge)s"),
    "less_than_equal": _l("不能大于 %(le)s"),
    "whole_number": _l("应为半角数字的整数，例如 12"),
    "month": _l("应为年月，例如 2027-03"),
    "day": _l("应为日期，例如 2027-06-30"),
    "control_characters": _l("含有不可见的控制字符，请删除后再提交"),
}


class TypedForm(FlaskForm):
    """A form whose rules live in an input type."""

    form_key = HiddenField()

    REQUIRED_FIELDS: tuple[str, ...] = ()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Give a form that is shown for the first time its key, and mark what must be filled in."""
        super().__init__(*arguments, **options)
        for name in self.REQUIRED_FIELDS:
            self._fields[name].flags.required = True
        if not self.form_key.data:
            self.form_key.data = new_form_key()

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
                self.complain(complaint["loc"], complaint_text(complaint["type"], complaint.get("ctx") or {}))
            return None
        return checked if fields_hold else None

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


def complaint_text(kind: str, facts: dict[str, Any]) -> str:
    """Return the sentence of a complaint of an input type."""
    if kind == "value_error" and "error" in facts:
        code, *values = facts["error"].args
        facts = values[0] if values and isinstance(values[0], dict) else {}
        kind = str(code)
    if facts.get("field_type") == "Value":  # how pydantic measures text that a function has gone over
        kind = {"too_short": "string_too_short", "too_long": "string_too_long"}.get(kind, kind)
    sentence = COMPLAINTS.get(kind) or SENTENCES.get(kind)
    if sentence is None:
        return str(_("请检查此项"))
    return str(sentence) % spelled(facts)


class LineField(StringField):
    """One line of text, kept exactly as typed."""


class LinesField(TextAreaField):
    """Text with one entry per line: a tag input where scripts run."""

    def process_data(self, value: Any) -> None:
        """Show a list as lines."""
        self.data = "\n".join(value) if isinstance(value, list | tuple) else (value or "")

    @property
    def entries(self) -> list[str]:
        """Return the entries that were typed."""
        return [line.strip() for line in (self.data or "").replace(";", "\n").splitlines() if line.strip()]


class MonthField(SelectField):
    """One of the months to come; the input type refuses what was not offered."""

    def __init__(self, label: LazyString | None = None, **options: Any) -> None:
        """Leave the choice to the input type."""
        super().__init__(label, validate_choice=False, **options)

    def offer(self, today: date, months: int) -> None:
        """Offer the months after this one, and what stands or was typed besides."""
        first = today.year * 12 + today.month
        shown = [date(index // 12, index % 12 + 1, 1) for index in range(first, first + months)]
        held = [f"{month:%Y-%m}" for month in shown]
        self.choices = [SelectChoice("", _("请选择"))]
        if self.data and self.data not in held:
            self.choices.append(SelectChoice(self.data, self.data))
        self.choices += [
            SelectChoice(key, format_date(month, _("yyyy 年 M 月"))) for key, month in zip(held, shown, strict=True)
        ]


class CheckboxesField(SelectMultipleField):
    """Several of a few: drawn as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def show_field_error(field: Field) -> str:
    """Return the first complaint beside a field."""
    return str(field.errors[0]) if field.errors else ""


def choices(kind: type[LabelledEnum], *, blank: bool = False) -> list[SelectChoice]:
    """Return an enum as options in the reader's language."""
    from webapp.web.kernel.i18n import language

    first = [SelectChoice("", _("请选择"))] if blank else []
    return [*first, *(SelectChoice(member.value, member.label(language())) for member in kind)]
