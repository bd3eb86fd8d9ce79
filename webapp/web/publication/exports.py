"""The public notice, objections, and an organisation's own pairs as files."""

from collections.abc import Iterable

from flask import Response
from flask_babel import gettext as _

from webapp.models import MatchingRound, Objection, Person, Publication
from webapp.services.seats.allocations import Pair
from webapp.services.seats.contacts import contact_of
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import day, label, moment
from webapp.web.publication.view import modes_of
from webapp.web.words.columns import name_of_file, pair_cells, pair_heads, round_file


def objections_file(kind: str, round_: MatchingRound, rows: Iterable[Objection]) -> Response:
    """Return the objections to a notice with their replies, for those who lead the round."""
    maker = ((_("提出人"), 12), (_("单位"), 28), (_("联系方式"), 22))
    heads = (
        (_("编号"), 8),
        *maker,
        (_("内容"), 60),
        (_("提交于"), 18),
        (_("答复期限"), 12),
        (_("状态"), 10),
        (_("答复"), 60),
    )
    lines = (
        [
            row.number,
            row.name,
            row.organisation_name,
            row.contact,
            row.content,
            moment(row.made_at),
            day(row.due_on) if row.due_on else "",
            label(row.state),
            row.reply,
        ]
        for row in rows
    )
    return round_file(kind, name_of_file(round_, _("异议")), heads, lines)


def own_pairs_file(kind: str, round_: MatchingRound, pairs: Iterable[Pair], *, viewer: Person) -> Response:
    """Return an organisation's own pairs with the contacts of the other side."""
    heads = (*pair_heads(), (_("人数"), 8), (_("对方联系人"), 14), (_("联系电话"), 18))
    lines = []
    for row, demand, offering in pairs:
        contact = contact_of(session(), row, viewer)
        told = (contact.name, contact.phone) if contact else ("", "")
        lines.append([*pair_cells(demand, offering), row.seats, *told])
    return round_file(kind, name_of_file(round_, _("本单位的配对")), heads, lines)


def notice_file(kind: str, publication: Publication) -> Response:
    """Return the pairs of a public notice."""
    heads = ((_("企业"), 28), (_("岗位"), 22), (_("学校"), 28), (_("专业"), 22), (_("人数"), 8), (_("合作方式"), 30))
    names = ("enterprise", "position", "school", "major", "seats")
    lines = ([*(pair[name] for name in names), modes_of(pair)] for pair in publication.pairs)
    return round_file(kind, publication.title, heads, lines)
