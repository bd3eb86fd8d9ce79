"""The queue of suggestions as a list."""

from collections.abc import Callable

from flask_babel import gettext as _

from webapp.models import Choice, MatchingRound
from webapp.models.kernel.enums import Side
from webapp.services.choosing import queue
from webapp.services.choosing.queue import QueueFilters, QueueItem
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import label
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Column, Listing
from webapp.web.words.columns import suggestion_columns


def suggestion_list(round_: MatchingRound, filters: QueueFilters, *, side: Side, both: bool) -> Listing[QueueItem]:
    """Suggestions with the answers of the side looked at, and in a file of the other where it is known."""
    columns = [*suggestion_columns(lambda item: item.suggestion), *_answer(side, lambda item: item.choice)]
    if both:
        columns += _answer(Side.ENTERPRISE if side is Side.SCHOOL else Side.SCHOOL, lambda item: item.other)
    return Listing(
        name=_("%(round)s 匹配建议", round=round_.title),
        columns=columns,
        rows=lambda offset, limit: queue.find_queue(session(), actor(), filters, offset=offset, limit=limit),
    )


def _answer(side: Side, of: Callable[[QueueItem], Choice | None]) -> list[Column[QueueItem]]:
    heads = (_("企业意见"), _("企业接受人数"), _("企业志愿"), _("企业意见由统筹员代填"))
    if side is Side.SCHOOL:
        heads = (_("学校意见"), _("学校接受人数"), _("学校志愿"), _("学校意见由统筹员代填"))

    def cell(say: Callable[[Choice], object]) -> Callable[[QueueItem], object]:
        return lambda item: say(choice) if (choice := of(item)) is not None else ""

    return [
        Column(heads[0], 14, cell(lambda choice: label(choice.decision))),
        Column(heads[1], 12, cell(lambda choice: choice.headcount or "")),
        Column(heads[2], 10, cell(lambda choice: choice.rank or "")),
        Column(heads[3], 14, cell(lambda choice: _("是") if choice.on_behalf else "")),
    ]
