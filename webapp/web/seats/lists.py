"""Lists of seats and of offers to alternates."""

from collections.abc import Iterable

from flask_babel import gettext as _

from webapp.models import AlternateOffer, MatchingRound
from webapp.models.seats.enums import AlternateState
from webapp.services.seats import allocations
from webapp.services.seats.allocations import Pair
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import day, label
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Column, Listing
from webapp.web.words.columns import name_of_file, pair_columns


def allocation_list(round_: MatchingRound) -> Listing[Pair]:
    """Seats of the round as they were given, as far as the reader may see them."""
    columns = [
        *pair_columns(lambda pair: pair[1], lambda pair: pair[2]),
        Column(_("双方接受人数"), 12, lambda pair: pair[0].wanted),
        Column(_("算法给出"), 10, lambda pair: pair[0].suggested),
        Column(_("现在名额"), 10, lambda pair: pair[0].seats),
        Column(_("得分"), 8, lambda pair: round(pair[0].score, 1) if pair[0].score is not None else ""),
        Column(_("状态"), 10, lambda pair: label(pair[0].state)),
        Column(_("来源"), 12, lambda pair: label(pair[0].origin)),
        Column(_("落空的原因"), 40, lambda pair: pair[0].fallen_reason),
    ]
    rows = allocations.allocations_open_to(session(), round_, actor())
    return Listing(name=name_of_file(round_, _("名额分配")), columns=columns, rows=rows)


def alternate_list(
    round_: MatchingRound, offers: Iterable[AlternateOffer], *, shows_answers: bool
) -> Listing[AlternateOffer]:
    """Places that were offered to the next in line; parties learn the answers once an offer has ended."""
    answers = {True: _("接受"), False: _("不接受"), None: _("未答复")}

    def answer_text(row: AlternateOffer, answer: bool | None) -> str:
        return answers[answer] if shows_answers or row.state is not AlternateState.OPEN else ""

    columns = [
        *pair_columns(lambda row: row.demand, lambda row: row.offering),
        Column(_("人数"), 8, lambda row: row.seats),
        Column(_("答复期限"), 12, lambda row: day(row.until)),
        Column(_("企业答复"), 12, lambda row: answer_text(row, row.enterprise_answer)),
        Column(_("学校答复"), 12, lambda row: answer_text(row, row.school_answer)),
        Column(_("状态"), 14, lambda row: label(row.state)),
    ]
    return Listing(name=name_of_file(round_, _("递补机会")), columns=columns, rows=list(offers))
