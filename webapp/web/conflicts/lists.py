"""The list of a round's conflicts."""

from flask_babel import gettext as _

from webapp.models import Conflict, MatchingRound
from webapp.services.conflicts import conflicts
from webapp.services.conflicts.conflicts import ConflictFilters
from webapp.web.conflicts.view import title_of
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import label
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Column, Listing
from webapp.web.words.columns import name_of_file


def conflict_list(round_: MatchingRound, filters: ConflictFilters) -> Listing[Conflict]:
    """Conflicts of the round that the reader may see, the greatest first."""
    columns: list[Column[Conflict]] = [
        Column(_("编号"), 8, lambda row: f"C-{row.number:02d}"),
        Column(_("类型"), 18, lambda row: label(row.kind)),
        Column(_("事项"), 70, title_of),
        Column(_("涉及人数"), 10, lambda row: row.headcount),
        Column(_("状态"), 12, lambda row: label(row.state)),
    ]
    states = {"settled": _("已裁定"), "open": _("未裁定")}
    return Listing(
        name=name_of_file(round_, _("冲突裁定")),
        columns=columns,
        rows=lambda offset, limit: conflicts.find_conflicts(
            session(), round_, actor(), filters, offset=offset, limit=limit
        ),
        narrowed=(label(filters.kind), states.get(filters.state or "", "")),
    )
