"""Agreements as a file."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from webapp.models import Agreement, AgreementLine
from webapp.models.kernel.enums import CooperationMode
from webapp.services.sheets.writing import Head
from webapp.web.kernel.downloads import list_file
from webapp.web.kernel.i18n import label


def agreements_file(
    kind: str,
    rows: Sequence[Agreement],
    lines: Mapping[UUID, Sequence[AgreementLine]],
    rounds: Mapping[UUID, str],
    total: int,
    filters: Sequence[str],
) -> Response:
    """Return agreements as a file, one line for each position of each."""
    first = ((_("编号"), 14), (_("轮次"), 26), (_("企业"), 28), (_("学校"), 28), (_("岗位"), 20), (_("专业"), 22))
    last = ((_("人数"), 8), (_("合作方式"), 24), (_("开始日期"), 12), (_("结束日期"), 12), (_("状态"), 10))
    signed = ((_("签约日期"), 12), (_("协议编号"), 18), (_("终止原因"), 36))
    heads = [Head(text, width) for text, width in (*first, *last, *signed)]
    modes = {mode.value: label(mode) for mode in CooperationMode}
    cells = [
        [
            row.number,
            rounds.get(row.round_id, "") if row.round_id else "",
            row.enterprise.name,
            row.school.name,
            line.position,
            line.program_title,
            line.headcount,
            _("、").join(modes[mode] for mode in row.modes if mode in modes),
            *(str(moment or "") for moment in (row.starts_on, row.ends_on)),
            label(row.state),
            str(row.signed_on or ""),
            row.signed_number,
            row.end_reason,
        ]
        for row in rows
        for line in lines[row.id]
    ]
    count = len(cells) if total == len(rows) else total
    return list_file(kind, _("合作协议"), heads, cells, total=count, filters=filters)
