"""Which mail a person wants, and in which language."""

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from webapp.models import Person
from webapp.models.notices.enums import NoticeEvent
from webapp.services.notices.notices import OPTIONAL
from webapp.web.kernel.forms import CheckboxesField, TypedForm
from webapp.web.kernel.i18n import LANGUAGES, label

LANGUAGE_NAMES = {"zh": "中文", "en": "English"}  # each in its own language


class MailForm(TypedForm):
    """The kinds of event to be mailed about; what is decided is always mailed."""

    events = CheckboxesField(
        _l("哪些事需要发邮件"),
        choices=[],
        validate_choice=False,
        description=_l("站内消息总会收到；裁定、公示和需要裁定的冲突总会发邮件"),
    )
    language = RadioField(_l("邮件语言"), choices=[])

    REQUIRED_FIELDS = ("language",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the events that mail is not bound to."""
        super().__init__(*arguments, **options)
        self.events.choices = [SelectChoice(event.value, label(event)) for event in OPTIONAL]
        self.language.choices = [SelectChoice(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]

    @classmethod
    def of(cls, person: Person, unwanted: set[NoticeEvent]) -> Self:
        """Return the form with what stands."""
        wanted = [event.value for event in OPTIONAL if event not in unwanted]
        return cls(formdata=None, data={"events": wanted, "language": person.language})

    @property
    def wanted(self) -> set[NoticeEvent]:
        """Return the events that were ticked."""
        return {event for event in OPTIONAL if event.value in (self.events.data or [])}
