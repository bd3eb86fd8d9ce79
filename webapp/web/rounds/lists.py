"""Lists of a round's work: invitations, the check before the freeze, late posts, pairs that were decided."""

from collections.abc import Sequence

from flask_babel import gettext as _

from webapp import clock
from webapp.models import Demand, MatchingRound, PairRule
from webapp.services.rounds import invitations, late_posts, pair_rules
from webapp.services.rounds.invitations import InvitationFilters, InvitationLine
from webapp.services.rounds.late_posts import LatePost
from webapp.services.rounds.precheck import Finding, PreCheck
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import day, label, moment
from webapp.web.kernel.lists import Column, Listing
from webapp.web.rounds.words import field_names, rule_name
from webapp.web.words.columns import name_of_file, pair_columns


def round_list(rounds: Sequence[MatchingRound]) -> Listing[MatchingRound]:
    """Rounds, all on one page."""
    columns: list[Column[MatchingRound]] = [
        Column(_("编号"), 12, lambda row: row.code),
        Column(_("轮次"), 30, lambda row: row.title),
        Column(_("学期"), 10, lambda row: row.term),
        Column(_("征集开始"), 12, lambda row: day(row.collect_from)),
        Column(_("征集截止"), 12, lambda row: day(row.collect_until)),
        Column(_("双向选择开始"), 14, lambda row: day(row.choose_from)),
        Column(_("双向选择截止"), 14, lambda row: day(row.choose_until)),
        Column(_("阶段"), 12, lambda row: label(row.status)),
    ]
    return Listing(name=_("轮次"), columns=columns, rows=rounds)


def invitation_list(round_: MatchingRound, filters: InvitationFilters) -> Listing[InvitationLine]:
    """Who was invited and what they answered."""
    columns: list[Column[InvitationLine]] = [
        Column(_("单位"), 28, lambda line: line.invitation.organisation.name),
        Column(_("类型"), 10, lambda line: label(line.invitation.organisation.kind)),
        Column(_("答复"), 14, lambda line: label(line.state)),
        Column(_("原因"), 20, lambda line: label(line.invitation.reason)),
        Column(_("说明"), 40, lambda line: line.invitation.note),
        Column(_("邀请日期"), 12, lambda line: day(line.invitation.invited_at)),
    ]
    return Listing(
        name=name_of_file(round_, _("受邀单位")),
        columns=columns,
        rows=invitations.list_invitations(session(), round_, filters, today=clock.today()),
        per_page=50,
        narrowed=(filters.q, label(filters.state)),
    )


def late_list(round_: MatchingRound, *, of_demands: bool) -> Listing[LatePost]:
    """Posts that came after the freeze."""
    what, owner = (_("岗位"), _("企业")) if of_demands else (_("专业"), _("学校"))
    columns: list[Column[LatePost]] = [
        Column(_("编号"), 14, lambda row: row.post.number),
        Column(what, 22, lambda row: row.post.position if isinstance(row.post, Demand) else row.post.program.title),
        Column(owner, 28, lambda row: row.owner.name),
        Column(_("人数"), 8, lambda row: (row.post.headcount if isinstance(row.post, Demand) else row.post.seats) or 0),
        Column(_("提交于"), 18, lambda row: moment(row.post.submitted_at) if row.post.submitted_at else ""),
        Column(_("准许的理由"), 50, _admitted),
    ]
    kind = "demands" if of_demands else "offerings"
    return Listing(
        name=name_of_file(round_, _("逾期提交")),
        columns=columns,
        rows=lambda offset, limit: late_posts.find_late(
            session(), round_, kind, today=clock.today(), offset=offset, limit=limit
        ),
        per_page=50,
    )


def _admitted(row: LatePost) -> str:
    return _("%(name)s：%(reason)s", name=row.admitted_by, reason=row.admitted.reason) if row.admitted else ""


def rule_list(round_: MatchingRound) -> Listing[tuple[PairRule, str]]:
    """Pairs that are pinned or banned, each with the name of who decided it."""
    columns = [
        *pair_columns(lambda line: line[0].demand, lambda line: line[0].offering),
        Column(_("决定"), 12, lambda line: label(line[0].kind)),
        Column(_("人数"), 8, lambda line: line[0].seats or ""),
        Column(_("理由"), 50, lambda line: line[0].reason),
        Column(_("谁"), 14, lambda line: line[1]),
        Column(_("日期"), 12, lambda line: day(line[0].made_at)),
    ]
    return Listing(
        name=name_of_file(round_, _("指定与不配")),
        columns=columns,
        rows=lambda offset, limit: pair_rules.find_rules(session(), round_, offset=offset, limit=limit),
    )


def finding_list(round_: MatchingRound, report: PreCheck) -> Listing[tuple[str, Finding]]:
    """What to look at before the freeze, each with the title of its group; its page shows the groups apart."""
    columns: list[Column[tuple[str, Finding]]] = [
        Column(_("问题"), 14, lambda line: line[0]),
        Column(_("编号"), 14, lambda line: line[1].post.number),
        Column(_("岗位或专业"), 22, lambda line: line[1].post.title),
        Column(_("单位"), 28, lambda line: line[1].post.owner),
        Column(_("人数"), 8, lambda line: line[1].post.people or ""),
        Column(_("情况"), 60, lambda line: _situation(line[1])),
    ]
    groups = (
        (_("配不上的"), report.impossible),
        (_("重复的"), report.duplicated),
        (_("过期的"), report.expired),
        (_("有缺项的"), report.missing),
        (_("还没有提交的"), report.unfinished),
    )
    rows = [(title, row) for title, findings in groups for row in findings]
    return Listing(name=name_of_file(round_, _("冻结前检查")), columns=columns, rows=rows)


def _situation(row: Finding) -> str:
    facts, text = row.facts, label(row.post.status)
    if "others" in facts:
        rule = rule_name(facts["rule"])
        text = _("与对方全部 %(others)s 条都不能配，挡住的规则：%(rule)s", others=facts["others"], rule=rule)
    elif "twin" in facts:
        text = _("同一单位、岗位和地点已有：") + facts["twin"].number
    elif facts.get("valid_until"):
        text = _("有效期到 %(day)s，不会进入测算", day=day(facts["valid_until"]))
    elif "start_month" in facts:
        text = _("开始月份 %(month)s 已过", month=facts["start_month"])
    elif "fields" in facts:
        text = _("没有填写：%(fields)s", fields=field_names(facts["fields"]))
    return str(text)
