"""Lists of a round's work as files: invitations, checks, late posts, pairs that were decided, conflicts, results."""

from collections.abc import Iterable, Sequence

from flask import Response
from flask_babel import gettext as _

from webapp.models import (
    Demand,
    MatchingRound,
    PairRule,
)
from webapp.services.rounds.invitations import InvitationLine
from webapp.services.rounds.late_posts import LatePost
from webapp.services.rounds.precheck import Finding, PreCheck
from webapp.services.sheets.writing import Head
from webapp.web.kernel.downloads import list_file
from webapp.web.kernel.i18n import day, label, moment
from webapp.web.rounds.words import field_names, rule_name
from webapp.web.words.columns import name_of_file, pair_cells, pair_heads, round_file


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
    return round_file(kind, name_of_file(round_, _("受邀单位")), heads, rows, filters=filters)


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
    return round_file(kind, name_of_file(round_, _("逾期提交")), heads, lines, total=total)


def rules_file(kind: str, round_: MatchingRound, rows: Iterable[tuple[PairRule, str]], total: int) -> Response:
    """Return the pairs that are pinned or banned."""
    heads = (*pair_heads(), (_("决定"), 12), (_("人数"), 8), (_("理由"), 50), (_("谁"), 14), (_("日期"), 12))
    lines = (
        [
            *pair_cells(rule.demand, rule.offering),
            label(rule.kind),
            rule.seats or "",
            rule.reason,
            name,
            day(rule.made_at),
        ]
        for rule, name in rows
    )
    return round_file(kind, name_of_file(round_, _("指定与不配")), heads, lines, total=total)


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
    return round_file(kind, name_of_file(round_, _("冻结前检查")), heads, rows)


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


def rounds_file(kind: str, rounds: Sequence[MatchingRound]) -> Response:
    """Return the rounds as a file."""
    collecting = ((_("编号"), 12), (_("轮次"), 30), (_("学期"), 10), (_("征集开始"), 12), (_("征集截止"), 12))
    named = (*collecting, (_("双向选择开始"), 14), (_("双向选择截止"), 14), (_("阶段"), 12))
    lines = [
        [
            row.code,
            row.title,
            row.term,
            *(day(moment) for moment in (row.collect_from, row.collect_until, row.choose_from, row.choose_until)),
            label(row.status),
        ]
        for row in rounds
    ]
    return list_file(kind, _("轮次"), [Head(text, width) for text, width in named], lines, total=len(lines))
