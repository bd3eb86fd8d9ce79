"""Files of a round: their names, and the columns of a pair and of a suggestion."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response
from flask_babel import gettext as _

from webapp.models import Demand, MatchingRound, Offering
from webapp.services.sheets.writing import Head
from webapp.web.kernel.downloads import list_file

Heads = Sequence[tuple[str, int]]


def name_of_file(round_: MatchingRound, what: str) -> str:
    """Return a name for a file that says of which round it is."""
    return str(_("%(round)s %(what)s", round=round_.title, what=what))


def round_file(
    kind: str, name: str, heads: Heads, rows: Iterable[Sequence[object]], *, total: int | None = None,
    filters: Sequence[str] = (),
) -> Response:  # fmt: skip
    """Return rows as a file; `total` is how many there were before a limit cut them."""
    lines = list(rows)
    shown = [Head(text, width) for text, width in heads]
    return list_file(kind, name, shown, lines, total=len(lines) if total is None else total, filters=filters)


def pair_heads() -> Heads:
    """Return the heads of the columns that name a pair."""
    demand = ((_("需求编号"), 14), (_("企业"), 28), (_("岗位"), 20))
    return (*demand, (_("培养能力编号"), 14), (_("学校"), 28), (_("专业"), 22))


def pair_cells(demand: Demand, offering: Offering) -> list[Any]:
    """Return the cells that name a pair."""
    program = offering.program
    owner = demand.enterprise.name
    return [demand.number, owner, demand.position, offering.number, program.school.name, program.title]


def suggestion_heads() -> list[Head]:
    """Return the heads of the columns of a suggestion."""
    demand = ((_("需求编号"), 14), (_("企业"), 28), (_("岗位"), 18), (_("需求人数"), 10))
    offering = ((_("培养能力编号"), 14), (_("学校"), 28), (_("专业"), 22), (_("可培养人数"), 10))
    score = ((_("得分"), 8), (_("有据权重（百分比）"), 12), (_("需求的第几选择"), 12), (_("专业的第几选择"), 12))
    named = (*demand, *offering, *score, (_("建议人数"), 10))
    return [Head(text, width) for text, width in named]


def suggestion_cells(row: Any) -> list[object]:
    """Return the cells of a suggestion."""
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
