"""The forms by which conflicts are settled, and the words of their refusals and of their record."""

from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, FileField, SelectField, StringField, TextAreaField

from webapp.models.conflicts.enums import RulingWay
from webapp.models.conflicts.ruling_input import HearingInput, MinutesInput, RulingInput, StatementInput, WhyInput
from webapp.services.conflicts.conflicts import Claim
from webapp.web.kernel.files import HINT
from webapp.web.kernel.forms import LineField, LinesField, TypedForm, choices
from webapp.web.kernel.versioned import VersionedForm

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
    "elsewhere": _l("名额已在其他轮次配出"),
    "others_first": _l("志愿和得分更前的先得"),
    "one_sided": _l("只有一方接受，没有双方同意就不分配"),
    "alternate": _l("递补"),
}


class RulingForm(VersionedForm):
    """A ruling; `of` adds a field of seats for each claim."""

    INPUT = RulingInput

    way = SelectField(_l("裁定方式"), choices=[], validate_choice=False)
    reason = TextAreaField(_l("裁定理由"), description=_l("%(least)s 至 %(most)s 字，向各方公开"))
    no_interest = BooleanField(_l("本人与双方无利害关系"))

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


class HearingForm(VersionedForm):
    """When, where and before whom a conflict is heard."""

    INPUT = HearingInput

    held_on = DateField(_l("日期"))
    held_at = StringField(_l("时间"), description=_l("24 小时制，如 09:30"))
    place = LineField(_l("地点或线上链接"))
    panel = LinesField(_l("评议人"), description=_l("每行一位，至少 3 位，写明单位"))

    REQUIRED_FIELDS = ("panel",)  # the type counts its members, and says so in words of its own

    def typed(self) -> dict[str, Any]:
        """Return what was typed; the day as text, so that the input type words what is wrong with it."""
        raw = self.held_on.raw_data
        return {**super().typed(), "held_on": raw[0] if raw else None}


class MinutesForm(VersionedForm):
    """What was said at the hearing."""

    INPUT = MinutesInput

    minutes = TextAreaField(_l("答辩纪要"), description=_l("%(least)s 至 %(most)s 字；填写后才能按答辩会裁定"))
    file = FileField(_l("附件"), description=HINT)


class StatementForm(TypedForm):
    """What a party has to say."""

    INPUT = StatementInput

    text = TextAreaField(_l("陈述意见"), description=_l("%(least)s 至 %(most)s 字，只能提交一次，统筹员可见"))
    file = FileField(_l("佐证材料"), description=HINT)

    def typed(self) -> dict[str, Any]:
        """Return what was typed, without the file."""
        return {"text": self.text.data}


class WhyForm(VersionedForm):
    """Why something is taken back."""

    INPUT = WhyInput

    reason = TextAreaField(_l("撤销理由"), description=_l("%(least)s 至 %(most)s 字，各方可见"))
