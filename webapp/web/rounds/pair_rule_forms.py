"""The form of a pinned or banned pair, and the words of its refusals."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from webapp.models.rounds.enums import PairRuleKind
from webapp.web.kernel.forms import COMPLAINTS, LineField, TypedForm
from webapp.web.kernel.i18n import label
from webapp.web.kernel.refusals import word

COMPLAINTS["pin_needs_seats"] = _l("指定配对的，请填写人数")
word("pair_demand_unknown", _l("本轮没有编号为 %(number)s 的需求"))
word("pair_offering_unknown", _l("本轮没有编号为 %(number)s 的培养能力"))
word("pin_beyond_headcount", _l("需求只剩 %(left)s 人可以指定，不能指定 %(seats)s 人"))
word("pin_beyond_seats", _l("专业只剩 %(left)s 个名额可以指定，不能指定 %(seats)s 人"))
word("pair_rules_too_late", _l("双向选择已经开始，不能再指定或取消配对"))
BESIDE_REFUSED = {
    "pair_demand_unknown": "demand",
    "pair_offering_unknown": "offering",
    "pin_beyond_headcount": "seats",
    "pin_beyond_seats": "seats",
}


class PairRuleForm(TypedForm):
    """What a coordinator decides on one pair before allocation."""

    demand = LineField(_l("需求编号"), description=_l("如 D-ABCDEFG，在征集内容里可以查到"))
    offering = LineField(_l("培养能力编号"), description=_l("如 P-ABCDEFG"))
    kind = RadioField(_l("决定"), choices=[], validate_choice=False)
    seats = StringField(_l("人数"), description=_l("指定配对时填写"))
    reason = TextAreaField(_l("理由"), description=_l("2 至 300 字，记入办理记录"))

    REQUIRED_FIELDS = ("demand", "offering", "kind", "reason")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer both decisions."""
        super().__init__(*arguments, **options)
        self.kind.choices = [SelectChoice(kind.value, label(kind)) for kind in PairRuleKind]

    def typed(self) -> dict[str, Any]:
        """Return what was typed; numbers of posts in capitals and without blanks around them."""
        values = super().typed()
        trimmed = {name: (values[name] or "").strip().upper() for name in ("demand", "offering")}
        return values | trimmed | {"reason": values["reason"] or ""}

    def complain(self, place: Iterable[Any], sentence: str) -> None:
        """Put what concerns the pair as a whole beside the field that mends it."""
        place = tuple(place)
        found = "seats" if not place and str(COMPLAINTS["pin_needs_seats"]) == sentence else None
        super().complain((found,) if found else place, sentence)

    def refuse(self, code: str, sentence: str) -> None:
        """Put a refusal of the domain beside its field, or above the form."""
        self.complain((BESIDE_REFUSED[code],) if code in BESIDE_REFUSED else (), sentence)
