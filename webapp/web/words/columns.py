"""Columns that lists of several rooms share: of a pair, and of a suggestion; and what files of a round are called."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from webapp.models import Demand, MatchingRound, Offering, Suggestion
from webapp.web.kernel.lists import Column


def name_of_file(round_: MatchingRound, what: str) -> str:
    """Return a name for a file that says of which round it is."""
    return str(_("%(round)s %(what)s", round=round_.title, what=what))


def pair_columns(demand: Callable[[Any], Demand], offering: Callable[[Any], Offering]) -> list[Column[Any]]:
    """Return the columns that name the pair of a line."""
    return [
        Column(_("需求编号"), 14, lambda line: demand(line).number),
        Column(_("企业"), 28, lambda line: demand(line).enterprise.name),
        Column(_("岗位"), 20, lambda line: demand(line).position),
        Column(_("培养能力编号"), 14, lambda line: offering(line).number),
        Column(_("学校"), 28, lambda line: offering(line).program.school.name),
        Column(_("专业"), 22, lambda line: offering(line).program.title),
    ]


def suggestion_columns(of: Callable[[Any], Suggestion] = lambda line: line) -> list[Column[Any]]:
    """Return the columns of the suggestion of a line."""

    def frozen(post: str, name: str) -> Callable[[Any], Any]:
        return lambda line: of(line).facts[post].get(name) or ""

    return [
        Column(_("需求编号"), 14, frozen("demand", "number")),
        Column(_("企业"), 28, frozen("demand", "enterprise")),
        Column(_("岗位"), 18, frozen("demand", "position")),
        Column(_("需求人数"), 10, frozen("demand", "headcount")),
        Column(_("培养能力编号"), 14, frozen("offering", "number")),
        Column(_("学校"), 28, frozen("offering", "school")),
        Column(_("专业"), 22, frozen("offering", "major")),
        Column(_("可培养人数"), 10, frozen("offering", "seats")),
        Column(_("得分"), 8, lambda line: round(of(line).score, 1)),
        Column(_("有据权重（百分比）"), 12, lambda line: round(100 * of(line).coverage)),
        Column(_("需求的第几选择"), 12, lambda line: of(line).rank_for_demand or ""),
        Column(_("专业的第几选择"), 12, lambda line: of(line).rank_for_offering or ""),
        Column(_("建议人数"), 10, lambda line: of(line).seats_suggested),
    ]
