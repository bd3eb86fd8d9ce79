"""The forms of an offering and of sending one back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from webapp.models import MatchingRound, Offering
from webapp.models.kernel.enums import CooperationMode
from webapp.models.posts.enums import Visibility
from webapp.models.posts.program_input import OfferingDraft, OfferingInput
from webapp.services.posts.offerings import OFFERING_POSTS
from webapp.services.posts.post_rules import FURTHEST_START_MONTHS
from webapp.web.kernel.forms import LineField, LinesField, MonthField, PlainForm, choices, field_labels
from webapp.web.kernel.once import new_form_key
from webapp.web.kernel.versioned import EditForm


class OfferingForm(EditForm):
    """What a school opens for a term."""

    round_id = SelectField(_l("参加的轮次"), validate_choice=False)
    term = SelectField(_l("学期"), validate_choice=False, description=_l("选择了轮次时以轮次的学期为准"))
    seats = LineField(_l("可参与人数"), description=_l("本学期可投入企业培养的学生数；一年级学生不计入岗位实习"))
    batch_min = LineField(_l("班额下限"))
    batch_max = LineField(_l("班额上限"))
    modes = SelectMultipleField(_l("接受的合作方式"), validate_choice=False)
    start_month = MonthField(_l("开始年月"))
    months = LineField(_l("培养时长"), description=_l("1 至 36 个月；企业新型学徒制不少于 12 个月"))
    regions = LinesField(_l("可去区域"), description=_l("地区名称或 6 位代码；不填则按学校所在地"))
    teachers = LineField(_l("可派教师"), description=_l("驻企或带队的教师人数"))
    note = TextAreaField(_l("补充说明"), description=_l("企业会看到，例如实训条件、住宿要求，300 字以内"))
    contact_name = LineField(_l("联系人"))
    contact_phone = LineField(_l("联系电话"), description=_l("匹配结果发布前，企业看不到联系方式"))
    visibility = RadioField(_l("公开范围"), validate_choice=False)

    INPUT = OfferingInput
    REQUIRED_FIELDS = ("visibility",)  # nobody but the writer says who may see a post

    def __init__(self, rounds: list[MatchingRound], today: date, *arguments: Any, **options: Any) -> None:
        """Fill the options in the reader's language."""
        super().__init__(*arguments, **options)
        self.round_id.choices = [SelectChoice("", _("不限轮次（长期有效）"))]
        self.round_id.choices += [
            SelectChoice(str(row.id), _("%(name)s（%(detail)s）", name=row.title, detail=row.term)) for row in rounds
        ]
        if self.round_id.data and str(self.round_id.data) not in {str(row.id) for row in rounds}:
            self.round_id.choices.append(SelectChoice(str(self.round_id.data), _("原来的轮次（不在征集期）")))
        terms = terms_around(today)
        if self.term.data and self.term.data not in terms:
            terms.insert(0, self.term.data)
        self.term.choices = [SelectChoice("", _("请选择")), *(SelectChoice(term, term_name(term)) for term in terms)]
        self.modes.choices = choices(CooperationMode)
        self.start_month.offer(today, FURTHEST_START_MONTHS)
        self.visibility.choices = choices(Visibility)


class ReturnForm(PlainForm):
    """Send an offering back with a remark pinned to a field."""

    form_key = HiddenField()
    version = HiddenField()
    field = SelectField(_l("哪一项需要修改"))
    text = TextAreaField(
        _l("修改意见"),
        [InputRequired(_l("请填写此项")), Length(min=5, max=300, message=_l("5 至 300 个字"))],
        description=_l("学校会看到这段话，请写清怎样改"),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the fields of an offering."""
        super().__init__(*arguments, **options)
        self.field.choices = [SelectChoice("", _("整条内容"))]
        self.field.choices += [SelectChoice(name, str(text)) for name, text in OFFERING_LABELS.items()]
        if not self.form_key.data:
            self.form_key.data = new_form_key()


class WithdrawForm(PlainForm):
    """Take a post back that a round has kept."""

    form_key = HiddenField()
    version = HiddenField()
    reason = TextAreaField(
        _l("撤回的原因"),
        [InputRequired(_l("请填写此项")), Length(min=2, max=300, message=_l("2 至 300 个字"))],
        description=_l("统筹员和配对的另一方会看到。已分得的名额随即释放，由统筹员裁定相关配对"),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Give the form its key."""
        super().__init__(*arguments, **options)
        if not self.form_key.data:
            self.form_key.data = new_form_key()


OFFERING_LABELS = field_labels(OfferingForm, OfferingDraft.model_fields)


def terms_around(today: date) -> list[str]:
    """Return the present term and the four after it: 1 is spring, 2 is autumn."""
    first = today.year * 2 + (today.month > 7)
    return [f"{index // 2}-{index % 2 + 1}" for index in range(first, first + 5)]


def term_name(term: str) -> str:
    """Return a term in words."""
    year, _dash, half = term.partition("-")
    if half not in ("1", "2"):
        return term
    return str(_("%(year)s 年春季学期", year=year) if half == "1" else _("%(year)s 年秋季学期", year=year))


def offering_values(offering: Offering, regions: Mapping[str, str]) -> dict[str, Any]:
    """Return a stored offering as its form shows it: codes with their names."""
    values = OFFERING_POSTS.as_typed(offering) | {"version": str(offering.version)}
    return values | {"regions": [f"{code} {regions.get(code, '')}".strip() for code in offering.regions]}
