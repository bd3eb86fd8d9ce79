"""Forms of the code tables, the words of their refusals and of their history."""

import re
from collections.abc import Mapping
from typing import Any, Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, SelectField
from wtforms.fields.choices import SelectChoice

from webapp.models.codes.code_input import (
    ChainRow,
    ClassIndustriesRow,
    ClassSkillsRow,
    FamilyRow,
    LimitRow,
    ParkRow,
    RelationRow,
    SegmentRow,
    SkillRow,
)
from webapp.models.codes.enums import Stream
from webapp.models.limits.enums import Severity
from webapp.services.codes import search
from webapp.services.codes.editing.skills import skill_fields
from webapp.web.kernel.db import session
from webapp.web.kernel.forms import LineField, LinesField, TypedForm
from webapp.web.kernel.i18n import label, named
from webapp.web.kernel.versioned import EditForm

CODE: Final = re.compile(r"([A-Za-z]?[0-9]{2,6}|[A-Za-z]|X-[0-9]{4})(?=\s|$)", re.ASCII)
CODE_FIELDS: Final = frozenset({"industry_codes", "a", "b", "parent_code"})


RELATIONS: Final[Mapping[str, LazyString]] = {
    "makes": _l("制造"),
    "supplies": _l("配套供应"),
    "sells": _l("销售"),
    "transports": _l("运输"),
    "installs": _l("安装"),
    "repairs": _l("维修"),
    "inspects": _l("检验检测"),
    "designs": _l("设计"),
    "programs": _l("软件编程"),
    "operates": _l("运营操作"),
    "finances": _l("金融服务"),
    "trains": _l("教育培训"),
    "builds": _l("施工建设"),
}
UNITS: Final[Mapping[str, LazyString]] = {  # of the parameters of rules
    "percent": _l("百分比"),
    "people": _l("人"),
    "months": _l("个月"),
    "grade": _l("年级"),
    "hours": _l("小时"),
    "shifts": _l("次"),
    "yuan": _l("元/月"),
}
ACTIVE: Final[Mapping[str, LazyString]] = {"yes": _l("启用"), "no": _l("停用")}


class CodeForm(EditForm):
    """A row of a code table; its hidden version is the fingerprint of the row that it was drawn from."""

    KEY: tuple[str, ...] = ()

    def typed(self) -> dict[str, Any]:
        """Return what was typed; codes alone where they were picked with their names, lists even when empty."""
        values = super().typed()
        for name, field in self._fields.items():
            if isinstance(field, LinesField):
                values[name] = [_code(name, entry) for entry in field.entries]
            elif name in CODE_FIELDS and values.get(name):
                values[name] = _code(name, str(values[name]).strip())
        return values


def _code(name: str, entry: str) -> str:
    match = CODE.match(entry) if name in CODE_FIELDS else None
    return match.group(1).upper() if match else entry


class ChainForm(CodeForm):
    """A chain."""

    INPUT = ChainRow

    slug = LineField(_l("代号"), description=_l("小写字母、数字和连接号，例如 nev；保存后不能改"))
    name = LineField(_l("名称"))
    name_en = LineField(_l("英文名称"))
    description = LineField(_l("说明"), description=_l("从哪里到哪里，一句话"))

    KEY = ("slug",)


