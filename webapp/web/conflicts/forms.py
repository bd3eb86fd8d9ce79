"""The forms by which conflicts are settled, and the words of their refusals and of their record."""

from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, FileField, SelectField, StringField, TextAreaField

from webapp.models.conflicts.enums import RulingWay
from webapp.services.conflicts.conflicts import Claim
from webapp.web.kernel.files import HINT
from webapp.web.kernel.forms import COMPLAINTS, LineField, LinesField, TypedForm, choices
from webapp.web.kernel.refusals import word
from webapp.web.kernel.versioned import VersionedForm
from webapp.web.words.actions import word_actions

word("round_allocated", _l("本轮的名额已经分配过"))
word("pins_beyond_places", _l("指定配对的人数超过了需求人数或专业名额，请先修改指定配对"))
word("conflict_decided", _l("这项冲突已有裁定；需要更改的，请先撤销裁定"))
word("statement_not_yours", _l("只有这项冲突的当事单位可以陈述"))
word("statement_made", _l("贵单位已陈述过意见，每项冲突只能陈述一次"))
word("round_not_adjudicating", _l("轮次现在不在协调裁定阶段"))
word("ruling_own_interest", _l("您所在的单位是当事一方，请由其他统筹员裁定"))
word("ruling_none", _l("没有可以撤销的裁定"))
word("ruling_incomplete", _l("请为全部 %(claims)s 个配对填写人数"))
word("ruling_without_minutes", _l("按答辩会评议裁定的，要先安排答辩会并填写纪要"))
word("ruling_post_withdrawn", _l("这条需求或培养能力已撤回，只能填 0"))
word("ruling_needs_consent", _l("双方都同意的是 %(most)s 人；要多于此数，请用“批准例外”或“答辩会评议”"))
word("ruling_not_verified", _l("有一方单位尚未认证，只有“批准例外”才能给名额"))
word("ruling_not_by_way", _l("人数与按这种方式算出的不一致（应为 %(proposed)s）；要另行确定人数，请选“统筹裁定”"))
word("seats_beyond_places", _l("名额不够：这里还剩 %(free)s 人，不能给 %(wanted)s 人"))
word("hearing_held", _l("答辩会已有纪要，不能再改时间地点"))
word("hearing_none", _l("还没有安排答辩会"))
word("pair_not_published", _l("只有公示期间已确定的配对可以申请退出"))
word("pair_fallen", _l("这个配对已经落空"))
COMPLAINTS["no_interest_missing"] = _l("请确认与各方没有利害关系；有利害关系的请由其他统筹员裁定")
COMPLAINTS["panel_size"] = _l("评议人应为 3 至 15 位，每行一位")
COMPLAINTS["panel_name_long"] = _l("评议人每行一位，每行最多 40 字")
COMPLAINTS["string_pattern_mismatch"] = _l("格式不对，请按提示填写")
BESIDE = {"panel_name_long": "panel", "panel_size": "panel"}
BESIDE_REFUSED = {"ruling_not_by_way": "way", "ruling_without_minutes": "way"}
CAUSES: dict[str, LazyString] = {
    "capacity": _l("名额不够分"),
    "share_cap": _l("超过单企业占一校名额的上限"),
    "class_closed": _l("达不到开班人数"),
}
REASONS: dict[str, LazyString] = {
    "as_agreed": _l("双方同意的人数全部满足"),
    "pinned": _l("统筹员指定"),
    "banned": _l("统筹员定为不配"),
    "withdrawn": _l("一方已撤回"),
    "class_closed": _l("达不到开班人数，没有开班"),
    "offering_full": _l("专业名额已满，志愿和得分更前的先得"),
    "demand_full": _l("需求人数已满，志愿和得分更前的先得"),
    "share_cap": _l("企业占该校名额已到上限"),
    "others_first": _l("志愿和得分更前的先得"),
    "one_sided": _l("只有一方接受，没有双方同意就不分配"),
    "alternate": _l("递补"),
}
word_actions(
    {
        "round.allocated": lazy_pgettext("history", "分配名额"),
        "conflict.opened": lazy_pgettext("history", "发现冲突"),
        "conflict.statement": lazy_pgettext("history", "陈述意见"),
        "conflict.hearing": lazy_pgettext("history", "安排答辩会"),
        "conflict.minutes": lazy_pgettext("history", "填写答辩纪要"),
        "conflict.ruled": lazy_pgettext("history", "作出裁定"),
        "conflict.reverted": lazy_pgettext("history", "撤销裁定"),
        "allocation.fallen": lazy_pgettext("history", "配对落空"),
    }
)


