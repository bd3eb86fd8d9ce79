"""Lists and reports as files, with the filters that are on screen and no more than the viewer may see."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Response
from flask_babel import gettext as _

from webapp.models import Choice, Demand, MatchingRound, Offering, Organisation, Program, Run
from webapp.models.imports.imports import ImportKind
from webapp.models.kernel.enums import Side
from webapp.services.choosing.queue import QueueItem
from webapp.services.imports.columns import ORGANISATIONS, PROGRAMS, Layout
from webapp.services.imports.exporting import MOST_ROWS, Exporter, demand_layout, offering_layout
from webapp.services.posts import offerings
from webapp.services.runs import results
from webapp.services.runs.results import ResultFilters
from webapp.services.sheets.writing import Head
from webapp.web.imports.words import label_of
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import list_file
from webapp.web.kernel.i18n import day, label, language
from webapp.web.kernel.identity import actor
from webapp.web.runs.unmatched_words import left_over

Found = tuple[Sequence[Any], int]
Finder = Callable[[int], Found]


def organisations_file(kind: str, find: Finder, filters: Sequence[str] = ()) -> Response:
    """Return organisations as a file."""
    rows, total = find(MOST_ROWS)
    cells = Exporter(session(), actor(), language()).organisations(rows)
    heads = [*_heads(ORGANISATIONS), Head(_("认证状态"), 12), Head(_("更新日期"), 12)]
    more = ([*line, label(row.status), day(row.updated_at)] for line, row in zip(cells, rows, strict=True))
    return _file(kind, ORGANISATIONS, heads, more, total, filters)


def demands_file(kind: str, find: Finder, *, mine: bool, filters: Sequence[str] = ()) -> Response:
    """Return demands as a file."""
    rows, total = find(MOST_ROWS)
    layout = demand_layout(actor(), mine=mine)
    held: list[Demand] = list(rows)
    cells = Exporter(session(), actor(), language()).demands(held, layout)
    return _file(kind, layout, _heads(layout), cells, total, filters)


def programs_file(kind: str, find: Finder, *, mine: bool, filters: Sequence[str] = ()) -> Response:
    """Return programmes with their skills as a file."""
    rows, total = find(MOST_ROWS)
    held: list[Program] = list(rows)
    cells = Exporter(session(), actor(), language()).programs(held)
    heads, lines = _with_school(_heads(PROGRAMS), cells, [row.school for row in held], mine=mine)
    return _file(kind, PROGRAMS, heads, lines, total, filters)


def offerings_file(kind: str, find: Finder, *, mine: bool, filters: Sequence[str] = ()) -> Response:
    """Return the offerings of the programmes that the filters leave, as far as the viewer may open them."""
    programs, _total = find(MOST_ROWS)
    rows: list[Offering] = offerings.offerings_of(session(), list(programs), actor(), limit=MOST_ROWS)
    return _offerings(kind, rows, len(rows), mine=mine, filters=filters)


def _offerings(kind: str, rows: list[Offering], total: int, *, mine: bool, filters: Sequence[str]) -> Response:
    layout = offering_layout(actor())
    cells = Exporter(session(), actor(), language()).offerings(rows, layout)
    schools = [row.program.school for row in rows]
    heads, lines = _with_school(_heads(layout), cells, schools, mine=mine)
    return _file(kind, layout, heads, lines, total, filters)


def posts_file(kind: str, what: str, find: Finder, filters: Sequence[str]) -> Response:
    """Return what a round has collected as a file."""
    if what == "demands":
        return demands_file(kind, find, mine=False, filters=filters)
    rows, total = find(MOST_ROWS)
    return _offerings(kind, list(rows), total, mine=False, filters=filters)


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


def suggestions_file(
    kind: str, name: str, items: Sequence[QueueItem], total: int, *, side: Side, both: bool
) -> Response:
    """Return suggestions as a file, with the answers of the side looked at, and of the other where it is known."""
    heads = [*_suggestion_heads(), *_answer_heads(side)]
    lines = [[*_suggestion(item.suggestion), *_answer(item.choice)] for item in items]
    if both:
        heads += _answer_heads(Side.ENTERPRISE if side is Side.SCHOOL else Side.SCHOOL)
        lines = [[*line, *_answer(item.other)] for line, item in zip(lines, items, strict=True)]
    return list_file(kind, name, heads, lines, total=total)


def _answer_heads(side: Side) -> list[Head]:
    named = (_("企业意见"), _("企业接受人数"), _("企业志愿"), _("企业意见由统筹员代填"))
    if side is Side.SCHOOL:
        named = (_("学校意见"), _("学校接受人数"), _("学校志愿"), _("学校意见由统筹员代填"))
    return [Head(text, width) for text, width in zip(named, (14, 12, 10, 14), strict=True)]


def _answer(choice: Choice | None) -> list[object]:
    if choice is None:
        return [""] * 4
    return [label(choice.decision), choice.headcount or "", choice.rank or "", _("是") if choice.on_behalf else ""]


def results_file(kind: str, run: Run, title: str, view: str, filters: ResultFilters, told: Sequence[str]) -> Response:
    """Return the suggestions of a run by demand or by offering, as a file."""
    groups, _total = results.grouped(session(), run, view, filters, offset=0, limit=MOST_ROWS)
    lines = [_suggestion(row) for group in groups for row in group.suggestions][:MOST_ROWS]
    total = results.count_found(session(), run, filters)
    by = _("按需求") if view == "demand" else _("按专业")
    name = _("%(round)s 第 %(number)s 次测算 %(by)s", round=title, number=run.number, by=by)
    return list_file(kind, name, _suggestion_heads(), lines, total=total, filters=told)


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


def _suggestion_heads() -> list[Head]:
    demand = ((_("需求编号"), 14), (_("企业"), 28), (_("岗位"), 18), (_("需求人数"), 10))
    offering = ((_("培养能力编号"), 14), (_("学校"), 28), (_("专业"), 22), (_("可培养人数"), 10))
    score = ((_("得分"), 8), (_("有据权重（百分比）"), 12), (_("需求的第几选择"), 12), (_("专业的第几选择"), 12))
    named = (*demand, *offering, *score, (_("建议人数"), 10))
    return [Head(text, width) for text, width in named]


def _suggestion(row: Any) -> list[object]:
    demand, offering = row.facts["demand"], row.facts["offering"]
    return [
        *(demand.get(name) or "" for name in ("number", "enterprise", "position", "headcount")),
        *(offering.get(name) or "" for name in ("number", "school", "major", "seats")),
        round(row.score, 1),
        round(100 * row.coverage),
        row.rank_for_demand or "",
        row.rank_for_offering or "",
        row.seats_suggested,
    ]


def _heads(layout: Layout) -> list[Head]:
    return [Head(label_of(layout.kind, column.field), column.width) for column in layout.columns]


def _with_school(
    heads: list[Head], cells: Iterable[list[str | int]], schools: Iterable[Organisation], *, mine: bool
) -> tuple[list[Head], list[list[str | int]]]:
    lines = list(cells)
    if mine:
        return heads, lines
    named = [[*line, school.name] for line, school in zip(lines, schools, strict=True)]
    return [*heads, Head(_("学校"), 28)], named


def _file(
    kind: str, layout: Layout, heads: Sequence[Head], rows: Iterable[Any], total: int, filters: Sequence[str]
) -> Response:
    name = ImportKind(layout.kind).label(language())
    return list_file(kind, name, heads, list(rows), total=total, filters=filters, mark=layout.version)