class SegmentForm(CodeForm):
    """A segment."""

    INPUT = SegmentRow

    slug = LineField(_l("代号"), description=_l("以产业链代号开头，例如 nev.battery；保存后不能改"))
    chain = SelectField(_l("产业链"), validate_choice=False)
    stream = SelectField(_l("位置"), validate_choice=False)
    name = LineField(_l("名称"))
    name_en = LineField(_l("英文名称"))
    industry_codes = LinesField(
        _l("对应行业"), by_comma=False, description=_l("GB/T 4754 代码或名称，最贴近的放在前面")
    )

    KEY = ("slug",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer chains and places in a chain."""
        super().__init__(*arguments, **options)
        self.chain.choices = [SelectChoice("", _("请选择"))]
        self.chain.choices += [SelectChoice(row.slug, named(row)) for row in search.chains(session())]
        self.stream.choices = [SelectChoice("", _("请选择")), *(SelectChoice(row.value, label(row)) for row in Stream)]


class FamilyForm(CodeForm):
    """A family of positions."""

    INPUT = FamilyRow

    slug = LineField(_l("代号"), description=_l("以环节代号开头，例如 nev.battery.test；保存后不能改"))
    segment = SelectField(_l("环节"), validate_choice=False)
    name = LineField(_l("名称"))
    name_en = LineField(_l("英文名称"))
    titles = LinesField(_l("常见岗位名称"), by_comma=False, description=_l("企业招聘时的叫法，一行一个"))

    KEY = ("slug",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the segments of all chains."""
        super().__init__(*arguments, **options)
        self.segment.choices = [SelectChoice("", _("请选择"))]
        for chain, segments in search.segments_by_chain(session()):
            self.segment.choices += [SelectChoice(row.slug, f"{named(chain)} · {named(row)}") for row in segments]


class RelationForm(CodeForm):
    """A bond of two branches."""

    INPUT = RelationRow

    a = LineField(_l("行业甲"), description=_l("可以是大类、中类或小类；对其下各类都有效"))
    b = LineField(_l("行业乙"))
    relation = SelectField(_l("关系"), validate_choice=False)
    strength = LineField(
        _l("强度"), description=_l("%(least)s 至 %(most)s：同一批人做 0.7，相邻环节 0.5，仅有来往 0.3")
    )
    reason = LineField(_l("理由"), description=_l("谁做什么，一句话；匹配说明里会显示"))

    KEY = ("a", "b")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the kinds of bonds."""
        super().__init__(*arguments, **options)
        self.relation.choices = [SelectChoice("", _("请选择"))]
        self.relation.choices += [SelectChoice(name, str(text)) for name, text in RELATIONS.items()]


class ClassIndustriesForm(CodeForm):
    """What a class of majors serves."""

    INPUT = ClassIndustriesRow

    major_class = LineField(_l("专业类"), description=_l("目录里的专业类名称，例如 自动化类；保存后不能改"))
    industry_codes = LinesField(_l("服务行业"), by_comma=False, description=_l("最主要的放在前面"))
    reason = LineField(_l("理由"), description=_l("学校选专业时会看到"))

    KEY = ("major_class",)


class ClassSkillsForm(CodeForm):
    """What a class of majors teaches."""

    INPUT = ClassSkillsRow

    major_class = LineField(_l("专业类"), description=_l("目录里的专业类名称，例如 自动化类；保存后不能改"))
    skills = LinesField(_l("常教技能"), by_comma=False, description=_l("技能库里的标准说法"))
    courses = LinesField(_l("常设课程"), by_comma=False)

    KEY = ("major_class",)


def field_choices() -> list[SelectChoice]:
    """Return the fields of skills in the reader's language."""
    return [SelectChoice("", _("请选择")), *(SelectChoice(row.slug, named(row)) for row in skill_fields(session()))]


class SkillForm(CodeForm):
    """A skill and its words."""

    INPUT = SkillRow

    skill = LineField(_l("标准名称"), description=_l("保存后不能改；换名称请新建后合并"))
    field = SelectField(_l("领域"), validate_choice=False)
    aliases = LinesField(_l("别名"), by_comma=False, description=_l("教材、车间、招聘里的其他叫法，一行一个"))

    REQUIRED_FIELDS = ("field",)  # which a file of one field leaves out

    KEY = ("skill",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the fields."""
        super().__init__(*arguments, **options)
        self._fields["field"].choices = field_choices()


class ParkForm(CodeForm):
    """A region of one's own."""

    INPUT = ParkRow

    code = LineField(_l("代码"), description=_l("X- 加四位数字；保存后不能改"))
    name = LineField(_l("名称"), description=_l("例如 滨海新城产业园"))
    parent_code = LineField(_l("所在市或区县"), description=_l("输入名称、代码或拼音首字母；匹配时按所在地计算远近"))
    lat = LineField(_l("纬度"), description=_l("例如 30.0023"))
    lon = LineField(_l("经度"), description=_l("例如 120.5810"))

    KEY = ("code",)


class LimitForm(CodeForm):
    """A limit of the law."""

    INPUT = LimitRow

    key = LineField(_l("规则"))
    severity = SelectField(
        _l("力度"),
        validate_choice=False,
        description=_l("强制：不改不能提交；核实：改正或说明后提交；提示：只提醒"),
    )
    value = LineField(_l("数值"))
    active = SelectField(_l("是否启用"), validate_choice=False)
    source = LineField(_l("依据"), description=_l("文件名称、文号和条款，%(most)s 字以内"))

    REQUIRED_FIELDS = ("severity", "active")  # which a file may leave as they are

    KEY = ("key",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer how strictly a limit is held."""
        super().__init__(*arguments, **options)
        self.severity.choices = [SelectChoice(row.value, label(row)) for row in Severity]
        self.active.choices = [SelectChoice(value, str(text)) for value, text in ACTIVE.items()]


FORMS: Final[Mapping[str, type[CodeForm]]] = {
    "chains": ChainForm,
    "segments": SegmentForm,
    "families": FamilyForm,
    "relations": RelationForm,
    "class-industries": ClassIndustriesForm,
    "class-skills": ClassSkillsForm,
    "skills": SkillForm,
    "parks": ParkForm,
    "limits": LimitForm,
}


class UploadForm(TypedForm):
    """A CSV file for a code table."""

    file = FileField(_l("CSV 文件"), description=_l("UTF-8 或 GB18030，1 MB 以内；列名与导出的文件相同"))
    skill_field = SelectField(_l("文件没有 field 列时，新技能归入"), validate_choice=False)
    takes_away = BooleanField(
        _l("删除文件里没有、也没有使用的条目"), description=_l("不勾选时，只新增和修改；仍在使用的条目始终保留")
    )

    REQUIRED_FIELDS = ("file",)


class MergeForm(EditForm):
    """Make a skill part of another."""

    into = LineField(_l("并入哪一项技能"), description=_l("输入名称、别名或拼音首字母"))

    REQUIRED_FIELDS = ("into",)


def labels_of(sheet: str) -> dict[str, Any]:
    """Return the words for the columns of a table."""
    form = FORMS[sheet]
    return {
        name: getattr(form, name).args[0]
        for base in (form,)
        for name in vars(base)
        if hasattr(getattr(base, name), "args") and hasattr(getattr(base, name), "field_class")
    }
