"""The form of a special day."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField

from webapp.models.limits.enums import DayKind
from webapp.models.limits.special_day_input import DayInput
from webapp.web.kernel.forms import LineField, TypedForm, choices


class DayForm(TypedForm):
    """A day of the calendar."""

    INPUT = DayInput

    day = DateField(_l("日期"))
    kind = SelectField(_l("安排"), choices=[], validate_choice=False)
    name = LineField(_l("名称"), description=_l("如“春节”“国庆节调休”"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer both kinds."""
        super().__init__(*arguments, **options)
        self.kind.choices = choices(DayKind)

    def typed(self) -> dict[str, Any]:
        """Return what was typed; the day as text, so that the input type words what is wrong with it."""
        raw = self.day.raw_data
        return {**super().typed(), "day": raw[0] if raw else None}
