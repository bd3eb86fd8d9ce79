"""The living page of all components, where debugging is on: every macro once, in its states."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)

from webapp.models.accounts.enums import OrganisationStatus
from webapp.models.kernel.enums import CooperationMode
from webapp.models.posts.enums import PostStatus, TrainingLevel, Visibility
from webapp.models.rounds.enums import RoundStatus
from webapp.models.runs.enums import RunState
from webapp.web.choosing.evidence import Sentence
from webapp.web.choosing.pair_view import PairRow, ScoreLine, SkillRow
from webapp.web.kernel.forms import LineField, LinesField, MonthField, choices
from webapp.web.kernel.guards import public
from webapp.web.kernel.lists import Page, page_number
from webapp.web.posts.demand_forms import SectionState

bp = Blueprint("design", __name__, url_prefix="/design")


class SpecimenForm(FlaskForm):
    """One field of each kind."""

    line = LineField(_l("一行文字"), description=_l("提示说明好的答案是什么样"))
    wrong = LineField(_l("有错误的一项"), description=_l("提示在错误下面"))
    number = IntegerField(_l("人数"))
    day = LineField(_l("日期"))
    month = MonthField(_l("年月"))
    level = SelectField(_l("下拉选择"), validate_choice=False)
    low = LineField(_l("下限"))
    high = LineField(_l("上限"))
    text = TextAreaField(_l("多行文字"))
    password = PasswordField(_l("密码"))
    yes = BooleanField(_l("是或否"))
    visibility = RadioField(_l("单选"), validate_choice=False)
    modes = SelectMultipleField(_l("多选卡片"), validate_choice=False)
    several = SelectMultipleField(_l("多选"), validate_choice=False)
    industry = LineField(_l("行业代码"), description=_l("输入名称、代码或拼音首字母"))
    skills = LinesField(_l("技能标签"), description=_l("一行一项；有脚本时成为标签"))
    reason = TextAreaField(_l("核实说明"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Fill the options, and show one field as wrong."""
        super().__init__(*arguments, **options)
        self.level.choices = choices(TrainingLevel, blank=True)
        self.visibility.choices = choices(Visibility)
        self.modes.choices = self.several.choices = choices(CooperationMode)
        self.month.offer(date(2027, 1, 1), 12)
        self.line.flags.required = self.wrong.flags.required = True
        self.wrong.errors = [_("应为 1 至 999 的整数")]


LINES = [
    ScoreLine("skills", "技能", 34.2, 40, 0, [Sentence("skills", "必备 4 项中覆盖 3 项，相近 1 项", "ok")]),
    ScoreLine("industry", "行业与产业链", 25, 25, 34.2, [Sentence("industry", "同属 C343 物料搬运设备制造", "ok")]),
    ScoreLine("capacity", "人数与时间", 8, 10, 59.2, [Sentence("capacity", "需要 30 人，可培养 45 人", "ok")]),
    ScoreLine("level", "层次与证书", 10, 10, 67.2, [Sentence("level", "高职，达到要求", "ok")]),
]
TAUGHT_AT = ("课程《电梯应急处置》（32 学时，实训）", "实训室：电梯实训室（40 工位）")
SKILLS = [
    SkillRow("困人救援", True, "电梯应急处置", "同义", 1, "已覆盖", "covered", "circle-check", None, TAUGHT_AT),
    SkillRow("门锁检查", True, "层门检修", "", 0.71, "相近", "near", "circle-half-2", None),
    SkillRow("OTA 刷写", False, "", "", 0, "缺失", "missing", "circle-x", 81.4),
]
PAIRS = [
    PairRow("人数", "30 人", "45 人", "够用", "ok"),
    PairRow("开始", "2027-03", "2027-09", "晚 6 个月", "warn"),
]
SIDES = ("芯桥电梯有限公司", "云川职业技术学院")
SUGGESTIONS = ["安全用电", "钳工基本操作"]
PHASES = [
    ("征集", "11-01 至 11-15", "done"),
    ("测算", "11-16", "done"),
    ("双向选择", "11-20 至 11-26", "current"),
    ("公示", "12-01", "open"),
]
BINS = [{"from": at, "to": at + 10, "count": count} for at, count in ((40, 3), (50, 9), (60, 17), (70, 12), (80, 4))]


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """Show every component."""
    values = {
        "line": SIDES[0], "wrong": "12.5", "number": 30, "day": date(2027, 6, 30), "month": "2027-03",
        "low": "4200", "high": "6500", "yes": True, "visibility": "public", "modes": ["order_class"],
        "several": ["practice_base"], "industry": "C3435 电梯、自动扶梯及升降机制造",
        "skills": ["电梯应急处置", "电气原理图识读"],
    }  # fmt: skip
    form = SpecimenForm(formdata=None, data=values, meta={"csrf": False})
    if request.args.get("flash"):
        flash(_("已保存"), "success")
    states = [
        SectionState(1, _("产业链与行业"), "#fields", "done", _("已完成")),
        SectionState(2, _("岗位与人数"), "#fields", "bad", _("有错误")),
        SectionState(3, _("技能要求"), "#fields", "open", _("未填写")),
    ]
    return render_template(
        "design/index.html",
        specimen=form,
        states=states,
        statuses=[*PostStatus, *OrganisationStatus, *RoundStatus, *RunState],
        page=Page(SIDES, 45, page_number(), 20),
        lines=LINES,
        score_total=77.2,
        skills=SKILLS,
        pairs=PAIRS,
        phases=PHASES,
        bins=BINS,
        sides=SIDES,
        suggestions=SUGGESTIONS,
        colours=["navy", "ok", "warn", "err", "info", "custom", "short", "over", "bar", "muted", "line-field", "focus"],
    )
