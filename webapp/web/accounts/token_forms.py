"""The form of a token of the API, and the words of its refusals."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import PasswordField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from webapp.models.accounts.enums import TokenScope
from webapp.models.accounts.token import TokenInput
from webapp.web.accounts.forms import LONGEST_TYPED
from webapp.web.kernel.forms import CheckboxesField, LineField, TypedForm, choices

LASTING = (7, 30, 90, 180, 366)
USUAL = 90


class TokenForm(TypedForm):
    """What a person says of a new token."""

    INPUT = TokenInput

    name = LineField(_l("用途"), description=_l("写清哪个系统在用，例如“人事系统同步需求”"))
    scopes = CheckboxesField(
        _l("可以做什么"),
        description=_l("令牌只能做您本人可以做的事，这里还可以再收窄；每个令牌都可以读取"),
        validate_choice=False,
    )
    days = SelectField(_l("有效期"), validate_choice=False)
    current_password = PasswordField(_l("当前密码"), [InputRequired(_l("请填写此项")), Length(max=LONGEST_TYPED)])

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the scopes and the usual lengths of time."""
        super().__init__(*arguments, **options)
        self.scopes.choices = choices(TokenScope)
        self.days.choices = [SelectChoice(str(days), ngettext("%(num)s 天", "%(num)s 天", days)) for days in LASTING]

    def typed(self) -> dict[str, Any]:
        """Return what was typed, but for the password."""
        return {name: value for name, value in super().typed().items() if name != "current_password"}
