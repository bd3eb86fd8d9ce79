"""Forms of accounts and organisations."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Regexp

from webapp.models import Organisation, OrganisationInput, Person, RegistrationInput
from webapp.models.accounts.enums import EnterpriseScale, OrganisationKind, Ownership, SchoolType
from webapp.models.kernel.constraints import limits_of
from webapp.models.kernel.labels import LabelledEnum
from webapp.services.accounts.passwords import SHORTEST
from webapp.web.kernel.forms import LineField, PlainForm, TypedForm, choices
from webapp.web.kernel.refusals import complaint_text

PHONE = r"^$|^[0-9+() -]{5,20}$"
PERSON = limits_of(Person)
LONGEST_VERDICT = limits_of(Organisation)["status_reason"].most
LONGEST_TYPED = 1024  # of a password, which is measured when it is set

PASSWORD_HINT = _l("至少 %(least)s 个字符，可以用中文和空格，可粘贴", least=SHORTEST)

REQUIRED = InputRequired(_l("请填写此项"))
EMAIL = Email(_l("邮箱格式不对，例如 office@example.cn"))


class SignInForm(PlainForm):
    """Sign in."""

    email = EmailField(_l("邮箱"), [REQUIRED, Length(max=PERSON["email"].most)])
    password = PasswordField(_l("密码"), [REQUIRED, Length(max=LONGEST_TYPED)])
    next = HiddenField()


class ResetForm(PlainForm):
    """Ask for a reset link."""

    email = EmailField(_l("邮箱"), [REQUIRED, EMAIL, Length(max=PERSON["email"].most)])


class NewPasswordForm(PlainForm):
    """Set a new password."""

    new_password = PasswordField(_l("新密码"), [REQUIRED, Length(max=LONGEST_TYPED)], description=PASSWORD_HINT)

    def complain(self, place: Iterable[Any], sentence: str) -> None:
        """Put a complaint about the password beside the new one."""
        super().complain(["new_password" if name == "password" else name for name in place], sentence)


class PasswordChangeForm(NewPasswordForm):
    """Change the password while signed in."""

    current_password = PasswordField(_l("当前密码"), [REQUIRED, Length(max=LONGEST_TYPED)])


class JoinForm(PlainForm):
    """An invited colleague's account."""

    person_name = StringField(_l("姓名"), [REQUIRED, Length(max=PERSON["name"].most)])
    phone = TelField(_l("手机"), [Length(max=PERSON["phone"].most), Regexp(PHONE, message=_l("请填写电话号码"))])
    password = PasswordField(_l("密码"), [REQUIRED, Length(max=LONGEST_TYPED)], description=PASSWORD_HINT)


class InviteForm(PlainForm):
    """Invite a colleague."""

    email = EmailField(_l("同事的邮箱"), [REQUIRED, EMAIL, Length(max=PERSON["email"].most)])


class JudgeForm(PlainForm):
    """Turn an organisation down with a reason."""

    version = HiddenField()
    reason = TextAreaField(
        _l("原因"),
        [REQUIRED, Length(min=5, max=LONGEST_VERDICT)],
        description=_l("对方会看到这段话"),
    )


class OrganisationForm(TypedForm):
    """What an organisation says of itself."""

    INPUT: ClassVar[type[OrganisationInput]] = OrganisationInput

    name = LineField(_l("单位全称"), description=_l("与证照一致"))
    short_name = LineField(_l("简称"), description=_l("列表里显示，不填则用全称"))
    region = LineField(_l("所在地"), description=_l("输入区县名称、代码或拼音首字母"))
    address = LineField(_l("详细地址"))
    website = LineField(_l("网址"), description=_l("例如 https://www.example.cn"))
    industry_code = LineField(_l("行业代码"), description=_l("GB/T 4754—2017，按主要经济活动选择"))
    ownership = SelectField(_l("所有制"), validate_choice=False)
    scale = SelectField(_l("规模"), validate_choice=False)
    employees = LineField(_l("在岗职工数"), description=_l("上年末人数"))
    school_type = SelectField(_l("学校类型"), validate_choice=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Fill the options in the reader's language."""
        super().__init__(*arguments, **options)
        self.ownership.choices = choices(Ownership, blank=True)
        self.scale.choices = choices(EnterpriseScale, blank=True)
        self.school_type.choices = choices(SchoolType, blank=True)

    def typed(self) -> dict[str, Any]:
        """Return what was typed, by field; what was left empty or not sent is left to its default."""
        return {name: value for name, value in super().typed().items() if value not in (None, "")}

    def against(
        self, organisation: Organisation, data: OrganisationInput, names: Mapping[str, str]
    ) -> list[tuple[str, str, str]]:
        """Return (label, stored, typed) of the fields in which what is stored differs from what was typed."""
        pairs = [(name, getattr(organisation, name), getattr(data, name)) for name in OrganisationInput.model_fields]
        return [
            (self._fields[name].label.text, _worded(stored, names), _worded(typed, names))
            for name, stored, typed in pairs
            if stored != typed
        ]


def organisation_values(organisation: Organisation, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a stored organisation as its form shows it: codes with their names."""
    values = {name: getattr(organisation, name) for name in OrganisationInput.model_fields}
    for name in ("region", "industry_code"):
        values[name] = f"{values[name] or ''} {names.get(values[name] or '', '')}".strip()
    return values


def _worded(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, LabelledEnum):
        from webapp.web.kernel.i18n import label

        return label(value)
    return names.get(str(value), str(value)) if value not in (None, "") else "--"


class RegistrationForm(OrganisationForm):
    """An organisation registers with its first person."""

    INPUT = RegistrationInput

    kind = RadioField(_l("单位类型"), validate_choice=False, description=_l("选错可联系统筹员更正"))
    credit_code = LineField(_l("统一社会信用代码"), description=_l("营业执照或事业单位法人证书上的 18 位代码"))
    person_name = StringField(_l("经办人姓名"))
    phone = TelField(_l("手机"), [Length(max=PERSON["phone"].most), Regexp(PHONE, message=_l("请填写电话号码"))])
    email = EmailField(_l("邮箱"), description=_l("用于登录和接收通知"))
    password = PasswordField(_l("密码"), description=PASSWORD_HINT)

    REQUIRED_FIELDS: tuple[str, ...] = ("person_name", "email", "password")  # of its first person

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Fill the options in the reader's language."""
        super().__init__(*arguments, **options)
        self.kind.choices = [
            SelectChoice(kind.value, choices_label)
            for kind, choices_label in ((kind, _kind_label(kind)) for kind in OrganisationKind)
        ]

    def person_is_complete(self) -> bool:
        """Tell whether name, address and password are there, and complain beside those that are not."""
        complete = True
        for name, longest in (
            ("person_name", PERSON["name"].most),
            ("email", PERSON["email"].most),
            ("password", LONGEST_TYPED),
        ):
            field = self._fields[name]
            if not field.data or not field.data.strip():
                self.complain([name], _("请填写此项"))
                complete = False
            elif len(field.data) > longest:
                self.complain([name], complaint_text("string_too_long", {"max_length": longest}))
                complete = False
        if self.email.data and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", self.email.data.strip()):
            self.complain(["email"], _("邮箱格式不对，例如 office@example.cn"))
            complete = False
        return complete


def _kind_label(kind: OrganisationKind) -> str:
    from webapp.web.kernel.i18n import language

    return kind.label(language())
