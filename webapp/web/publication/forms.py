"""The forms around a publication, the words of its checks, of refusals and of the record."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from webapp.models.publication.publication_input import NoticeInput, ObjectionInput, ReplyInput
from webapp.web.kernel.forms import LineField, TypedForm
from webapp.web.kernel.versioned import VersionedForm


class NoticeForm(VersionedForm):
    """The text of the notice."""

    INPUT = NoticeInput

    title = LineField(_l("标题"), description=_l("%(least)s 至 %(most)s 字"))
    text = TextAreaField(_l("正文"), description=_l("%(least)s 至 %(most)s 字；配对名单自动附在正文之后"))
    contact = LineField(_l("联系方式"), description=_l("受理异议的单位、电话或地址"))
    notice_days = StringField(_l("公示期（工作日）"), description=_l("%(least)s 至 %(most)s，按节假日安排计算"))


class ObjectionForm(TypedForm):
    """An objection under a real name."""

    INPUT = ObjectionInput

    name = LineField(_l("姓名"), description=_l("请用真实姓名，匿名的不受理；不对外公开"))
    organisation_name = LineField(_l("单位"))
    contact = LineField(_l("手机、电话或邮箱"), description=_l("用于答复，不对外公开"))
    allocation_id = SelectField(_l("涉及的配对"), choices=[], validate_choice=False)
    content = TextAreaField(_l("异议内容"), description=_l("%(least)s 至 %(most)s 字，写明事实和依据"))

    @classmethod
    def over(cls, pairs: list[dict[str, Any]], **options: Any) -> "ObjectionForm":
        """Return the form with the published pairs to choose from."""
        form = cls(**options)
        form.allocation_id.choices = pair_choices(pairs)
        return form


class ReplyForm(VersionedForm):
    """A coordinator's reply."""

    INPUT = ReplyInput

    verdict = RadioField(_l("结论"), choices=[], validate_choice=False)
    allocation_id = SelectField(_l("涉及的配对"), choices=[], validate_choice=False, description=_l("成立的必选"))
    reply = TextAreaField(_l("答复"), description=_l("%(least)s 至 %(most)s 字"))

    @classmethod
    def over(cls, pairs: list[dict[str, Any]], **options: Any) -> "ReplyForm":
        """Return the form with the published pairs to choose from."""
        form = cls(**options)
        form.verdict.choices = [
            SelectChoice("upheld", _("成立，重新裁定这个配对")),
            SelectChoice("dismissed", _("不成立")),
        ]
        form.allocation_id.choices = pair_choices(pairs)
        return form


def pair_choices(pairs: list[dict[str, Any]]) -> list[SelectChoice]:
    """Return the published pairs for a list to choose from."""
    options = [
        SelectChoice(
            pair["allocation"],
            _(
                "%(enterprise)s %(position)s × %(school)s %(major)s",
                enterprise=pair["enterprise"],
                position=pair["position"],
                school=pair["school"],
                major=pair["major"],
            ),
        )
        for pair in pairs
    ]
    return [SelectChoice("", _("不针对某一配对")), *options]
