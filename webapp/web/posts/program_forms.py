"""Forms of programmes and offerings, the words of their refusals, and their history as people read it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from webapp.models import Industry, Major, MatchingRound, Offering, Program
from webapp.models.kernel.enums import CooperationMode
from webapp.models.posts.enums import EntryLevel, TrainingLevel, Visibility
from webapp.models.posts.program_input import OfferingDraft, ProgramDraft
from webapp.services.kernel.errors import Remark
from webapp.services.posts import offerings, programs
from webapp.services.posts.post_rules import FURTHEST_START_MONTHS
from webapp.services.posts.programs import Proposals
from webapp.web.kernel.forms import LineField, LinesField, MonthField, choices
from webapp.web.kernel.i18n import named
from webapp.web.kernel.once import new_form_key
from webapp.web.kernel.refusals import wording
from webapp.web.kernel.versioned import EditForm, key_of_entry


class ProgramForm(EditForm):
    """What a school writes of a programme."""

    major_key = LineField(_l("专业"), description=_l("输入名称、代码或拼音首字母；教育部目录 6 位，技工院校目录 4 位"))
    level = SelectField(_l("培养层次"), validate_choice=False)
    entry_level = SelectField(_l("招生起点"), validate_choice=False)
    years = LineField(_l("学制"))
    direction = LineField(_l("专业方向"), description=_l("校内名称与目录不同时填写，例如“电梯安装与维保”"))
    skills = LinesField(_l("教授的技能"), description=_l("写学生毕业时真正会做的事，匹配时逐项与企业要求比较"))
    courses = LinesField(_l("主要课程"), description=_l("专业核心课和实训课，写课程全称"))
    industry_codes = LinesField(_l("面向行业"), description=_l("GB/T 4754—2017 代码或名称"))
    certificates = LinesField(_l("可取得的证书"), description=_l("职业技能等级、1+X、行业证书"))
    more_industry_codes = SelectMultipleField(_l("可补充的行业"), validate_choice=False)
    more_skills = SelectMultipleField(_l("可补充的技能"), validate_choice=False)
    more_courses = SelectMultipleField(_l("可补充的课程"), validate_choice=False)

    REQUIRED_FIELDS = ("major_key", "level", "entry_level", "years", "skills", "courses", "industry_codes")
    NOT_TYPED = ("version", "more_industry_codes", "more_skills", "more_courses")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Fill the options in the reader's language, and take in the proposals that were ticked."""
        super().__init__(*arguments, **options)
        self.level.choices = choices(TrainingLevel, blank=True)
        self.entry_level.choices = choices(EntryLevel, blank=True)
        for name in ("industry_codes", "skills", "courses"):
            extra = self._fields[f"more_{name}"]
            listed = self._fields[name]
            new = [
                entry
                for entry in extra.data or []
                if key_of_entry(entry) not in {key_of_entry(held) for held in listed.entries}
            ]
            listed.data = "\n".join([*listed.entries, *new]) if new else listed.data
            extra.data, extra.choices = [], []

    def offer(self, proposals: Proposals, major: Major) -> None:
        """Fill empty lists with what the major's class proposes; offer the rest as boxes to tick."""
        self.major_key.data = f"{major.code} {major.name}"
        proposed = {
            "industry_codes": [f"{row.code} {named(row)}" for row in proposals.industries],
            "skills": proposals.skills,
            "courses": proposals.courses,
        }
        for name, entries in proposed.items():
            listed, extra = self._fields[name], self._fields[f"more_{name}"]
            held = {key_of_entry(entry) for entry in listed.entries}
            if not held:
                listed.data = "\n".join(entries)
            else:
                extra.choices = [SelectChoice(entry, entry) for entry in entries if key_of_entry(entry) not in held]


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

    REQUIRED_FIELDS = ("seats", "modes", "start_month", "months", "contact_name", "contact_phone", "visibility")

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


class ReturnForm(FlaskForm):
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


def _labels(form: type[EditForm], names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(form, name).args[0] for name in names}


PROGRAM_LABELS = _labels(ProgramForm, ProgramDraft.model_fields)
OFFERING_LABELS = _labels(OfferingForm, OfferingDraft.model_fields)


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


def program_values(program: Program, industries: Mapping[str, Industry]) -> dict[str, Any]:
    """Return a stored programme as its form shows it: codes with their names."""
    values = programs.as_typed(program)
    if program.major is not None:
        values["major_key"] = f"{program.major.code} {program.major.name}"
    codes = program.industry_codes
    values["industry_codes"] = [f"{code} {named(industries.get(code))}".strip() for code in codes]
    return values | {"version": str(program.version)}


def offering_values(offering: Offering, regions: Mapping[str, str]) -> dict[str, Any]:
    """Return a stored offering as its form shows it: codes with their names."""
    values = offerings.as_typed(offering) | {"version": str(offering.version)}
    return values | {"regions": [f"{code} {regions.get(code, '')}".strip() for code in offering.regions]}


def hint_sentences(remarks: Iterable[Remark], labels: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (label of the field, sentence) of each hint."""
    return [(str(labels.get(remark.field, "")), wording(remark.code, **remark.facts)) for remark in remarks]
