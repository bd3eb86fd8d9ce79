"""Lists of a round's work as files: invitations, checks, late posts, pairs that were decided, conflicts, results."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response
from flask_babel import gettext as _

from webapp.models import (
    AlternateOffer,
    Conflict,
    Demand,
    MatchingRound,
    Objection,
    Offering,
    PairRule,
    Publication,
    Run,
)
from webapp.models.kernel.market_enums import AlternateState
from webapp.services.rounds.invitations import InvitationLine
from webapp.services.rounds.late_posts import LatePost
from webapp.services.rounds.precheck import Finding, PreCheck
from webapp.services.runs.compare import Comparison
from webapp.services.seats.allocation_list import Pair
from webapp.services.sheets.writing import Head
from webapp.web.conflicts.view import title_of
from webapp.web.kernel.downloads import list_file
from webapp.web.kernel.i18n import day, label, moment
from webapp.web.publication.view import modes_of
from webapp.web.rounds.invitation_forms import field_names, rule_name

Heads = Sequence[tuple[str, int]]


def _named(round_: MatchingRound, what: str) -> str:
    return str(_("%(round)s %(what)s", round=round_.title, what=what))


def _file(
    kind: str, name: str, heads: Heads, rows: Iterable[Sequence[object]], *, total: int | None = None,
    filters: Sequence[str] = (),
) -> Response:  # fmt: skip
    lines = list(rows)
    shown = [Head(text, width) for text, width in heads]
    return list_file(kind, name, shown, lines, total=len(lines) if total is None else total, filters=filters)


def invitations_file(
    kind: str, round_: MatchingRound, lines: Iterable[InvitationLine], filters: Sequence[str]
) -> Response:
    """Return who was invited and what they answered."""
    heads = ((_("单位"), 28), (_("类型"), 10), (_("答复"), 14), (_("原因"), 20), (_("说明"), 40), (_("邀请日期"), 12))
    rows = (
        [
            line.invitation.organisation.name,
            label(line.invitation.organisation.kind),
            label(line.state),
            label(line.invitation.reason) if line.invitation.reason else "",
            line.invitation.note,
            day(line.invitation.invited_at),
        ]
        for line in lines
    )
    return _file(kind, _named(round_, _("受邀单位")), heads, rows, filters=filters)


def late_file(kind: str, round_: MatchingRound, rows: Iterable[LatePost], total: int, *, of_demands: bool) -> Response:
    """Return the posts that came after the freeze."""
    what, owner = (_("岗位"), _("企业")) if of_demands else (_("专业"), _("学校"))
    heads = ((_("编号"), 14), (what, 22), (owner, 28), (_("人数"), 8), (_("提交于"), 18), (_("准许的理由"), 50))
    lines = (
        [
            row.post.number,
            row.post.position if isinstance(row.post, Demand) else row.post.program.title,
            row.owner.name,
            (row.post.headcount if isinstance(row.post, Demand) else row.post.seats) or 0,
            moment(row.post.submitted_at) if row.post.submitted_at else "",
            _("%(name)s：%(reason)s", name=row.admitted_by, reason=row.admitted.reason) if row.admitted else "",
        ]
        for row in rows
    )
    return _file(kind, _named(round_, _("逾期提交")), heads, lines, total=total)


def rules_file(kind: str, round_: MatchingRound, rows: Iterable[tuple[PairRule, str]], total: int) -> Response:
    """Return the pairs that are pinned or banned."""
    heads = (*_pair_heads(), (_("决定"), 12), (_("人数"), 8), (_("理由"), 50), (_("谁"), 14), (_("日期"), 12))
    lines = (
        [*_pair(rule.demand, rule.offering), label(rule.kind), rule.seats or "", rule.reason, name, day(rule.made_at)]
        for rule, name in rows
    )
    return _file(kind, _named(round_, _("指定与不配")), heads, lines, total=total)


def precheck_file(kind: str, round_: MatchingRound, found: PreCheck) -> Response:
    """Return what to look at before the freeze."""
    heads = ((_("问题"), 14), (_("编号"), 14), (_("岗位或专业"), 22), (_("单位"), 28), (_("人数"), 8), (_("情况"), 60))
    groups = (
        (_("配不上的"), found.impossible),
        (_("重复的"), found.duplicated),
        (_("过期的"), found.expired),
        (_("有缺项的"), found.missing),
        (_("还没有提交的"), found.unfinished),
    )
    rows = (
        [title, row.post.number, row.post.title, row.post.owner, row.post.people or "", _situation(row)]
        for title, findings in groups
        for row in findings
    )
    return _file(kind, _named(round_, _("冻结前检查")), heads, rows)


def _situation(row: Finding) -> str:
    facts, found = row.facts, label(row.post.status)
    if "others" in facts:
        rule = rule_name(facts["rule"])
        found = _("与对方全部 %(others)s 条都不能配，挡住的规则：%(rule)s", others=facts["others"], rule=rule)
    elif "twin" in facts:
        found = _("同一单位、岗位和地点已有：") + facts["twin"].number
    elif facts.get("valid_until"):
        found = _("有效期到 %(day)s，不会进入测算", day=day(facts["valid_until"]))
    elif "start_month" in facts:
        found = _("开始月份 %(month)s 已过", month=facts["start_month"])
    elif "fields" in facts:
        found = _("没有填写：%(fields)s", fields=field_names(facts["fields"]))
    return str(found)


def conflicts_file(
    kind: str, round_: MatchingRound, rows: Iterable[Conflict], total: int, filters: Sequence[str]
) -> Response:
    """Return the round's conflicts."""
    heads = ((_("编号"), 8), (_("类型"), 18), (_("事项"), 70), (_("涉及人数"), 10), (_("状态"), 12))
    lines = ([f"C-{row.number:02d}", label(row.kind), title_of(row), row.headcount, label(row.state)] for row in rows)
    return _file(kind, _named(round_, _("冲突裁定")), heads, lines, total=total, filters=filters)