class RulingForm(VersionedForm):
    """A ruling; `of` adds a field of seats for each claim."""

    way = SelectField(_l("裁定方式"), choices=[], validate_choice=False)
    reason = TextAreaField(_l("裁定理由"), description=_l("20 至 500 字，向各方公开"))
    no_interest = BooleanField(_l("本人与双方无利害关系"))

    REQUIRED_FIELDS = ("way", "reason", "no_interest")
    COUNT = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the ways."""
        super().__init__(*arguments, **options)
        self.way.choices = choices(RulingWay, blank=True)

    @classmethod
    def of(cls, claims: list[Claim]) -> "type[RulingForm]":
        """Return the form for so many claims."""
        fields: dict[str, Any] = {f"seats_{place}": StringField(_l("裁定人数")) for place in range(len(claims))}
        return type("RulingOfClaims", (cls,), {**fields, "COUNT": len(claims)})

    def seats_of(self, place: int) -> Any:
        """Return the field of a claim's seats."""
        return self._fields[f"seats_{place}"]

    def typed(self) -> dict[str, Any]:
        """Return what was typed, the seats in the order of the claims."""
        values = super().typed()
        seats = [values.pop(f"seats_{place}") for place in range(self.COUNT)]
        return {**values, "seats": seats, "no_interest": bool(values["no_interest"])}

    def complain(self, place: Iterable[Any], sentence: str) -> None:
        """Put a complaint about seats beside the claim's field."""
        place = tuple(place)
        if len(place) > 1 and place[0] == "seats":
            place = (f"seats_{place[1]}",)
        super().complain(place, sentence)

    def refuse(self, code: str, facts: dict[str, Any], sentence: str) -> None:
        """Put a refusal of the domain beside its field, or above the form."""
        if "place" in facts:
            return self.complain(("seats", facts["place"]), sentence)
        return self.complain((BESIDE_REFUSED[code],) if code in BESIDE_REFUSED else (), sentence)


class HearingForm(VersionedForm):
    """When, where and before whom a conflict is heard."""

    held_on = DateField(_l("日期"))
    held_at = StringField(_l("时间"), description=_l("24 小时制，如 09:30"))
    place = LineField(_l("地点或线上链接"))
    panel = LinesField(_l("评议人"), description=_l("每行一位，至少 3 位，写明单位"))

    REQUIRED_FIELDS = ("held_on", "held_at", "place", "panel")

    def typed(self) -> dict[str, Any]:
        """Return what was typed; the day as text, so that the input type words what is wrong with it."""
        raw = self.held_on.raw_data
        return {**super().typed(), "held_on": raw[0] if raw else None}

    def complain(self, place: Iterable[Any], sentence: str) -> None:
        """Put what concerns the panel beside it."""
        place = tuple(place)
        found = next((name for code, name in BESIDE.items() if str(COMPLAINTS[code]) == sentence), None)
        super().complain((found,) if not place and found else place, sentence)


class MinutesForm(VersionedForm):
    """What was said at the hearing."""

    minutes = TextAreaField(_l("答辩纪要"), description=_l("20 至 5000 字；填写后才能按答辩会裁定"))
    file = FileField(_l("附件"), description=HINT)

    REQUIRED_FIELDS = ("minutes",)


class StatementForm(TypedForm):
    """What a party has to say."""

    text = TextAreaField(_l("陈述意见"), description=_l("10 至 500 字，只能提交一次，统筹员可见"))
    file = FileField(_l("佐证材料"), description=HINT)

    REQUIRED_FIELDS = ("text",)

    def typed(self) -> dict[str, Any]:
        """Return what was typed, without the file."""
        return {"text": self.text.data}


class WhyForm(VersionedForm):
    """Why something is taken back."""

    reason = TextAreaField(_l("撤销理由"), description=_l("2 至 300 字，各方可见"))

    REQUIRED_FIELDS = ("reason",)
