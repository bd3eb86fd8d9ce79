"""Seats and offers to alternates as files."""

from collections.abc import Iterable

from flask import Response
from flask_babel import gettext as _

from webapp.models import AlternateOffer, MatchingRound
from webapp.models.seats.enums import AlternateState
from webapp.services.seats.allocations import Pair
from webapp.web.kernel.i18n import day, label
from webapp.web.words.columns import name_of_file, pair_cells, pair_heads, round_file


def allocations_file(kind: str, round_: MatchingRound, pairs: Iterable[Pair]) -> Response:
    """Return the seats of the round as they were given, for those who lead it."""
    counts = ((_("双方接受人数"), 12), (_("算法给出"), 10), (_("现在名额"), 10), (_("得分"), 8))
    heads = (*pair_heads(), *counts, (_("状态"), 10), (_("来源"), 12), (_("落空的原因"), 40))
    lines = (
        [
            *pair_cells(demand, offering),
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
    return round_file(kind, name_of_file(round_, _("名额分配")), heads, lines)


def alternates_file(
    kind: str, round_: MatchingRound, rows: Iterable[AlternateOffer], *, shows_answers: bool
) -> Response:
    """Return the places that were offered to the next in line; parties learn the answers once an offer has ended."""
    answers = {True: _("接受"), False: _("不接受"), None: _("未答复")}
    heads = (
        *pair_heads(),
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
        lines.append([*pair_cells(row.demand, row.offering), row.seats, day(row.until), *told, label(row.state)])
    return round_file(kind, name_of_file(round_, _("递补机会")), heads, lines)
