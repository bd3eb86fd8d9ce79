"""Lists of what a run found, of what it left over, and of what changes from one run to another."""

from collections.abc import Iterator, Sequence
from itertools import islice

from flask_babel import gettext as _

from webapp.models import MatchingRound, Run, Suggestion
from webapp.services.rounds import rounds
from webapp.services.runs import results
from webapp.services.runs.compare import Change
from webapp.services.runs.results import ResultFilters, ResultGroup
from webapp.web.kernel.db import session
from webapp.web.kernel.lists import MOST_ROWS, Column, Listing
from webapp.web.runs.unmatched_words import Left, left_over
from webapp.web.words.columns import name_of_file, suggestion_columns


def result_list(run: Run, view: str, filters: ResultFilters) -> Listing[ResultGroup]:
    """Suggestions of a run by demand or by offering: on a page post by post, in a file one by one."""

    def lines(groups: Sequence[ResultGroup]) -> Iterator[Suggestion]:
        return islice((row for group in groups for row in group.suggestions), MOST_ROWS)

    return Listing(
        name=_name(run, _("按需求") if view == "demand" else _("按专业")),
        columns=suggestion_columns(),
        rows=lambda offset, limit: results.grouped(session(), run, view, filters, offset=offset, limit=limit),
        lines=lines,
        count=lambda: results.count_found(session(), run, filters),
        per_page=10,
        narrowed=_filter_words(run, filters),
    )


def left_list(run: Run, side: str, total: int) -> Listing[Left]:
    """Posts that a run left without a suggestion, with the reason and what would help; `total` of them."""
    owner, what, count = ("enterprise", "position", "headcount") if side == "demand" else ("school", "major", "seats")
    columns: list[Column[Left]] = [
        Column(_("编号"), 14, lambda row: row.post.get("number") or ""),
        Column(_("企业") if side == "demand" else _("学校"), 28, lambda row: row.post.get(owner) or ""),
        Column(_("岗位") if side == "demand" else _("专业"), 22, lambda row: row.post.get(what) or ""),
        Column(_("人数"), 8, lambda row: row.post.get(count) or ""),
        Column(_("原因"), 46, lambda row: row.reason),
        Column(_("最接近的一条"), 36, lambda row: row.nearest),
        Column(_("怎样改会有帮助"), 60, lambda row: "\n".join(row.remedies)),
    ]

    def find(offset: int, limit: int) -> tuple[list[Left], int]:
        rows = results.unmatched(session(), run, side, offset=offset, limit=limit)
        return [left_over(row) for row in rows], total

    of_what = _("没有建议的需求") if side == "demand" else _("没有建议的培养能力")
    return Listing(name=_name(run, of_what), columns=columns, rows=find, per_page=10)


def change_list(
    round_: MatchingRound, changes: Sequence[Change], before: Run, after: Run, *, of_demands: bool
) -> Listing[Change]:
    """Who gains and who loses seats from one run to another."""
    what, owner = (_("岗位"), _("企业")) if of_demands else (_("专业"), _("学校"))
    columns: list[Column[Change]] = [
        Column(what, 26, lambda row: row.name),
        Column(owner, 28, lambda row: row.owner),
        Column(_("第 %(number)s 次测算", number=before.number), 14, lambda row: row.before),
        Column(_("第 %(number)s 次测算", number=after.number), 14, lambda row: row.after),
        Column(_("相差"), 8, lambda row: row.gain),
    ]
    return Listing(name=name_of_file(round_, _("测算比较")), columns=columns, rows=changes, per_page=30)


def _name(run: Run, of_what: str) -> str:
    title = rounds.round_of(session(), run).title
    return str(_("%(round)s 第 %(number)s 次测算 %(by)s", round=title, number=run.number, by=of_what))


def _filter_words(run: Run, filters: ResultFilters) -> Iterator[str]:
    organisations = (*results.schools_of(session(), run), *results.enterprises_of(session(), run))
    names = {row.id: row.name for row in organisations}
    yield filters.q
    yield from (names.get(key, "") for key in (filters.school, filters.enterprise) if key)
    if filters.min_score is not None:
        yield _("得分不低于 %(points)s", points=filters.min_score)
