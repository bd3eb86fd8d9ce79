"""The form of a demand, the words of its refusals, verifications and hints, and the state of its sections."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from webapp.models import Demand, MatchingRound
from webapp.models.kernel.enums import CooperationMode
from webapp.models.posts.demand_input import NOT_IN_A_CHAIN, DemandDraft, DemandInput
from webapp.models.posts.enums import PostStatus, TrainingLevel, Visibility
from webapp.services.codes.pickers import Places
from webapp.services.codes.search import full_name
from webapp.services.kernel.errors import Remark
from webapp.services.posts.demands import DEMAND_POSTS
from webapp.services.posts.post_rules import FURTHEST_START_MONTHS
from webapp.web.kernel.forms import LineField, LinesField, MonthField, choices, field_labels
from webapp.web.kernel.i18n import label, language, named
from webapp.web.kernel.refusals import wording
from webapp.web.kernel.versioned import ExplainedForm, key_of_entry, lines_in, note_field
from webapp.web.posts.offering_forms import ReturnForm

NOTE_TITLES = {
    "share_of_post": _l("占同类岗位在岗人数的比例"),
    "share_of_employees": _l("占职工总数的比例"),
    "months_unusual": _l("学徒培养期"),
    "few_mentors": _l("企业师傅数"),
    "months_few": _l("学徒培养期"),
    "months_many": _l("学徒培养期"),
    "pay_unusual": _l("报酬下限"),
}
SECTIONS = (
    (_l("所属产业"), ("chain_slug", "segment_slug", "family_slug", "industry_code")),
    (_l("岗位与人数"), ("position", "level", "headcount", "current_staff")),
    (_l("技能要求"), ("required_skills", "preferred_skills")),
    (
        _l("合作方式与待遇"),
        ("modes", "start_month", "months", "mentors", "region", "address", "pay_min", "pay_max", "lodging", "note"),
    ),
    (_l("轮次、联系人与公开范围"), ("round_id", "contact_name", "contact_phone", "visibility", "valid_until")),
)
NEEDED = 3  # sections that hold what must be filled in; those after them may be left as they are
FOLDS = {  # what is folded away, and the fields in it
    "family": ("family_slug",),
    "staff": ("current_staff",),
    "preferred": ("preferred_skills",),
    "cooperation": SECTIONS[3][1],
    "contact": SECTIONS[4][1],
}
ADDING = re.compile(r"add:(required_skills|preferred_skills):(.+)", re.DOTALL)  # buttons that add an entry
FILLING = re.compile(r"fill:(position|industry_code):(.+)", re.DOTALL)  # or fill a field, where no script does


class DemandForm(ExplainedForm):
    """What an enterprise writes of one position."""

    round_id = SelectField(
        _l("参加的轮次"), validate_choice=False, description=_l("不选则长期有效：有效期内参加每一轮测算")
    )
    chain_slug = SelectField(
        _l("产业链"), validate_choice=False, description=_l("不在重点产业链的，选“不在重点产业链”，只填行业代码")
    )
    segment_slug = SelectField(_l("环节"), validate_choice=False)
    family_slug = SelectField(_l("岗位族"), validate_choice=False)
    industry_code = LineField(_l("行业代码"), description=_l("GB/T 4754—2017 小类，可输入名称、代码或拼音首字母"))
    position = LineField(_l("岗位名称"), description=_l("用企业内部的叫法，一条需求写一个岗位"))
    level = SelectField(_l("培养层次"), validate_choice=False, description=_l("能胜任这个岗位的最低层次"))
    headcount = LineField(_l("需求人数"), description=_l("估计数即可，签约前可改"))
    current_staff = LineField(_l("同类岗位在岗人数"), description=_l("用于核对实习人数占比"))
    required_skills = LinesField(_l("必备技能"), description=_l("写具体动作，如“引线键合”，不写“责任心强”"))
    preferred_skills = LinesField(_l("优先技能"), description=_l("有更好，没有也可以培养"))
    modes = SelectMultipleField(_l("合作方式"), validate_choice=False, description=_l("不选即双方商定"))
    start_month = MonthField(_l("到岗（入学）年月"))
    months = LineField(_l("学徒培养期"), description=_l("企业新型学徒制为 12 至 24 个月，特殊情况不超过 36 个月"))
    mentors = LineField(_l("企业师傅数"), description=_l("建议每名师傅带 1 至 5 名学徒"))
    region = LineField(_l("工作地点"), description=_l("输入区县名称、代码或拼音首字母"))
    address = LineField(_l("详细地址"), description=_l("街道、园区或厂区"))
    lodging = BooleanField(_l("提供住宿或用餐"))
    pay_min = LineField(_l("月报酬下限"))
    pay_max = LineField(_l("月报酬上限"))
    note = TextAreaField(_l("备注"), description=_l("学校会看到，例如人数的范围、班次，最多 %(most)s 个字"))
    contact_name = LineField(_l("联系人"))
    contact_phone = LineField(_l("联系电话"), description=_l("匹配结果发布前，学校看不到"))
    visibility = RadioField(_l("公开范围"), validate_choice=False)
    valid_until = LineField(_l("有效期至"), description=_l("最长 12 个月，到期自动下架"))
    note_share_of_post = note_field()
    note_share_of_employees = note_field()
    note_months_unusual = note_field()
    note_few_mentors = note_field()
    note_months_few = note_field()
    note_months_many = note_field()
    note_pay_unusual = note_field()

    INPUT = DemandInput
    REQUIRED_FIELDS = ("visibility",)  # nobody but the writer says who may see a post
    CODES = tuple(NOTE_TITLES)

    def __init__(self, rounds: list[MatchingRound], today: date, *arguments: Any, **options: Any) -> None:
        """Fill the options in the reader's language."""
        super().__init__(*arguments, **options)
        self.round_id.choices = [SelectChoice("", _("不限轮次（长期有效）"))]
        self.round_id.choices += [
            SelectChoice(str(row.id), _("%(name)s（%(detail)s）", name=row.title, detail=row.term)) for row in rounds
        ]
        if self.round_id.data and str(self.round_id.data) not in {str(row.id) for row in rounds}:
            self.round_id.choices.append(SelectChoice(str(self.round_id.data), _("原来的轮次（不在征集期）")))
        self.level.choices = choices(TrainingLevel, blank=True)
        self.modes.choices = choices(CooperationMode)
        self.visibility.choices = choices(Visibility)
        self.start_month.offer(today, FURTHEST_START_MONTHS)
        self.names: dict[str, str] = {}

    def offer_places(self, places: Places) -> None:
        """Offer the chains, the segments of the chosen one, and the families of the chosen segment."""
        for name, rows, empty in (
            ("chain_slug", places.chains, _("请选择")),
            ("segment_slug", places.segments, _("请选择") if places.segments else _("请先选择产业链")),
            ("family_slug", places.families, _("不限") if places.families else _("请先选择环节")),
        ):
            field = self._fields[name]
            field.choices = [SelectChoice("", empty), *(SelectChoice(row.slug, named(row)) for row in rows)]
        outside = SelectChoice(NOT_IN_A_CHAIN, _("不在重点产业链"))
        self.chain_slug.choices.insert(1, outside)
        if self.chain_slug.data == NOT_IN_A_CHAIN:
            self.segment_slug.data = NOT_IN_A_CHAIN
            self.segment_slug.choices = [outside]

    def amend(self, action: str) -> bool:
        """Do what a button of a proposal asks for; tell whether it was one."""
        if adding := ADDING.fullmatch(action):
            field = self._fields[adding[1]]
            field.data = field.text_of(dict.fromkeys([*field.entries, adding[2]]))
        elif filling := FILLING.fullmatch(action):
            self._fields[filling[1]].data = filling[2]
        return bool(adding or filling)

    def open_folds(self, known: Mapping[str, Any], remarked: Collection[str]) -> set[str]:
        """Return the folds that stand open: something in them is wrong, remarked, or was not filled in by us."""
        return {
            fold
            for fold, names in FOLDS.items()
            if any(self._fields[name].errors or name in remarked or not self._is_as(name, known) for name in names)
        }

    def _is_as(self, name: str, known: Mapping[str, Any]) -> bool:
        typed, filled_in = self._fields[name].data, known.get(name)
        if isinstance(typed, bool) or typed in (None, "", []):
            return not typed
        return list(map(key_of_entry, lines_in(typed))) == list(map(key_of_entry, lines_in(filled_in)))

    def text_of(self, name: str, entries: list[str]) -> str:
        """Return a field's entries as people read them: codes by their names."""
        if name == "lodging":
            return str(_("是") if entries == ["True"] else _("否"))
        entries = [str(_("不在重点产业链")) if entry == NOT_IN_A_CHAIN else entry for entry in entries]
        chosen = {choice.value: str(choice.label) for choice in self.round_id.choices if choice.value}
        return super().text_of(name, [chosen.get(entry, self.names.get(entry, entry)) for entry in entries])


