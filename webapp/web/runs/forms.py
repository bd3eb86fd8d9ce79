"""The form of a trial run, with the rules of its round to begin from."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from webapp.models import MatchingRound
from webapp.models.rounds.enums import AllocationMethod
from webapp.models.rounds.round_input import CRITERIA
from webapp.models.runs.run_input import RunInput
from webapp.web.kernel.forms import CheckboxesField, LineField, TypedForm, choices
from webapp.web.words.criteria import CRITERION_NAMES, HARD_RULES

RULES = ("min_score", "top_per_demand", "top_per_offering", "cap_enterprise_pct", "hard_rules")


class RunForm(TypedForm):
    """The rules of a trial; the round's own stay as they are."""

    INPUT = RunInput

    title = LineField(_l("名称"), description=_l("选填，最多 %(most)s 字，便于并列比较时辨认"))
    weight_skills = StringField(CRITERION_NAMES["skills"])
    weight_industry = StringField(CRITERION_NAMES["industry"])
    weight_capacity = StringField(CRITERION_NAMES["capacity"])
    weight_level = StringField(CRITERION_NAMES["level"])
    weight_mode = StringField(CRITERION_NAMES["mode"])
    weight_region = StringField(CRITERION_NAMES["region"])
    weight_record = StringField(CRITERION_NAMES["record"])
    hard_rules = CheckboxesField(
        _l("硬性规则"), choices=[SelectChoice(code, name) for code, name in HARD_RULES.items()]
    )
    min_score = StringField(_l("最低得分"), description=_l("%(least)s 至 %(most)s"))
    top_per_demand = StringField(_l("每条需求最多建议"), description=_l("%(least)s 至 %(most)s 条"))
    top_per_offering = StringField(_l("每个专业最多建议"), description=_l("%(least)s 至 %(most)s 条"))
    cap_enterprise_pct = StringField(_l("单企业占一校名额的上限"), description=_l("%(least)s 至 %(most)s，100 为不限"))
    method = SelectField(_l("分配方法"), choices=[], validate_choice=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the ways to deal seats out."""
        super().__init__(*arguments, **options)
        self.method.choices = choices(AllocationMethod)

    def typed(self) -> dict[str, Any]:
        """Return what was typed; the title may be left out."""
        values = super().typed()
        return values | {"title": values["title"] or ""}

    @property
    def weights(self) -> list[Any]:
        """Return the fields of the weights."""
        return [self._fields[f"weight_{name}"] for name in CRITERIA]

    @property
    def rule_fields(self) -> list[tuple[str, str]]:
        """Return names and values of all rules, to be carried along to the form that starts the run."""
        carried = []
        for name, field in self._fields.items():
            if name in ("csrf_token", "form_key", "title"):
                continue
            values = field.data if isinstance(field.data, list) else [field.data]
            carried += [(name, str(value)) for value in values if value not in (None, "")]
        return carried


def values_of(round_: MatchingRound) -> dict[str, Any]:
    """Return the rules of a round as values of the form."""
    values: dict[str, Any] = {name: getattr(round_, name) for name in RULES}
    weights = {f"weight_{name}": round_.weights.get(name, 0) for name in CRITERIA}
    return {**values, **weights, "method": round_.method.value}
