"""Lists of the public notice, of the objections to it, and of an organisation's own pairs."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from webapp.models import MatchingRound, Objection, Publication
from webapp.services.publication import objections
from webapp.services.seats.allocations import Pair
from webapp.services.seats.contacts import Contact, contact_of, own_pairs
from webapp.web.kernel.db import session
from webapp.web.kernel.i18n import day, label, moment
from webapp.web.kernel.identity import actor
from webapp.web.kernel.lists import Column, Listing
from webapp.web.publication.view import modes_of
from webapp.web.words.columns import name_of_file, pair_columns


def objection_list(round_: MatchingRound, publication: Publication) -> Listing[Objection]:
    """Objections to a notice with their replies, for those who lead the round."""
    columns: list[Column[Objection]] = [
        Column(_("编号"), 8, lambda row: row.number),
        Column(_("提出人"), 12, lambda row: row.name),
        Column(_("单位"), 28, lambda row: row.organisation_name),
        Column(_("联系方式"), 22, lambda row: row.contact),
        Column(_("内容"), 60, lambda row: row.content),
        Column(_("提交于"), 18, lambda row: moment(row.made_at)),
        Column(_("答复期限"), 12, lambda row: day(row.due_on) if row.due_on else ""),
        Column(_("状态"), 10, lambda row: label(row.state)),
        Column(_("答复"), 60, lambda row: row.reply),
    ]
    return Listing(
        name=name_of_file(round_, _("异议")),
        columns=columns,
        rows=objections.objections_of(session(), publication),
    )


def own_pair_list(round_: MatchingRound) -> Listing[Pair]:
    """Pairs of the reader's organisation with the contacts of the other side."""

    def lines(pairs: Sequence[Pair]) -> Iterator[tuple[Pair, Contact | None]]:
        return ((pair, contact_of(session(), pair[0], actor())) for pair in pairs)

    columns = [
        *pair_columns(lambda line: line[0][1], lambda line: line[0][2]),
        Column(_("人数"), 8, lambda line: line[0][0].seats),
        Column(_("对方联系人"), 14, lambda line: line[1].name if line[1] else ""),
        Column(_("联系电话"), 18, lambda line: line[1].phone if line[1] else ""),
    ]
    name = name_of_file(round_, _("本单位的配对"))
    return Listing(name=name, columns=columns, rows=own_pairs(session(), round_, actor()), lines=lines)


def notice_list(publication: Publication) -> Listing[dict[str, Any]]:
    """Pairs of a public notice."""
    columns: list[Column[dict[str, Any]]] = [
        Column(_("企业"), 28, lambda pair: pair["enterprise"]),
        Column(_("岗位"), 22, lambda pair: pair["position"]),
        Column(_("学校"), 28, lambda pair: pair["school"]),
        Column(_("专业"), 22, lambda pair: pair["major"]),
        Column(_("人数"), 8, lambda pair: pair["seats"]),
        Column(_("合作方式"), 30, modes_of),
    ]
    return Listing(name=publication.title, columns=columns, rows=publication.pairs, per_page=100)