class DemandReturnForm(ReturnForm):
    """Send a demand back with a remark pinned to a field."""

    text = TextAreaField(
        _l("修改意见"),
        [InputRequired(_l("请填写此项")), Length(min=5, max=300, message=_l("5 至 300 个字"))],
        description=_l("企业会看到这段话，请写清怎样改"),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the fields of a demand."""
        super().__init__(*arguments, **options)
        self.field.choices = [SelectChoice("", _("整条内容"))]
        self.field.choices += [SelectChoice(name, str(text)) for name, text in DEMAND_LABELS.items()]


DEMAND_LABELS = field_labels(DemandForm, DemandDraft.model_fields)


@dataclass(frozen=True, slots=True)
class SectionState:
    """How far a section of the form is."""

    number: int
    title: str
    url: str
    state: str
    note: str

    @property
    def kind(self) -> str:
        """Return the look of the section's chip."""
        return {"done": "ok", "bad": "err", "verify": "warn"}.get(self.state, "")


def section_states(form: DemandForm, remarks: Iterable[Remark]) -> list[SectionState]:
    """Return the state of each section: what is wrong, what waits for an explanation, what is still empty."""
    asked = [remark.field for remark in remarks]
    states = []
    for number, (title, names) in enumerate(SECTIONS, 1):
        fields = [form._fields[name] for name in names]
        wrong = sum(len(field.errors) for field in fields)
        verify = sum(name in asked for name in names)
        if wrong:
            state, note = "bad", ngettext("有 %(num)s 处错误", "有 %(num)s 处错误", wrong)
        elif verify:
            state, note = "verify", ngettext("%(num)s 处待核实", "%(num)s 处待核实", verify)
        elif number > NEEDED:
            state, note = "free", _("选填")
        elif all(field.data for field in fields if field.flags.required) and has_place(form, names):
            state, note = "done", _("已完成")
        else:
            state, note = "open", _("未填写")
        states.append(SectionState(number, str(title), f"#section-{number}", state, str(note)))
    return states


def has_place(form: DemandForm, names: Iterable[str]) -> bool:
    """Tell whether a section holds a segment or an industry, where it is the one to ask for them."""
    if "industry_code" not in names:
        return True
    return bool(form.industry_code.data) or form.segment_slug.data not in (None, "", NOT_IN_A_CHAIN)


def demand_values(values: Mapping[str, Any], things: Mapping[str, Any]) -> dict[str, Any]:
    """Return a demand's values as its form shows them: codes of industry and region with their names."""
    form_values = dict(values)
    industry, region = things.get(str(values.get("industry_code"))), things.get(str(values.get("region")))
    if industry is not None:
        form_values["industry_code"] = f"{industry.code} {named(industry)}"
    if region is not None:
        form_values["region"] = f"{region.code} {full_name(region, language())}"
    return form_values


def stored_values(demand: Demand, things: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored demand as its form shows it, with its explanations and its version."""
    notes = {f"note_{code}": note for code, note in demand.verify_notes.items()}
    values = demand_values(DEMAND_POSTS.as_typed(demand), things) | notes | {"version": str(demand.version)}
    if demand.status is not PostStatus.DRAFT and not demand.chain_slug:
        values["chain_slug"] = NOT_IN_A_CHAIN  # it was handed in without one
    return values


def sentences(remarks: Iterable[Remark]) -> dict[str, tuple[str, str]]:
    """Return (field, sentence) of each remark, by its code."""
    return {remark.code: (remark.field, wording(remark.code, **remark.facts)) for remark in remarks}


def explained(demand: Demand, remarks: Iterable[Remark]) -> list[tuple[str, str]]:
    """Return (what had to be verified, the enterprise's explanation) of a demand."""
    known = sentences(remarks)
    return [
        (known[code][1] if code in known else str(NOTE_TITLES[code]), note)
        for code, note in demand.verify_notes.items()
        if code in NOTE_TITLES
    ]


def mode_labels(demand: Demand) -> list[str]:
    """Return the demand's cooperation modes in the reader's language."""
    return [label(CooperationMode(mode)) for mode in demand.modes]
