"""Lists and reports as files, with the filters that are on screen and no more than the viewer may see."""

from collections.abc import Sequence

from flask import Response
from flask_babel import gettext as _

from webapp.models import MatchingRound, Run
from webapp.services.runs import results
from webapp.services.runs.compare import Comparison
from webapp.services.runs.results import ResultFilters
from webapp.services.sheets.writing import Head
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import list_file
from webapp.web.kernel.lists import MOST_ROWS
from webapp.web.runs.unmatched_words import left_over
from webapp.web.words.columns import name_of_file, round_file, suggestion_cells, suggestion_heads


def results_file(kind: str, run: Run, title: str, view: str, filters: ResultFilters, told: Sequence[str]) -> Response:
    """Return the suggestions of a run by demand or by offering, as a file."""
    groups, _total = results.grouped(session(), run, view, filters, offset=0, limit=MOST_ROWS)
    lines = [suggestion_cells(row) for group in groups for row in group.suggestions][:MOST_ROWS]
    total = results.count_found(session(), run, filters)
    by = _("按需求") if view == "demand" else _("按专业")
    name = _("%(round)s 第 %(number)s 次测算 %(by)s", round=title, number=run.number, by=by)
    return list_file(kind, name, suggestion_heads(), lines, total=total, filters=told)


def unmatched_file(kind: str, run: Run, title: str, side: str) -> Response:
    """Return the posts that a run left without a suggestion, with the reason and what would help."""
    rows = [left_over(row) for row in results.unmatched(session(), run, side, offset=0, limit=MOST_ROWS)]
    of = [_("编号"), _("企业") if side == "demand" else _("学校"), _("岗位") if side == "demand" else _("专业")]
    heads = [Head(text, width) for text, width in zip(of, (14, 28, 22), strict=True)]
    heads += [Head(_("人数"), 8), Head(_("原因"), 46), Head(_("最接近的一条"), 36), Head(_("怎样改会有帮助"), 60)]
    owner, what, count = ("enterprise", "position", "headcount") if side == "demand" else ("school", "major", "seats")
    lines = [
        [
            *(row.post.get(name) or "" for name in ("number", owner, what, count)),
            row.reason,
            row.nearest,
            "\n".join(row.remedies),
        ]
        for row in rows
    ]
    left = results.count_unmatched(session(), run)[side]
    of_what = _("没有建议的需求") if side == "demand" else _("没有建议的培养能力")
    name = _("%(round)s 第 %(number)s 次测算 %(by)s", round=title, number=run.number, by=of_what)
    return list_file(kind, name, heads, lines, total=left)


def comparison_file(
    kind: str, round_: MatchingRound, found: Comparison, before: Run, after: Run, *, of_demands: bool
) -> Response:
    """Return who gains and who loses seats from one run to another."""
    what, owner = (_("岗位"), _("企业")) if of_demands else (_("专业"), _("学校"))
    runs = [(_("第 %(number)s 次测算", number=run.number), 14) for run in (before, after)]
    lines = ([row.name, row.owner, row.before, row.after, row.gain] for row in found.posts)
    return round_file(
        kind, name_of_file(round_, _("测算比较")), ((what, 26), (owner, 28), *runs, (_("相差"), 8)), lines
    )
