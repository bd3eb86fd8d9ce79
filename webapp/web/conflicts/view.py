"""A conflict as people read it: its title, its claims side by side, and the letter of its ruling."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import clock
from webapp.models import Choice, Conflict, MatchingRound, Ruling
from webapp.models.choosing.enums import Decision
from webapp.models.conflicts.enums import ConflictKind
from webapp.models.kernel.pinyin import pinyin_order
from webapp.services.conflicts.conflicts import Claim
from webapp.services.kernel.audit import actor_name
from webapp.services.kernel.papers import Paper, Part, Table, written
from webapp.web.kernel.i18n import label
from webapp.web.words.answers import answer_of
from webapp.web.words.papers import DRAFT_NOTE

SHOWN = 2


def title_of(conflict: Conflict) -> str:
    """Return what a conflict is about, in one line."""
    facts = conflict.facts
    demands = _names(facts.get("demands", []), facts.get("demand_count", 0))
    offerings = _names(facts.get("offerings", []), facts.get("offering_count", 0))
    if conflict.kind is ConflictKind.MANY_TO_ONE:
        words = _(
            "%(offerings)s：名额 %(places)s 人，%(count)s 条需求合计 %(wanted)s 人",
            offerings=offerings, places=facts.get("places"), count=facts.get("demand_count"), wanted=conflict.headcount,
        )  # fmt: skip
    elif conflict.kind is ConflictKind.ONE_TO_MANY:
        words = _(
            "%(demands)s：需求 %(asked)s 人，接受了 %(count)s 个专业合计 %(wanted)s 人",
            demands=demands, asked=facts.get("asked"), count=facts.get("offering_count"), wanted=conflict.headcount,
        )  # fmt: skip
    else:
        words = _("%(demands)s × %(offerings)s", demands=demands, offerings=offerings)
    return str(words)


def _names(posts: Sequence[dict[str, Any]], count: int) -> str:
    names = [_("%(name)s（%(owner)s）", name=post["name"], owner=post["owner"]) for post in posts[:SHOWN]]
    text = str(_("、").join(names))
    if count <= SHOWN:
        return text
    return str(ngettext("%(shown)s等 %(num)s 项", "%(shown)s等 %(num)s 项", count, shown=text))


def choice_words(choice: Choice | None) -> str:
    """Return a side's answer with its wish."""
    if choice is None:
        return str(_("没有表态"))
    answer = answer_of(choice.decision, choice.headcount)
    if choice.decision is Decision.DECLINE and choice.reason is not None:
        answer = str(_("%(answer)s：%(reason)s", answer=answer, reason=label(choice.reason)))
    return str(_("第 %(rank)s 志愿，%(answer)s", rank=choice.rank, answer=answer)) if choice.rank else answer


def letter(conflict: Conflict, round_: MatchingRound, ruling: Ruling, claims: Sequence[Claim]) -> bytes:
    """Return the letter of a ruling as a Word document: a draft for the office to number and sign."""
    seats = {line.allocation_id: line for line in ruling.seats}
    heads = [_("企业"), _("岗位"), _("学校"), _("专业"), _("测算建议"), _("裁定人数")]
    rows = [
        [
            claim.demand.enterprise.name,
            claim.demand.position,
            claim.offering.program.school.name,
            claim.offering.program.title,
            claim.allocation.suggested,
            seats[claim.allocation.id].seats if claim.allocation.id in seats else 0,
        ]
        for claim in claims
    ]
    made = clock.in_china(ruling.made_at)
    enterprises = {claim.demand.enterprise.name for claim in claims}
    parties = sorted(enterprises | {claim.offering.program.school.name for claim in claims}, key=pinyin_order)
    about = [
        _("轮次：%(title)s（%(code)s）。", title=round_.title, code=round_.code),
        _(
            "第 %(number)s 号冲突，%(kind)s：%(what)s。",
            number=conflict.number,
            kind=label(conflict.kind),
            what=title_of(conflict),
        ),
        _("当事单位：%(parties)s。", parties=_("、").join(parties)),
    ]
    signed_on = _("%(year)s年%(month)s月%(day)s日", year=made.year, month=made.month, day=made.day)
    return written(
        Paper(
            title=_("校企供需匹配裁定书"),
            above=[_("（代拟稿）"), _("〔%(year)s〕　　号", year=made.year)],
            parts=[
                Part(_("一、事项"), about),
                Part(_("二、裁定"), [_("裁定方式：%(way)s。", way=label(ruling.way)), Table(heads, rows)]),
                Part(_("三、理由"), [ruling.reason]),
                Part(_("四、声明"), [_("裁定人声明与各方没有利害关系。")]),
            ],
            signed=[round_.host.name, _("裁定人：%(name)s", name=actor_name(ruling.made_by)), signed_on],
            notes=[str(DRAFT_NOTE)],
        )
    )
