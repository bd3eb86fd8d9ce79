"""The forms of answers to suggestions, of declining many at once, and the words of their refusals."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from webapp.models import Choice, Person
from webapp.models.choosing.choice_input import ChoiceInput
from webapp.models.choosing.enums import Decision, DeclineReason
from webapp.models.kernel.enums import Side
from webapp.services.choosing.bulk_decline import BulkDeclineInput
from webapp.services.kernel.audit import actor_name
from webapp.web.kernel.files import HINT
from webapp.web.kernel.forms import TypedForm, choices
from webapp.web.kernel.i18n import label, moment
from webapp.web.kernel.versioned import VersionedForm
from webapp.web.words.answers import answer_of


class ChoiceForm(VersionedForm):
    """What a side answers."""

    INPUT = ChoiceInput

    program = HiddenField()
    demand = HiddenField()
    side = HiddenField()
    decision = RadioField(_l("意见"), choices=[], validate_choice=False)
    headcount = StringField(_l("接受人数"))
    rank = SelectField(_l("意向顺序"), choices=[], validate_choice=False)
    reason = SelectField(_l("原因"), choices=[], description=_l("只给统筹员看，用于改进测算"), validate_choice=False)
    handed_to_id = SelectField(_l("转给同事"), choices=[], validate_choice=False)
    note_public = TextAreaField(_l("给对方的说明"), description=_l("双向选择结束前对方看不到，最多 %(most)s 字"))
    note_private = TextAreaField(_l("内部备注"), description=_l("只有本单位看得到，最多 %(most)s 字"))
    evidence = TextAreaField(_l("代填依据"), description=_l("例如来电时间、来电人和原话；会在各处标明由统筹员代填"))
    file = FileField(_l("依据文件"), description=HINT)

    NOT_TYPED = ("version", "program", "demand", "side", "file", "evidence")  # what is no part of the answer itself
    REQUIRED_FIELDS = ("headcount", "reason", "evidence")  # where the answer asks for them

    def __init__(self, seats: int, *arguments: Any, **options: Any) -> None:
        """Offer the answers for so many suggested seats."""
        super().__init__(*arguments, **options)
        self.decision.choices = [
            SelectChoice(Decision.ACCEPT.value, _("接受 %(seats)s 人", seats=seats)),
            SelectChoice(Decision.ACCEPT_PARTIAL.value, _("接受部分人数")),
            SelectChoice(Decision.DECLINE.value, _("不接受")),
            SelectChoice(Decision.DEFER.value, _("暂缓，或转给同事")),
        ]
        self.headcount.description = _("选“接受部分人数”时填写，1 至 %(seats)s", seats=seats)
        self.reason.choices = choices(DeclineReason, blank=True)
        self.offer_ranks(0, 0)
        self.offer_colleagues(())

    def offer_ranks(self, others: int, most: int) -> None:
        """Offer the places among so many other accepted suggestions, of which so many are ranked at most."""
        last = min(others + 1, most)
        ranks = [SelectChoice(str(rank), _("第 %(rank)s 志愿", rank=rank)) for rank in range(1, last + 1)]
        left = _("排在最后") if others < most else _("不排志愿，在已排的之后")
        self.rank.choices = [SelectChoice("", left), *ranks]
        self.rank.description = _(
            "像填志愿，越靠前越优先；最多排 %(most)s 个，已排 %(held)s 个", most=most, held=min(others, most)
        )

    def offer_colleagues(self, colleagues: Sequence[Person]) -> None:
        """Offer the people to whom the suggestion may be handed."""
        self.handed_to_id.choices = [SelectChoice("", _("不转，先放一放"))]
        self.handed_to_id.choices += [SelectChoice(str(who.id), who.name) for who in colleagues]

    def typed(self) -> dict[str, Any]:
        """Return what was typed, without what only leads through the queue."""
        values = super().typed()
        return values | {name: values[name] or "" for name in ("note_public", "note_private")}


class BulkDeclineForm(TypedForm):
    """Below which score to decline, and why."""

    INPUT = BulkDeclineInput

    below = StringField(_l("得分低于"), description=_l("只处理还没有意见的建议，%(least)s 至 %(most)s"))
    reason = SelectField(_l("原因"), choices=[], description=_l("只给统筹员看，用于改进测算"), validate_choice=False)
    note_public = TextAreaField(_l("给对方的说明"), description=_l("双向选择结束前对方看不到，最多 %(most)s 字"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Offer the reasons."""
        super().__init__(*arguments, **options)
        self.reason.choices = choices(DeclineReason, blank=True)

    def typed(self) -> dict[str, Any]:
        """Return what was typed."""
        typed = super().typed()
        return typed | {"note_public": typed["note_public"] or ""}


def choice_values(choice: Choice | None) -> dict[str, Any]:
    """Return the values of the form for an answer that stands, or for none."""
    if choice is None:
        return {"version": "0"}
    return {
        "version": str(choice.version),
        "decision": choice.decision.value,
        "headcount": str(choice.headcount) if choice.decision is Decision.ACCEPT_PARTIAL else "",
        "rank": str(choice.rank) if choice.rank else "",
        "reason": choice.reason.value if choice.reason else "",
        "handed_to_id": str(choice.handed_to_id) if choice.handed_to_id else "",
        "note_public": choice.note_public,
        "note_private": choice.note_private,
    }


def answer_sentence(choice: Choice) -> str:
    """Return who answered what, and when; for whom, where a coordinator did."""
    facts = {
        "name": actor_name(choice.decided_by),
        "moment": moment(choice.decided_at),
        "answer": answer_of(choice.decision, choice.headcount),
    }
    if not choice.on_behalf:
        return str(_("%(name)s 于 %(moment)s 已选择“%(answer)s”", **facts))
    return str(_("统筹员 %(name)s 于 %(moment)s 代%(side)s填写“%(answer)s”", side=label(choice.side), **facts))


def side_words(side: Side) -> dict[str, str]:
    """Return the words for a side's answers on pages."""
    if side is Side.ENTERPRISE:
        return {"own": _("企业意见"), "mine": _("本企业意见"), "places": _("本岗位需求"), "line": _("本岗位")}
    return {"own": _("学校意见"), "mine": _("本校意见"), "places": _("本专业容量"), "line": _("本专业")}
