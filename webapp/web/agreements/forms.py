"""Forms of agreements and of batches of students."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice

from webapp.models import AgreementLine
from webapp.models.agreements.agreement_input import (
    BatchInput,
    BreakInput,
    DutyInput,
    GradeInput,
    OutcomeInput,
    SignInput,
    StartInput,
    TermsInput,
)
from webapp.models.agreements.enums import BatchKind, DutySide
from webapp.models.kernel.enums import CooperationMode
from webapp.web.agreements.words import MARKS, YEARS
from webapp.web.kernel.files import HINT, HINT_OPTIONAL
from webapp.web.kernel.forms import LineField, choices
from webapp.web.kernel.versioned import EditForm, ExplainedForm, note_field


class TermsForm(ExplainedForm):
    """How and how long both sides work together."""

    INPUT = TermsInput

    modes = SelectMultipleField(_l("合作方式"), validate_choice=False)
    starts_on = LineField(_l("开始日期"))
    ends_on = LineField(_l("结束日期"))
    note_months_few = note_field()
    note_months_unusual = note_field()
    note_months_many = note_field()

    CODES = ("months_few", "months_unusual", "months_many")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the modes in the reader's language."""
        super().__init__(*arguments, **options)
        self.modes.choices = choices(CooperationMode)


class DutyForm(EditForm):
    """A duty that the standard list does not have."""

    INPUT = DutyInput

    side = SelectField(_l("由谁负责"), validate_choice=False)
    text = LineField(_l("职责"), description=_l("一句话写清做什么，%(least)s 至 %(most)s 个字"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the sides."""
        super().__init__(*arguments, **options)
        self.side.choices = choices(DutySide)


class SignForm(EditForm):
    """When and under which number both sides signed."""

    INPUT = SignInput

    signed_on = LineField(_l("签约日期"))
    signed_number = LineField(_l("协议编号"), description=_l("双方签署文本上的编号"))
    file = FileField(_l("签署文本"), description=HINT_OPTIONAL)

    NOT_TYPED = ("version", "file")


class BreakForm(EditForm):
    """Why an agreement ends before its time."""

    INPUT = BreakInput

    reason = TextAreaField(_l("终止原因"), description=_l("对方和统筹员会看到，%(least)s 至 %(most)s 个字"))


class FileForm(EditForm):
    """A file for an agreement."""

    file = FileField(_l("文件"), description=HINT)

    REQUIRED_FIELDS = ("file",)


class GradeForm(EditForm):
    """What one side thinks of the cooperation."""

    INPUT = GradeInput

    grade = RadioField(_l("对这次合作满意吗"), validate_choice=False)
    comment = TextAreaField(_l("意见"), description=_l("可以不填；双方都评价后互相可见"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the grades, best first."""
        super().__init__(*arguments, **options)
        self.grade.choices = [
            SelectChoice(str(mark), _("%(mark)s 分，%(name)s", mark=mark, name=str(name)))
            for mark, name in reversed(list(MARKS.items()))
        ]


class BatchForm(ExplainedForm):
    """A batch of students as it is planned."""

    INPUT = BatchInput

    line_id = SelectField(_l("岗位与专业"), validate_choice=False)
    kind = SelectField(_l("类型"), validate_choice=False)
    grade = SelectField(_l("年级"), validate_choice=False)
    planned = LineField(_l("计划人数"), description=_l("只登记人数，不登记学生个人信息"))
    starts_on = LineField(_l("开始日期"))
    ends_on = LineField(_l("结束日期"))
    pay = LineField(_l("月报酬"))
    mentors = LineField(_l("企业师傅数"))
    hours = LineField(_l("每日工作时间"))
    nights = LineField(_l("每周夜班次数"))
    hazardous = BooleanField(_l("在高空、井下、放射性、有毒、易燃易爆等岗位"))
    tripartite_signed = BooleanField(_l("学校、企业、学生三方协议已签"))
    insured = BooleanField(_l("实习责任险已投保"))
    insurance_number = LineField(_l("保单号"))
    note_share_of_post = note_field()
    note_share_of_employees = note_field()
    note_few_mentors = note_field()
    note_batch_grade = note_field()
    note_batch_months = note_field()
    note_batch_pay = note_field()
    note_batch_hours = note_field()
    note_batch_nights = note_field()
    note_batch_hazardous = note_field()

    CODES = (
        "share_of_post", "share_of_employees", "few_mentors", "batch_grade", "batch_months", "batch_pay",
        "batch_hours", "batch_nights", "batch_hazardous",
    )  # fmt: skip

    def __init__(self, lines: Iterable[AgreementLine], *arguments: Any, **options: Any) -> None:
        """Offer the agreement's positions and the kinds of batches."""
        super().__init__(*arguments, **options)
        self.line_id.choices = [
            SelectChoice(
                str(line.id),
                _(
                    "%(position)s × %(program)s（%(headcount)s 人）",
                    position=line.position,
                    program=line.program_title,
                    headcount=line.headcount,
                ),
            )
            for line in lines
        ]
        self.kind.choices = choices(BatchKind)
        self.grade.choices = [SelectChoice("", _("不适用"))]
        self.grade.choices += [SelectChoice(year, str(name)) for year, name in YEARS.items()]


class StartForm(EditForm):
    """How many students have begun."""

    INPUT = StartInput

    started = LineField(_l("到岗人数"))
    started_on = LineField(_l("到岗日期"))


class OutcomeForm(EditForm):
    """What became of a batch."""

    INPUT = OutcomeInput

    stayed_6_months = LineField(_l("满六个月仍在岗"))
    hired = LineField(_l("录用人数"))
