"""The list of agreements."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from flask_babel import gettext as _

from webapp.models import Agreement, AgreementLine
from webapp.models.kernel.enums import CooperationMode
from webapp.services.agreements import agreements
from webapp.services.agreements.agreements import AgreementFilters
from webapp.services.agreements.lines import lines_of
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import label
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Column, Listing

Line = tuple[Agreement, AgreementLine]


def agreement_list(filters: AgreementFilters, rounds: Mapping[UUID | None, str]) -> Listing[Agreement]:
    """Agreements that the reader may open, in a file with a line for each position; `rounds` are called so."""
    modes = {mode.value: label(mode) for mode in CooperationMode}
    columns: list[Column[Line]] = [
        Column(_("编号"), 14, lambda line: line[0].number),
        Column(_("轮次"), 26, lambda line: rounds.get(line[0].round_id, "")),
        Column(_("企业"), 28, lambda line: line[0].enterprise.name),
        Column(_("学校"), 28, lambda line: line[0].school.name),
        Column(_("岗位"), 20, lambda line: line[1].position),
        Column(_("专业"), 22, lambda line: line[1].program_title),
        Column(_("人数"), 8, lambda line: line[1].headcount),
        Column(_("合作方式"), 24, lambda line: _("、").join(modes[mode] for mode in line[0].modes if mode in modes)),
        Column(_("开始日期"), 12, lambda line: str(line[0].starts_on or "")),
        Column(_("结束日期"), 12, lambda line: str(line[0].ends_on or "")),
        Column(_("状态"), 10, lambda line: label(line[0].state)),
        Column(_("签约日期"), 12, lambda line: str(line[0].signed_on or "")),
        Column(_("协议编号"), 18, lambda line: line[0].signed_number),
        Column(_("终止原因"), 36, lambda line: line[0].end_reason),
    ]
    return Listing(
        name=_("合作协议"),
        columns=columns,
        rows=lambda offset, limit: agreements.find_agreements(
            session(), filters, viewer=actor(), offset=offset, limit=limit
        ),
        lines=_by_position,
        narrowed=(filters.q, label(filters.state), rounds.get(filters.round, "")),
    )


def _by_position(rows: Sequence[Agreement]) -> Iterator[Line]:
    lines = lines_of(session(), rows)
    return ((row, line) for row in rows for line in lines[row.id])
