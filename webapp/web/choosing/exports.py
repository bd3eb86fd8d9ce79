"""Suggestions with their answers as a file."""

from collections.abc import Sequence

from flask import Response
from flask_babel import gettext as _

from webapp.models import Choice
from webapp.models.kernel.enums import Side
from webapp.services.choosing.queue import QueueItem
from webapp.services.sheets.writing import Head
from webapp.web.kernel.downloads import list_file
from webapp.web.kernel.i18n import label
from webapp.web.words.columns import suggestion_cells, suggestion_heads


def suggestions_file(
    kind: str, name: str, items: Sequence[QueueItem], total: int, *, side: Side, both: bool
) -> Response:
    """Return suggestions as a file, with the answers of the side looked at, and of the other where it is known."""
    heads = [*suggestion_heads(), *_answer_heads(side)]
    lines = [[*suggestion_cells(item.suggestion), *_answer(item.choice)] for item in items]
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
