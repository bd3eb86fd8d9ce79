"""The form of a programme."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from webapp.models import Industry, Major, Program
from webapp.models.posts.courses import Course, read_course, write_course
from webapp.models.posts.enums import CourseKind, EntryLevel, TrainingLevel
from webapp.models.posts.program_input import ProgramDraft, ProgramInput
from webapp.services.posts import programs
from webapp.services.posts.programs import Proposals
from webapp.web.kernel.forms import LineField, LinesField, choices, field_labels
from webapp.web.kernel.i18n import language, named
from webapp.web.kernel.versioned import EditForm, key_of_entry


class ProgramForm(EditForm):
    """What a school writes of a programme."""

    major_key = LineField(_l("专业"), description=_l("输入名称、代码或拼音首字母；教育部目录 6 位，技工院校目录 4 位"))
    level = SelectField(_l("培养层次"), validate_choice=False)
    entry_level = SelectField(_l("招生起点"), validate_choice=False)
    years = LineField(_l("学制"))
    direction = LineField(_l("专业方向"), description=_l("校内名称与目录不同时填写，例如“电梯安装与维保”"))
    skills = LinesField(_l("教授的技能"), description=_l("写学生毕业时真正会做的事，匹配时逐项与企业要求比较"))
    courses = LinesField(
        _l("主要课程"),
        description=_l(
            "一行一门：课程全称，后面可写学时和类型（理论、实训、理实一体），例如“电梯安装与调试（实训 96 学时）”"
        ),
    )
    rooms = LinesField(
        _l("实训室与场地"), description=_l("一行一处，可写工位数，例如“电梯实训室（40 工位）”；企业在匹配建议里看得到")
    )
    industry_codes = LinesField(_l("面向行业"), by_comma=False, description=_l("GB/T 4754—2017 代码或名称"))
    certificates = LinesField(_l("可取得的证书"), description=_l("职业技能等级、1+X、行业证书"))
    more_industry_codes = SelectMultipleField(_l("可补充的行业"), validate_choice=False)
    more_skills = SelectMultipleField(_l("可补充的技能"), validate_choice=False)
    more_courses = SelectMultipleField(_l("可补充的课程"), validate_choice=False)

    INPUT = ProgramInput
    NOT_TYPED = ("version", "more_industry_codes", "more_skills", "more_courses")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Fill the options in the reader's language, and take in the proposals that were ticked."""
        super().__init__(*arguments, **options)
        self.level.choices = choices(TrainingLevel, blank=True)
        self.entry_level.choices = choices(EntryLevel, blank=True)
        for name in ("industry_codes", "skills", "courses"):
            extra = self._fields[f"more_{name}"]
            listed = self._fields[name]
            listed_keys = {_key(name, entry) for entry in listed.entries}
            new = [entry for entry in extra.data or [] if _key(name, entry) not in listed_keys]
            listed.data = listed.text_of([*listed.entries, *new]) if new else listed.data
            extra.data, extra.choices = [], []

    def key_of(self, name: str, entry: str) -> str:
        """Return what two entries of a field are compared by: courses by what they say, however it is written."""
        return write_course(read_course(entry)) if name == "courses" else super().key_of(name, entry)

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
            listed_keys = {_key(name, entry) for entry in listed.entries}
            if not listed_keys:
                listed.data = listed.text_of(entries)
            else:
                extra.choices = [
                    SelectChoice(entry, entry) for entry in entries if _key(name, entry) not in listed_keys
                ]


def _key(name: str, entry: str) -> str:
    """Return what two entries of a list are compared by: courses by their names alone."""
    return read_course(entry).name if name == "courses" else key_of_entry(entry)


@dataclass(frozen=True, slots=True)
class CourseTable:
    """A programme's courses as its page shows them."""

    lines: list[Course]

    @property
    def has_facts(self) -> bool:
        """Tell whether hours or kind of any course are known."""
        return any(course.facts for course in self.lines)

    @property
    def summary(self) -> str:
        """Return how many courses there are, and the hours of those that say them."""
        said = [ngettext("共 %(num)s 门", "共 %(num)s 门", len(self.lines))]
        hours = sum(course.hours or 0 for course in self.lines)
        practice = sum(course.hours or 0 for course in self.lines if course.kind is CourseKind.PRACTICE)
        if hours:
            said.append(ngettext("%(num)s 学时", "%(num)s 学时", hours))
        if practice:
            said.append(ngettext("其中实训 %(num)s 学时", "其中实训 %(num)s 学时", practice))
        return str(_("，").join(said))


PROGRAM_LABELS = field_labels(ProgramForm, (name for name in ProgramDraft.model_fields if name != "course_facts")) | {
    "course_facts": _l("课程的学时与类型")
}


def program_values(program: Program, industries: Mapping[str, Industry]) -> dict[str, Any]:
    """Return a stored programme as its form shows it: codes with their names."""
    values = programs.as_listed(program, language())
    if program.major is not None:
        values["major_key"] = f"{program.major.code} {program.major.name}"
    codes = program.industry_codes
    values["industry_codes"] = [f"{code} {named(industries.get(code))}".strip() for code in codes]
    return values | {"version": str(program.version)}