def allocations_file(kind: str, round_: MatchingRound, pairs: Iterable[Pair]) -> Response:
    """Return the seats of the round as they were given, for those who lead it."""
    counts = ((_("双方接受人数"), 12), (_("算法给出"), 10), (_("现在名额"), 10), (_("得分"), 8))
    heads = (*_pair_heads(), *counts, (_("状态"), 10), (_("来源"), 12), (_("落空的原因"), 40))
    lines = (
        [
            *_pair(demand, offering),
            row.wanted,
            row.suggested,
            row.seats,
            round(row.score, 1) if row.score is not None else "",
            label(row.state),
            label(row.origin),
            row.fallen_reason,
        ]
        for row, demand, offering in pairs
    )
    return _file(kind, _named(round_, _("名额分配")), heads, lines)


def alternates_file(
    kind: str, round_: MatchingRound, rows: Iterable[AlternateOffer], *, shows_answers: bool
) -> Response:
    """Return the places that were offered to the next in line; parties learn the answers once an offer has ended."""
    answers = {True: _("接受"), False: _("不接受"), None: _("未答复")}
    heads = (
        *_pair_heads(),
        (_("人数"), 8),
        (_("答复期限"), 12),
        (_("企业答复"), 12),
        (_("学校答复"), 12),
        (_("状态"), 14),
    )
    lines = []
    for row in rows:
        is_told = shows_answers or row.state is not AlternateState.OPEN
        told = [answers[answer] if is_told else "" for answer in (row.enterprise_answer, row.school_answer)]
        lines.append([*_pair(row.demand, row.offering), row.seats, day(row.until), *told, label(row.state)])
    return _file(kind, _named(round_, _("递补机会")), heads, lines)


def objections_file(kind: str, round_: MatchingRound, rows: Iterable[Objection]) -> Response:
    """Return the objections to a notice with their replies, for those who lead the round."""
    maker = ((_("提出人"), 12), (_("单位"), 28), (_("联系方式"), 22))
    heads = (
        (_("编号"), 8),
        *maker,
        (_("内容"), 60),
        (_("提交于"), 18),
        (_("答复期限"), 12),
        (_("状态"), 10),
        (_("答复"), 60),
    )
    lines = (
        [
            row.number,
            row.name,
            row.organisation_name,
            row.contact,
            row.content,
            moment(row.made_at),
            day(row.due_on) if row.due_on else "",
            label(row.state),
            row.reply,
        ]
        for row in rows
    )
    return _file(kind, _named(round_, _("异议")), heads, lines)


def comparison_file(
    kind: str, round_: MatchingRound, found: Comparison, before: Run, after: Run, *, of_demands: bool
) -> Response:
    """Return who gains and who loses seats from one run to another."""
    what, owner = (_("岗位"), _("企业")) if of_demands else (_("专业"), _("学校"))
    runs = [(_("第 %(number)s 次测算", number=run.number), 14) for run in (before, after)]
    lines = ([row.name, row.owner, row.before, row.after, row.gain] for row in found.posts)
    return _file(kind, _named(round_, _("测算比较")), ((what, 26), (owner, 28), *runs, (_("相差"), 8)), lines)


def own_pairs_file(kind: str, round_: MatchingRound, pairs: Iterable[Pair], *, of_enterprise: bool) -> Response:
    """Return an organisation's own pairs with the contacts of the other side."""
    heads = (*_pair_heads(), (_("人数"), 8), (_("对方联系人"), 14), (_("联系电话"), 18))
    lines = []
    for row, demand, offering in pairs:
        other = offering if of_enterprise else demand
        lines.append([*_pair(demand, offering), row.seats, other.contact_name, other.contact_phone])
    return _file(kind, _named(round_, _("本单位的配对")), heads, lines)


def notice_file(kind: str, publication: Publication) -> Response:
    """Return the pairs of a public notice."""
    heads = ((_("企业"), 28), (_("岗位"), 22), (_("学校"), 28), (_("专业"), 22), (_("人数"), 8), (_("合作方式"), 30))
    names = ("enterprise", "position", "school", "major", "seats")
    lines = ([*(pair[name] for name in names), modes_of(pair)] for pair in publication.pairs)
    return _file(kind, publication.title, heads, lines)


def _pair_heads() -> Heads:
    demand = ((_("需求编号"), 14), (_("企业"), 28), (_("岗位"), 20))
    return (*demand, (_("培养能力编号"), 14), (_("学校"), 28), (_("专业"), 22))


def _pair(demand: Demand, offering: Offering) -> list[Any]:
    program = offering.program
    owner = demand.enterprise.name
    return [demand.number, owner, demand.position, offering.number, program.school.name, program.title]
