"""The form of a pinned or banned pair, and the words of its refusals."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from webapp.models.rounds.enums import PairRuleKind
from webapp.web.kernel.forms import LineField, TypedForm
from webapp.web.kernel.i18n import label

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

    BESIDE: Mapping[str, str] = {"pin_needs_seats": "seats"}
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

    def refuse(self, code: str, sentence: str) -> None:
        """Put a refusal of the domain beside its field, or above the form."""
        self.complain((BESIDE_REFUSED[code],) if code in BESIDE_REFUSED else (), sentence)
