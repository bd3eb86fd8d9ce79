"""The form of a school's answer to a suggestion, and the words of its refusals."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from webapp.models import AuditEvent, Choice
from webapp.models.enums import Decision, DeclineReason
from webapp.web.forms import COMPLAINTS, TypedForm
from webapp.web.i18n import label, moment
from webapp.web.refusals import word

COMPLAINTS["reason_missing"] = _l("不接受的，请选择原因")
COMPLAINTS["headcount_missing"] = _l("请填写接受的人数")
COMPLAINTS["note_missing"] = _l("选择“其他”的，请在说明里写明原因")
BESIDE = {"reason_missing": "reason", "headcount_missing": "headcount", "note_missing": "note_public"}

word("not_choosing", _l("“%(round)s”现在不在双向选择阶段，意见不能再填写或修改"))
word("headcount_outside", _l("人数应为 1 至 %(most)s"))
word("seats_exceeded", _l("名额不够：还剩 %(free)s 人，不能再接受 %(wanted)s 人"))
BESIDE_REFUSED = {"headcount_outside": "headcount", "seats_exceeded": "headcount"}


class ChoiceForm(TypedForm):
    """What a school answers."""

    version = HiddenField()
    program = HiddenField()
    decision = RadioField(_l("意见"), choices=[], validate_choice=False)
    headcount = StringField(_l("接受人数"))
    reason = SelectField(_l("原因"), choices=[], description=_l("只给统筹员看，用于改进测算"), validate_choice=False)
    note_public = TextAreaField(_l("给企业的说明"), description=_l("双向选择结束后企业可见，最多 300 字"))
    note_private = TextAreaField(_l("内部备注"), description=_l("只有本校看得到，最多 300 字"))

    REQUIRED_FIELDS = ("decision", "headcount", "reason")  # the last two where the answer asks for them

    def __init__(self, seats: int, *arguments: Any, **options: Any) -> None:
        """Offer the answers for so many suggested seats."""
        super().__init__(*arguments, **options)
        self.decision.choices = [
            (Decision.ACCEPT.value, _("接受 %(seats)s 人", seats=seats)),
            (Decision.ACCEPT_PARTIAL.value, _("接受部分人数")),
            (Decision.DECLINE.value, _("不接受")),
            (Decision.DEFER.value, _("暂缓")),
        ]
        self.headcount.description = _("选“接受部分人数”时填写，1 至 %(seats)s", seats=seats)
        self.reason.choices = [("", _("请选择")), *((reason.value, label(reason)) for reason in DeclineReason)]

    @property
    def seen_version(self) -> int:
        """Return the version of the answer that the form was drawn from; 0 where there was none."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0

    def typed(self) -> dict[str, Any]:
        """Return what was typed, without what only leads through the queue."""
        typed = super().typed()
        values = {name: value for name, value in typed.items() if name not in ("version", "program")}
        return values | {name: values[name] or "" for name in ("note_public", "note_private")}

    def complain(self, place: Iterable[Any], sentence: str) -> None:
        """Put what concerns an answer as a whole beside the field that mends it."""
        place = tuple(place)
        found = next((name for code, name in BESIDE.items() if str(COMPLAINTS[code]) == sentence), None)
        super().complain((found,) if not place and found else place, sentence)

    def refuse(self, code: str, sentence: str) -> None:
        """Put a refusal of the domain beside its field, or above the form."""
        self.complain((BESIDE_REFUSED[code],) if code in BESIDE_REFUSED else (), sentence)


def choice_values(choice: Choice | None) -> dict[str, Any]:
    """Return the values of the form for an answer that stands, or for none."""
    if choice is None:
        return {"version": "0"}
    return {
        "version": str(choice.version),
        "decision": choice.decision.value,
        "headcount": str(choice.headcount) if choice.decision is Decision.ACCEPT_PARTIAL else "",
        "reason": choice.reason.value if choice.reason else "",
        "note_public": choice.note_public,
        "note_private": choice.note_private,
    }


def answer_of(decision: Decision, headcount: int) -> str:
    """Return an answer in words."""
    answers = {
        Decision.ACCEPT: _("接受 %(count)s 人", count=headcount),
        Decision.ACCEPT_PARTIAL: _("接受部分人数：%(count)s 人", count=headcount),
        Decision.DECLINE: _("不接受"),
        Decision.DEFER: _("暂缓"),
    }
    return str(answers[decision])


def told(choice: Choice) -> str:
    """Return who answered what, and when."""
    return str(
        _(
            "%(name)s 于 %(moment)s 已选择“%(answer)s”",
            name=choice.decided_by.name,
            moment=moment(choice.decided_at),
            answer=answer_of(choice.decision, choice.headcount),
        )
    )


def history_lines(events: list[AuditEvent]) -> list[dict[str, object]]:
    """Return what was answered, by whom and when, newest first."""
    return [
        {
            "at": event.at,
            "who": event.actor.name if event.actor else "",
            "what": answer_of(Decision(event.after["decision"]), int(event.after.get("headcount", 0))),
        }
        for event in events
        if "decision" in event.after
    ]
