"""Administration's lists as files for people: names in place of codes, with the filters that are on screen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Response
from flask_babel import gettext as _

from webapp.models import TaxonomyVersion
from webapp.models.codes.code_input import CodeRow, as_cells
from webapp.services.codes.editing import review
from webapp.services.codes.editing.review import CustomWord
from webapp.services.codes.editing.sheets import Sheet
from webapp.services.kernel.audit import actor_name
from webapp.services.sheets.writing import Head
from webapp.web.codes import view
from webapp.web.kernel.db import session
from webapp.web.kernel.downloads import list_file
from webapp.web.kernel.i18n import moment


def rows_file(kind: str, sheet: Sheet[Any], rows: Mapping[str, CodeRow], filters: Sequence[str]) -> Response:
    """Return the rows of a table that the filters leave."""
    names = view.Names(rows.values())
    lines = [
        [_("；").join(names.entry(name, entry) for entry in text.split(";")) for name, text in as_cells(row).items()]
        for row in rows.values()
    ]
    heads = [Head(text, 28) for text in view.heads_of(sheet)]
    return list_file(kind, view.title_of(sheet.name), heads, lines, total=len(lines), filters=filters)


def versions_file(kind: str, versions: Iterable[TaxonomyVersion]) -> Response:
    """Return the versions of the code tables."""
    lines = [
        [
            version.id or 0,
            moment(version.loaded_at),
            actor_name(version.made_by),
            view.explained(version),
            sum(version.counts.values()),
            version.sha256,
        ]
        for version in versions
    ]
    named = ((_("版本"), 8), (_("时间"), 18), (_("谁"), 14), (_("改动"), 60), (_("条数"), 10), (_("指纹"), 66))
    heads = [Head(text, width) for text, width in named]
    return list_file(kind, _("代码表的版本"), heads, lines, total=len(lines))


def words_file(kind: str, title: str, words: Sequence[CustomWord]) -> Response:
    """Return the words of the review queue, each with the skills that are nearest."""
    near = review.nearest(session(), [row.word for row in words])
    lines = [
        [
            row.word,
            _("；").join(sorted(row.spellings)),
            len(row.demands),
            len(row.programs),
            _("；").join(found.skill for found in near[row.word]),
        ]
        for row in words
    ]
    named = ((_("说法"), 24), (_("写法"), 30), (_("需求条数"), 10), (_("专业数"), 10), (_("最接近的技能"), 60))
    heads = [Head(text, width) for text, width in named]
    return list_file(kind, title, heads, lines, total=len(lines))
