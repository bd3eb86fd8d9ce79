"""Conflicts as a file."""

from collections.abc import Iterable, Sequence

from flask import Response
from flask_babel import gettext as _

from webapp.models import Conflict, MatchingRound
from webapp.web.conflicts.view import title_of
from webapp.web.kernel.i18n import label
from webapp.web.words.columns import name_of_file, round_file


def conflicts_file(
    kind: str, round_: MatchingRound, rows: Iterable[Conflict], total: int, filters: Sequence[str]
) -> Response:
    """Return the round's conflicts."""
    heads = ((_("编号"), 8), (_("类型"), 18), (_("事项"), 70), (_("涉及人数"), 10), (_("状态"), 12))
    lines = ([f"C-{row.number:02d}", label(row.kind), title_of(row), row.headcount, label(row.state)] for row in rows)
    return round_file(kind, name_of_file(round_, _("冲突裁定")), heads, lines, total=total, filters=filters)
